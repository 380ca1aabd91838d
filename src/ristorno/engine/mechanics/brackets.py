"""A rate table: rows of thresholds, read in one of four ways."""

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterator, Mapping, Sequence
from decimal import Decimal
from functools import cached_property
from types import MappingProxyType
from typing import Annotated, ClassVar, Literal, Self

from pydantic import BeforeValidator, Field, PrivateAttr, model_validator
from pydantic_core import PydanticCustomError

from ristorno.engine.explanation import Detail, Step
from ristorno.engine.measures import Measure
from ristorno.engine.measures.base import MeasureKind
from ristorno.engine.mechanics.base import Due, MechanicKind, Paid
from ristorno.engine.mechanics.bracket_row import Row
from ristorno.engine.mechanics.bracket_words import RULES_TOLD, STEPS_TOLD
from ristorno.engine.mechanics.keyed import (
    Keyed,
    KeyedRate,
    leaf,
    numbers,
    tells_alike,
    ways,
)
from ristorno.engine.mechanics.rows import RowFrom, ascending, each_once, over_100
from ristorno.engine.mechanics.slices import Slice
from ristorno.engine.phrase import Phrase
from ristorno.engine.said import Grid, Said, Words
from ristorno.engine.terms.conditions import Gate, gates
from ristorno.engine.terms.finding import Finding
from ristorno.engine.terms.scalars import Flag, read_number
from ristorno.kernel.document import Tree
from ristorno.kernel.number import ONE, ZERO, Exact, per_unit, plain, plus, times, total, whole_steps

Mode = Literal["retroactive", "marginal", "rolling", "total"]
_ROLES: Mapping[str, str] = MappingProxyType({"rate": "rate", "per_unit": "amount", "fixed": "amount"})
"""How what a row gives is written."""


class Brackets(MechanicKind):
    """Rows of thresholds, read in one of four ways.

    ``retroactive``: the row reached counts for everything. ``marginal``: each row counts for its slice.
    ``rolling``: each row reached counts for the measure up to the row's upper bound. ``total``: each row reached
    counts for everything. The row from 0 holds from a measure of 0 up, whatever the boundary.
    """

    KEY: ClassVar[str] = "brackets"
    STARTER: ClassVar[Mapping[str, Tree]] = {
        "measure": "amount",
        "mechanic": {"brackets": {"mode": "retroactive", "rates": {"1_000": "1 %", "5_000": "2 %"}}},
    }
    SENTENCES: ClassVar[Mapping[str, Phrase]] = STEPS_TOLD
    RULES: ClassVar[Mapping[str, Words]] = RULES_TOLD

    mode: Mode = Field(description="how the rows are read: retroactive, marginal, rolling or total")
    rates: Annotated[dict[RowFrom, KeyedRate], BeforeValidator(each_once(read_number))] | None = Field(
        None, description="thresholds with a share each: `{500_000: 2 %}`"
    )
    rows: tuple[Row, ...] | None = Field(None, description="thresholds with shares, amounts per unit and fixed sums")
    fixed_of: Literal["highest", "each_reached"] = Field("highest", description="which rows give their fixed sum")
    boundary: Literal["inclusive", "exclusive"] = Field("inclusive", description="whether a row holds at its threshold")
    edges: Literal["continuous", "whole_units"] = Field(
        "continuous",
        description="`whole_units`: a threshold is the first unit of its slice, 1-249, 250-399, ...",
    )
    bracket_by: Annotated[Measure | None, Field(description="another measure that picks the row")] = None
    allow_over_100: Flag = Field(False, description="say that rates over 100 % are meant")
    _numbers: tuple[int, ...] = PrivateAttr(default=())

    @model_validator(mode="after")
    def _one_table(self) -> Self:
        if (self.rates is None) == (self.rows is None):
            raise PydanticCustomError("terms.table", "a table needs `rates` or `rows`, one of the two")
        if not self.table:
            raise PydanticCustomError("terms.table", "the table has no rows")
        return self

    @cached_property
    def table(self) -> tuple[Row, ...]:
        """The rows in ascending order of thresholds."""
        return self.rows or tuple(Row(threshold=at, rate=rate) for at, rate in (self.rates or {}).items())

    @cached_property
    def row_gates(self) -> tuple[Gate, ...]:
        """What the rows ask besides their thresholds."""
        return tuple(gate for row in self.table if row.condition is not None for gate in gates(row.condition))

    @cached_property
    def keyed(self) -> Keyed | None:
        """By what of a fact rows give more or less; all that do tell facts apart in the same way."""
        return next((choice for row in self.table for choice in row.choices), None)

    def of_row(self, row: int) -> "Brackets":
        """Return the table as it is for the facts of one choice, counted from 1."""
        if self.keyed is None:
            return self
        path, _ = self.keyed.leaves[row - 1]
        return self._with([each.of_path(path) for each in self.table], self._numbers)

    def of_rows(self, held: Sequence[int]) -> "Brackets":
        """Return the table with some of its rows alone, counted from 1; there may be none."""
        return self._with([self.table[number - 1] for number in held], tuple(held))

    def scaled(self, scale: Callable[[Decimal], Decimal]) -> "Brackets":
        """Return the table with its thresholds scaled."""
        return self._with([row.at(scale(row.threshold)) for row in self.table], self._numbers)

    def _with(self, rows: Sequence[Row], numbers: tuple[int, ...]) -> "Brackets":
        """Return the table with other rows, made anew: what was worked out from the rows must not stay."""
        held = {name: getattr(self, name) for name in type(self).model_fields}
        table = Brackets.model_construct(**{**held, "rates": None, "rows": tuple(rows)})
        table._numbers = numbers  # noqa: SLF001 - of the same class
        return table

    @property
    def picked_by(self) -> MeasureKind | None:
        """Whatever ``bracket_by`` says."""
        return self.bracket_by

    @cached_property
    def linear(self) -> bool:
        """Without fixed sums, ``retroactive`` and ``total`` pay the same for every unit."""
        return self.mode in {"retroactive", "total"} and not any(row.fixed for row in self.table)

    @property
    def by_fact(self) -> bool:
        """Only retroactive rates know what one fact earns."""
        return self.mode == "retroactive" and self.linear

    def most_per_unit(self, least: Exact) -> Exact | None:
        """Return the most that any row leads to; a fixed sum is spread over the least at which it is reached."""
        if any(row.fixed > 0 and self._from(row, least) <= 0 for row in self.table):
            return None
        found: Exact = ZERO
        for reached in range(1, len(self.table) + 1):
            found = max(found, plus(self._slope_at_most(reached), self._fixed_per_unit(reached, least)))
        return found

    def _from(self, row: Row, least: Exact) -> Exact:
        """Return the least that is measured where a row is reached: another measure that picks it tells nothing."""
        return least if self.bracket_by is not None else max(least, row.threshold)

    def _slope_at_most(self, reached: int) -> Decimal:
        factors = [max(numbers(row.rate)) + max(numbers(row.per_unit)) for row in self.table[:reached]]
        return max(factors) if self.mode in {"retroactive", "marginal"} else sum(factors, ZERO)

    def _fixed_per_unit(self, reached: int, least: Exact) -> Exact:
        paying = self.table[:reached] if self.fixed_of == "each_reached" else self.table[reached - 1 : reached]
        sums = total([row.fixed for row in paying])
        return per_unit(sums, self._from(self.table[reached - 1], least)) if sums else ZERO

    def pay(self, due: Due) -> Paid:
        """Return the amount of the rows reached."""
        judged = Decimal(whole_steps(due.judged, ONE)) if self.edges == "whole_units" else due.judged
        reached = self._reached(judged)
        slope = self._slopes[reached] if self.linear else None
        if slope is None:
            amount = total([self._gives(due, judged, index, reached)[2] for index in self._counting(reached)])
        else:
            amount = times(due.paid, slope)
        highest = self.table[reached - 1].threshold if reached else None
        following = self.table[reached].threshold if reached < len(self.table) else None
        if following is not None and self.boundary == "exclusive" and following != 0:
            following += Decimal("0.01")
        return Paid(amount, lambda: self._steps(due, judged, reached), slope, highest, following)

    def rules(self) -> Iterator[Said | Grid]:
        """Yield how the rows are read, and the rows; a column in which all is zero is left out."""
        yield Said(self.mode)
        yield from self._grid()
        yield Said(self.boundary)
        if self.edges == "whole_units":
            yield Said("whole_units")
        if sum(row.fixed != 0 for row in self.table) > 1:
            yield Said(f"fixed.{self.fixed_of}")
        if self.bracket_by is not None:
            yield Said("picked", {"by": self.bracket_by})

    def _grid(self) -> Iterator[Said | Grid]:
        """Yield the rows, each once for every choice where what it gives depends on the fact."""
        given = [name for name in ("rate", "per_unit", "fixed") if any(getattr(row, name) for row in self.table)]
        names = given or ["rate"]
        columns = [(f"column.{name}", _ROLES[name]) for name in names]
        if self.keyed is None:
            rows = [(row.threshold, *(getattr(row, name) for name in names)) for row in self.table]
            yield Grid((("column.from", "mark"), *columns), tuple(rows))
            return
        yield Said("by")
        choices = list(zip(ways(self.keyed), self.keyed.leaves, strict=True))
        cells = [
            (row.threshold, way, *(getattr(row.of_path(path), name) for name in names))
            for row in self.table
            for way, (path, _) in choices
        ]
        yield Grid((("column.from", "mark"), ("column.row", "row"), *columns), tuple(cells))

    def problems(self) -> Iterator[Finding]:
        """Yield rows out of order, thresholds below zero, rates that cannot be meant."""
        table = "rows" if self.rows else "rates"
        yield from ascending([row.threshold for row in self.table], table, twice=[row.condition for row in self.table])
        for index, row in enumerate(self.table):
            if min(row.threshold, *numbers(row.per_unit), row.fixed) < 0:
                reason = "A row with a number below 0 makes no sense."
                yield Finding((table, index), "terms.negative", reason, "Write 0 or more.")
            for rate in numbers(row.rate):
                yield from over_100(rate, (table, index), allowed=self.allow_over_100)
        yield from self._choices(table)
        if self.row_gates and self.mode != "retroactive":
            reason = (
                f"With mode: {self.mode} every row gives its part, and a row that does not hold would leave a hole."
            )
            yield Finding(("mode",), "terms.row_condition", reason, "Use retroactive.")
        if self.mode == "rolling" and self.bracket_by is not None:
            reason = "Rolling rows cannot be picked by another measure."
            yield Finding(("bracket_by",), "terms.bracket_by", reason, "Use retroactive.")

    def _choices(self, table: str) -> Iterator[Finding]:
        """Yield what cannot be told apart by facts."""
        if self.keyed is None:
            return
        if not self.linear:
            reason = "A slice of the whole, or a fixed sum, belongs to no single fact that could pick it."
            yield Finding(("mode",), "terms.by", reason, "Use retroactive or total, without fixed sums.")
        for index, row in enumerate(self.table):
            if not all(tells_alike(self.keyed, choice) for choice in row.choices):
                reason = (
                    f"The row from {plain(row.threshold)} tells facts apart in another way than the rows before it."
                )
                yield Finding((table, index), "terms.by", reason, "Name the same choices in all rows, else among them.")

    def _reached(self, judged: Exact) -> int:
        """Return how many rows are reached; the row from 0 holds from 0 up, whatever the boundary."""
        if judged == 0:
            return bisect_right(self._thresholds, ZERO)
        find = bisect_left if self.boundary == "exclusive" else bisect_right
        return find(self._thresholds, judged)

    @cached_property
    def _thresholds(self) -> tuple[Exact, ...]:
        return tuple([row.threshold for row in self.table])

    def _counting(self, reached: int) -> range:
        """Return the rows that pay, of those reached."""
        return range(max(0, reached - 1) if self.mode == "retroactive" else 0, reached)

    @cached_property
    def _slopes(self) -> tuple[Decimal, ...]:
        """What one unit of the measure gives, by the number of rows reached."""
        factors = [row.factor for row in self.table]
        numbers = range(len(factors) + 1)
        return tuple([sum([factors[index] for index in self._counting(reached)], ZERO) for reached in numbers])

    def _gives(self, due: Due, judged: Exact, index: int, reached: int) -> tuple[Exact, Decimal, Exact]:
        """Return what a row is paid on, its fixed sum, and what it gives."""
        base = self._base(due, judged, index)
        fixed = self._fixed(index, reached, due)
        return base, fixed, plus(times(base, self.table[index].factor), fixed)

    def _steps(self, due: Due, judged: Exact, reached: int) -> Iterator[Step]:
        for index in self._counting(reached):
            row = self.table[index]
            base, fixed, amount = self._gives(due, judged, index, reached)
            paying: dict[str, Detail] = {"of": base, "rate": leaf(row.rate, 1), "per_unit": leaf(row.per_unit, 1)}
            yield Step(
                "bracket", amount, {**self._place(judged, index, last=index + 1 == reached), **paying, "fixed": fixed}
            )
        if not self.table:
            yield Step("no_row", ZERO, {"judged": judged})
        elif not reached:
            first = self.table[0].threshold
            away = {"edges": self.edges, "judged": judged, "from": first, "missing": plus(first, -judged)}
            yield Step("no_bracket", ZERO, away)

    def _place(self, judged: Exact, index: int, *, last: bool) -> dict[str, Detail]:
        """Tell where the measure lies among the rows: what a reader needs to see that this is the row reached."""
        at = self.table[index].threshold
        place: dict[str, Detail] = {"mode": self.mode, "boundary": self.boundary, "edges": self.edges}
        place |= {"judged": judged, "from": at, "above": plus(judged, -at)}
        if self._numbers:
            place["row"] = self._numbers[index]
        if index + 1 < len(self.table) and (last or self.mode in {"marginal", "rolling"}):
            place["until"] = self.table[index + 1].threshold
        if last and "until" in place:
            place["missing"] = plus(self.table[index + 1].threshold, -judged)
        return place

    def _fixed(self, index: int, reached: int, due: Due) -> Decimal:
        """Return the fixed sum that the row's step shows; a retroactive table shows all of them on the row reached."""
        if due.charging or due.empty or (self.fixed_of == "highest" and index + 1 < reached):
            return ZERO
        if self.fixed_of == "each_reached" and self.mode == "retroactive":
            return sum((row.fixed for row in self.table[:reached]), ZERO)
        return self.table[index].fixed

    def _base(self, due: Due, judged: Exact, index: int) -> Exact:
        if self.mode in {"retroactive", "total"}:
            return due.paid
        part = self._slices[index]
        if self.mode == "rolling":
            return due.paid if part.upper is None or due.paid < part.upper else part.upper
        return part.part_of_lines(due.cuts) if due.cuts else part.part(judged)

    @cached_property
    def _slices(self) -> tuple[Slice, ...]:
        return tuple([self._slice(index) for index in range(len(self.table))])

    def _slice(self, index: int) -> Slice:
        # With whole units a threshold T is the first unit of its slice, which therefore begins after T - 1.
        shift = ONE if self.edges == "whole_units" else ZERO
        lower = max(ZERO, self.table[index].threshold - shift)
        following = index + 1
        return Slice(lower, self.table[following].threshold - shift if following < len(self.table) else None)
