"""What a measure takes from single lines in their order: the number of each, or 1 for the first line of every thing."""

from collections.abc import Sequence
from dataclasses import dataclass

from ristorno.bulk.counting.ground import Ground
from ristorno.bulk.counting.measuring import number_of, taken
from ristorno.bulk.counting.portions import Portions
from ristorno.bulk.counting.things import thing_of, with_thing
from ristorno.bulk.plan.expressions import NULL, TRUE, Expression, call, col, every, negated, value, when
from ristorno.bulk.plan.numbers import Number
from ristorno.bulk.plan.relations import Numbered, Relation, extended
from ristorno.bulk.reasons import NotCompiled
from ristorno.engine.measures.base import MeasureKind
from ristorno.engine.measures.count import Count
from ristorno.engine.measures.sum import Sum


@dataclass(frozen=True, slots=True)
class OfLine:
    """A measure asked of single lines; what it takes from each becomes a column."""

    ground: Ground
    measure: MeasureKind
    column: str

    @property
    def shape(self) -> Number:
        """The column: how many decimals it has, and what no sum of it can pass."""
        return number_of(self.ground, "line", self.measure).named(self.column)

    @property
    def says(self) -> Expression:
        """Whether a line can be measured at all; asked of lines that were :meth:`told`."""
        return TRUE if self._counts_facts else negated(call("is null", col(self._told)))

    @property
    def _counts_facts(self) -> bool:
        return isinstance(self.measure, Count) and self.measure.count == "facts"

    @property
    def _told(self) -> str:
        return f"{self.column}_told"

    def told(self, lines: Relation) -> Relation:
        """Return lines with what each says by itself: its own number, or the thing that is counted once."""
        if self._counts_facts:
            return lines
        if not isinstance(self.measure, Count):
            of_line, _ = taken(self.ground, "line", self.measure, ())
            return extended(lines, {self._told: of_line})
        if self.measure.count == "documents":
            return extended(lines, {self._told: col("document")})
        return with_thing(lines, thing_of(self.measure), self._told)

    def measured(self, lines: Relation, keys: Sequence[str], portions: Portions | None = None) -> Relation:
        """Return lines that were told with the number of each, in windows that some keys tell apart.

        Of lines that count in part, what their portions say.
        """
        if not isinstance(self.measure, Count):
            return extended(lines, {self.column: col(self._told) if portions is None else self._of(portions)})
        if self._counts_facts:
            return extended(lines, {self.column: when(self.ground.bought(), value(1), value(0))})
        bought, place = f"{self.column}_bought", f"{self.column}_place"
        flagged = extended(lines, {bought: when(self.ground.bought(), value(1), value(0))})
        numbered = Numbered(flagged, (*keys, self._told, bought), ("place",), place)
        first = every([call("=", col(bought), value(1)), call("=", col(place), value(1))])
        counted = when(negated(self.says), NULL, when(first, value(1), value(0)))
        return extended(numbered, {self.column: counted})

    def _of(self, portions: Portions) -> Expression:
        assert isinstance(self.measure, Sum)
        if self.measure.counted_in is not None and self.measure.counted_in.unit is not None:
            return portions.exactly(col(self._told))
        if not self.measure.shared:
            raise NotCompiled("lines that count in part, where a part has no part of what is measured")
        return portions.of(self.measure.expression.tree)
