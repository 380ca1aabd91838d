"""Why something about rewards was refused, in sentences."""

from collections.abc import Iterable
from datetime import date

from ristorno.kernel.problem import Place, Problem, Refused, near


def unknown(name: str, known: Iterable[str]) -> Refused:
    """Return the refusal of a reward that is not in the catalog."""
    remedy = near(name, known) or "Look at the catalog."
    return Refused([Problem("rewards.unknown", f"There is no reward {name!r}.", remedy)])


def no_redemption(number: int) -> Refused:
    """Return the refusal of what nobody asked for."""
    reason = f"Nothing was asked for under the number {number}."
    return Refused([Problem("rewards.redemption", reason, "Look at the list of what was asked for.")])


def not_for(name: str, why: str) -> Refused:
    """Return the refusal of a reward that is not for who asks."""
    return Refused([Problem("rewards.not_for_you", f"{name!r} is not for you: {why}.", "Choose another one.")])


def closed(name: str, first: date | None, last: date | None) -> Refused:
    """Return the refusal of a reward before its time, or after it."""
    time = " ".join(part for part in (f"from {first}" if first else "", f"until {last}" if last else "") if part)
    reason = f"{name!r} can be had {time or 'no more'}."
    return Refused([Problem("rewards.closed", reason, "Choose another one, or come back in its time.")])


def quantity(asked: int) -> Refused:
    """Return the refusal of a number of pieces that is none."""
    reason = f"{asked} pieces cannot be asked for."
    return Refused([Problem("rewards.quantity", reason, "Ask for 1 to 1,000.")])


def details(missing: Iterable[str]) -> Refused:
    """Return the refusal of an order that lacks what handing over needs."""
    return Refused(
        Problem("rewards.details", f"The {each} is missing.", "Fill it in.", Place(path=f"told.{each}"))
        for each in missing
    )


def other_meaning(key: str) -> Refused:
    """Return the refusal of a key that stands for something else."""
    reason = f"Something else was asked for under the key {key!r}."
    return Refused([Problem("rewards.key", reason, "Take a new key for a new wish.")])


def state(number: int, now: str, wanted: str) -> Refused:
    """Return the refusal of a step that cannot be taken any more, or not yet."""
    reason = f"Redemption {number} is {now}, so it cannot be {wanted}."
    return Refused([Problem("rewards.state", reason, "Look at it again: somebody may have been quicker.")])


def four_eyes(number: int) -> Refused:
    """Return the refusal to agree with one's own wish."""
    reason = f"Redemption {number} was asked for by the same person."
    return Refused([Problem("rewards.four_eyes", reason, "Let somebody else approve it.")])


def no_reason() -> Refused:
    """Return the refusal to refuse without a word."""
    return Refused([Problem("rewards.reason", "Whoever asked wants to know why.", "Say the reason.")])


def used(number: int) -> Refused:
    """Return the refusal to take back what was used."""
    reason = f"What was handed over with redemption {number} was used, or is held by an order."
    return Refused([Problem("rewards.used", reason, "Settle it with the member another way.")])
