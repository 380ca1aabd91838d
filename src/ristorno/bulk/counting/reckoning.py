"""What is reckoned from the numbers of one line: expressions, attributes that are numbers, units of measure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from functools import reduce

from ristorno.bulk.counting.looks import ATTRIBUTE, Facts, described, details
from ristorno.bulk.plan.expressions import NOTHING, NULL, Expression, call, col, some, value, when
from ristorno.bulk.plan.numbers import Number, constant, whole_of
from ristorno.bulk.plan.relations import Extended, Join, Relation, Rows, Table, select
from ristorno.engine.fact import Fact
from ristorno.engine.measures.conversions import converted
from ristorno.engine.measures.fields import attribute
from ristorno.engine.measures.reckoned import Leaf, Operation, Sign, Tree
from ristorno.engine.measures.units import Conversion
from ristorno.kernel.number import AMOUNT_DECIMALS, ONE
from ristorno.kernel.period import FIRST_DAY

_NOBODY = Fact(document="", member="", occurred_at=FIRST_DAY)


@dataclass(frozen=True, slots=True)
class Reckoned:
    """A number of one line; null where the line does not say what it is reckoned from."""

    of_line: Number
    total: int
    """What the sum of the absolute values of all lines cannot pass."""


@dataclass(frozen=True, slots=True)
class Looked:
    """Numbers that texts stand for: whole ones, with so many decimals."""

    rows: tuple[tuple[str | int, ...], ...] = ()
    decimals: int = 0
    largest: int = 0

    @staticmethod
    def of(known: Mapping[tuple[str | int, ...], Decimal]) -> "Looked":
        """Return numbers in the decimals that the finest of them needs."""
        numbers = {key: constant(number) for key, number in known.items()}
        decimals = max((number.decimals for number in numbers.values()), default=0)
        scaled = {key: number.scaled(decimals) for key, number in numbers.items()}
        rows = tuple((*key, whole_of(number)) for key, number in sorted(scaled.items()))
        return Looked(rows, decimals, max((number.most for number in scaled.values()), default=0))


@dataclass(slots=True)
class Reckoning:
    """What the lines of a program are reckoned from besides their own fields."""

    lines: int
    sums: Mapping[str, int]
    """By field: the sum of the absolute values of all lines."""
    cut: int = 0
    """By so many ten-thousandths a part of a line can be more than its share."""
    largest: dict[str, int] = field(default_factory=dict)
    """By field that anything is reckoned from: the largest absolute value of any line."""
    attributes: dict[str, Looked] = field(default_factory=dict)
    units: dict[tuple[str, tuple[Conversion, ...]], Looked] = field(default_factory=dict)

    def number(self, tree: Tree) -> Reckoned:
        """Return a number of the terms, of a line, or what is reckoned from both."""
        if isinstance(tree, Decimal):
            own = constant(tree)
            return Reckoned(own, own.most * self.lines)
        if isinstance(tree, Leaf):
            return self._attribute(tree.name) if tree.kind == "attribute" else self._field(tree.name)
        assert isinstance(tree, Operation)
        if tree.sign == "back":
            return self._of_what_came_back(*map(self.number, tree.parts))
        return reduce(lambda left, right: _put(tree.sign, left, right), map(self.number, tree.parts))

    def quantity(self, unit: str, table: Sequence[Conversion]) -> Reckoned:
        """Return the quantity of a line in a unit."""
        place = self.place(unit, table)
        factor = self.units[unit, tuple(table)]
        found = Number(col(_factor(place)), factor.decimals, factor.largest)
        return _put("*", self._field("quantity"), Reckoned(found, factor.largest * self.lines))

    def days_early(self, at_most: int) -> Reckoned:
        """Return the amount of a line times the days between its own and its due day; 0 where it came late."""
        amount, early = self._field("amount"), call("days", col("due_on"), col("day"))
        days = call("least", call("greatest", early, value(0)), value(at_most))
        lacking = some([call("is null", col("due_on")), call("is null", col("amount"))])
        product = amount.of_line.multiplied(Number(days, 0, at_most))
        number = Number(when(lacking, NULL, product.expression), product.decimals, product.most)
        return Reckoned(number, amount.total * at_most)

    def place(self, unit: str, table: Sequence[Conversion]) -> int:
        """Return the place of a unit with its table among those that are asked for."""
        self.units.setdefault((unit, tuple(table)), Looked())
        return list(self.units).index((unit, tuple(table)))

    def settle(self, facts: Facts) -> None:
        """Learn which numbers the attributes of facts are, and how the quantities of items are converted."""
        for name in self.largest:
            self.largest[name] = facts.largest(name) + self.cut
        for name in self.attributes:
            self.attributes[name] = _numbers(name, facts)
        for unit, table in self.units:
            self.units[unit, table] = _factors(unit, table, facts)

    def joined(self, lines: Relation) -> Relation:
        """Return lines with the columns that what is reckoned needs."""
        for place, ((_, table), known) in enumerate(self.units.items()):
            lines = _with_factors(lines, place, table, known)
        if self.attributes:
            lines = Join(lines, Table(NUMBERS), ("detail",), "left")
        return lines

    def details(self) -> Relation:
        """Return the numbers that the attributes of details are."""
        fields = {name: f"{ATTRIBUTE}{name}" for name in self.attributes}
        relation: Relation = details(fields.values())
        for name, known in self.attributes.items():
            texts = Rows(((fields[name], "text"), (_number(name), "integer")), known.rows)
            relation = Join(relation, texts, (fields[name],), "left")
        return select(relation, {"detail": col("detail"), **{_number(name): col(_number(name)) for name in fields}})

    def _of_what_came_back(self, bought: Reckoned, back: Reckoned) -> Reckoned:
        """Return the second number for lines below zero, as the engine asks their pieces, else their amounts."""
        told = when(call("is null", col("quantity")), col("amount"), col("quantity"))
        one, two = bought.of_line, back.of_line
        either = when(call("<", told, NOTHING), two.expression, one.expression)
        return Reckoned(Number(either, one.decimals, max(one.most, two.most)), max(bought.total, back.total))

    def _field(self, name: str) -> Reckoned:
        if name == "margin":
            return _put("-", self._field("amount"), self._field("cost"))
        largest = self.largest.setdefault(name, 0)
        return Reckoned(Number(col(name), AMOUNT_DECIMALS, largest), self.sums.get(name, 0))

    def _attribute(self, name: str) -> Reckoned:
        known = self.attributes.setdefault(name, Looked())
        return Reckoned(Number(col(_number(name)), known.decimals, known.largest), known.largest * self.lines)


NUMBERS = "numbers of details"
"""The relation of attributes that are numbers."""


def _number(name: str) -> str:
    return f"number {name}"


def _factor(place: int) -> str:
    return f"factor_{place + 1}"


def _put(sign: Sign, left: Reckoned, right: Reckoned) -> Reckoned:
    """Return two numbers of a line put together."""
    one, two = left.of_line, right.of_line
    if sign == "*":
        decimals = one.decimals + two.decimals
        product = one.multiplied(two)
        return Reckoned(
            Number(product.expression, decimals, product.most), min(left.total * two.most, one.most * right.total)
        )
    decimals = max(one.decimals, two.decimals)
    total = left.total * 10 ** (decimals - one.decimals) + right.total * 10 ** (decimals - two.decimals)
    if sign in {"+", "-"}:
        return Reckoned(one.plus(two) if sign == "+" else one.minus(two), total)
    chosen = one.least(two) if sign == "min" else one.greatest(two)
    lacking = some([_is_null(one), _is_null(two)])
    return Reckoned(Number(when(lacking, NULL, chosen.expression), chosen.decimals, chosen.most), total)


def _is_null(number: Number) -> Expression:
    return call("is null", number.expression)


def _numbers(name: str, facts: Facts) -> Looked:
    """Return the numbers that the texts of an attribute stand for, as the engine reads them."""
    column, read = f"{ATTRIBUTE}{name}", attribute(name)
    known: dict[tuple[str | int, ...], Decimal] = {}
    for look in facts.looks([column]):
        number = read(Fact(document="", member="", occurred_at=FIRST_DAY, attributes={name: look[column]}))
        if number is not None:
            known[look[column],] = number
    return Looked.of(known)


def _eras(table: Sequence[Conversion]) -> list[date]:
    """Return the days on which rows of a table begin."""
    return sorted({row.first for row in table if row.first is not None})


def _factors(unit: str, table: Sequence[Conversion], facts: Facts) -> Looked:
    """Return by what a quantity is multiplied, by product, unit and the days between the beginnings of rows."""
    eras = _eras(table)
    days = [FIRST_DAY, *eras]
    known: dict[tuple[str | int, ...], Decimal] = {}
    for look in facts.looks(["product", "uom"]):
        one = replace(_NOBODY, product=look["product"] or None, uom=look["uom"] or None, quantity=ONE)
        for era, day in enumerate(days):
            factor = converted(one, day, unit, table)
            if factor is not None:
                known[look["product"], look["uom"], era] = factor
    return Looked.of(known)


def _with_factors(lines: Relation, place: int, table: Sequence[Conversion], known: Looked) -> Relation:
    """Return lines with the column of what their quantity is multiplied by."""
    era = f"era_{place + 1}"
    listed = Rows((("product", "text"), ("uom", "text"), (era, "integer"), (_factor(place), "integer")), known.rows)
    named = Join(described(["product", "uom"]), listed, ("product", "uom"))
    of_items = select(named, {"item": col("item"), era: col(era), _factor(place): col(_factor(place))})
    return Join(Extended(lines, ((era, _era(table)),)), of_items, ("item", era), "left")


def _era(table: Sequence[Conversion]) -> Expression:
    """Return how many of the rows that begin on a day of their own have begun."""
    began: Expression = value(0)
    for number, day in reversed(list(enumerate(_eras(table)))):
        began = when(
            call("<", col("day"), value(day)), value(number), began if began != value(0) else value(number + 1)
        )
    return began
