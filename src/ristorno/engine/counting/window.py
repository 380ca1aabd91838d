"""One window of a clause: what its lines measure, by part, and what each part is entitled to."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from typing import NamedTuple

from ristorno.engine.accrual import Accrual
from ristorno.engine.counting.alone import named_alone
from ristorno.engine.counting.baselines import NOT_COMPARED, Compared, compare
from ristorno.engine.counting.bounds import bounded
from ristorno.engine.counting.entitlement import NO_FACTORS, Beside, Circumstances, Entitled, entitle
from ristorno.engine.counting.factors import factors_of
from ristorno.engine.counting.frame import Frame
from ristorno.engine.counting.gathering import Gathering, lines_in
from ristorno.engine.counting.gating import Verdict, judge, run_gate
from ristorno.engine.counting.meant import meant
from ristorno.engine.counting.measured import Measured, Run, lines_of, measure, measure_by, proportion
from ristorno.engine.counting.memory import Memory, Place
from ristorno.engine.counting.opening import open_rows
from ristorno.engine.counting.owed import Owing, Portion
from ristorno.engine.counting.owners import belonging
from ristorno.engine.counting.parts import COMPANY, Part, acted, anybody, divided, joined, weighed
from ristorno.engine.counting.pooling import brought_before, weights, with_others
from ristorno.engine.counting.reason import Reason
from ristorno.engine.counting.running import NOTHING_RUN, Running, RunningPart
from ristorno.engine.counting.slots import Slot
from ristorno.engine.counting.times import Turns, turns_of
from ristorno.engine.history.line import Line
from ristorno.engine.measures.base import NOTHING_SEEN, MeasureKind
from ristorno.engine.population.standing import Among
from ristorno.engine.population.uses import Use, UseKey
from ristorno.engine.ruling.context import Context
from ristorno.engine.ruling.results import joined as in_order
from ristorno.engine.terms.clause import Clause
from ristorno.kernel.number import ONE, ZERO, round_to


class Settled(NamedTuple):
    """What one part is entitled to, among whom it is divided, and the ``amount`` of it as conditions stand."""

    verdict: Verdict
    entitled: Entitled
    compared: Compared
    measured: Measured
    persons: Mapping[Part, Decimal]
    amount: Decimal

    def reason(self, contact: str | None, share: Decimal) -> Reason:
        """Return the reason of one recipient's share."""
        return Reason(self.measured, self.entitled, self.compared, share, self.persons, contact)


class Window:
    """A window while it is counted, from its first line or on top of what has run in it already."""

    __slots__ = ("clause", "context", "frame", "memory", "running", "slot")

    def __init__(
        self, context: Context, frame: Frame, slot: Slot, memory: Memory, running: Running = NOTHING_RUN
    ) -> None:
        self.context = context
        self.frame = frame
        self.clause: Clause = frame.clause
        self.slot = slot
        self.memory = memory
        self.running = running

    def accruals(self) -> Iterator[Accrual]:
        """Yield the accruals of the window."""
        left: dict[str, list[str]] = {}
        portions: dict[str | None, list[Portion]] = {}
        verdicts: dict[str | None, Verdict] = {}
        for settled in self._settled(left):
            held = divided(self.clause.reward, settled.entitled.amount, settled.persons, self.frame.step)
            now = divided(self.clause.reward, settled.amount, settled.persons, self.frame.step)
            for contact, share in held.items():
                reason = settled.reason(contact, share)
                verdicts[contact] = settled.verdict
                portions.setdefault(contact, []).append(Portion(now.get(contact, ZERO), share, reason))
        for contact, own in portions.items():
            owing = Owing(self.context, self.frame, self.slot, self.memory, verdicts[contact], left)
            yield owing.accrual(contact, own)

    def amounts(self) -> Mapping[str | None, Decimal]:
        """Return what every recipient gets as it stands, without the reasons."""
        amounts: dict[str | None, Decimal] = {}
        for settled in self._settled({}):
            for contact, share in divided(self.clause.reward, settled.amount, settled.persons, self.frame.step).items():
                amounts[contact] = amounts.get(contact, ZERO) + share
        return amounts

    def alone(self) -> Iterator[tuple[Place, Beside]]:
        """Yield what every part gives as it stands, before a cap that is shared."""
        verdict_on = self._judging()
        for part, own in self._parts({}).items():
            verdict = verdict_on(part)
            if verdict.met is None or not verdict.for_now:
                continue
            measured = self._carried(part, self._capped(self._measured(part, own, None), ZERO))
            exact = self._entitled(part, own, measured, self._compared(part), None).alone
            if exact:
                rounded = round_to(exact, self.frame.step, self.clause.rounding.mode)
                place = Place(self.slot.key, self.slot.document, part)
                yield place, Beside(self.frame.name, exact, rounded, back=measured.measured < 0)

    @property
    def _gathering(self) -> Gathering:
        return Gathering(self.context, self.frame, self.slot)

    @property
    def empty(self) -> bool:
        """Whether no line of the window lies in the clause's set."""
        return not any(lines_in(self.context, self.frame, self.slot, reading) for reading in self.frame.readings)

    def run(self) -> Running:
        """Return the running totals of the window, for lines that come after all of its own."""
        parts: dict[Part, RunningPart] = {}
        compared: dict[Part, Compared] = {}
        for part, own in self._parts({}).items():
            compared[part] = self._compared(part)
            measured = self._measured(part, own, None)
            lines = lines_of(own)
            if lines:
                capped = self._capped(measured, ZERO)
                counted = self._carried(part, capped) if measured.lines else capped
                tally = counted.tally(keep=self.clause.keeps_lines)
                seen = self.clause.measure.seen(lines)
                parts[part] = RunningPart(tally, measured.measured, seen, self._persons(part, counted, None))
        gates = {id(gate): run_gate(self.context, self.frame.rules, self.slot, gate) for gate in self.clause.gates}
        return Running(parts, gates, compared)

    def _judging(self) -> Callable[[Part], Verdict]:
        """Return what says whether the conditions hold for a part: mostly the same for all of them."""
        context, rules, slot, running = self.context, self.frame.rules, self.slot, self.running
        if self.clause.asks_apart:
            return lambda part: judge(context, rules, slot, running, named_alone(self.clause.reward, part))
        verdict = judge(context, rules, slot, running)
        return lambda part: verdict

    def _settled(self, left: dict[str, list[str]]) -> Iterator[Settled]:
        """Yield what every part is entitled to; facts that are ``left`` out go there by reason."""
        verdict_on = self._judging()
        for part, own in self._parts(left).items():
            verdict = verdict_on(part)
            counts = verdict.met is not None and verdict.for_now
            so_far = self.running.parts.get(part)
            measured = self._capped(self._measured(part, own, so_far), so_far.uncapped if so_far else ZERO)
            if so_far is None or not so_far.tally.paid:
                measured = self._carried(part, measured)
            compared = self.running.compared.get(part) or self._compared(part)
            entitled = self._entitled(part, own, measured, compared, so_far)
            if verdict.for_now:
                self.memory.given[part] = self.memory.given.get(part, ZERO) + entitled.amount
            persons = self._persons(part, measured, so_far)
            if self.clause.reward.among_persons:
                persons = anybody(persons)
            yield Settled(verdict, entitled, compared, measured, persons, entitled.amount if counts else ZERO)

    def asking(self) -> Iterator[tuple[UseKey, Use]]:
        """Yield what the lines that count use up of how often something counts, where the conditions hold."""
        turns, verdict_on = self._turns, self._judging()
        for part, own in self._gathering.apart({}).items():
            if turns is not None and verdict_on(part).for_now:
                yield from turns.asking(line for _, lines in own for line in lines)

    def _parts(self, left: dict[str, list[str]]) -> Mapping[Part, Sequence[Run]]:
        """Return the lines that count, by part, those alone whose turn it is; the others go to ``left``."""
        parts, turns = self._gathering.apart(left, self.running.parts), self._turns
        return parts if turns is None else {part: turns.kept(self.memory.uses, own) for part, own in parts.items()}

    @property
    def _turns(self) -> Turns | None:
        return turns_of(self.frame.name, self.clause, self.slot, self.context.book.member)

    def _persons(self, part: Part, measured: Measured, so_far: RunningPart | None) -> Mapping[Part, Decimal]:
        """Return among whom the amount of a part is divided, by what they brought."""
        if self.clause.reward.to == "each":
            return weights(self.context, self.frame, self.slot, measured)
        if not self.clause.reward.among_persons:
            return {part: ONE}
        lines = zip(measured.lines, measured.values, strict=True)
        own = weighed(self.context, lines)
        return joined(so_far.persons, own) if so_far else own

    def _entitled(
        self, part: Part, own: Sequence[Run], measured: Measured, compared: Compared, so_far: RunningPart | None
    ) -> Entitled:
        """Return what a part is given; what is carried over goes to the memory."""
        if self.clause.mechanic.needs_baseline and compared.number is None:
            return Entitled(ZERO, "paid", None)
        counted = measured.tally(keep=self.clause.keeps_lines)
        if so_far is not None:
            counted = so_far.tally.joined(counted)
        around = self._circumstances(part, tuple(sorted(counted.paid)), compared)
        if self.clause.compares:
            around = replace(around, among=self._among())
        if self.clause.mechanic.proportion is not None:
            around = replace(around, beside=proportion(self.clause.mechanic.proportion, measured))
        if not meant(self.context, self.frame, self.slot, own):
            around = replace(around, meant=False)
        entitled = entitle(counted, around)
        self.memory.carried[part] = entitled.carried
        self.memory.keep_surplus(self.clause.limits.guarantee, part, entitled.amount)
        return entitled

    def _among(self) -> Among:
        """Return the member among all who take part in the window."""
        context = self.context
        field = context.others.standings.of(self.frame.name, self.slot.whole)
        return Among(field, context.book.member, self.frame.step)

    def standing(self) -> Decimal:
        """Return what the member brings into the comparison of all members; 0 where it does not take part."""
        verdict = judge(self.context, self.frame.rules, self.slot)
        if not verdict.for_now:
            return ZERO
        return self._capped(self._measured(COMPANY, self._gathering.counting({}), None), ZERO).measured

    def _measured(self, part: Part, own: Sequence[Run], so_far: RunningPart | None) -> Measured:
        picked_by = self.clause.mechanic.picked_by
        if picked_by is not None:
            others = self._judging_lines(picked_by, part, own)
            return measure_by(self.clause, own, others, picked_by.values(others), self.frame.version)
        measured = measure(self.clause, own, so_far.seen if so_far else NOTHING_SEEN)
        return measured if self.slot.owner is None else with_others(self.context, self.frame, self.slot, measured)

    def _judging_lines(self, bracket_by: MeasureKind, part: Part, own: Sequence[Run]) -> Sequence[Line]:
        """Return the lines that pick the row: of the clause, of another set, or what other clauses gave."""
        if bracket_by.draws.clauses:
            given = in_order((), self.context.drawn(bracket_by.draws, self.slot.window))
            return list(filter(self._in_slot, given))
        if bracket_by.of is None:
            return lines_of(own)
        lines = self.context.hearing(bracket_by.of).matching(self.frame.rules, bracket_by.of, self.slot.window)
        lines = self.context.earning(self.frame.rules.terms, self.clause, lines)
        return list(filter(self._mine(part), filter(self._in_slot, lines)))

    def _in_slot(self, line: Line) -> bool:
        return self.slot.document is None or self.slot.document in {line.document, line.fact.id}

    def _capped(self, measured: Measured, before: Decimal) -> Measured:
        """Leave out what is free, then cut at ``cap_measure``: the first in order count."""
        free, bound = self.clause.limits.free, self.clause.limits.cap_measure
        measured = measured if free is None else measured.without(free)
        if bound is None:
            return measured
        return measured.capped(bound, before, same=self._same)

    def _carried(self, part: Part, measured: Measured) -> Measured:
        """Put what the window before handed over in front of what is measured."""
        carried = self.memory.carried.get(part, ZERO)
        return measured.carrying(carried, self.frame.version, same=self._same) if carried else measured

    @property
    def _same(self) -> bool:
        """Whether what is measured also picks the bracket."""
        return self.clause.mechanic.picked_by is None

    def _compared(self, part: Part) -> Compared:
        if self.clause.baseline is None:
            return NOT_COMPARED
        return compare(
            self.context.history,
            self.frame.rules,
            self.slot,
            relative=self.clause.mechanic.relative,
            mine=self._mine(part),
            others=brought_before(self.context, self.frame, self.slot),
            joined=self.context.history.joined if part.contact is None else None,
        )

    def _mine(self, part: Part) -> Callable[[Line], bool]:
        """Return what tells the lines of a part from those of others."""
        if self.slot.owner is None:
            return lambda line: part.contact in {None, acted(self.clause.reward, line)}
        return lambda line: bool(belonging(self.context, self.clause.whose, self.slot.owner, (line,)))

    def _circumstances(self, part: Part, used: tuple[int, ...], compared: Compared) -> Circumstances:
        clauses = self.frame.clauses(self.context, used or (self.frame.version,))
        if any(clause.mechanic.row_gates for clause in clauses.values()):
            clauses = open_rows(self.context, self.slot, clauses, part)
        multiplies = self.frame.multiplies and self.context.multiplying
        factors = factors_of(self.context, self.slot, clauses) if multiplies else NO_FACTORS
        given = self.memory.given.get(part, ZERO)
        around = Circumstances(clauses, self.frame.step, factors, compared.number, given)
        over = self.context.over(self.context.timeline.lasting(self.clause, self.slot.entire))
        return bounded(around, self.frame, self.slot, self.memory, part, over=over)
