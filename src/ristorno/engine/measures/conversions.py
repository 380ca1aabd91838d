"""How much of one unit of measure another one holds, by the program's table.

A row says it in both directions, and rows follow one another: where one hectoliter is 100 liters and one tank 1,000
liters, a tank is 10 hectoliters. Between two units the row that names the product goes before one for all, and of
several the one that began last. The shortest way counts; nothing is converted where two ways of that length say
different things, or where what comes out has no end of decimals, as for one piece in boxes of twelve.
"""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from decimal import Decimal
from fractions import Fraction

from ristorno.engine.fact import Fact
from ristorno.engine.measures.units import Conversion
from ristorno.kernel.number import finite


def converted(fact: Fact, day: date, unit: str, table: Sequence[Conversion]) -> Decimal | None:
    """Return the quantity of a fact in a unit; None where the table does not say how, or says it in two ways."""
    if fact.quantity is None or fact.uom == unit:
        return fact.quantity
    number = held(fact, day, unit, table)
    return None if number is None else fact.quantity * number


def held(fact: Fact, day: date, unit: str, table: Sequence[Conversion]) -> Decimal | None:
    """Return how much of a unit one of the fact's own holds; None where it is that unit, or where that is not said."""
    if fact.uom is None or fact.uom == unit:
        return None
    number = ratio(fact.uom, fact.product, day, unit, table)
    return None if number is None else finite(number)


def ratio(uom: str, product: str | None, day: date, unit: str, table: Sequence[Conversion]) -> Fraction | None:
    """Return how much of a unit one of another holds, whether that has an end of decimals or not."""
    reached: dict[str, Fraction | None] = {uom: Fraction(1)}
    last = dict(reached)
    while last and unit not in reached:
        last = {name: number for name, number in _following(last, product, day, table).items() if name not in reached}
        reached |= last
    return reached.get(unit)


def _following(
    known: Mapping[str, Fraction | None], product: str | None, day: date, table: Sequence[Conversion]
) -> Mapping[str, Fraction | None]:
    """Return what one row more leads to; None where that is not one number."""
    found: dict[str, Fraction | None] = {}
    for name, number in known.items():
        for other, each in _beside(name, product, day, table).items():
            value = None if number is None or each is None else number * each
            found[other] = value if found.get(other, value) == value else None
    return found


def _beside(name: str, product: str | None, day: date, table: Sequence[Conversion]) -> Mapping[str, Fraction | None]:
    """Return how much of every other unit one of this holds, as the closest rows say; None where they disagree."""
    rows = list(_rows(name, product, day, table))
    closest = {other: max(close for name, close, _ in rows if name == other) for other, _, _ in rows}
    said: dict[str, set[Fraction]] = {}
    for other, close, number in rows:
        if close == closest[other]:
            said.setdefault(other, set()).add(number)
    return {other: numbers.pop() if len(numbers) == 1 else None for other, numbers in said.items()}


def _rows(
    name: str, product: str | None, day: date, table: Sequence[Conversion]
) -> Iterator[tuple[str, tuple[bool, date], Fraction]]:
    """Yield what rows that hold for a product on a day say of a unit: the other one, how closely, and the number."""
    for row in table:
        close = row.closeness(product, day) if name in {row.one, row.of} else None
        if close is not None and row.number > 0:
            number = Fraction(row.number)
            yield (row.of, close, number) if row.one == name else (row.one, close, 1 / number)
