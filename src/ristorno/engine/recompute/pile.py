"""The pile of amounts: steps put amounts on it, take them off, change the one on top."""

from collections.abc import Iterable, Mapping
from fractions import Fraction
from math import ceil, floor

from ristorno.engine.recompute.free import free_of
from ristorno.engine.recompute.giving import GIVING
from ristorno.engine.recompute.part import ZERO, FactRead, Part
from ristorno.engine.recompute.prorating import prorated
from ristorno.engine.recompute.reading import Complaints, Malformed, StepRead
from ristorno.engine.recompute.settling import SETTLING

NOTHING_PAID = frozenset({"no_baseline", "baseline_nothing", "baseline_not_positive", "below_zero", "carried"})
"""Steps that end a part with nothing."""
ENDINGS: Mapping[str, bool | None] = {"gate_failed": False, "gate_open": None}
"""Steps that take an amount away because of the conditions, with the verdict that each needs."""


class Pile:
    """The steps of one amount while they are redone, in parts that each begin with what was measured."""

    def __init__(self, facts: Mapping[int, list[FactRead]], complaints: Complaints) -> None:
        self.facts = facts
        self.complaints = complaints
        self.parts: list[Part] = []
        self.held: Fraction | None = None
        """The amount that an open or failed condition took away."""
        self._amounts: list[Fraction] = []
        self._sizes: set[Fraction] = set()

    def run(self, steps: Iterable[StepRead]) -> Fraction:
        """Redo steps and return the one amount that is left."""
        for step in steps:
            self._redo(step)
        self._close()
        if len(self._amounts) != 1:
            raise Malformed(f"steps: {len(self._amounts)} amounts are left at the end, one is expected")
        return self._amounts[0]

    def _redo(self, step: StepRead) -> None:
        if step.kind == "measure":
            self._close()
            self._measure(step)
            return
        if not self.parts:
            raise Malformed(f"{step.where}: nothing was measured before")
        self.complaints.same(f"{step.where}, result", step.result, self._follows(step, self.parts[-1]))

    def _follows(self, step: StepRead, part: Part) -> Fraction:
        """Return the result of a step; all but those that only tell put it on the pile."""
        if step.kind == "prorate":
            prorated(step, self.complaints)
            return sum((fact.value for fact in part.facts), ZERO)
        if step.kind == "times":
            return self._times(step, part)
        if step.kind == "tenders":
            return self._tenders(step, part)
        if step.kind == "free":
            return self._free(step, part)
        if step.kind == "cap_measure":
            return self._cap_measure(step, part)
        if step.kind == "baseline":
            return self._baseline(step, part)
        if step.kind == "blocks":
            return self._blocks(step, part)
        self._amounts.append(self._amount(step, part))
        return self._amounts[-1]

    def _amount(self, step: StepRead, part: Part) -> Fraction:
        if step.kind in GIVING:
            return GIVING[step.kind](step, part, self.complaints)
        if step.kind in SETTLING:
            return self._settled(step, part)
        if step.kind in NOTHING_PAID:
            return self._nothing(step, part)
        if step.kind in ENDINGS:
            return self._end(step)
        if step.kind == "sum":
            return self._sum(step)
        raise Malformed(f"{step.where}: a step of this kind cannot be checked")

    def _pop(self, step: StepRead) -> Fraction:
        if not self._amounts:
            raise Malformed(f"{step.where}: there is no amount to work on")
        return self._amounts.pop()

    def _measure(self, step: StepRead) -> None:
        facts = self.facts.get(len(self.parts) + 1, [])
        part = Part(facts, carried=step.number("carried"), apart=step.has("judged_by"))
        self.parts.append(part)
        self.complaints.same(f"{step.where}, facts", step.number("facts"), Fraction(len(facts)))
        self.complaints.same(f"{step.where}, result", step.result, part.measured)
        if part.apart:
            self.complaints.same(f"{step.where}, judged", step.number("judged"), part.position)

    def _times(self, step: StepRead, part: Part) -> Fraction:
        """Check that for nobody more facts, or pieces of them, count than may."""
        part.times = True
        facts: dict[str, list[FactRead]] = {}
        for fact in part.facts:
            if fact.use is not None:
                facts.setdefault(fact.use, []).append(fact)
        if step.has("cut"):
            cut = sum((fact.late for fact in part.facts), ZERO)
            self.complaints.same(f"{step.where}, cut", step.number("cut"), cut)
            counted = [sum((fact.pieces for fact in own), ZERO) for own in facts.values()]
        else:
            counted = [Fraction(len({fact.fact for fact in own})) for own in facts.values()]
        truth = all(number <= step.number("n") for number in counted)
        self.complaints.holds(step.where, truth=truth, reason="more facts count for one than may")
        return sum((fact.value for fact in part.facts), ZERO)

    def _tenders(self, step: StepRead, part: Part) -> Fraction:
        """Check the sum of what was paid so that it does not earn."""
        part.tendered = True
        left = sum((fact.otherwise for fact in part.facts), ZERO)
        self.complaints.same(f"{step.where}, left", step.number("left"), left)
        return sum((fact.value for fact in part.facts), ZERO)

    def _free(self, step: StepRead, part: Part) -> Fraction:
        part.free = step
        left = sum((fact.free for fact in part.facts), ZERO)
        self.complaints.same(f"{step.where}, left", step.number("left"), left)
        return sum((fact.value for fact in part.facts), ZERO)

    def _free_lines(self, part: Part) -> None:
        """Check line by line what is free; of lines that were cut besides, only that it is told."""
        said = [fact.free for fact in part.facts]
        wanted = [ZERO] * len(said)
        if part.free is not None:
            values = [fact.value + fact.free for fact in part.facts]
            wanted = list(free_of(part.free, values, [fact.pieces for fact in part.facts]))
        known = part.free is None or not part.cut
        truth = said == wanted or not known
        self.complaints.holds(f"part {len(self.parts)}", truth=truth, reason="other lines are free")

    def _cap_measure(self, step: StepRead, part: Part) -> Fraction:
        part.cut = True
        sums: dict[str, Fraction] = {}
        for fact in part.facts:
            key = {"fact": fact.fact, "document": fact.document}.get(step.text("per"), "")
            sums[key] = sums.get(key, ZERO) + fact.value
        self.complaints.same(f"{step.where}, at", step.number("at"), max(map(abs, sums.values()), default=ZERO))
        return sum(sums.values(), ZERO)

    def _baseline(self, step: StepRead, part: Part) -> Fraction:
        said = step.number("judged")
        self.complaints.same(f"{step.where}, judged", said, part.judged(said))
        part.baseline = step.number("baseline")
        if step.text("mode") == "prorated":
            whole = step.number("counted") * step.number("whole") / step.number("days")
            self.complaints.same(f"{step.where}, baseline", part.baseline, whole)
        return said - part.baseline

    def _blocks(self, step: StepRead, part: Part) -> Fraction:
        """Count blocks of the window's sum, with the sign taken off; what follows pays on them."""
        size, mode = step.number("size"), step.text("mode")
        if size <= 0 or mode not in {"up", "down", "half_up"}:
            raise Malformed(f"{step.where}: no such blocks, {mode} of {size}")
        part.blocks = None
        self.complaints.same(f"{step.where}, of", step.number("of"), part.paid(step.version))
        half = size / 2 if mode == "half_up" else ZERO
        part.blocks = lambda value: Fraction(ceil(value / size) if mode == "up" else floor((value + half) / size))
        return part.paid(step.version)

    def _nothing(self, step: StepRead, part: Part) -> Fraction:
        part.stopped = True
        if step.kind in {"below_zero", "carried"}:
            self.complaints.same(f"{step.where}, measured", step.number("measured"), part.measured)
            self.complaints.holds(step.where, truth=part.measured < 0, reason="the measure is not below zero")
        return ZERO

    def _settled(self, step: StepRead, part: Part) -> Fraction:
        top = self._pop(step)
        if step.has("was"):
            self.complaints.same(f"{step.where}, was", step.number("was"), top)
        if step.has("step"):
            self._sizes.add(step.number("step"))
            self.complaints.holds(step.where, truth=len(self._sizes) == 1, reason="a unit has one step only")
        return SETTLING[step.kind](step, part, top, self.complaints)

    def _sum(self, step: StepRead) -> Fraction:
        terms = step.number("terms")
        if terms.denominator != 1 or not 2 <= terms <= len(self._amounts):
            raise Malformed(f"{step.where}: {terms} amounts cannot be summed, there are {len(self._amounts)}")
        return sum([self._pop(step) for _ in range(int(terms))], ZERO)

    def _end(self, step: StepRead) -> Fraction:
        self.held = self._pop(step)
        self.complaints.same(f"{step.where}, was", step.number("was"), self.held)
        return ZERO

    def _close(self) -> None:
        """Check that a part that takes back was charged."""
        if self.parts:
            part = self.parts[-1]
            self._free_lines(part)
            told = part.tendered or not sum((fact.otherwise for fact in part.facts), ZERO)
            self.complaints.holds(f"part {len(self.parts)}", truth=told, reason="nothing says what was paid otherwise")
            bounded = part.times or all(fact.use is None for fact in part.facts)
            self.complaints.holds(f"part {len(self.parts)}", truth=bounded, reason="nothing says how many may count")
            charged = part.charged or part.stopped or part.sign > 0
            self.complaints.holds(f"part {len(self.parts)}", truth=charged, reason="a sum below zero was not charged")
