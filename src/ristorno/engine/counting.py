"""One clause for one member: windows, parts, amounts."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal

from ristorno.engine.accrual import Accrual, Status
from ristorno.engine.baselines import Compared, compare
from ristorno.engine.context import Context
from ristorno.engine.derivation import Derivation, Reason
from ristorno.engine.entitlement import Circumstances, Entitled, Factor, Item, entitle, needs_items, tally
from ristorno.engine.explanation import Step
from ristorno.engine.gating import Verdict, judge
from ristorno.engine.line import Line
from ristorno.engine.parts import COMPANY, Part, part_of, pays_persons, recipients
from ristorno.engine.slots import Slot, slots
from ristorno.engine.terms.clause import Clause
from ristorno.engine.timeline import Rules, Span
from ristorno.kernel.number import ONE, ZERO


@dataclass(slots=True)
class _Memory:
    """What one window hands to the next: negative sums carried, and what was given under a cap for good."""

    carried: dict[Part, Decimal] = field(default_factory=dict)
    given: dict[Part, Decimal] = field(default_factory=dict)


def count_clause(context: Context, name: str) -> Iterator[Accrual]:
    """Yield what a clause owes the member, one accrual for each window and recipient."""
    memory = _Memory()
    for slot in slots(context, name):
        span = context.ruling(slot.clause, slot.window.start, slot.window)
        clause = span.clause(name) if span else None
        if span is not None and clause is not None:
            yield from _Window(context, name, replace(slot, clause=clause), span, memory).accruals()


class _Window:
    """One window of a clause while it is counted."""

    def __init__(self, context: Context, name: str, slot: Slot, span: Span, memory: _Memory) -> None:
        self.context = context
        self.name = name
        self.slot = slot
        self.clause: Clause = slot.clause
        self.span = span
        self.rules: Rules = span.rules
        self.memory = memory
        self.unit = self.rules.terms.unit_of(self.clause)
        self.step = self.rules.terms.step(self.unit)
        self.versions: dict[date, int] = {}

    def accruals(self) -> Iterator[Accrual]:
        """Yield the accruals of the window."""
        lines, left = self._sorted_lines()
        parts = self._parts(lines, left)
        verdict = judge(self.context, self.rules, self.slot)
        reasons: dict[str | None, list[Reason]] = {}
        amounts: dict[str | None, list[tuple[Decimal, Decimal]]] = {}
        for part, own in parts.items():
            self._count_part(part, own, verdict, reasons, amounts)
        for contact, pairs in amounts.items():
            yield self._accrual(contact, pairs, verdict, reasons[contact], left)

    def _sorted_lines(self) -> tuple[list[tuple[Line, int]], dict[str, list[str]]]:
        """Return the lines that count with the index of the version that judges each, and the others by reason."""
        counting: list[tuple[Line, int]] = []
        left: dict[str, list[str]] = {}
        for line in self.slot.lines:
            span = self.context.ruling(self.clause, line.day, self.slot.window)
            clause = span.clause(self.name) if span else None
            if span is None or clause is None:
                left.setdefault("no_clause", []).append(line.fact.id)
                continue
            reason = span.rules.scope(clause.earn_on)(line)
            if reason is None and not self.context.concerns(clause.who, span.rules, line, self.slot.window):
                reason = "not_for"
            if reason is not None:
                left.setdefault(reason, []).append(line.fact.id)
                continue
            counting.append((line, self._index(span)))
        return counting, left

    def _index(self, span: Span) -> int:
        """Return the number of the version that the arithmetic knows a span by."""
        start = span.days.start
        if start not in self.versions:
            timeline = self.context.timeline
            position = next(index for index, other in enumerate(timeline.spans) if other.days.start == start)
            self.versions[start] = timeline.same_terms(position, self.name)
        return self.versions[start]

    def _parts(
        self, lines: list[tuple[Line, int]], left: dict[str, list[str]]
    ) -> Mapping[Part, list[tuple[Line, int]]]:
        parts: dict[Part, list[tuple[Line, int]]] = {} if pays_persons(self.clause.reward) else {COMPANY: []}
        for line, version in lines:
            part = part_of(self.context, self.clause.reward, line)
            if isinstance(part, str):
                left.setdefault(part, []).append(line.fact.id)
            else:
                parts.setdefault(part, []).append((line, version))
        return parts

    def _count_part(
        self,
        part: Part,
        own: list[tuple[Line, int]],
        verdict: Verdict,
        reasons: dict[str | None, list[Reason]],
        amounts: dict[str | None, list[tuple[Decimal, Decimal]]],
    ) -> None:
        entitled, compared, items = self._entitled(part, own)
        for_now = entitled.amount if verdict.met is not None and verdict.for_now else ZERO
        if not verdict.for_now:
            self._forget(part, entitled)
        parted = recipients(self.clause.reward, part, entitled.amount, self.step)
        now = recipients(self.clause.reward, part, for_now, self.step)
        for contact, share in parted.items():
            amounts.setdefault(contact, []).append((now[contact], share))
            reasons.setdefault(contact, []).append(
                Reason(tuple(items), entitled, compared, share, len(parted) > 1 or share != entitled.amount)
            )

    def _entitled(
        self, part: Part, own: list[tuple[Line, int]]
    ) -> tuple[Entitled, Compared, list[tuple[Line | None, Item]]]:
        items = self._items(part, own)
        compared = self._compared(part)
        if self.clause.mechanic.needs_baseline and compared.number is None:
            steps = (Step(compared.note, ZERO, {}),)
            return Entitled(ZERO, steps), compared, items
        around = self._circumstances(part, items, compared)
        keep = needs_items(self.clause)
        counted = tally([item for _, item in items], keep=keep, versions=list(around.clauses))
        entitled = entitle(counted, around)
        self.memory.carried[part] = entitled.carried
        self.memory.given[part] = around.given + entitled.amount
        return replace(entitled, asked=(counted, around)), compared, items

    def _forget(self, part: Part, entitled: Entitled) -> None:
        """A window whose gates fail gives nothing, so nothing of a cap for good is used up."""
        self.memory.given[part] = self.memory.given.get(part, ZERO) - entitled.amount

    def _items(self, part: Part, own: list[tuple[Line, int]]) -> list[tuple[Line | None, Item]]:
        bracket_by = getattr(self.clause.mechanic, "bracket_by", None)
        values = self._values(own)
        judged: Mapping[str, Decimal] = values
        lines = {line.fact.id: (line, version) for line, version in own}
        if bracket_by is not None:
            others = self._judging_lines(part, own)
            judged = _by_id(others, bracket_by.values(others))
            first = min((version for _, version in own), default=0)
            lines = {**{line.fact.id: (line, first) for line in others}, **lines}
        ordered = sorted(lines.values(), key=lambda pair: pair[0].order)
        items: list[tuple[Line | None, Item]] = [
            (
                line,
                Item(
                    line.fact.id,
                    line.document,
                    version,
                    values.get(line.fact.id, ZERO),
                    judged.get(line.fact.id, ZERO),
                ),
            )
            for line, version in ordered
            if line.fact.id in values or line.fact.id in judged
        ]
        return self._with_carried(part, self._capped(items, same=bracket_by is None))

    def _values(self, own: list[tuple[Line, int]]) -> dict[str, Decimal]:
        """Return the measure of each line; lines that cannot be measured have none."""
        lines = [line for line, _ in own]
        return _by_id(lines, self.clause.measure.values(lines))

    def _judging_lines(self, part: Part, own: list[tuple[Line, int]]) -> list[Line]:
        bracket_by = getattr(self.clause.mechanic, "bracket_by", None)
        if bracket_by is None or bracket_by.of is None:
            return [line for line, _ in own]
        scope = self.rules.scope(bracket_by.of)
        days = self.context.book.within(self.slot.window)
        inside = [line for line in days if line.day <= self.context.today and self._in_slot(line)]
        return [line for line in inside if scope(line) is None and part.contact in {None, line.fact.contact}]

    def _in_slot(self, line: Line) -> bool:
        return self.slot.document is None or self.slot.document in {line.document, line.fact.id}

    def _capped(self, items: list[tuple[Line | None, Item]], *, same: bool) -> list[tuple[Line | None, Item]]:
        """Cut what is measured at ``cap_measure``: the first in order count."""
        bound = self.clause.limits.cap_measure
        if bound is None:
            return items
        seen: dict[str, Decimal] = {}
        result: list[tuple[Line | None, Item]] = []
        for line, item in items:
            key = {"fact": item.fact, "document": item.document}.get(bound.per, "")
            before = seen.get(key, ZERO)
            seen[key] = before + item.value
            value = min(seen[key], bound.amount) - min(before, bound.amount)
            result.append((line, replace(item, value=value, judged=value if same else item.judged)))
        return result

    def _with_carried(self, part: Part, items: list[tuple[Line | None, Item]]) -> list[tuple[Line | None, Item]]:
        carried = self.memory.carried.get(part, ZERO)
        if not carried:
            return items
        version = items[0][1].version if items else self._reading()
        return [(None, Item("", "", version, carried, carried)), *items]

    def _reading(self) -> int:
        return self._index(self.span)

    def _compared(self, part: Part) -> Compared:
        relative = bool(getattr(self.clause.mechanic, "relative", True))
        return compare(
            self.context,
            self.rules,
            self.slot,
            relative=relative,
            mine=lambda line: part.contact in {None, line.fact.contact},
        )

    def _circumstances(self, part: Part, items: list[tuple[Line | None, Item]], compared: Compared) -> Circumstances:
        used = sorted({item.version for _, item in items}) or [self._reading()]
        clauses = {index: self.context.timeline.spans[index].rules.terms.clauses[self.name] for index in used}
        return Circumstances(
            clauses=clauses,
            step=self.step,
            baseline=compared.number,
            factors={index: self._factor(clauses[index], self.context.timeline.spans[index].rules) for index in used},
            given=self.memory.given.get(part, ZERO),
        )

    def _factor(self, clause: Clause, rules: Rules) -> Factor | None:
        if clause.multiply is None:
            return None
        track = self.context.track(rules, clause.multiply.ladder)
        if self.clause.window.narrow:
            level = track.judging(self.slot.lines[0].at)
        elif clause.multiply.level_of == "window_end":
            level = track.end_of(self.context.last_seen(self.slot.window))
        else:
            level = track.on(self.slot.window.start)
        return Factor(clause.multiply.ladder, level, clause.multiply.factors.get(level, ONE))

    def _accrual(
        self,
        contact: str | None,
        pairs: list[tuple[Decimal, Decimal]],
        verdict: Verdict,
        reasons: list[Reason],
        left: Mapping[str, list[str]],
    ) -> Accrual:
        held = sum((share for _, share in pairs), ZERO)
        unclear = any(reason.compared.unclear for reason in reasons)
        is_open = verdict.met is None and held != 0
        derivation = Derivation(self.context, self.name, self.slot, self.rules, verdict, tuple(reasons), dict(left))
        return Accrual(
            agreement=self.context.timeline.contract.id,
            clause=self.name,
            member=self.context.book.member,
            contact=contact,
            unit=self.unit,
            window=self.slot.window,
            window_label=self.slot.label,
            document=self.slot.document,
            amount=sum((amount for amount, _ in pairs), ZERO),
            status="undetermined" if unclear or is_open else self._status(),
            outcomes=(ZERO, held) if is_open else None,
            derivation=derivation,
        )

    def _status(self) -> Status:
        over = self.context.over(self.slot.window, self.clause.accept_until)
        return "final" if over or (self.clause.window.narrow and not self.clause.accept_until) else "provisional"


def _by_id(lines: list[Line], values: tuple[Decimal | None, ...]) -> dict[str, Decimal]:
    return {line.fact.id: value for line, value in zip(lines, values, strict=True) if value is not None}
