"""Windows of many days, counted line by line."""

from collections.abc import Iterator, Mapping, Sequence

from ristorno.bulk.counting.acting import Parting, apart, one_reward, parted, weighed, with_actors, with_consent
from ristorno.bulk.counting.bracketed import picked_by, set_of
from ristorno.bulk.counting.clauses import Compiling, is_in, one_measure
from ristorno.bulk.counting.gates import gated
from ristorno.bulk.counting.gathered import Gathering, Numbered, of_those, told_of_windows
from ristorno.bulk.counting.lined import MOVED, VALUE, VERSION, Limiting, Lined, placed, siblings, turns_of, used
from ristorno.bulk.counting.measuring import Judges, holding
from ristorno.bulk.counting.multiplied import versions_of
from ristorno.bulk.counting.of_line import OfLine
from ristorno.bulk.counting.turns import Turns
from ristorno.bulk.plan.expressions import NULL, Expression, call, col, every, negated, some, value, when
from ristorno.bulk.plan.relations import Join, Relation, Rows, extended, filtered
from ristorno.bulk.reasons import NotCompiled
from ristorno.engine.terms.limits import Limits


class LinedWindows:
    """The windows of a clause while their lines are counted."""

    def __init__(self, compiling: Compiling, slots: Sequence[Numbered]) -> None:
        self.compiling = compiling
        self.slots = slots
        clauses = [reading.clause for _, _, frame in slots for reading in frame.readings]
        self.reward = one_reward(clauses)
        self.of = OfLine(compiling.ground, one_measure(frame.clause for _, _, frame in slots), VALUE)
        self.placed = next(filter(None, map(placed, clauses)), ())
        measure = picked_by(slots)
        self.picked = None if measure is None else OfLine(compiling.ground, measure, MOVED)
        self.keys = ("member", "slot", *(("part",) if self.reward.apart else ()))

    def lined(self) -> Lined:
        """Return the lines that count, with what each brings."""
        turns = turns_of(self.compiling)
        waiting = used(self.compiling, turns, _asking_of_all(self.compiling, turns)) if turns is not None else None
        limiting = self._limiting
        parts = []
        for limits, numbers in self._by_limits():
            if turns is None or limits.times is None:
                lines = self._told(numbers)
            else:
                assert waiting is not None
                asking = filtered(self.asking(turns), is_in("slot", numbers))
                lines = turns.given(asking, waiting, self.keys, value(turns.number(limits.times)))
            parts.append(limiting.limited(lines, limits))
        columns = (*self.keys, *self._persons, *self.placed, "document", "line", VERSION)
        joined = Lined.joined(parts, columns)
        if self.picked is None or self.picked.measure.of is None:
            return joined
        return joined.moving(self._moving(self.picked), columns)

    @property
    def _limiting(self) -> Limiting:
        return Limiting(self.of, self.keys, self.picked)

    def _moving(self, picked: OfLine) -> Relation:
        """Return the lines of another set, which move along the rows."""
        compiling, ground, judges = self.compiling, self.compiling.ground, Judges(self.compiling.ground)
        rows, versions = list[tuple[int, int, int]](), list[tuple[int, int]]()
        for number, slot, frame in self.slots:
            (version, *others) = versions_of(compiling.holders.context, frame)
            if others or self.reward.apart or self._persons:
                raise NotCompiled("slices of lines of another set, for persons or while terms change")
            facts = set_of(frame)
            days, judge = compiling.held_days(frame.rules, facts, slot.window), judges.number(frame.rules, facts)
            rows += [(stretch, number, judge) for stretch in ground.stretches(days)]
            versions.append((number, version))
        mapping = Rows((("stretch", "integer"), ("slot", "integer"), ("judge", "integer")), tuple(rows))
        lines: Relation = Join(ground.in_stretches(compiling.facts("line")), mapping, ("stretch",))
        lines = Join(lines, Rows((("slot", "integer"), (VERSION, "integer")), tuple(versions)), ("slot",))
        lines = picked.measured(picked.told(filtered(lines, holding(ground, judges.all))), self.keys)
        return filtered(lines, negated(call("is null", col(MOVED))))

    @property
    def _persons(self) -> tuple[str, ...]:
        return ("part",) if self.reward.among_persons else ()

    def asking(self, turns: Turns) -> Relation:
        """Return the lines of windows in which something counts so often, each with whom it is counted for."""
        own = [each for each in self.slots if each[2].clause.limits.times is not None]
        numbers = [number for number, _, _ in own]
        lines, held = self._held(self._told(numbers), own)
        if turns.times.over == "window":
            days = tuple((number, slot.whole.start) for number, slot, _ in own)
            lines = Join(lines, Rows((("slot", "integer"), ("turn_since", "day")), days), ("slot",))
        window: Mapping[str, Expression]
        window = {"turn_day": col("turn_since"), "turn_document": value(0), "turn_line": value("")}
        return self.compiling.keep(turns.asking(lines, self.of.says, held, window), "Lines that ask for their turn")

    def _held(self, lines: Relation, slots: Sequence[Numbered]) -> tuple[Relation, Expression]:
        """Return lines by window, and whether the conditions of the window hold, as things stand now."""
        gates = gated(self.compiling, lines, slots)
        conditions: dict[str, tuple[Expression, list[int]]] = {}
        for number, slot, frame in slots:
            now = gates.verdict(slot, frame).now
            conditions.setdefault(repr(now), (now, []))[1].append(number)
        if len(conditions) == 1:
            return gates.relation, next(iter(conditions.values()))[0]
        return gates.relation, some(every([is_in("slot", own), now]) for now, own in conditions.values())

    def _by_limits(self) -> Iterator[tuple[Limits, list[int]]]:
        """Yield the limits that lines are counted by, with the numbers of their windows."""
        found: dict[str, tuple[Limits, list[int]]] = {}
        for number, _, frame in self.slots:
            limits = frame.clause.limits
            found.setdefault(repr((limits.times, limits.free, limits.cap_measure)), (limits, []))[1].append(number)
        yield from found.values()

    def _told(self, numbers: Sequence[int]) -> Relation:
        lines = self._limiting.told(self._lines())
        return lines if len(numbers) == len(self.slots) else filtered(lines, is_in("slot", numbers))

    def _lines(self) -> Relation:
        """Return the lines that lie in the set, of those for whom the clause is, with the version that judges each."""
        compiling, ground, gathering = self.compiling, self.compiling.ground, Gathering(self.compiling, self.slots)
        ground.use("line", *self.placed)
        facts = ground.in_stretches(self._parted(compiling.facts("line")))
        rows = gathering.rows()
        for own in rows.values():
            facts = own.told(facts)
        facts = of_those(gathering, Join(facts, gathering.mapping(), ("stretch",)))
        facts = filtered(facts, holding(ground, gathering.judges.all))
        version: Expression = NULL
        for number, held in gathering.judged(rows).items():
            version = when(held, value(number), version)
        facts = extended(facts, {VERSION: version})
        if rows:
            facts = filtered(facts, negated(call("is null", col(VERSION))))
        facts, earns = told_of_windows(gathering, facts)
        if not earns:
            return facts
        return filtered(
            facts, some(every([call("=", col(VERSION), value(each)), held]) for each, held in earns.items())
        )

    def _parted(self, lines: Relation) -> Relation:
        """Return lines by who acted, where that matters."""
        person = self.compiling.person
        if self.reward.apart:
            parting = apart(self.reward, person=person)
        elif self.reward.among_persons:
            parting = weighed(person=person)
        else:
            return lines
        return parted_lines(self.compiling, lines, parting)


def parted_lines(compiling: Compiling, lines: Relation, parting: Parting) -> Relation:
    """Return lines with the part that they belong to, those alone that have one."""
    acted = with_consent(with_actors(lines, [parting.role] if parting.role else []))
    return filtered(parted(compiling.ground, acted, parting), parting.where)


def _asking_of_all(compiling: Compiling, turns: Turns) -> Iterator[Relation]:
    """Yield the lines that ask in all timelines of members."""
    for each in siblings(compiling):
        slots = [(number, slot, frame) for number, (slot, frame) in enumerate(each.holders.wide(each.name), 1)]
        if any(frame.clause.limits.times is not None for _, _, frame in slots):
            for _, _, frame in slots:
                each.refuse(frame.clause)
            yield LinedWindows(each, slots).asking(turns)
