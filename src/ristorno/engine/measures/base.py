"""What every measure has in common: one exact number for each line, summed over a window."""

from abc import abstractmethod
from collections.abc import Iterable, Iterator, Mapping, Sequence
from decimal import Decimal
from types import MappingProxyType
from typing import ClassVar, NamedTuple, TypeAlias

from pydantic import Field, PrivateAttr

from ristorno.engine.history.line import Line
from ristorno.engine.measures.fields import Dimension
from ristorno.engine.measures.units import Conversion, Counted
from ristorno.engine.phrase import Named
from ristorno.engine.said import Said, Words
from ristorno.engine.terms.model import Model
from ristorno.engine.terms.sets import FactSet
from ristorno.kernel.number import ZERO

Seen: TypeAlias = frozenset[str]
NOTHING_SEEN: Seen = frozenset()


class Drawn(NamedTuple):
    """The clauses on whose amounts a measure builds; ``multiplied``: after multipliers by level, or before them."""

    clauses: tuple[str, ...] = ()
    multiplied: bool = True


NOTHING_DRAWN = Drawn()


def summed(values: Iterable[Decimal | None]) -> Decimal:
    """Return the sum of what lines bring; a line that cannot be measured brings nothing."""
    return sum(filter(None, values), ZERO)  # a zero that is left out with it adds nothing either


class MeasureKind(Model):
    """A number that a clause pays on, a gate asks for or a ladder counts. Exact, never a guess."""

    KEY: ClassVar[str]
    WORDS: ClassVar[Mapping[str, Named]] = MappingProxyType({})
    """What people call each :attr:`phrase` of the kind; one that has no words is called by its own name."""
    BARE: ClassVar[object] = None
    """What stands behind the key where a document writes the name alone; None where the name says too little."""
    RULES: ClassVar[Mapping[str, Words]] = MappingProxyType({})
    """The words of the rules that the measure says of itself."""

    of: FactSet | None = Field(None, description="which facts; for a clause its `earn_on` if left out")
    counted_in: Counted | None = Field(None, alias="in", description="in what it is counted: a unit, blocks, or both")
    _table: tuple[Conversion, ...] = PrivateAttr(default=())

    def bind(self, table: Sequence[Conversion]) -> None:
        """Give the measure the conversions of its program, once, before anything is counted."""
        self._table = tuple(table)

    @property
    def conversions(self) -> tuple[Conversion, ...]:
        """The conversions between units that its program knows."""
        return self._table

    @property
    def blocks(self) -> Counted | None:
        """The blocks that are counted instead of the sum; None where the sum itself is."""
        return self.counted_in if self.counted_in is not None and self.counted_in.size is not None else None

    @property
    def parts(self) -> tuple["MeasureKind", ...]:
        """The measures that are taken from facts: itself, unless it is made of others."""
        return (self,)

    @property
    def summed(self) -> bool:
        """Whether the measure of lines is the sum of what each brings; what is no sum serves conditions only."""
        return True

    def missing(self, line: Line) -> str:
        """Return the reason why a line has no value."""
        return "not_measurable"

    def held(self, line: Line) -> Decimal | None:
        """Return how much of the unit that is counted one unit of the line holds; None where nothing is converted."""
        return None

    @abstractmethod
    def values(self, lines: Sequence[Line], seen: Seen = NOTHING_SEEN) -> tuple[Decimal | None, ...]:
        """Return the share of each line in the measure, given the lines in order; None where it cannot be known.

        The measure of the lines is the sum of the shares. ``seen`` is what earlier lines left behind, where the
        lines come on top of running totals.
        """

    def seen(self, lines: Sequence[Line]) -> Seen:
        """Return what later lines must know of these: nothing, unless things are counted once."""
        return NOTHING_SEEN

    @property
    def draws(self) -> Drawn:
        """The clauses whose amounts it needs as lines of the kind ``result``."""
        return NOTHING_DRAWN

    def rules(self) -> Iterator[Said]:
        """Yield what a member reads beside the measure's name: all that changes the number and is not in the name."""
        yield from ()

    @property
    @abstractmethod
    def phrase(self) -> str:
        """What is measured, as a code that sentences translate: ``sum.amount``, ``count.documents``."""

    @property
    def dimension(self) -> Dimension:
        """What the measure is a number of: a rate in per cent of pieces is no money."""
        return "number"

    @property
    def shared(self) -> bool:
        """Whether the measures of the paid shares of a line sum to the measure of the line."""
        return False

    @classmethod
    def named(cls, phrase: str) -> Named | None:
        """Return what people call a phrase of this kind, None for a phrase of another kind."""
        return cls.WORDS.get(phrase)


class AskedOnly(MeasureKind):
    """A measure that conditions ask for and nothing is paid on: a state of the member or a ratio is no sum of lines."""

    @property
    def summed(self) -> bool:
        """No line brings a part of it."""
        return False

    def values(self, lines: Sequence[Line], seen: Seen = NOTHING_SEEN) -> tuple[Decimal | None, ...]:
        """Return nothing for any line; the check allows the measure in conditions only."""
        return (None,) * len(lines)
