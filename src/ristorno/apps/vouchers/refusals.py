"""Why something about codes was refused, in sentences."""

from collections.abc import Collection

from ristorno.apps.vouchers.rules import LONGEST, SHORTEST
from ristorno.kernel.problem import Place, Problem, Refused, near


def bad_code(code: str, row: int) -> Problem:
    """Return the problem of a text that can be no code."""
    reason = f"{code!r} is no code: one has {SHORTEST} to {LONGEST} letters and digits, with . _ : + among them."
    return Problem("vouchers.code", reason, "Leave the row out, or give it a code.", Place(path=f"codes[{row}]"))


def twice(code: str, row: int) -> Problem:
    """Return the problem of a code that is there already."""
    reason = f"The code {code!r} is there already; hyphens, spaces and the size of letters do not tell codes apart."
    remedy = "Leave it out, or have another one made."
    return Problem("vouchers.twice", reason, remedy, Place(path=f"codes[{row}]"))


def no_member(named: str, row: int) -> Problem:
    """Return the problem of a code for a member that nobody knows."""
    reason = f"No member has the code {named!r}."
    return Problem("vouchers.member", reason, "Check it, or add the member first.", Place(path=f"codes[{row}]"))


def batch_there(name: str) -> Refused:
    """Return the refusal of a second batch of one name."""
    reason = f"There is a batch {name!r} already."
    return Refused([Problem("vouchers.batch", reason, "Give the new one another name.")])


def bad_batch(reason: str, remedy: str) -> Refused:
    """Return the refusal of a batch that makes no sense."""
    return Refused([Problem("vouchers.batch", reason, remedy)])


def no_offer(program: str, offer: str, known: Collection[str]) -> Refused:
    """Return the refusal of codes that would open nothing."""
    reason = f"Codes open no offer {offer!r} in {program!r}."
    remedy = near(offer, known) if known else "Write an offer with `trigger: code` first."
    return Refused([Problem("vouchers.offer", reason, remedy)])


def unknown(what: str, name: str) -> Refused:
    """Return the refusal of what is not there."""
    return Refused([Problem("vouchers.unknown", f"There is no {what} {name!r}.", "See `ristorno vouchers list`.")])


def no_reason() -> Refused:
    """Return the refusal to withdraw without a word."""
    reason = "Whatever is withdrawn needs a reason."
    return Refused([Problem("vouchers.reason", reason, "Say why.")])
