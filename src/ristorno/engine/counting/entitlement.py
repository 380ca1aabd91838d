"""The arithmetic of one key: what is measured becomes an amount, step by step, in the order of the bounds.

free, cap_measure, mechanic, multiply, bounds of facts and documents, bounds of the window, a cap that is shared,
minimum, guarantee, rounding. Nothing here knows a fact: it gets a tally of numbers, so the same arithmetic serves a
whole window, a single order on top of running totals, and the question what one more purchase would bring.
"""

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from types import MappingProxyType
from typing import Literal, NamedTuple, TypeAlias

from ristorno.engine.counting.proportion import in_proportion
from ristorno.engine.counting.tally import Item, Tally
from ristorno.engine.explanation import Step
from ristorno.engine.measures.units import Counted
from ristorno.engine.mechanics.base import Cut, Due, Paid
from ristorno.engine.population.standing import Among
from ristorno.engine.terms.clause import Clause
from ristorno.engine.terms.limits import Bound, LegalCap
from ristorno.kernel.lightweight import lightweight
from ristorno.kernel.number import ZERO, Exact, plus, round_to, times, total, whole_steps


@lightweight
class Factor:
    """A multiplier by level: the ladder, the level that counted, the factor."""

    ladder: str
    level: str
    factor: Decimal


NO_FACTORS: Mapping[int, Factor] = MappingProxyType({})


class Beside(NamedTuple):
    """What another clause gives that shares the cap: exactly, and as it would be rounded; or what it takes ``back``."""

    clause: str
    exact: Exact
    rounded: Decimal
    back: bool


class Together(NamedTuple):
    """A cap for several clauses, and what the others give before it."""

    name: str
    """The clause that is counted."""
    cap: Decimal
    others: tuple[Beside, ...]


@lightweight
class Circumstances:
    """What the arithmetic of a key has to know besides the tally."""

    clauses: Mapping[int, Clause]
    """The clause in each version that the tally speaks of, in the order of versions."""
    step: Decimal
    factors: Mapping[int, Factor]
    """The multiplier in each version that has one."""
    baseline: Exact | None = None
    given: Decimal = ZERO
    """What the member has already been given under a cap for good."""
    among: Among | None = None
    """How all members stand in the window, where they are compared."""
    beside: tuple[Decimal, Decimal] = (ZERO, ZERO)
    """One's own and the whole, where a proportion is paid."""
    together: Together | None = None
    """The cap that the clause shares with others; None where it shares none, or is counted for itself."""
    legal: LegalCap | None = None
    """What the law allows in the window."""
    surplus: Decimal | None = None
    """What earlier windows earned above the guarantee, where it is due now; None where it is not."""
    meant: bool = True
    """Whether the clause is for the member, who has its floor and guarantee whatever was measured."""


State: TypeAlias = Literal["paid", "below_zero", "carried"]


class Entitled(NamedTuple):
    """The amount of a key, rounded; ``carried`` is measured in the next window instead."""

    amount: Decimal
    state: State
    asked: "tuple[Tally, Circumstances] | None"
    """What the arithmetic was asked, so that it can be told, and asked again with more measured."""
    paid: Paid | None = None
    carried: Decimal = ZERO
    alone: Exact = ZERO
    """The amount before a cap that is shared, with its sign taken off."""

    @property
    def steps(self) -> tuple[Step, ...]:
        """The arithmetic step by step: the question is answered once more, and written down."""
        return tuple(_told(*self.asked)) if self.asked else ()


def entitle(counted: Tally, around: Circumstances) -> Entitled:
    """Return what the terms give on a tally."""
    asked = counted, around
    arithmetic = _Arithmetic(counted, around)
    if arithmetic.below_zero:
        state, carried = arithmetic.nothing()
        return Entitled(arithmetic.guaranteed(), state, asked, None, carried)
    result = arithmetic.result()
    return Entitled(result, "paid", asked, arithmetic.highest, alone=arithmetic.alone)


def amount_of(counted: Tally, around: Circumstances) -> Decimal:
    """Return the amount of :func:`entitle` alone."""
    arithmetic = _Arithmetic(counted, around)
    return arithmetic.guaranteed() if arithmetic.below_zero else arithmetic.result()


def _told(counted: Tally, around: Circumstances) -> Sequence[Step]:
    """Write down how :func:`entitle` comes to its amount."""
    steps: list[Step] = []
    arithmetic = _Arithmetic(counted, around, steps)
    if arithmetic.below_zero:
        state, _ = arithmetic.nothing()
        steps.append(Step(state, ZERO, {"measured": arithmetic.measured}))
        arithmetic.guaranteed()
        return steps
    arithmetic.result()
    return steps


class _Arithmetic:
    """The running amount, and the steps that led to it where they are written down."""

    amount: Exact = ZERO
    alone: Exact = ZERO
    """The amount before a cap that is shared."""
    highest: Paid | None = None
    """What the latest version pays."""

    def __init__(self, counted: Tally, around: Circumstances, steps: list[Step] | None = None) -> None:
        self.clause = next(iter(around.clauses.values()))
        self.counted = counted
        self.around = around
        self.measured = counted.measured
        self.steps = steps
        if self.clause.stages:
            self.hit: dict[str, Exact | str] = {}
            """The bounds of facts and documents that changed anything."""
            self.slopes: dict[int, Exact | None] = {}
            """What one unit of the measure gives, by version."""

    @property
    def below_zero(self) -> bool:
        """Whether the sum is negative where the terms take nothing back."""
        return self.measured < 0 and self.clause.negative != "charge"

    def nothing(self) -> tuple[State, Decimal]:
        """Return what becomes of a negative sum that takes nothing back, and what is carried of it."""
        return ("carried", self.measured) if self.clause.negative == "carry" else ("below_zero", ZERO)

    def guaranteed(self) -> Decimal:
        """Return what is guaranteed where nothing was earned."""
        self._guarantee()
        assert isinstance(self.amount, Decimal)
        return self.amount

    def result(self) -> Decimal:
        """Return the amount as a multiple of the unit's step, with its sign."""
        clauses = self.around.clauses
        if len(clauses) == 1:
            self.amount = self._of_version(*next(iter(clauses.items())))
        else:
            self.amount = self._summed([self._of_version(version, clause) for version, clause in clauses.items()])
        if self.clause.stages:
            self._line_by_line(self.counted.items)
        if self.clause.limits.bounding:
            self._window_bounds()
        return self._rounded()

    def _pay(self, clause: Clause, version: int) -> Paid:
        """Ask the mechanic of one version: it knows no sign, and no fact but in cuts."""
        counted, charging = self.counted, self.measured < 0
        judged: Exact = counted.judged
        paid: Exact = counted.paid.get(version, ZERO)
        if judged < 0:
            judged = -judged if clause.negative == "charge" else ZERO
        cuts = self._cuts(version) if counted.items and clause.mechanic.picked_by is not None else ()
        paid = -paid if charging else paid
        if clause.measure.counted_in is not None:
            paid, judged = self._blocks(clause.measure.counted_in, paid, judged)
        around = self.around
        among = None if around.among is None else around.among.measuring(judged)
        return clause.mechanic.pay(
            Due(paid, judged, around.baseline, cuts, charging, not counted.paid, among, around.beside)
        )

    def _blocks(self, blocks: Counted, paid: Exact, judged: Exact) -> tuple[Exact, Exact]:
        """Return how many blocks are paid on and judged, where blocks are counted."""
        if blocks.size is None:
            return paid, judged
        counted = blocks.blocks(paid)
        self._note("blocks", counted, of=paid, size=blocks.size, mode=blocks.round or "")
        return counted, blocks.blocks(judged)

    def _cuts(self, version: int) -> tuple[Cut, ...]:
        sign = -1 if self.measured < 0 else 1
        own = [item for item in self.counted.items if item.version == version]
        return tuple([Cut(sign * item.value, sign * item.judged) for item in own])

    def _rounded(self) -> Decimal:
        step, mode = self.around.step, self.clause.rounding.mode
        amount = round_to(self.amount, step, mode)
        if self.steps is not None:
            self._note("round", amount, was=self.amount, mode=mode, step=step, steps=int(amount / step))
        if self.measured < 0:
            amount = -amount
            self._note("charge", amount)
        return amount

    def _note(self, kind: str, result: Exact, **details: Exact | str | int | date) -> None:
        if self.steps is not None:
            self.steps.append(Step(kind, result, details))

    def _summed(self, given: Sequence[Exact]) -> Exact:
        amount = total(given)
        self._note("sum", amount, terms=len(given))
        return amount

    def _of_version(self, version: int, clause: Clause) -> Exact:
        """Return what one version of the terms gives, multiplied by the level that counts under it."""
        paid = self.highest = self._pay(clause, version)
        if self.clause.stages:
            self.slopes[version] = paid.slope
        if self.steps is not None:
            self._tell(paid, self._named(version))
        factor = self.around.factors.get(version)
        if factor is None:
            return paid.amount
        amount = times(paid.amount, factor.factor)
        if self.steps is not None:
            details: dict[str, Exact | str | int] = {"was": paid.amount, "by": factor.ladder, "level": factor.level}
            self._note("multiply", amount, **self._named(version), **details, factor=factor.factor)
        return amount

    def _named(self, version: int) -> Mapping[str, int]:
        return {"version": version} if len(self.around.clauses) > 1 else {}

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
        slope = self.slopes[item.version]
        assert slope is not None
        factor = self.around.factors.get(item.version)
        amount = times(-item.value if self.measured < 0 else item.value, slope)
        return times(amount, factor.factor) if factor else amount

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
        floors = self._meant and (self.measured >= 0 if limits.free is None else self.measured > 0)  # not what is free
        if limits.floor and self._of_window(limits.floor) and floors and self.amount < limits.floor.amount:
            self._bind("floor", limits.floor.amount, at=limits.floor.amount)
        if self.around.legal is not None:
            self._obey(self.around.legal)
        self.alone = self.amount
        if self.around.together is not None and self.amount > 0:
            self._share_cap(self.around.together)
        if limits.minimum is not None and 0 < self.amount < limits.minimum:
            self._bind("minimum", ZERO, at=limits.minimum, missing=plus(limits.minimum, -self.amount))
        self._guarantee()

    def _obey(self, legal: LegalCap) -> None:
        if self.amount > legal.at_most:
            since: dict[str, date] = {"since": legal.since} if legal.since is not None else {}
            self._bind("legal", legal.at_most, at=legal.at_most, source=legal.source, **since)

    def _share_cap(self, together: Together) -> None:
        """Cut the amount in proportion where all that share a cap give more than it: those that give, or take back."""
        step, mode = self.around.step, self.clause.rounding.mode
        others = [each for each in together.others if each.back == (self.measured < 0)]
        others_paid = sum((each.rounded for each in others), ZERO)
        paid = round_to(self.amount, step, mode) + others_paid
        if paid <= together.cap:
            return
        beside: dict[str, Exact] = {each.clause: each.exact for each in others}
        amounts = {**beside, together.name: self.amount}
        own = in_proportion(together.cap, amounts, step)[together.name]
        self._bind(
            "shared",
            own.amount,
            at=together.cap,
            together=total(amounts.values()),
            others=total(beside.values()),
            paid=paid,
            others_paid=others_paid,
            mode=mode,
            step=step,
            down=own.down,
            leftover=own.leftover,
        )

    @property
    def _meant(self) -> bool:
        """Whether anything is due at least: where lines make the window, if any of them counts."""
        return self.around.meant and (bool(self.counted.paid) or not self.clause.opened_by_lines)

    def _guarantee(self) -> None:
        guarantee, surplus = self.clause.limits.guarantee, self.around.surplus
        if guarantee is None or surplus is None or not self._meant:
            return
        least = max(ZERO, guarantee.amount - surplus)
        if self.amount < least:
            self._bind("guarantee", least, agreed=guarantee.amount, surplus=surplus)

    def _bind(self, kind: str, bound: Decimal, **details: Exact | str | date) -> None:
        before, self.amount = self.amount, bound
        self._note(kind, bound, was=before, **details)

    def _of_window(self, bound: Bound) -> bool:
        return bound.per != "member" and bound.per not in self.clause.stages
