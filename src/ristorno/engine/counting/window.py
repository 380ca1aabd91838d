"""One clause for one member: windows, parts, amounts."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal

from ristorno.engine.accrual import Accrual, Status
from ristorno.engine.counting.baselines import Compared, compare
from ristorno.engine.counting.derivation import Derivation, Reason
from ristorno.engine.counting.entitlement import Circumstances, Entitled, Factor, entitle
from ristorno.engine.counting.gating import Verdict, judge, run_gate
from ristorno.engine.counting.measured import Measured, Run, lines_of, measure, measure_by
from ristorno.engine.counting.parts import COMPANY, NOBODY, Part, divided, part_of, weighed
from ristorno.engine.counting.running import NOTHING_RUN, Running, RunningPart
from ristorno.engine.counting.slots import Slot, slots
from ristorno.engine.history.line import Line
from ristorno.engine.measures.base import NOTHING_SEEN, MeasureKind
from ristorno.engine.ruling.context import Context
from ristorno.engine.ruling.timeline import Rules, Span
from ristorno.engine.terms.clause import Clause, Multiply
from ristorno.kernel.number import ONE, ZERO


@dataclass(slots=True)
class Memory:
    """What one window hands to the next: negative sums carried, and what was given under a cap for good."""

    carried: dict[Part, Decimal] = field(default_factory=dict)
    given: dict[Part, Decimal] = field(default_factory=dict)

    def copy(self) -> "Memory":
        """Return a memory of its own, so that counting an order changes nothing."""
        return Memory(dict(self.carried), dict(self.given))


@dataclass(frozen=True, slots=True)
class Portion:
    """What one recipient gets of one part: ``amount`` as it stands, ``held`` once an open condition holds."""

    amount: Decimal
    held: Decimal
    reason: Reason


@dataclass(frozen=True, slots=True)
class Settled:
    """What one part is entitled to, among whom it is divided, and the ``amount`` of it as conditions stand."""

    entitled: Entitled
    compared: Compared
    measured: Measured
    persons: Mapping[Part, Decimal]
    amount: Decimal

    def reason(self, contact: str | None, share: Decimal) -> Reason:
        """Return the reason of one recipient's share."""
        return Reason(self.measured, self.entitled, self.compared, share, self.persons, contact)


def count_clause(context: Context, name: str) -> Iterator[Accrual]:
    """Yield what a clause owes the member, one accrual for each window and recipient."""
    memory = Memory()
    for slot, span in windows(context, name):
        yield from Window(context, name, slot, span, memory).accruals()


def windows(context: Context, name: str) -> Iterator[tuple[Slot, Span]]:
    """Yield the windows of a clause in order, each with the terms that it is counted by."""
    for slot in slots(context, name):
        found = judged(context, name, slot)
        if found is not None:
            yield found


def judged(context: Context, name: str, slot: Slot) -> tuple[Slot, Span] | None:
    """Return a window with the terms that it is counted by, None where these do not have the clause."""
    span = context.ruling(slot.clause, slot.window.start, slot.window)
    clause = span.clause(name) if span else None
    if span is None or clause is None:
        return None
    return (slot if clause is slot.clause else replace(slot, clause=clause)), span


class Window:
    """One window of a clause while it is counted, from its first line or on top of what has run in it already."""

    def __init__(
        self, context: Context, name: str, slot: Slot, span: Span, memory: Memory, running: Running = NOTHING_RUN
    ) -> None:
        self.context = context
        self.name = name
        self.slot = slot
        self.clause: Clause = slot.clause
        self.span = span
        self.rules: Rules = span.rules
        self.memory = memory
        self.running = running
        self.unit = self.rules.terms.unit_of(self.clause)
        self.step = self.rules.terms.step(self.unit)

    def accruals(self) -> Iterator[Accrual]:
        """Yield the accruals of the window."""
        left: dict[str, list[str]] = {}
        verdict = judge(self.context, self.rules, self.slot, self.running)
        portions: dict[str | None, list[Portion]] = {}
        for settled in self._settled(verdict, left):
            held = divided(self.clause.reward, settled.entitled.amount, settled.persons, self.step)
            now = divided(self.clause.reward, settled.amount, settled.persons, self.step)
            for contact, share in held.items():
                reason = settled.reason(contact, share)
                portions.setdefault(contact, []).append(Portion(now.get(contact, ZERO), share, reason))
        for contact, own in portions.items():
            yield self._accrual(contact, own, verdict, left)

    def amounts(self) -> Mapping[str | None, Decimal]:
        """Return what every recipient gets as it stands, without the reasons."""
        verdict = judge(self.context, self.rules, self.slot, self.running)
        amounts: dict[str | None, Decimal] = {}
        for settled in self._settled(verdict, {}):
            for contact, share in divided(self.clause.reward, settled.amount, settled.persons, self.step).items():
                amounts[contact] = amounts.get(contact, ZERO) + share
        return amounts

    def _settled(self, verdict: Verdict, left: dict[str, list[str]]) -> Iterator[Settled]:
        """Yield what every part is entitled to; facts that are ``left`` out go there by reason."""
        for part, own in self._parts(left).items():
            entitled, compared, measured = self._entitled(part, own)
            amount = entitled.amount if verdict.met is not None and verdict.for_now else ZERO
            if not verdict.for_now:
                self._forget(part, entitled)
            yield Settled(entitled, compared, measured, self._persons(part, measured), amount)

    @property
    def empty(self) -> bool:
        """Whether no line of the window lies in the clause's set."""
        return not any(lines for _, _, lines in self._by_version())

    def run(self) -> Running:
        """Return the running totals of the window, for lines that come after all of its own."""
        parts: dict[Part, RunningPart] = {}
        compared: dict[Part, Compared] = {}
        for part, own in self._parts({}).items():
            compared[part] = self._compared(part)
            measured = self._measured(part, own)
            lines = lines_of(own)
            if lines:
                capped = self._capped(measured, ZERO)
                counted = self._carried(part, capped) if measured.lines else capped
                seen = self.clause.measure.seen(lines)
                tally = counted.tally(keep=self.clause.keeps_lines)
                parts[part] = RunningPart(tally, measured.measured, seen, self._weights(part, counted))
        gates = {id(gate): run_gate(self.context, self.rules, self.slot, gate) for gate in self.clause.gates}
        return Running(parts, gates, compared)

    def _parts(self, left: dict[str, list[str]]) -> Mapping[Part, Sequence[Run]]:
        """Return the lines that count, by part; the others go to ``left``."""
        if self.clause.reward.to != "contact":
            return {COMPANY: list(self._counting(left))}
        parts: dict[Part, list[Run]] = {part: [] for part in self.running.parts}
        for version, lines in self._counting(left):
            own: dict[Part, list[Line]] = {}
            for line in lines:
                part = part_of(self.context, self.clause.reward, line)
                if isinstance(part, str):
                    left.setdefault(part, []).append(line.fact.id)
                else:
                    own.setdefault(part, []).append(line)
            for part, acted in own.items():
                parts.setdefault(part, []).append((version, acted))
        return parts

    def _counting(self, left: dict[str, list[str]]) -> Iterator[Run]:
        """Yield the lines that lie in the set and whose member the clause is for, by the version that judges them."""
        for version, span, lines in self._by_version():
            clause = span.clause(self.name)
            if clause is None or clause.who.everybody:
                yield version, lines
                continue
            window = self.slot.window
            concerned = [line for line in lines if self.context.concerns(clause.who, span.rules, line, window)]
            yield version, concerned
            if len(concerned) < len(lines):
                held = {id(line) for line in concerned}
                left.setdefault("not_for", []).extend(line.fact.id for line in lines if id(line) not in held)

    def _by_version(self) -> Iterator[tuple[int, Span, Sequence[Line]]]:
        """Yield the lines of the window that lie in the set, by the version of the terms that judges them."""
        if self.clause.window.narrow:
            yield self._reading(), self.span, self.slot.lines
        elif self.clause.change != "by_fact":
            yield self._reading(), self.span, self.context.matching(self.rules, self.clause.earn_on, self.slot.window)
        else:
            timeline, window = self.context.timeline, self.slot.window
            for index, span in enumerate(timeline.spans):
                clause = span.clause(self.name)
                if clause is None or span.days.end <= window.start or window.end <= span.days.start:
                    continue
                lines = self.context.matching(span.rules, clause.earn_on, window.cut(span.days))
                if lines:
                    yield self.context.version(index, self.name), span, lines

    def _reading(self) -> int:
        """Return the number of the version by which the window is counted."""
        for index, span in enumerate(self.context.timeline.spans):
            if span.rules is self.rules:
                return self.context.version(index, self.name)
        raise AssertionError("the terms of a window are on the timeline")

    def _persons(self, part: Part, measured: Measured) -> Mapping[Part, Decimal]:
        """Return among whom the amount of a part is divided, by what they brought."""
        if not self.clause.reward.among_persons:
            return {part: ONE}
        weights = self._weights(part, measured)
        return weights if sum(weights.values(), ZERO) else {NOBODY: ONE}

    def _weights(self, part: Part, measured: Measured) -> Mapping[Part, Decimal]:
        if not self.clause.reward.among_persons:
            return {part: ONE}
        so_far = self.running.parts.get(part)
        lines = zip(measured.lines, measured.values, strict=True)
        return weighed(self.context, lines, so_far.persons if so_far else {})

    def _entitled(self, part: Part, own: Sequence[Run]) -> tuple[Entitled, Compared, Measured]:
        so_far = self.running.parts.get(part)
        measured = self._capped(self._measured(part, own), so_far.uncapped if so_far else ZERO)
        if so_far is None or not so_far.tally.paid:
            measured = self._carried(part, measured)
        compared = self.running.compared.get(part) or self._compared(part)
        if self.clause.mechanic.needs_baseline and compared.number is None:
            return Entitled(ZERO, "paid", None), compared, measured
        counted = measured.tally(keep=self.clause.keeps_lines)
        if so_far is not None:
            counted = so_far.tally.joined(counted)
        around = self._circumstances(part, sorted(counted.paid) or (self._reading(),), compared)
        entitled = entitle(counted, around)
        self.memory.carried[part] = entitled.carried
        self.memory.given[part] = around.given + entitled.amount
        return entitled, compared, measured

    def _forget(self, part: Part, entitled: Entitled) -> None:
        """A window whose gates fail gives nothing, so nothing of a cap for good is used up."""
        self.memory.given[part] = self.memory.given.get(part, ZERO) - entitled.amount

    def _measured(self, part: Part, own: Sequence[Run]) -> Measured:
        picked_by = self.clause.mechanic.picked_by
        if picked_by is not None:
            others = self._judging_lines(picked_by, part, own)
            return measure_by(self.clause, own, others, picked_by.values(others))
        so_far = self.running.parts.get(part)
        return measure(self.clause, own, so_far.seen if so_far else NOTHING_SEEN)

    def _judging_lines(self, bracket_by: MeasureKind, part: Part, own: Sequence[Run]) -> Sequence[Line]:
        if bracket_by.of is None:
            return lines_of(own)
        days = self.slot.window
        inside = [line for line in self.context.matching(self.rules, bracket_by.of, days) if self._in_slot(line)]
        return [line for line in inside if part.contact in {None, line.fact.contact}]

    def _in_slot(self, line: Line) -> bool:
        return self.slot.document is None or self.slot.document in {line.document, line.fact.id}

    def _capped(self, measured: Measured, before: Decimal) -> Measured:
        """Cut what is measured at ``cap_measure``: the first in order count."""
        bound = self.clause.limits.cap_measure
        if bound is None:
            return measured
        return measured.capped(bound, before, same=self.clause.mechanic.picked_by is None)

    def _carried(self, part: Part, measured: Measured) -> Measured:
        """Put what the window before handed over in front of what is measured."""
        carried = self.memory.carried.get(part, ZERO)
        return measured.carrying(carried, self._reading()) if carried else measured

    def _compared(self, part: Part) -> Compared:
        return compare(
            self.context.history,
            self.rules,
            self.slot,
            relative=self.clause.mechanic.relative,
            mine=lambda line: part.contact in {None, line.fact.contact},
        )

    def _circumstances(self, part: Part, used: Sequence[int], compared: Compared) -> Circumstances:
        spans = self.context.timeline.spans
        clauses = {index: spans[index].rules.terms.clauses[self.name] for index in used}
        factors = {
            index: self._factor(clause, clause.multiply, spans[index].rules)
            for index, clause in clauses.items()
            if clause.multiply is not None
        }
        given = self.memory.given.get(part, ZERO)
        return Circumstances(clauses, self.step, compared.number, factors, given)

    def _factor(self, clause: Clause, by: Multiply, rules: Rules) -> Factor:
        track = self.context.track(rules, by.ladder)
        if self.clause.window.narrow:
            level = track.judging(self.slot.lines[0].at)
        elif by.level_of == "window_end":
            level = track.end_of(self.context.last_seen(self.slot.window))
        else:
            level = track.on(self.slot.window.start)
        return Factor(by.ladder, level, by.factors.get(level, ONE))

    def _accrual(
        self, contact: str | None, portions: Sequence[Portion], verdict: Verdict, left: Mapping[str, list[str]]
    ) -> Accrual:
        reasons = tuple(portion.reason for portion in portions)
        unclear = any(reason.compared.unclear for reason in reasons)
        held = sum((portion.held for portion in portions), ZERO)
        is_open = verdict.met is None and held != 0
        return Accrual(
            agreement=self.context.timeline.contract.id,
            clause=self.name,
            member=self.context.book.member,
            contact=contact,
            unit=self.unit,
            window=self.slot.window,
            window_label=self.slot.label,
            document=self.slot.document,
            amount=sum((portion.amount for portion in portions), self.step * 0),  # with the decimals of the unit
            status="undetermined" if unclear or is_open else self._status(),
            outcomes=(ZERO, held) if is_open else None,
            derivation=Derivation(self.context, self.name, self.slot, self.rules, verdict, reasons, left),
        )

    def _status(self) -> Status:
        over = self.context.over(self.slot.window, self.clause.accept_until)
        return "final" if over or (self.clause.window.narrow and not self.clause.accept_until) else "provisional"
