"""A clause: one promise, told by ten questions that are kept apart."""

from collections.abc import Mapping
from datetime import date
from functools import cached_property
from types import MappingProxyType
from typing import Annotated, ClassVar, Literal, Self, TypeAlias

from pydantic import BeforeValidator, Field, WithJsonSchema, model_validator
from pydantic_core import PydanticCustomError

from ristorno.engine.history.counted_on import CountOn
from ristorno.engine.history.matching import Match
from ristorno.engine.measures import Measure
from ristorno.engine.measures.base import Drawn
from ristorno.engine.measures.overdue import OverdueAmount
from ristorno.engine.measures.sum import Sum
from ristorno.engine.mechanics import Mechanic
from ristorno.engine.population.pools import Whose
from ristorno.engine.terms.accrue import Accrue
from ristorno.engine.terms.conditions import Condition, Gate, gates
from ristorno.engine.terms.limits import Limits, Scope
from ristorno.engine.terms.model import Model, Structured, Worded, told_apart
from ristorno.engine.terms.reward import Reward
from ristorno.engine.terms.scalars import Days, Name, Number, Title
from ristorno.engine.terms.sets import FactSet
from ristorno.engine.terms.tenders import Earning, Tender
from ristorno.engine.terms.who import Who
from ristorno.engine.terms.windows import Window, WindowTerm
from ristorno.kernel.number import RoundingMode
from ristorno.kernel.period import ALWAYS, Period

Stage: TypeAlias = Literal["fact", "document", "window"]


_INSIDE: Mapping[str, tuple[Scope, ...]] = MappingProxyType({"fact": (), "document": ("fact",)})
"""Which scopes lie inside a window of one fact or document; inside any other lie both."""


class NewMembers(Model):
    """What a member without history compares with: a number."""

    fixed: Number = Field(description="the baseline of a new member")


class Baseline(Model):
    """What the measure is compared with: a number, or the same measure of an earlier window."""

    SHORT: ClassVar[str | None] = "number"

    number: Number | None = Field(None, description="a number agreed upon")
    window: Literal["previous", "previous_year"] | None = Field(
        None,
        description="the window just before, or the same one a year earlier; of a cut window the same days of it",
    )
    new_members: Annotated[Worded[Literal["none", "prorated"]] | Structured[NewMembers], told_apart()] = Field(
        "none",
        description="without history: nothing is paid, or `{fixed: N}`; `prorated` also scales a part of a window up, "
        "for who began inside of it, with its first fact of any kind or with an earlier agreement",
    )
    if_not_positive: Annotated[Worded[Literal["nothing"]] | Structured[NewMembers], told_apart()] | None = Field(
        None,
        description="what a baseline of zero or below means: `nothing` is paid, or `{fixed: N}` takes its place",
    )

    @model_validator(mode="before")
    @classmethod
    def _no_bare_window(cls, value: object) -> object:
        if value in ("previous", "previous_year"):
            told = {"name": repr(value), "right": f"{{window: {value}}}"}
            raise PydanticCustomError("terms.baseline", "{name} is an earlier window; write {right}", told)
        return value

    @model_validator(mode="after")
    def _one_origin(self) -> Self:
        if (self.number is None) == (self.window is None):
            raise PydanticCustomError("terms.baseline", "a baseline is a number or has a `window`, one of the two")
        return self


class Rounding(Model):
    """Where and how an amount becomes a multiple of its unit's step."""

    mode: RoundingMode = Field("half_up", description="halves away from zero, to even, always down, always up")
    at: Stage = Field("window", description="the stage: every fact, every document, or once for the window")


class Multiply(Model):
    """A multiplier by level: ``{by: status, silver: 1.5, gold: 2}``; a level that is not named multiplies by 1."""

    ladder: Name = Field(alias="by", description="the ladder")
    level_of: Literal["window_start", "window_end"] | None = Field(
        None, description="which level counts when the window is wider than a document"
    )
    factors: dict[Name, Number] = Field(description="multipliers by tier")


def _read_multiply(value: object) -> object:
    if not isinstance(value, dict) or "factors" in value:
        return value
    known = {key: value[key] for key in ("by", "level_of") if key in value}
    factors = {key: factor for key, factor in value.items() if key not in known}
    return {**known, "factors": factors}


MultiplyTerm = Annotated[
    Multiply,
    BeforeValidator(_read_multiply),
    WithJsonSchema(
        {
            "type": "object",
            "properties": {"by": {"type": "string"}, "level_of": {"enum": ["window_start", "window_end"]}},
            "required": ["by"],
            "additionalProperties": {"anyOf": [{"type": "number"}, {"type": "string"}]},
            "description": "a multiplier by level: `{by: status, silver: 1.5, gold: 2}`",
        }
    ),
]


class PayEvery(Model):
    """Payment inside a window: in which pieces, and whether each stands alone or all up to it count together.

    ``cumulative`` pays what the window to date is entitled to, less what the earlier pieces of it are entitled to as
    known now, never less what was paid. ``separate`` judges each piece alone.
    """

    window: WindowTerm = Field(description="in which pieces of the window it is paid: quarter inside year")
    basis: Literal["cumulative", "separate"] = Field(
        description="`cumulative`: the window to date less its earlier pieces; `separate`: each piece alone"
    )


class Clause(Model):
    """One promise: who earns on which facts, what is counted over what time, how it becomes an amount, for whom."""

    title: Title | None = Field(None, description="how people call it")
    who: Who = Field(Who(), alias="for", description="who earns")
    whose: Whose = Field(
        "own", description="whose facts count: the member's own, its group's together, or of all whom it supplies"
    )
    earn_on: FactSet = Field(FactSet(), description="which facts earn: the name of a set, or a set")
    measure: Measure = Field(Sum(), description="what is counted; the sum of amounts if left out")
    count_on: CountOn = Field(
        "occurred",
        description="when a fact counts: on its date, when invoiced, when fully paid, or each paid share on its date",
    )
    match: Match = Field(
        "own_day",
        description="a return that names no purchase: on its own day, or (`fifo`) taken off the oldest purchases of "
        "the same product",
    )
    tenders: dict[Tender, Earning] = Field({}, description="what this promise says otherwise about tenders")
    window: WindowTerm = Field(description="over what time")
    pay_every: PayEvery | None = Field(
        None, description="payment inside the window: `{window: quarter, basis: cumulative}`"
    )
    prorate: Literal["none", "days", "months"] = Field(
        "none",
        description="where the terms hold for a part of a window: targets, thresholds and caps stay, or are scaled",
    )
    change: Literal["by_fact", "at_start", "at_end"] = Field(
        "by_fact",
        description="which version rules a window in which terms change: each fact its own, the first, the last",
    )
    qualify: Condition | None = Field(None, description="on what condition; a list means all")
    baseline: Baseline | None = Field(None, description="against what growth is measured")
    mechanic: Mechanic = Field(description="how the measure becomes an amount")
    multiply: MultiplyTerm | None = Field(None, description="a multiplier by level")
    less: tuple[Name, ...] = Field(
        (), description="promises paid in advance: what they gave in the window is taken off, below zero too"
    )
    below_zero: Literal["zero", "carry", "charge"] | None = Field(
        None,
        description="what a negative sum does; `charge` for facts and documents, `zero` for wider windows",
    )
    limits: Limits = Field(Limits(), description="within what bounds")
    rounding: Rounding = Field(Rounding(), description="mode and stage of rounding")
    accept_until: Days = Field(0, description="how long after its end a window stays open, such as `+5 days`")
    calculate: Days | None = Field(
        None, description="how long after its end a window is calculated for payment, such as `+10 days`"
    )
    reward: Reward = Field(Reward(), description="what comes of it, and to whom")
    budget: Name | None = Field(None, description="a budget of the program: what is granted cannot pass it")
    accrue: Accrue | None = Field(None, description="what the sponsor books for it while a window is open")

    @property
    def promised(self) -> Self:
        """The clause without what the sponsor books, which promises nothing."""
        return self if self.accrue is None else self.model_copy(update={"accrue": None})

    @cached_property
    def negative(self) -> Literal["zero", "carry", "charge"]:
        """What a negative sum does, with the default filled in."""
        return self.below_zero or ("charge" if self.window.narrow else "zero")

    @cached_property
    def cumulative(self) -> bool:
        """Whether pieces of a window are paid as differences of the window to date."""
        return self.pay_every is not None and self.pay_every.basis == "cumulative"

    @cached_property
    def judged(self) -> Window:
        """The window that is judged by itself: a piece of the window where each stands alone."""
        return self.pay_every.window if self.pay_every is not None and not self.cumulative else self.window

    def to_date(self, whole: Period, day: date, term: Period = ALWAYS) -> Period:
        """Return an uncut window, where all up to a piece counts together from its start through the piece of a day."""
        if self.pay_every is None or not self.cumulative:
            return whole
        return Period(whole.start, min(whole.end, self.pay_every.window.whole(day, term).end))

    @cached_property
    def pooled(self) -> bool:
        """Whether it pays on the facts of several members together."""
        return self.whose != "own"

    @cached_property
    def compares(self) -> bool:
        """Whether it pays by how all members stand."""
        return self.mechanic.compares

    @cached_property
    def needs_population(self) -> bool:
        """Whether anything of it depends on other members."""
        return self.together or self.compares or (self.limits.times is not None and self.limits.times.of_all)

    @cached_property
    def together(self) -> bool:
        """Whether it or one of its conditions counts the facts of several members together."""
        return self.pooled or any((gate.whose or "own") != "own" for gate in self.gates)

    @cached_property
    def awaits_others(self) -> bool:
        """Whether what others do on later days changes a window that is over for one member."""
        gates = [gate for gate in self.gates if (gate.whose or "own") != "own" and gate.window is None]
        return self.pooled or self.compares or bool(gates)

    @cached_property
    def by_payment(self) -> bool:
        """Whether invoices, payments or debts decide what counts, and not the facts of a day by themselves."""
        other = any(gate.count_on is not None or isinstance(gate.measure, OverdueAmount) for gate in self.gates)
        return self.count_on != "occurred" or other or self.reward.available == "when_paid"

    @cached_property
    def seeks_originals(self) -> bool:
        """Whether returns that name no purchase are matched with what was bought before them."""
        return self.match == "fifo"

    @cached_property
    def asks_apart(self) -> bool:
        """Whether a condition of the clause is judged for every person or party apart."""
        return any(gate.per is not None for gate in self.gates)

    @cached_property
    def rows_ask_apart(self) -> bool:
        """Whether the conditions of its rows are: where persons or parties are paid, each reaches rows alone."""
        return self.reward.apart and bool(self.mechanic.row_gates)

    @cached_property
    def stages(self) -> frozenset[Scope]:
        """The scopes narrower than the window at which an amount is bounded or rounded."""
        limits = self.limits
        named: list[Scope] = [self.rounding.at, *(bound.per for bound in (limits.cap, limits.floor) if bound)]
        return frozenset(scope for scope in named if self.narrower(scope))

    @cached_property
    def keeps_lines(self) -> bool:
        """Whether the arithmetic needs each line: a stage or a bound narrower than the window, cuts, rows of a rate."""
        return bool(self.stages) or self.mechanic.picked_by is not None or self.mechanic.keyed is not None

    @cached_property
    def draws(self) -> tuple[Drawn, ...]:
        """What it asks of other clauses: for its measure, to pick its row, in its conditions, to be taken off."""
        measures = (self.measure, self.mechanic.picked_by, *(gate.measure for gate in self.gates))
        drawn = [measure.draws for measure in measures if measure is not None]
        return tuple(each for each in (*drawn, Drawn(self.less)) if each.clauses)

    @cached_property
    def opened_by_lines(self) -> bool:
        """Whether a window, or a part of it, is there only because lines are: documents, facts, persons, parties."""
        return self.window.narrow or self.reward.apart

    @cached_property
    def gates(self) -> tuple[Gate, ...]:
        """The gates of its condition, in the order of the document."""
        return gates(self.qualify) if self.qualify else ()

    def narrower(self, scope: Scope) -> bool:
        """Return whether a scope or stage is narrower than the window."""
        return scope in _INSIDE.get(self.window.shape, ("fact", "document"))
