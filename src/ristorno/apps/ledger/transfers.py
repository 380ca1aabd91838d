"""What is asked of the ledger, and what it answers."""

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache


@dataclass(frozen=True, slots=True)
class Transfer:
    """An amount, in whole smallest steps of its unit, from one account to another, both by number.

    ``ends_on`` is the last day of what begins with it, where the taker keeps lots and the giver does not. ``lot`` is
    the lot that is taken from first, where the giver keeps lots; without one the lot that ends first is.
    """

    giver: int
    taker: int
    amount: int
    ends_on: date | None = None
    lot: int | None = None

    @property
    def told(self) -> str:
        """The transfer as the digest of a posting reads it, in JSON; by hand, as many are read at once."""
        ends_on = f'"{self.ends_on}"' if self.ends_on else "null"
        lot = "" if self.lot is None else f",{self.lot}"
        return f"[{self.giver},{self.taker},{self.amount},{ends_on}{lot}]"


@dataclass(frozen=True, slots=True)
class Wanted:
    """A posting that is to be made; ``at`` is when it happened, aware."""

    key: str
    movement: str
    at: datetime
    actor: str
    transfers: Sequence[Transfer]


@dataclass(frozen=True, slots=True)
class Posted:
    """A posting by its number; ``fresh`` is false where the key had been posted before, and nothing was done."""

    number: int
    fresh: bool


def digest_of(movement: str, transfers: Sequence[Transfer], reverses: int | None = None) -> str:
    """Return a digest of what a posting does; who posts it again, and when, may differ."""
    moved = ",".join([each.told for each in transfers])
    told = f"[{_quoted(movement)},[{moved}],{'null' if reverses is None else reverses}]"
    return hashlib.sha256(told.encode()).hexdigest()


@cache
def _quoted(movement: str) -> str:
    return json.dumps(movement)
