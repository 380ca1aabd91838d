"""Returns that name no original, matched against what the member bought first and has not given back yet.

Where the terms ask for it, a return without a reference is taken off the oldest purchases of the same product, by
quantity in the same unit, or by amount where neither says a quantity. What it brings back in money is divided by
quantity, and no purchase gives back more than was paid for it. What finds no purchase stays where it is: on the day of
the return. Returns with a reference come first, whenever they came, because they know what they take back.
"""

from bisect import bisect_right
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any, Literal, TypeAlias

from ristorno.engine.fact import NEGATIVE_KINDS, Fact
from ristorno.engine.history.line import Line, Order
from ristorno.engine.history.portions import DIVIDED, portion
from ristorno.engine.history.reversals import less
from ristorno.kernel.number import ZERO

Match: TypeAlias = Literal["own_day", "fifo"]
"""What becomes of a return that names no original."""

_Sort: TypeAlias = tuple[str, str | None, bool]
"""What can stand for each other: the product, its unit of measure, and whether quantities are told."""


@dataclass(slots=True)
class _Stock:
    """The purchases of one sort in order, and the first of them of which something is left."""

    lines: list[Line]
    first: int = 0

    def taken(self, line: Line) -> Iterator[tuple[int, Decimal]]:
        """Yield the purchases that a return finds, each with how much of it comes back."""
        wanted = -_size(line.fact)
        last = bisect_right(self.lines, line.at, key=lambda bought: bought.at)
        while wanted and self.first < last:
            left = _size(self.lines[self.first].fact)
            number = min(left, wanted)
            if number > 0:
                yield self.first, number
                wanted -= number
            if number == left or left <= 0:
                self.first += 1


def matched(lines: Sequence[Line], asked: Callable[[date], bool], tendered: Collection[str]) -> list[Line]:
    """Return lines in order with the returns matched for which the terms of their day ask it.

    A return in a document of ``tendered``, of which it is told what was given back, keeps to its own document.
    """
    backs = [line for line in lines if _unnamed(line) and line.document not in tendered and asked(line.day)]
    if not backs:
        return list(lines)
    stocks = _stocks(lines)
    changed: dict[Order, Line | None] = {}
    for back in backs:
        stock = stocks.get(_sort(back.fact))
        if stock is not None:
            changed[back.order] = _taken_back(back, stock, changed)
    return [kept for line in lines if (kept := changed.get(line.order, line)) is not None]


def _unnamed(line: Line) -> bool:
    fact = line.fact
    return fact.kind == "return" and fact.reverses is None and fact.product is not None and _size(fact) < 0


def _stocks(lines: Sequence[Line]) -> dict[_Sort, _Stock]:
    """Return the purchases by sort; nobody knows what is left of the lines of which a whole document gave back."""
    unsure = {line.document for line in lines if line.fact.reverses is not None and line.fact.kind in NEGATIVE_KINDS}
    stocks: dict[_Sort, _Stock] = {}
    for line in lines:
        if line.fact.kind == "purchase" and line.fact.product is not None and line.document not in unsure:
            stocks.setdefault(_sort(line.fact), _Stock([])).lines.append(line)
    return stocks


def _sort(fact: Fact) -> _Sort:
    counted = fact.quantity is not None
    return fact.product or "", fact.uom if counted else None, counted


def _size(fact: Fact) -> Decimal:
    return (fact.amount or ZERO) if fact.quantity is None else fact.quantity


def _taken_back(back: Line, stock: _Stock, changed: dict[Order, Line | None]) -> Line | None:
    """Take a return off purchases; return what of it found none, None where nothing is left."""
    found, left = ZERO, back.fact
    for index, number in list(stock.taken(back)):
        before, found = found, found - number
        bought = stock.lines[index]
        part = _part(back.fact, before, found)
        part = replace(part, amount=_at_most(part.amount, bought.fact.amount))
        fact, left = less(bought.fact, part), less(left, _opposite(part))
        stock.lines[index] = bought._replace(fact=fact, returns=(*bought.returns, back.fact.id))
        changed[bought.order] = stock.lines[index] if fact.amount or fact.quantity else None
    return back._replace(fact=left) if left.amount or left.quantity else None


def _part(back: Fact, before: Decimal, found: Decimal) -> Fact:
    """Return what comes back between two sizes of a return."""
    size = Fraction(_size(back))
    exact = {"amount" if back.quantity is None else "quantity": found - before}
    return portion(back, Fraction(before) / size, Fraction(found) / size, **exact)


def _at_most(back: Decimal | None, bought: Decimal | None) -> Decimal | None:
    return None if back is None else max(back, -max(bought or ZERO, ZERO))


def _opposite(part: Fact) -> Fact:
    signs: dict[str, Any] = {name: None if (value := getattr(part, name)) is None else -value for name in DIVIDED}
    return replace(part, **signs)
