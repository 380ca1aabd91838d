"""What measures of other promises have in common: they count nothing but what those gave."""

from collections.abc import Iterator, Sequence
from decimal import Decimal

from ristorno.engine.fact import RESULT
from ristorno.engine.history.line import Line
from ristorno.engine.measures.base import NOTHING_SEEN, MeasureKind, Seen
from ristorno.engine.phrase import Named
from ristorno.engine.said import Said


class OfOthers(MeasureKind):
    """Measures nothing but what other promises gave."""

    def values(self, lines: Sequence[Line], seen: Seen = NOTHING_SEEN) -> tuple[Decimal | None, ...]:
        """Return the amount of each result; facts of other kinds do not count."""
        return tuple([line.fact.amount if line.fact.kind == RESULT else None for line in lines])

    def rules(self) -> Iterator[Said]:
        """Yield which promises are counted."""
        yield Said("from", {"names": self.draws.clauses})

    def missing(self, line: Line) -> str:
        """Return that facts are not what is counted here."""
        return "not_asked"

    @property
    def phrase(self) -> str:
        """Return the key of the kind with the promises: ``result_of.quarterly,yearly``."""
        return f"{self.KEY}.{','.join(self.draws.clauses)}"

    @classmethod
    def named(cls, phrase: str) -> Named | None:
        """Return what people call what those promises give, whichever they are."""
        return cls.WORDS.get(phrase.partition(".")[0])

    @classmethod
    def promises(cls, phrase: str) -> tuple[str, ...]:
        """Return the promises that a phrase names; none for a phrase of another kind."""
        kind, _, names = phrase.partition(".")
        return tuple(names.split(",")) if names and kind == cls.KEY else ()
