"""What budgets and funds grant of what is due, and what lapses in funds, by source and window."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Literal, NamedTuple

from ristorno.engine.accrual import Accrual, MemberAnswer
from ristorno.kernel.number import ZERO
from ristorno.kernel.period import Period


class _Key(NamedTuple):
    kind: Literal["budget", "fund"]
    name: str
    window: Period
    label: str
    unit: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceUse:
    """One window of a budget, or of a fund in the hands of all members together.

    ``balance`` is what there is, ``due`` what the terms give out of it, ``granted`` what of that may be paid and
    ``lapsed`` what nobody claimed in time.
    """

    kind: Literal["budget", "fund"]
    name: str
    label: str
    unit: str
    balance: Decimal
    due: Decimal
    granted: Decimal
    lapsed: Decimal


class SourceTally:
    """Adds up what budgets and funds grant, member by member."""

    def __init__(self) -> None:
        self._balances: dict[_Key, Decimal] = {}
        self._sums: dict[_Key, tuple[Decimal, Decimal, Decimal]] = {}

    def add(self, answer: MemberAnswer) -> None:
        """Add what is granted to one member."""
        held: dict[_Key, Decimal] = {}
        for accrual in answer.accruals:
            held |= self._add(accrual)
        for key, balance in held.items():
            # A budget is one for all members, a fund is there once for each of them.
            before = self._balances.get(key, ZERO) if key.kind == "fund" else ZERO
            self._balances[key] = before + balance

    def _add(self, accrual: Accrual) -> dict[_Key, Decimal]:
        found: dict[_Key, Decimal] = {}
        granted, collected = accrual.granted, accrual.collected
        if granted is not None:
            key = _Key(granted.source, granted.name, granted.window, granted.window_label, accrual.unit)
            found[key] = granted.balance
            self._sum(key, accrual.amount, granted.amount, ZERO)
        if collected is not None:
            key = _Key("fund", collected.name, collected.window, collected.window_label, accrual.unit)
            found[key] = collected.balance
            self._sum(key, ZERO, ZERO, collected.lapsed)
        return found

    def _sum(self, key: _Key, due: Decimal, granted: Decimal, lapsed: Decimal) -> None:
        sums = self._sums.get(key, (ZERO, ZERO, ZERO))
        self._sums[key] = (sums[0] + due, sums[1] + granted, sums[2] + lapsed)

    def result(self) -> tuple[SourceUse, ...]:
        """Return the sums, by source and window."""
        return tuple(
            SourceUse(
                kind=key.kind,
                name=key.name,
                label=key.label,
                unit=key.unit,
                balance=self._balances[key],
                due=due,
                granted=granted,
                lapsed=lapsed,
            )
            for key, (due, granted, lapsed) in sorted(self._sums.items())
        )
