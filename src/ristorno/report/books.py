"""What the sponsor books besides what it owes: provisions by promise and window, and the fair value of points."""

from dataclasses import dataclass
from decimal import Decimal

from ristorno.engine.accrual import MemberAnswer
from ristorno.engine.valuation.tally import FairTally
from ristorno.engine.valued import FairValued
from ristorno.kernel.number import ZERO
from ristorno.kernel.period import Period


@dataclass(frozen=True, slots=True, kw_only=True)
class Booked:
    """The provision for one window of a clause, all members together, beside what the terms give so far."""

    clause: str
    unit: str
    label: str
    entitlement: Decimal
    amount: Decimal


@dataclass(frozen=True, slots=True)
class Books:
    """Provisions by clause and time, and the fair value of every unit that has one."""

    provisions: tuple[Booked, ...] = ()
    fair_values: tuple[FairValued, ...] = ()


class BookTally:
    """Adds up what is booked, member by member; without ``fair`` no points are valued."""

    def __init__(self, fair: FairTally | None = None) -> None:
        self._fair = fair
        self._sums: dict[tuple[str, str, Period, str], tuple[Decimal, Decimal]] = {}

    def add(self, answer: MemberAnswer) -> None:
        """Add what is booked for one member."""
        if self._fair is not None:
            self._fair.add(answer)
        for item in answer.provisions:
            key = (item.clause, item.unit, item.window, item.window_label)
            entitlement, amount = self._sums.get(key, (ZERO, ZERO))
            self._sums[key] = (entitlement + item.entitlement, amount + item.amount)

    def result(self) -> Books:
        """Return the sums."""
        provisions = tuple(
            Booked(clause=clause, unit=unit, label=label, entitlement=entitlement, amount=amount)
            for (clause, unit, _, label), (entitlement, amount) in sorted(self._sums.items())
        )
        return Books(provisions, self._fair.result() if self._fair is not None else ())
