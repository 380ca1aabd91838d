"""What one member adds to the fair value of points: by month, the points it got and the sales that gave them.

An amount that rests on several lines belongs to their months in proportion to what each brought. A line that gave
points by several clauses is a sale once.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import NamedTuple, TypeAlias

from ristorno.engine.accrual import Accrual
from ristorno.engine.counting.derivation import Derivation
from ristorno.engine.fact import RESULT, SALES_KINDS
from ristorno.engine.history.line import Line
from ristorno.engine.terms.fair_value import FairValue
from ristorno.engine.valued import Given
from ristorno.kernel.number import ZERO, Exact, plus

ValueOn: TypeAlias = Callable[[str, date], FairValue | None]
"""The fair value of a unit on a day, None where it has none."""

_SOLD = frozenset({*SALES_KINDS, RESULT})
"""Kinds whose points come with a sale; what builds on the result of another promise comes with that one's sales."""


class _Key(NamedTuple):
    unit: str
    month: str
    price: Decimal
    expected_redeemed: Decimal


@dataclass(slots=True)
class _Sums:
    sales: dict[tuple[str, date], Decimal] = field(default_factory=dict)
    sold: Exact = ZERO
    granted: Exact = ZERO


def given(accruals: Iterable[Accrual], value_on: ValueOn) -> Iterator[Given]:
    """Yield what was given in every month, by unit, month and what a point was worth then."""
    sums: dict[_Key, _Sums] = {}
    for accrual in accruals:
        told = accrual.derivation
        if isinstance(told, Derivation) and (amount := accrual.held):
            for line, part in _parts(told, amount):
                day = line.day if line else told.context.last_seen(accrual.window)
                value = value_on(accrual.unit, day)
                if value is not None:
                    key = _Key(accrual.unit, f"{day:%Y-%m}", value.price, value.expected_redeemed)
                    _add(sums.setdefault(key, _Sums()), line, part)
    for key, found in sorted(sums.items()):
        sales = sum(found.sales.values(), ZERO)
        yield Given(**key._asdict(), sales=sales, sold=found.sold, granted=found.granted)


def _parts(told: Derivation, amount: Decimal) -> Iterator[tuple[Line | None, Exact]]:
    """Divide an amount among the lines that it rests on; None where it rests on none, such as what is guaranteed."""
    brought = [(line, item.value) for reason in told.reasons for line, item in reason.items if line and item.value]
    whole = sum((value for _, value in brought), ZERO)
    if not whole:
        yield (brought[-1][0] if brought else None), amount
    elif len(brought) == 1:
        yield brought[0][0], amount
    else:
        part = Fraction(amount) / Fraction(whole)
        yield from ((line, part * Fraction(value)) for line, value in brought)


def _add(sums: _Sums, line: Line | None, points: Exact) -> None:
    if line is None or line.fact.kind not in _SOLD:
        sums.granted = plus(sums.granted, points)
        return
    sums.sold = plus(sums.sold, points)
    if line.fact.kind != RESULT and line.fact.amount is not None:
        sums.sales[line.fact.id, line.day] = line.fact.amount
