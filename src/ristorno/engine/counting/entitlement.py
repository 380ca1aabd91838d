"""The arithmetic of one key: what is measured becomes an amount, step by step, in the order of the bounds.

cap_measure, mechanic, multiply, bounds of facts and documents, bounds of the window, minimum, rounding. Nothing
here knows a fact: it gets a tally of numbers, so the same arithmetic serves a whole window, a single order on top
of running totals, and the question what one more purchase would bring.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Literal, TypeAlias

from ristorno.engine.explanation import Step
from ristorno.engine.mechanics.base import Cut, Due, Paid
from ristorno.engine.terms.clause import Bound, Clause
from ristorno.kernel.number import ZERO, Exact, plus, round_to, times, total, whole_steps


@dataclass(frozen=True, slots=True)
class Item:
    """What one line brings to the tally: value, position among the brackets, version, document."""

    fact: str
    document: str
    version: int
    value: Decimal
    judged: Decimal


@dataclass(frozen=True, slots=True)
class Tally:
    """What was measured for a key: sums by version of the terms, and the lines where single lines matter."""

    paid: Mapping[int, Decimal]
    judged: Decimal
    items: tuple[Item, ...] = ()

    @property
    def measured(self) -> Decimal:
        """The measure of the whole window."""
        return sum(self.paid.values(), ZERO)

    def joined(self, more: "Tally") -> "Tally":
        """Return the tally with later lines on top."""
        paid = dict(self.paid)
        for version, value in more.paid.items():
            paid[version] = paid.get(version, ZERO) + value
        return Tally(paid, self.judged + more.judged, (*self.items, *more.items))

    def raised(self, by: Decimal) -> "Tally":
        """Return the tally with more measured under the last version."""
        last = max(self.paid, default=0)
        return Tally({**self.paid, last: self.paid.get(last, ZERO) + by}, self.judged + by, self.items)


def tally(items: Sequence[Item], *, keep: bool, versions: Sequence[int]) -> Tally:
    """Return the sums of items by version; ``keep`` the items where bounds, stages or cuts need each of them."""
    paid = dict.fromkeys(versions, ZERO)
    for item in items:
        paid[item.version] = paid.get(item.version, ZERO) + item.value
    return Tally(paid, sum((item.judged for item in items), ZERO), tuple(items) if keep else ())


@dataclass(frozen=True, slots=True)
class Factor:
    """A multiplier by level: the ladder, the level that counted, the factor."""

    ladder: str
    level: str
    factor: Decimal


@dataclass(frozen=True, slots=True)
class Circumstances:
    """What the arithmetic of a key has to know besides the tally."""

    clauses: Mapping[int, Clause]
    """The clause in each version that the tally speaks of."""
    step: Decimal
    baseline: Exact | None = None
    factors: Mapping[int, Factor | None] = field(default_factory=dict)
    given: Decimal = ZERO
    """What the member has already been given under a cap for good."""


State: TypeAlias = Literal["paid", "below_zero", "carried"]


@dataclass(frozen=True, slots=True)
class Entitled:
    """The amount of a key, rounded, with its arithmetic; ``carried`` is measured in the next window instead."""

    amount: Decimal
    steps: tuple[Step, ...]
    paid: Paid | None = None
    state: State = "paid"
    carried: Decimal = ZERO
    asked: "tuple[Tally, Circumstances] | None" = None
    """What the arithmetic was asked, so that the question can be put again with more measured."""


def needs_items(clause: Clause) -> bool:
    """Return whether the arithmetic needs each line: a stage or a bound narrower than the window, or cuts."""
    return bool(clause.stages) or clause.mechanic.picked_by is not None


def entitle(counted: Tally, around: Circumstances) -> Entitled:
    """Return what the terms give on a tally."""
    clause = around.clauses[min(around.clauses)]
    measured = counted.measured
    sign = -1 if measured < 0 else 1
    if sign < 0 and clause.negative != "charge":
        state: State = "carried" if clause.negative == "carry" else "below_zero"
        steps = (Step(state, ZERO, {"measured": measured}),)
        carried = measured if state == "carried" else ZERO
        return Entitled(ZERO, steps, state=state, carried=carried, asked=(counted, around))
    parts = {version: _pay(clause, counted, version, sign, around) for version, clause in around.clauses.items()}
    arithmetic = _Arithmetic(clause, around, sign, parts)
    arithmetic.run(counted)
    highest = parts[max(parts)]
    return Entitled(arithmetic.rounded(), tuple(arithmetic.steps), highest, asked=(counted, around))


def _pay(clause: Clause, counted: Tally, version: int, sign: int, around: Circumstances) -> Paid:
    judged = abs(counted.judged) if clause.negative == "charge" else max(counted.judged, ZERO)
    items = counted.items if clause.mechanic.picked_by is not None else ()
    due = Due(
        paid=sign * counted.paid.get(version, ZERO),
        judged=judged,
        baseline=around.baseline,
        cuts=tuple([Cut(sign * item.value, sign * item.judged) for item in items if item.version == version]),
        charging=sign < 0,
        empty=not counted.paid,
    )
    return clause.mechanic.pay(due)


class _Arithmetic:
    """The running amount and the steps that led to it."""

    def __init__(self, clause: Clause, around: Circumstances, sign: int, parts: Mapping[int, Paid]) -> None:
        self.clause = clause
        self.around = around
        self.sign = sign
        self.parts = parts
        self.steps: list[Step] = []
        self.hit: dict[str, Exact | str] = {}
        """The bounds of facts and documents that changed anything."""
        self.amount: Exact = total([self._of_version(version, paid) for version, paid in parts.items()])
        if len(parts) > 1:
            self._note("sum", self.amount, terms=len(parts))

    def run(self, counted: Tally) -> None:
        """Apply everything between the mechanic and the rounding."""
        if self.clause.stages:
            self._line_by_line(counted.items)
        self._window_bounds()

    def rounded(self) -> Decimal:
        """Return the amount as a multiple of the unit's step, with its sign."""
        clause, step = self.clause, self.around.step
        amount = round_to(self.amount, step, clause.rounding.mode)
        steps = int(amount / step)
        self._note("round", amount, was=self.amount, mode=clause.rounding.mode, step=step, steps=steps)
        if self.sign < 0:
            amount = -amount
            self._note("charge", amount)
        return amount

    def _note(self, kind: str, result: Exact, **details: Exact | str | int) -> None:
        self.steps.append(Step(kind, result, details))

    def _of_version(self, version: int, paid: Paid) -> Exact:
        """Tell what one version of the terms gives, multiplied by the level that counts under it."""
        named = {"version": version} if len(self.parts) > 1 else {}
        self.steps += [Step(s.kind, s.result, {**named, **s.details}) for s in paid.steps] if named else paid.steps
        if len(paid.steps) > 1:
            self._note("sum", paid.amount, **named, terms=len(paid.steps))
        factor = self.around.factors.get(version)
        if factor is None:
            return paid.amount
        amount = times(paid.amount, factor.factor)
        self._note(
            "multiply", amount, **named, was=paid.amount, by=factor.ladder, level=factor.level, factor=factor.factor
        )
        return amount

    def _line_by_line(self, items: Sequence[Item]) -> None:
        """Round and bound each fact, then each document, as the terms say; the window's amount is their sum."""
        by_fact = [(item.document, self._bounded(self._of_item(item), "fact")) for item in items]
        documents: dict[str, Exact] = {}
        for document, amount in by_fact:
            documents[document] = plus(documents.get(document, ZERO), amount)
        self.amount = total([self._bounded(amount, "document") for amount in documents.values()])
        stage = self.clause.rounding
        if self.clause.narrower(stage.at):
            steps = whole_steps(self.amount, self.around.step)
            self.hit |= {"at": stage.at, "mode": stage.mode, "step": self.around.step, "steps": Decimal(steps)}
        named = [item for item in items if item.fact]
        self._note("by_line", self.amount, facts=len(named), documents=len({i.document for i in named}), **self.hit)

    def _of_item(self, item: Item) -> Exact:
        slope = self.parts[item.version].slope
        assert slope is not None
        factor = self.around.factors.get(item.version)
        return (
            times(times(self.sign * item.value, slope), factor.factor)
            if factor
            else times(self.sign * item.value, slope)
        )

    def _bounded(self, amount: Exact, scope: Literal["fact", "document"]) -> Exact:
        cap, floor = self.clause.limits.cap, self.clause.limits.floor
        if cap and cap.per == scope and not -cap.amount <= amount <= cap.amount:
            amount = cap.amount if amount > 0 else -cap.amount
            self.hit |= {"cap": cap.amount, "cap_per": scope}
        if floor and floor.per == scope and 0 < amount < floor.amount:
            amount = floor.amount
            self.hit |= {"floor": floor.amount, "floor_per": scope}
        if self.clause.rounding.at == scope and self.clause.narrower(scope):
            amount = round_to(amount, self.around.step, self.clause.rounding.mode)
        return amount

    def _window_bounds(self) -> None:
        limits = self.clause.limits
        if limits.cap and self._of_window(limits.cap) and self.amount > limits.cap.amount:
            self._bind("cap", limits.cap.amount, at=limits.cap.amount)
        if limits.cap and limits.cap.per == "member" and self.amount > limits.cap.amount - self.around.given:
            left = limits.cap.amount - self.around.given
            self._bind("cap_member", max(ZERO, left), at=limits.cap.amount, given=self.around.given, left=left)
        if limits.floor and self._of_window(limits.floor) and self.sign > 0 and self.amount < limits.floor.amount:
            self._bind("floor", limits.floor.amount, at=limits.floor.amount)
        if limits.minimum is not None and 0 < self.amount < limits.minimum:
            self._bind("minimum", ZERO, at=limits.minimum, missing=plus(limits.minimum, -self.amount))

    def _bind(self, kind: str, bound: Decimal, **details: Exact) -> None:
        before, self.amount = self.amount, bound
        self._note(kind, bound, was=before, **details)

    def _of_window(self, bound: Bound) -> bool:
        return bound.per != "member" and bound.per not in self.clause.stages
