"""The arithmetic of one key: what is measured becomes an amount, step by step, in the order of the bounds.

cap_measure, mechanic, multiply, bounds of facts and documents, bounds of the window, minimum, rounding. Nothing
here knows a fact: it gets a tally of numbers, so the same arithmetic serves a whole window, a single order on top
of running totals, and the question what one more purchase would bring.
"""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from types import MappingProxyType
from typing import Literal, NamedTuple, TypeAlias

from ristorno.engine.explanation import Step
from ristorno.engine.mechanics.base import Cut, Due, Paid
from ristorno.engine.terms.clause import Bound, Clause
from ristorno.kernel.number import ZERO, Exact, plus, round_to, times, total, whole_steps


class Item(NamedTuple):
    """What one line brings to the tally: value, position among the brackets, version, document."""

    fact: str
    document: str
    version: int
    value: Decimal
    judged: Decimal


class Tally(NamedTuple):
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
        paid = {**self.paid}
        for version, value in more.paid.items():
            paid[version] = paid.get(version, ZERO) + value
        return Tally(paid, self.judged + more.judged, self.items + more.items)

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


class Factor(NamedTuple):
    """A multiplier by level: the ladder, the level that counted, the factor."""

    ladder: str
    level: str
    factor: Decimal


class Circumstances(NamedTuple):
    """What the arithmetic of a key has to know besides the tally."""

    clauses: Mapping[int, Clause]
    """The clause in each version that the tally speaks of."""
    step: Decimal
    baseline: Exact | None = None
    factors: Mapping[int, Factor] = MappingProxyType({})
    """The multiplier in each version that has one."""
    given: Decimal = ZERO
    """What the member has already been given under a cap for good."""


State: TypeAlias = Literal["paid", "below_zero", "carried"]


class Entitled(NamedTuple):
    """The amount of a key, rounded; ``carried`` is measured in the next window instead."""

    amount: Decimal
    state: State
    asked: "tuple[Tally, Circumstances] | None"
    """What the arithmetic was asked, so that it can be told, and asked again with more measured."""
    paid: Paid | None = None
    carried: Decimal = ZERO

    @property
    def steps(self) -> tuple[Step, ...]:
        """The arithmetic step by step: the question is answered once more, and written down."""
        return tuple(_told(*self.asked)) if self.asked else ()


def entitle(counted: Tally, around: Circumstances) -> Entitled:
    """Return what the terms give on a tally."""
    asked = counted, around
    clause = around.clauses[min(around.clauses)]
    measured = counted.measured
    if measured < 0 and clause.negative != "charge":
        carries = clause.negative == "carry"
        return Entitled(ZERO, "carried" if carries else "below_zero", asked, None, measured if carries else ZERO)
    arithmetic = _Arithmetic(clause, counted, around, None)
    amount = arithmetic.result()
    return Entitled(amount, "paid", asked, arithmetic.parts[max(arithmetic.parts)])


def _told(counted: Tally, around: Circumstances) -> Sequence[Step]:
    """Write down how :func:`entitle` comes to its amount."""
    clause = around.clauses[min(around.clauses)]
    measured = counted.measured
    if measured < 0 and clause.negative != "charge":
        return (Step("carried" if clause.negative == "carry" else "below_zero", ZERO, {"measured": measured}),)
    steps: list[Step] = []
    _Arithmetic(clause, counted, around, steps).result()
    return steps


def _pay(clause: Clause, counted: Tally, version: int, sign: int, around: Circumstances) -> Paid:
    paid, judged = counted.paid.get(version, ZERO), counted.judged
    cuts: tuple[Cut, ...] = ()
    if clause.mechanic.picked_by is not None:
        own = [item for item in counted.items if item.version == version]
        cuts = tuple([Cut(sign * item.value, sign * item.judged) for item in own])
    if judged < 0:
        judged = -judged if clause.negative == "charge" else ZERO
    return clause.mechanic.pay(
        Due(-paid if sign < 0 else paid, judged, around.baseline, cuts, charging=sign < 0, empty=not counted.paid)
    )


class _Arithmetic:
    """The running amount, and the steps that led to it where they are written down."""

    def __init__(self, clause: Clause, counted: Tally, around: Circumstances, steps: list[Step] | None) -> None:
        self.clause = clause
        self.counted = counted
        self.around = around
        self.sign = -1 if counted.measured < 0 else 1
        self.steps = steps
        self.hit: dict[str, Exact | str] = {}
        """The bounds of facts and documents that changed anything."""
        self.parts = {v: _pay(clause, counted, v, self.sign, around) for v, clause in around.clauses.items()}
        self.amount: Exact = ZERO

    def result(self) -> Decimal:
        """Return the amount as a multiple of the unit's step, with its sign."""
        given = [self._of_version(version, paid) for version, paid in self.parts.items()]
        self.amount = given[0] if len(given) == 1 else self._summed(given)
        if self.clause.stages:
            self._line_by_line(self.counted.items)
        if self.clause.limits.bounding:
            self._window_bounds()
        return self._rounded()

    def _rounded(self) -> Decimal:
        step, mode = self.around.step, self.clause.rounding.mode
        amount = round_to(self.amount, step, mode)
        if self.steps is not None:
            self._note("round", amount, was=self.amount, mode=mode, step=step, steps=int(amount / step))
        if self.sign < 0:
            amount = -amount
            self._note("charge", amount)
        return amount

    def _note(self, kind: str, result: Exact, **details: Exact | str | int) -> None:
        if self.steps is not None:
            self.steps.append(Step(kind, result, details))

    def _summed(self, given: Sequence[Exact]) -> Exact:
        amount = total(given)
        self._note("sum", amount, terms=len(given))
        return amount

    def _of_version(self, version: int, paid: Paid) -> Exact:
        """Return what one version of the terms gives, multiplied by the level that counts under it."""
        named = {"version": version} if len(self.parts) > 1 else {}
        if self.steps is not None:
            self._tell(paid, named)
        factor = self.around.factors.get(version)
        if factor is None:
            return paid.amount
        amount = times(paid.amount, factor.factor)
        self._note(
            "multiply", amount, **named, was=paid.amount, by=factor.ladder, level=factor.level, factor=factor.factor
        )
        return amount

    def _tell(self, paid: Paid, named: Mapping[str, int]) -> None:
        """Write down what the mechanic did."""
        assert self.steps is not None
        told = [Step(step.kind, step.result, {**named, **step.details}) for step in paid.told()]
        self.steps += told
        if len(told) > 1:
            self._note("sum", paid.amount, **named, terms=len(told))

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
