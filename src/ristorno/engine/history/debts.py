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

_Key: TypeAlias = tuple[datetime, bool]
"""A moment; False where a day begins, before anything happens in it."""


class Overdue(NamedTuple):
    """How much of a document is overdue."""

    document: str
    amount: Decimal


@dataclass(frozen=True, slots=True)
class Debts:
    """The overdue debt of a member in the course of time: ``totals[i]`` holds from ``keys[i]`` on."""

    zone: ZoneInfo
    keys: tuple[_Key, ...]
    totals: tuple[Decimal, ...]
    changes: tuple[tuple[_Key, str, Decimal], ...]
    """From when on how much of which document is overdue."""

    def end_of(self, day: date) -> Decimal:
        """Return what is overdue at the end of a day: what was due before that day and is still open."""
        return self._total(self._end_of(day))

    def before(self, at: datetime) -> Decimal:
        """Return what is overdue strictly before something happens at a moment; the day of it has begun."""
        return self._total((at, True))

    def named_at_end_of(self, day: date) -> Sequence[Overdue]:
        """Return the overdue documents at the end of a day."""
        return self._named(self._end_of(day))

    def named_before(self, at: datetime) -> Sequence[Overdue]:
        """Return the overdue documents strictly before something happens at a moment."""
        return self._named((at, True))

    def _end_of(self, day: date) -> _Key:
        return instant(day + DAY, self.zone), False

    def _total(self, key: _Key) -> Decimal:
        position = bisect_left(self.keys, key)
        return self.totals[position - 1] if position else ZERO

    def _named(self, key: _Key) -> Sequence[Overdue]:
        held = {document: amount for at, document, amount in self.changes if at < key}
        return [Overdue(document, amount) for document, amount in sorted(held.items()) if amount]


def debts(accounts: Iterable[Account], zone: ZoneInfo, grace: int) -> Debts:
    """Return the overdue debt; an instalment counts from ``grace`` days after the day after its due day on."""
    changes: list[tuple[_Key, str, Decimal]] = []
    steps: dict[_Key, Decimal] = {}
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
