"""What one member brings to what is counted together with others: to its group, and to all who supply it.

Which of its facts count, and what is measured of them, its own terms say; what that is worth, the terms of whoever is
paid. Each fact counts for the group that the member was in, and the suppliers that it had, at the moment of the fact.
"""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import NamedTuple

from ristorno.engine.counting.framing import windows
from ristorno.engine.counting.memory import Memory
from ristorno.engine.counting.pooling import before, gate_key, periods_of_gate, through
from ristorno.engine.counting.slots import Slot
from ristorno.engine.counting.window import Window
from ristorno.engine.history.line import Line
from ristorno.engine.measures.base import MeasureKind
from ristorno.engine.population.pools import PoolKey, Whose
from ristorno.engine.population.standing import StandingKey
from ristorno.engine.ruling.context import Context
from ristorno.engine.ruling.timeline import Span
from ristorno.engine.terms.clause import Clause
from ristorno.engine.terms.conditions import Gate
from ristorno.kernel.number import ZERO
from ristorno.kernel.period import Period


class Contribution(NamedTuple):
    """What a member brings to one pool, under its version of the terms that begins or goes on at ``day``.

    Of what a window is compared with, ``day`` is the first on which the member ever brought anything.
    """

    key: PoolKey
    member: str
    day: date
    value: Decimal


def contributions(context: Context) -> Iterator[Contribution]:
    """Yield what a member brings, by all clauses and gates of one of its contracts that ask for it."""
    for name in context.timeline.clauses:
        yield from _to_clause(context, name)
        yield from _to_baseline(context, name)
    told: set[str] = set()
    for span in reversed(context.timeline.spans):
        for clause in span.rules.terms.clauses.values():
            for gate in clause.gates:
                key = gate_key(clause, gate)
                if (gate.whose or clause.whose) != "own" and key not in told:
                    told.add(key)
                    yield from _to_gate(context, span, clause, gate)


def standings(context: Context) -> Iterator[tuple[StandingKey, Decimal]]:
    """Yield what a member measures in every window in which all members are compared, if it takes part."""
    for name in context.timeline.clauses:
        if not any(clause.compares for span in context.timeline.spans if (clause := span.clause(name)) is not None):
            continue
        counted = context.as_counted(name)
        for slot, frame in windows(counted, name):
            measured = Window(counted, frame, slot, Memory()).standing() if frame.clause.compares else ZERO
            if measured > 0:
                yield StandingKey(name, slot.whole), measured


def _to_clause(context: Context, name: str) -> Iterator[Contribution]:
    if not any(clause.pooled for span in context.timeline.spans if (clause := span.clause(name)) is not None):
        return
    context = context.as_counted(name)
    for slot, frame in windows(context, name):
        whose = frame.clause.whose
        for reading in frame.readings if whose != "own" else ():
            lines = context.held(reading.sieve, reading.days)
            lines = context.earning(reading.span.rules.terms, reading.clause, lines)
            for owner, value in _by_owner(context, whose, frame.clause.measure, lines):
                for period in _standing(context, slot):
                    yield Contribution(PoolKey(name, period, owner), context.book.member, reading.days.start, value)


def _to_baseline(context: Context, name: str) -> Iterator[Contribution]:
    """Yield what a member brought to what its windows are compared with, under the terms of these windows.

    Where a window is cut for the member, it is the same days of the earlier one: those of others are cut as theirs are.
    """
    context, told = context.as_counted(name), set[tuple[Period, Period]]()
    for slot, frame in windows(context, name):
        baseline, clause = frame.clause.baseline, frame.clause
        if not clause.pooled or baseline is None or baseline.window is None or (slot.whole, slot.entire) in told:
            continue
        told.add((slot.whole, slot.entire))
        days = slot.earlier(baseline.window)
        past = context.matching(frame.rules, clause.earn_on, Period(date.min, days.end))
        for owner, lines in _owned(context, clause.whose, context.earning(frame.rules.terms, clause, past)).items():
            values = clause.measure.values([line for line in lines if line.day in days])
            key, value = PoolKey(before(name), slot.whole, owner), sum((each or ZERO for each in values), ZERO)
            yield Contribution(key, context.book.member, lines[0].day, value)


def _standing(context: Context, slot: Slot) -> Iterator[Period]:
    """Yield the periods to which a window brings: its own, and after its last piece those that others go on to."""
    if slot.window != slot.entire:
        yield slot.shared
    else:
        yield from through(slot.clause, slot.whole, slot.key.start, context.today)


def _to_gate(context: Context, span: Span, clause: Clause, gate: Gate) -> Iterator[Contribution]:
    facts = gate.of or gate.measure.of or clause.earn_on
    context = context.counted_on(gate.count_on or clause.count_on, clause.match).hearing(facts)
    key = gate_key(clause, gate)
    periods: dict[Period, list[Line]] = {}
    for line in context.net_of(gate.net_of, context.sifted(span.rules, facts)):
        if context.timeline.on(line.day) is not None:
            for period in periods_of_gate(clause, gate, line.day, context.today):
                periods.setdefault(period, []).append(line)
    for period, lines in periods.items():
        for owner, value in _by_owner(context, gate.whose or clause.whose, gate.measure, lines):
            yield Contribution(PoolKey(key, period, owner), context.book.member, period.start, value)


def _by_owner(
    context: Context, whose: Whose, measure: MeasureKind, lines: Sequence[Line]
) -> Iterator[tuple[str, Decimal]]:
    """Yield what lines bring to each owner; what cannot be measured brings nothing."""
    for owner, own in _owned(context, whose, lines).items():
        values = [value for value in measure.values(own) if value is not None]
        if values:
            yield owner, sum(values, ZERO)


def _owned(context: Context, whose: Whose, lines: Sequence[Line]) -> Mapping[str, Sequence[Line]]:
    """Return lines by those for whom they count, each in order."""
    member, relations = context.book.member, context.others.relations
    owned: dict[str, list[Line]] = {}
    for line in lines:
        group = relations.group(member, line.at)
        owners = relations.upstream(member, line.at) if whose == "downstream" else () if group is None else (group,)
        for owner in owners:
            owned.setdefault(owner, []).append(line)
    return owned
