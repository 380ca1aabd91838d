"""What every mechanic has in common: a measure goes in, an amount with its arithmetic comes out."""

from abc import abstractmethod
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from types import MappingProxyType
from typing import ClassVar, TypeAlias

from ristorno.engine.explanation import Step
from ristorno.engine.measures.base import MeasureKind
from ristorno.engine.mechanics.keyed import Keyed
from ristorno.engine.phrase import Phrase
from ristorno.engine.population.standing import Among
from ristorno.engine.said import Grid, Said, Words
from ristorno.engine.terms.conditions import Gate
from ristorno.engine.terms.finding import Finding
from ristorno.engine.terms.model import Model
from ristorno.kernel.document import Tree
from ristorno.kernel.lightweight import lightweight
from ristorno.kernel.number import ZERO, Exact


@dataclass(frozen=True, slots=True)
class Cut:
    """A line for mechanics that cut lines in order: what is paid on, and what moves along the brackets."""

    paid: Exact
    judged: Exact


@lightweight
class Due:
    """What a mechanic is asked to pay on. All numbers are zero or above; the sign is put back afterwards.

    ``paid`` is the measure that these terms pay on, ``judged`` the measure of the whole window that picks the row
    (the two differ when terms changed inside the window, or when the bracket is picked by another measure).
    """

    paid: Exact
    judged: Exact
    baseline: Exact | None = None
    cuts: tuple[Cut, ...] = ()
    charging: bool = False
    """True when a negative sum takes back: fixed sums are not taken back by it."""
    empty: bool = False
    """True when no fact was counted: nobody earns a fixed sum for nothing."""
    among: Among | None = None
    """The member among all who take part, for mechanics that compare members."""
    beside: tuple[Decimal, Decimal] = (ZERO, ZERO)
    """One's own and the whole, for mechanics that pay a proportion."""


Telling: TypeAlias = Callable[[], Iterable[Step]]
"""The arithmetic of an amount, written down only when somebody asks for it."""


@lightweight
class Paid:
    """The amount before limits and rounding, with the arithmetic.

    ``slope`` is given where the amount is that factor times what is paid on, so that it can be told for each line.
    ``bracket`` is the threshold reached, ``following`` the measure at which the next step begins.
    """

    amount: Exact
    told: Telling
    slope: Exact | None = None
    bracket: Decimal | None = None
    following: Exact | None = None


class MechanicKind(Model):
    """How a measure becomes an amount. One file per kind: fields, checks, arithmetic."""

    KEY: ClassVar[str]
    STARTER: ClassVar[Mapping[str, Tree]]
    """With what a new clause of the kind begins, besides its window: the fields that depend on the kind."""
    SENTENCES: ClassVar[Mapping[str, Phrase]] = MappingProxyType({})
    """The words of every kind of step that the mechanic makes; ``kind.mode`` where they depend on its mode."""
    RULES: ClassVar[Mapping[str, Words]] = MappingProxyType({})
    """The words of the rules that the mechanic says of itself."""

    @property
    def linear(self) -> bool:
        """Whether the amount of a window is a factor times its measure, for whatever row is reached."""
        return False

    @property
    def by_fact(self) -> bool:
        """Whether each fact can take the rate of its own version (``change: by_fact``)."""
        return self.linear

    @property
    def picked_by(self) -> MeasureKind | None:
        """Another measure that picks the row, line by line; None where the clause's own does."""
        return None

    @property
    def keyed(self) -> Keyed | None:
        """By what of a fact its rate is picked; None where all facts have the same."""
        return None

    @property
    def row_gates(self) -> tuple[Gate, ...]:
        """What single rows of a table ask besides their thresholds."""
        return ()

    def of_row(self, row: int) -> "MechanicKind":
        """Return the mechanic with the rate of one row alone, counted from 1."""
        return self

    @property
    def needs_baseline(self) -> bool:
        """Whether the mechanic compares with a baseline."""
        return False

    @property
    def compares(self) -> bool:
        """Whether the amount depends on how other members stand in the window."""
        return False

    @property
    def proportion(self) -> tuple[MeasureKind, MeasureKind] | None:
        """What is one's own and the whole that it is a part of, measured on the same facts; None without any."""
        return None

    @property
    def relative(self) -> bool:
        """Whether the baseline must lie above zero, because thresholds are shares of it."""
        return True

    def most_per_unit(self, least: Exact) -> Exact | None:
        """Return the most that a unit of the measure is paid with, whatever is measured from ``least`` up.

        None where there is no such bound: a sum for nothing in particular, or what depends on other members.
        """
        return None

    @abstractmethod
    def pay(self, due: Due) -> Paid:
        """Return what the terms give on ``due``."""

    @abstractmethod
    def rules(self) -> Iterator[Said | Grid]:
        """Yield what a member reads: every number of the mechanic, and every choice that changes an amount."""

    def problems(self) -> Iterator[Finding]:
        """Yield what makes no sense in these terms, with paths from the mechanic on."""
        yield from ()
