"""What a code looks like, and what state it is in."""

import secrets
from collections.abc import Iterator
from datetime import datetime
from typing import Final

from ristorno.apps.vouchers.models import Code
from ristorno.apps.vouchers.values import State

_LETTERS: Final = "ABCDEFGHJKMNPQRSTUVWXYZ23456789"
"""Nothing that is read as something else: no I and L and 1, no O and 0."""
_SIGNS: Final = "._:+"
_GROUP, _GROUPS = 4, 3
SHORTEST, LONGEST = 4, 80
"""Signs of a code, without what only makes it readable."""


def found_by(code: str) -> str:
    """Return what a code is found by, however it was written: no spaces, no hyphens, one size of letters."""
    return "".join(sign for sign in code.upper() if not sign.isspace() and sign != "-")


def is_code(found: str) -> bool:
    """Return whether something that a code is found by can be one: letters, digits and a few signs."""
    return SHORTEST <= len(found) <= LONGEST and all(sign.isalnum() or sign in _SIGNS for sign in found)


def made() -> Iterator[str]:
    """Yield new codes that nobody guesses: twelve signs of 31, about 59 bits."""
    while True:
        yield "-".join("".join(secrets.choice(_LETTERS) for _ in range(_GROUP)) for _ in range(_GROUPS))


def counter_of(code: str) -> str:
    """Return the name of the counter of a code's uses."""
    return f"code:{found_by(code)}"


def ends_at(code: Code) -> datetime | None:
    """Return when a code ends, None: never."""
    return code.ends_at or code.batch.ends_at


def state_of(code: Code, uses: int, held: int, at: datetime) -> State:
    """Return what state a code is in at a moment."""
    ends, begins = ends_at(code), code.batch.begins_at
    if code.withdrawn_at is not None:
        return "withdrawn"
    if uses >= code.batch.times:
        return "used"
    if ends is not None and ends <= at:
        return "expired"
    if code.pending:
        return "pending"
    if begins is not None and at < begins:
        return "not_yet"
    return "held" if uses + held >= code.batch.times else "valid"
