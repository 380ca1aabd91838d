"""Funds: what a member collects for a purpose in a window, and what of its claims that covers."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import NamedTuple

from ristorno.engine.accrual import Accrual
from ristorno.engine.counting.derivation import Derivation
from ristorno.engine.granted import Collected, FundWindow, Granted
from ristorno.engine.granting.dealing import Source, claim_of, dealt, gives, owed
from ristorno.engine.terms.money import Fund
from ristorno.engine.terms.windows import label
from ristorno.kernel.number import ZERO
from ristorno.kernel.period import Period

Placed = tuple[int, Accrual]
"""An amount with its place among all of the member's."""


@dataclass(slots=True)
class _Purse:
    """One window of a fund: what goes in and what is claimed, and the terms that rule last in it."""

    name: str
    window: Period
    fund: Fund
    unit: str
    step: Decimal
    fed: list[Placed] = field(default_factory=list)
    claims: list[Placed] = field(default_factory=list)

    def standing(self, put_in: Decimal, granted: Decimal, lapsed: Decimal) -> FundWindow:
        """Return how it stands."""
        return FundWindow(
            name=self.name,
            unit=self.unit,
            window=self.window,
            window_label=label(self.fund.window, self.window),
            put_in=put_in,
            granted=granted,
            lapsed=lapsed,
        )


class FromFunds(NamedTuple):
    """What funds grant of claims, and what became of what they collected, by the places of the amounts."""

    granted: Mapping[int, Granted]
    collected: Mapping[int, Collected]
    windows: Sequence[FundWindow]
    """How every window of every fund stands, in order."""


def from_funds(accruals: Sequence[Accrual], today: date) -> FromFunds:
    """Return what the funds of a member come to."""
    granted: dict[int, Granted] = {}
    collected: dict[int, Collected] = {}
    windows: list[FundWindow] = []
    left: dict[str, Decimal] = {}
    for purse in _purses(accruals):
        before = left.get(purse.name, ZERO)
        balance = max(ZERO, (purse.fund.amount or ZERO) + owed(_own(purse.fed)) + before)
        asked = owed(_own(purse.claims))
        if purse.fund.on_exhausted == "in_order":
            paid = _in_order(purse, balance)
            part = sum((each.amount for each in paid.values()), ZERO)
        else:
            part = min(balance, asked)
            paid = _granted(purse, balance, asked, part)
        granted |= paid
        spent = max(ZERO, part)
        rest = balance - spent
        left[purse.name] = rest if purse.fund.left_over == "carries" else ZERO
        lapses = purse.fund.left_over == "lapses" and purse.window.last <= today
        lapsed = rest if lapses else ZERO
        collected |= _collected(purse, balance, spent, lapsed)
        windows.append(purse.standing(balance - before, spent, lapsed))
    return FromFunds(granted, collected, windows)


def _purses(accruals: Sequence[Accrual]) -> list[_Purse]:
    """Return the windows of all funds in order."""
    found: dict[tuple[str, Period], _Purse] = {}
    for place, accrual in enumerate(accruals):
        told = accrual.derivation
        if not isinstance(told, Derivation):
            continue
        terms, reward = told.rules.terms, told.slot.clause.reward
        for name in (reward.into, reward.fund):
            if name is not None:
                fund = terms.funds[name]
                key = name, fund.window.whole(accrual.window.start)
                purse = found.setdefault(key, _Purse(*key, fund, accrual.unit, terms.step(accrual.unit)))
                (purse.fed if name == reward.into else purse.claims).append((place, accrual))
    return [found[key] for key in sorted(found, key=lambda key: (key[0], key[1].start))]


def _own(placed: Sequence[Placed]) -> list[Accrual]:
    return [accrual for _, accrual in placed]


def _in_order(purse: _Purse, balance: Decimal) -> Mapping[int, Granted]:
    mine = {claim_of("", accrual): place for place, accrual in purse.claims}
    shown = label(purse.fund.window, purse.window)
    return Source("fund", purse.name, purse.window, shown, balance, purse.step).in_order(mine, mine)


def _granted(purse: _Purse, balance: Decimal, asked: Decimal, part: Decimal) -> Mapping[int, Granted]:
    claims = _own(purse.claims)
    return {
        purse.claims[place][0]: Granted(
            source="fund",
            name=purse.name,
            window=purse.window,
            window_label=label(purse.fund.window, purse.window),
            rule="pro_rata_at_close",
            balance=balance,
            asked=asked,
            own=asked,
            part=part,
            gives=gives(claims),
            amount=amount,
            step=purse.step,
        )
        for place, amount in dealt(part, claims, purse.step).items()
    }


def _collected(purse: _Purse, balance: Decimal, spent: Decimal, lapsed: Decimal) -> Mapping[int, Collected]:
    """Return what of each amount that was collected lapsed: of the sponsor's own part, nothing is told."""
    return {
        place: Collected(
            name=purse.name,
            window=purse.window,
            window_label=label(purse.fund.window, purse.window),
            balance=balance,
            spent=spent,
            lapsed=own,
        )
        for place, own in _lapsed(purse, lapsed)
    }


def _lapsed(purse: _Purse, lapsed: Decimal) -> Iterator[tuple[int, Decimal]]:
    fed = _own(purse.fed)
    parts = dealt(min(lapsed, owed(fed)), fed, purse.step) if lapsed > 0 else {}
    yield from ((place, parts.get(index, ZERO)) for index, (place, _) in enumerate(purse.fed))
