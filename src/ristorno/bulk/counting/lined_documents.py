"""Windows of single documents and lines, counted line by line."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from ristorno.bulk.counting.acting import Parting, apart, weighed
from ristorno.bulk.counting.audience import Meant, told_facts
from ristorno.bulk.counting.clauses import Compiling
from ristorno.bulk.counting.gates_of_documents import DocumentGates
from ristorno.bulk.counting.lined import MOVED, VALUE, VERSION, Limiting, Lined, placed, siblings, turns_of, used
from ristorno.bulk.counting.lined_windows import parted_lines
from ristorno.bulk.counting.measuring import Judge, holding
from ristorno.bulk.counting.of_line import OfLine
from ristorno.bulk.counting.picked import Rates, in_rows
from ristorno.bulk.counting.turns import Turns
from ristorno.bulk.plan.expressions import NULL, Expression, call, col, every, negated, value, when, within
from ristorno.bulk.plan.relations import Join, Relation, extended, filtered, select
from ristorno.bulk.reasons import NotCompiled
from ristorno.engine.ruling.timeline import Span
from ristorno.engine.terms.clause import Clause
from ristorno.engine.terms.sets import FactSet


@dataclass(frozen=True, slots=True)
class LinedDocuments:
    """The documents of the days on which one version rules, while their lines are counted."""

    compiling: Compiling
    span: Span
    clause: Clause
    version: int
    of_line: Mapping[str, Expression]
    """More columns over lines."""

    @property
    def keys(self) -> tuple[str, ...]:
        """The columns that tell windows, and parts that are counted apart, from each other."""
        line = ("line",) if self.clause.window.shape == "fact" else ()
        return ("member", "document", *line, *(("part",) if self.clause.reward.apart else ()))

    @property
    def of(self) -> OfLine:
        """What is measured of lines."""
        return OfLine(self.compiling.ground, self.clause.measure, VALUE)

    def lined(self) -> Lined:
        """Return the lines that count, with what each brings."""
        limits, turns = self.clause.limits, turns_of(self.compiling)
        if turns is None or limits.times is None:
            lines = self._told()
        else:
            waiting = used(self.compiling, turns, _asking_of_all(self.compiling, turns))
            lines = turns.given(self.asking(turns), waiting, self.keys, value(turns.number(limits.times)))
        found = self._limiting.limited(lines, limits)
        persons = ("part",) if self.clause.reward.among_persons else ()
        kept = (*placed(self.clause), "document", "line", "day", "at")
        columns = tuple(dict.fromkeys((*self.keys, *persons, *kept, VERSION, *self.of_line)))
        joined = Lined.joined([found], columns)
        picked = self._limiting.picked
        if picked is None or picked.measure.of is None:
            return joined
        return joined.moving(self._moving(picked, picked.measure.of), columns)

    @property
    def _limiting(self) -> Limiting:
        measure = self.clause.mechanic.picked_by
        picked = None if measure is None else OfLine(self.compiling.ground, measure, MOVED)
        return Limiting(self.of, self.keys, picked)

    def _moving(self, picked: OfLine, facts: FactSet) -> Relation:
        """Return the lines of another set, of the same documents, which move along the rows."""
        compiling, own = self.compiling, Judge(self.span.rules, facts)
        reward = self.clause.reward
        if reward.apart or reward.among_persons or self.clause.mechanic.keyed is not None or self.of_line:
            raise NotCompiled("slices of lines of another set, for persons or by line")
        lines = filtered(compiling.facts("line"), every([compiling.on_days(*own), holding(compiling.ground, [own])]))
        lines = Join(lines, select(self._told(), {name: col(name) for name in self.keys}, distinct=True), self.keys)
        lines = picked.measured(picked.told(extended(lines, {VERSION: value(self.version)})), self.keys)
        return filtered(lines, negated(call("is null", col(MOVED))))

    def asking(self, turns: Turns) -> Relation:
        """Return the lines, each with whom it is counted for, and whether it asks for its turn."""
        compiling, clause = self.compiling, self.clause
        gates = DocumentGates(compiling, self.span.rules, clause, self.span.days, clause.gates, "held")
        lines = gates.asked(extended(self._told(), gates.of_rows()))
        line = col("line") if clause.window.shape == "fact" else value("")
        window: Mapping[str, Expression]
        window = {"turn_day": col("day"), "turn_document": col("document"), "turn_line": line}
        held = gates.verdict(clause.qualify).now
        asking = turns.asking(lines, self.of.says, held, window)
        return compiling.keep(asking, f"Lines that ask for their turn, version {self.version}")

    def _told(self) -> Relation:
        """Return the lines in the set, of those for whom the clause is, with what each says by itself."""
        compiling, rules, clause, ground = self.compiling, self.span.rules, self.clause, self.compiling.ground
        ground.use("line", *placed(clause))
        days = compiling.held_days(rules, clause.earn_on, self.span.days)
        lines = filtered(compiling.facts("line"), within(col("day"), days.start, days.end))
        lines = filtered(self._parted(lines), holding(ground, [Judge(rules, clause.earn_on)]))
        if not clause.who.everybody:
            lines, (earns,) = told_facts(compiling, lines, [Meant(rules, clause.who)])
            lines = filtered(lines, earns)
        keyed = clause.mechanic.keyed
        if keyed is None:
            return self._limiting.told(extended(lines, {VERSION: value(self.version), **self.of_line}))
        rates = Rates(compiling, rules, keyed, "row")
        version: Expression = NULL
        for number, held in in_rows(compiling.holders.context, self.version, clause, rates.number()).items():
            version = when(held, value(number), version)
        lines = extended(rates.told(lines), {VERSION: version, **self.of_line})
        return self._limiting.told(filtered(lines, negated(call("is null", col(VERSION)))))

    def _parted(self, lines: Relation) -> Relation:
        """Return lines by who acted, where that matters."""
        reward, person = self.clause.reward, self.compiling.person
        parting: Parting | None = None
        if reward.apart:
            parting = apart(reward, person=person)
        elif reward.among_persons:
            parting = weighed(person=person)
        return lines if parting is None else parted_lines(self.compiling, lines, parting)


def _asking_of_all(compiling: Compiling, turns: Turns) -> Iterator[Relation]:
    """Yield the lines that ask in all timelines of members, under all versions."""
    for each in siblings(compiling):
        for span, clause in each.holders.spans(each.name):
            if clause.limits.times is not None:
                each.refuse(clause)
                version = each.holders.frame(span, each.name).version
                yield LinedDocuments(each, span, clause, version, {}).asking(turns)
