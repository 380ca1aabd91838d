"""Why something was refused, in sentences that name the wallet and its numbers."""

from decimal import Decimal

from ristorno.apps.wallets.values import Holder
from ristorno.kernel.number import plain
from ristorno.kernel.problem import Problem, Refused


def short(holder: Holder, unit: str, asked: Decimal, spendable: Decimal) -> Refused:
    """Return the refusal of more than can be spent."""
    reason = f"{holder} can spend {plain(spendable)} {unit}, and {plain(asked)} is asked for."
    return Refused([Problem("wallets.short", reason, "Ask for less, or wait until more can be spent.")])


def full(holder: Holder, unit: str, asked: Decimal, room: Decimal) -> Refused:
    """Return the refusal of more than a wallet may hold."""
    reason = f"The wallet of {holder} has room for {plain(room)} {unit}, and {plain(asked)} is to be given."
    return Refused([Problem("wallets.full", reason, "Give less, or wait until something of it was used.")])


def some_goods(unit: str, goods: str) -> Refused:
    """Return the refusal to use, for nobody knows what, a unit that pays for some goods alone."""
    reason = f"{unit} pays for lines of an order that lie in {goods!r} alone, and here no line is named."
    return Refused([Problem("wallets.pays_for", reason, "Reserve the order: its lines say what may be paid for.")])


def no_unit(name: str) -> Refused:
    """Return the refusal of a unit that nobody knows."""
    reason = f"No program that was brought into force defines the unit {name!r}."
    return Refused([Problem("wallets.unit", reason, "Check its name, or approve the program first.")])


def other_step(name: str, kept: Decimal, asked: Decimal) -> Refused:
    """Return the refusal of another smallest step for what is counted already."""
    reason = f"{name!r} is kept in steps of {plain(kept)}; a program counts it in steps of {plain(asked)}."
    return Refused([Problem("wallets.step", reason, "Keep the step, or give the unit another name.")])


def amount(value: Decimal, unit: str, step: Decimal) -> Refused:
    """Return the refusal of an amount that cannot move."""
    reason = f"{plain(value)} {unit} cannot be moved."
    remedy = f"Name an amount above 0, a multiple of {plain(step)}, below ten trillion."
    return Refused([Problem("wallets.amount", reason, remedy)])


def other_meaning(key: str) -> Refused:
    """Return the refusal of a key that stands for something else."""
    reason = f"The key {key!r} was used before, for something else."
    return Refused([Problem("wallets.key", reason, "Use a key of its own for everything that is asked for.")])


def unknown(what: str, key: str) -> Refused:
    """Return the refusal of something that is not there."""
    return Refused([Problem("wallets.unknown", f"There is no {what} {key!r}.", "Check the key.")])


def over(what: str, key: str, asked: Decimal, left: Decimal) -> Refused:
    """Return the refusal of more than is still set aside."""
    reason = f"Of the {what} {key!r}, {plain(left)} is left, and {plain(asked)} is asked for."
    return Refused([Problem("wallets.hold", reason, "Ask for what is left; what was ended stays so.")])


def decided(key: str) -> Refused:
    """Return the refusal to decide twice."""
    return Refused([Problem("wallets.decided", f"{key!r} was decided on before.", "Nothing is left to decide.")])


def four_eyes(key: str, actor: str) -> Refused:
    """Return the refusal to approve what one has asked for oneself."""
    reason = f"{actor} asked for {key!r} and cannot approve it."
    return Refused([Problem("wallets.four_eyes", reason, "Let another person decide.")])


def no_reason() -> Refused:
    """Return the refusal of a gift or correction without a reason."""
    reason = "Whatever is given or corrected by hand needs a reason."
    return Refused([Problem("wallets.reason", reason, "Say why, in the words that the member will read.")])
