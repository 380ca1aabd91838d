"""What is overdue at any moment: open instalments whose due day has passed."""

from bisect import bisect_left
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import NamedTuple, TypeAlias
from zoneinfo import ZoneInfo

from ristorno.engine.fact import instant
from ristorno.engine.history.owing import Account
from ristorno.kernel.number import ZERO
from ristorno.kernel.period import DAY

Instant: TypeAlias = tuple[datetime, bool]
"""A point of time; False where a day begins, before anything happens in it."""


class Overdue(NamedTuple):
    """How much of a document is overdue."""

    document: str
    amount: Decimal


@dataclass(frozen=True, slots=True)
class Debts:
    """The overdue debt of a member in the course of time: ``totals[i]`` holds from ``keys[i]`` on."""

    zone: ZoneInfo
    keys: tuple[Instant, ...]
    totals: tuple[Decimal, ...]
    changes: tuple[tuple[Instant, str, Decimal], ...]
    """From when on how much of which document is overdue."""

    def end_of(self, day: date) -> Instant:
        """Return the end of a day; what was due on that day is not overdue yet."""
        return instant(day + DAY, self.zone), False

    def just_before(self, at: datetime) -> Instant:
        """Return the moment strictly before something happens; the day of it has begun."""
        return at, True

    def total(self, at: Instant) -> Decimal:
        """Return what is overdue."""
        position = bisect_left(self.keys, at)
        return self.totals[position - 1] if position else ZERO

    def named(self, at: Instant) -> Sequence[Overdue]:
        """Return the documents that are overdue, by name."""
        held = {document: amount for since, document, amount in self.changes if since < at}
        return [Overdue(document, amount) for document, amount in sorted(held.items()) if amount]


def debts(accounts: Iterable[Account], zone: ZoneInfo, grace: int) -> Debts:
    """Return the overdue debt; an instalment counts from ``grace`` days after the day after its due day on."""
    changes: list[tuple[Instant, str, Decimal]] = []
    steps: dict[Instant, Decimal] = {}
    for account in accounts:
        if not _was_late(account):
            continue
        last = ZERO
        for at, happened, amount in account.overdue(lambda due: instant(due + timedelta(days=1 + grace), zone)):
            changes.append(((at, happened), account.document, amount))
            steps[at, happened] = steps.get((at, happened), ZERO) + amount - last
            last = amount
    changes.sort()
    keys = tuple(sorted(steps))
    total, totals = ZERO, []
    for key in keys:
        total += steps[key]
        totals.append(total)
    return Debts(zone, keys, tuple(totals), tuple(changes))


def _was_late(account: Account) -> bool:
    """Return whether anything of a document can have been overdue: most are paid in time."""
    dues = [part.due for state in account.states for part in state.instalments if part.due]
    cleared = account.cleared()
    return account.sale and bool(dues) and (cleared is None or cleared[1] > min(dues))
