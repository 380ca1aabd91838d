"""How an amount came to be, as data: the facts counted and the arithmetic, step by step.

The steps are a sum that anyone can check with a pocket calculator; :mod:`ristorno.engine.recompute` does exactly
that. :mod:`ristorno.engine.sentences` renders the same data for people.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Literal, Protocol, TypeAlias

from ristorno.kernel.number import Exact, plus

Detail: TypeAlias = "Exact | str | int | date | None"


@dataclass(frozen=True, slots=True)
class AsSold:
    """A quantity as the fact has it, with how much of the unit that is counted one of its units holds."""

    quantity: Decimal
    uom: str
    holds: Decimal


@dataclass(frozen=True, slots=True)
class AtRate:
    """In which currency the money of a fact was, with what one unit of it is worth in that of the program."""

    currency: str
    rate: Decimal


@dataclass(frozen=True, slots=True)
class Counted:
    """A fact that the amount rests on, with the value that the measure took from it."""

    fact: str
    kind: str
    day: date
    value: Decimal
    version: str
    """Which version of the terms judged it."""
    returns: tuple[str, ...] = ()
    """The returns and credit notes with a reference to it, already taken off its value."""
    document: str = ""
    judged: Decimal | None = None
    """Its value in the measure that picks the bracket, where that is another one (``bracket_by``)."""
    free: Decimal | None = None
    """What of it is free, and in its value no more."""
    otherwise: Decimal | None = None
    """What of it was paid so that it does not earn, and is in its value no more."""
    use: str | None = None
    """For whom it counts, where for each of them only so many facts do."""
    pieces: Decimal | None = None
    """How many pieces of it count, where these are counted one by one: for what is free, or how many may count."""
    late: Decimal | None = None
    """How many pieces of it came too late, and are in its value no more."""
    sold: AsSold | None = None
    """The quantity in its own unit, where another one is counted."""
    exchanged: AtRate | None = None
    """The currency of its money, where that is another one; the value is in that of the program."""
    part: int = 1
    """Which part of the amount it belongs to: the n-th ``measure`` step begins part n."""


@dataclass(frozen=True, slots=True)
class LeftOut:
    """Facts of the window that did not count, by reason."""

    reason: str
    facts: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Step:
    """One step of the arithmetic: what kind, what it was given, what came out.

    ``details`` names every number the step used; with them the ``result`` can be recomputed. The steps work on a
    pile like a pocket calculator: see docs/reference/explanation.md.
    """

    kind: str
    result: Exact
    details: Mapping[str, Detail]


@dataclass(frozen=True, slots=True)
class GateSide:
    """One of the two measures of a ratio: what is divided, or by what."""

    measure: str
    of: str | None
    """The set that was measured, where it has a name."""
    measured: Decimal


@dataclass(frozen=True, slots=True)
class GateResult:
    """A condition as it was judged: ``met`` is None where it cannot be known yet."""

    sentence: str
    measured: Exact | None
    """None for a ratio to nothing, which has no value and does not hold, and for what is ``private``."""
    bound: Decimal
    comparison: str
    met: bool | None
    measure: str = ""
    of: str | None = None
    """The set that was measured, where it has a name."""
    window: str = ""
    """The label of the window that was measured."""
    document: str | None = None
    """The document that alone was measured, where the gate has the narrow window of its clause."""
    path: str = ""
    """Where it stands among the conditions, such as ``all:1/not:1``: the first of all that must hold, negated."""
    documents: tuple[str, ...] = ()
    """The documents on which the number rests, where it is a debt."""
    sides: tuple[GateSide, ...] = ()
    """What is divided and by what, where it is a ratio."""
    whose: str | None = None
    """Whose facts it looked at, ``own``, ``group`` or ``downstream``, where that is not what its clause counts."""

    per: str | None = None
    """``contact`` or ``party`` where it was judged for the person or party alone, by the facts that name it."""
    private: bool = False
    """Whether it rests on what only the company may read, such as its debt: a person learns the answer alone."""

    @property
    def difference(self) -> Exact | None:
        """How far the measured number lies above the bound."""
        return None if self.measured is None else plus(self.measured, -self.bound)


@dataclass(frozen=True, slots=True)
class RowAsked:
    """A row of a table that asks for more than its threshold, as it was judged. ``number`` counts rows from 1."""

    number: int
    start: Decimal
    """Its threshold."""
    holds: bool
    gates: tuple[GateResult, ...]
    versions: tuple[str, ...]
    """The versions of the terms in which the row stands so."""


@dataclass(frozen=True, slots=True)
class Next:
    """What one more purchase would bring: how much more must be measured, and the amount it would then be, by steps."""

    missing: Decimal
    amount: Exact
    steps: tuple[Step, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Explanation:
    """The reason of one amount. ``bracket`` is the threshold of the row that was reached, where the clause has rows."""

    measure: str
    versions: tuple[str, ...]
    counted: tuple[Counted, ...]
    left_out: tuple[LeftOut, ...]
    gates: tuple[GateResult, ...]
    steps: tuple[Step, ...]
    rows: tuple[RowAsked, ...] = ()
    """The rows of its table that ask for more than a threshold."""
    bracket: Decimal | None = None
    next: Next | None = None
    population: str | None = None
    """The version of what was known of other members, where the amount depends on them."""
    note: str = ""
    """A reason in a word where nothing is paid, or where a baseline is not what was measured: ``gate_failed``,
    ``gate_open``, ``no_baseline``, ``new_member``, ``no_facts``, ``below_zero`` and so on."""
    consent: Literal["nothing", "to_company"] | None = None
    """What became of the parts of persons whose employer has not consented, where there are any."""


class Explained(Protocol):
    """Whatever can put together the reason of an amount."""

    def explain(self) -> Explanation:
        """Return the reason."""
        ...
