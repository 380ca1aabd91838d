"""What measures of other promises have in common: they count nothing but what those gave."""

from collections.abc import Iterator, Sequence
from decimal import Decimal

from ristorno.engine.fact import RESULT
from ristorno.engine.history.line import Line
from ristorno.engine.measures.base import NOTHING_SEEN, MeasureKind, Seen
from ristorno.engine.said import Said


class OfOthers(MeasureKind):
    """Measures nothing but what other promises gave."""

    def values(self, lines: Sequence[Line], seen: Seen = NOTHING_SEEN) -> tuple[Decimal | None, ...]:
        """Return the amount of each result; facts of other kinds do not count."""
        return tuple([line.fact.amount if line.fact.kind == RESULT else None for line in lines])

    def rules(self) -> Iterator[Said]:
        """Yield which promises are counted."""
        yield Said("from", {"names": ", ".join(self.draws.clauses)})

    @property
    def phrase(self) -> str:
        """Return the key of the kind."""
        return self.KEY
