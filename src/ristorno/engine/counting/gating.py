"""Whether the conditions of a clause hold for a window: yes, no, or not to be known yet."""

from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal
from fractions import Fraction
from operator import ge, gt, le, lt
from types import MappingProxyType

from ristorno.engine.counting.alone import COMPANY_ALONE, Alone
from ristorno.engine.counting.pooling import brought_for_gate, of_gate, pools
from ristorno.engine.counting.running import NO_GATE, NOTHING_RUN, Running, RunningGate
from ristorno.engine.counting.slots import Slot
from ristorno.engine.history.debts import Debts, Instant
from ristorno.engine.history.line import Line
from ristorno.engine.measures.base import MeasureKind, summed
from ristorno.engine.measures.overdue import OverdueAmount
from ristorno.engine.measures.ratio import Ratio
from ristorno.engine.ruling.context import Context, before
from ristorno.engine.ruling.results import joined
from ristorno.engine.ruling.timeline import Rules
from ristorno.engine.terms.conditions import Comparison, Condition, Gate, Not
from ristorno.engine.terms.sets import FactSet
from ristorno.kernel.lightweight import lightweight
from ristorno.kernel.number import Exact
from ristorno.kernel.period import LAST_DAY, Period


@lightweight
class Judged:
    """A gate as it was judged: what it measured, and whether it holds; None where that cannot be known yet."""

    gate: Gate
    measured: Exact | None
    """None for a ratio to nothing."""
    met: bool | None
    sides: tuple[Decimal, ...] = ()
    """What is divided and by what, where it is a ratio."""
    alone: bool = False
    """Whether the lines of one person or party alone were looked at."""


@lightweight
class Verdict:
    """The answer to a condition: ``met`` is None while it is open, ``for_now`` is the answer if all ended now."""

    met: bool | None
    for_now: bool
    gates: tuple[Judged, ...]


HOLDS: Mapping[Comparison, Callable[[Exact, Decimal], bool]] = MappingProxyType(
    {"at_least": ge, "at_most": le, "above": gt, "below": lt}
)
ALWAYS_MET = Verdict(met=True, for_now=True, gates=())


def judge(
    context: Context, rules: Rules, slot: Slot, running: Running = NOTHING_RUN, alone: Alone = COMPANY_ALONE
) -> Verdict:
    """Return whether the clause's conditions hold for a window, on top of what they have measured so far.

    ``alone`` is whom those are about that are judged for every person or party apart.
    """
    condition = slot.clause.qualify
    return ALWAYS_MET if condition is None else judge_condition(context, rules, slot, condition, running, alone)


def run_gate(context: Context, rules: Rules, slot: Slot, gate: Gate) -> RunningGate:
    """Return what a condition has measured before an order that comes into the window after everything else."""
    if slot.clause.window.narrow and gate.window is None:
        return NO_GATE
    lines = _in_window(context, rules, slot, gate, gate.measure)
    measured = summed(gate.measure.values(lines))
    return RunningGate(measured, gate.measure.seen(lines))


def judge_condition(
    context: Context,
    rules: Rules,
    slot: Slot,
    condition: Condition,
    running: Running = NOTHING_RUN,
    alone: Alone = COMPANY_ALONE,
) -> Verdict:
    """Return whether any condition of a clause holds for a window."""
    if isinstance(condition, Gate):
        return _gate(context, rules, slot, condition, running.gates.get(id(condition), NO_GATE), alone)
    if isinstance(condition, Not):
        inner = judge_condition(context, rules, slot, condition.negated, running, alone)
        return Verdict(None if inner.met is None else not inner.met, not inner.for_now, inner.gates)
    parts = [judge_condition(context, rules, slot, part, running, alone) for part in condition.parts]
    gates = tuple([gate for part in parts for gate in part.gates])
    met = so_many([part.met for part in parts], condition.needed)
    return Verdict(met, sum([part.for_now for part in parts]) >= condition.needed, gates)


def so_many(answers: list[bool | None], needed: int) -> bool | None:
    """Return whether so many hold; an open part leaves the whole open only where it can still decide."""
    sure = answers.count(True)
    if sure >= needed:
        return True
    return None if sure + answers.count(None) >= needed else False


def _gate(context: Context, rules: Rules, slot: Slot, gate: Gate, so_far: RunningGate, alone: Alone) -> Verdict:
    sides: tuple[Decimal, ...] = ()
    measured: Exact | None
    if isinstance(gate.measure, OverdueAmount):
        debts, at = debt_at(context, slot, gate, gate.measure)
        measured = debts.total(at)
    elif isinstance(gate.measure, Ratio):
        sides = tuple([_measured(context, rules, slot, gate, side, NO_GATE, alone) for side in gate.measure.parts])
        measured = divided(*sides)
    else:
        measured = _measured(context, rules, slot, gate, gate.measure, so_far, alone)
    holds = measured is not None and HOLDS[gate.comparison](measured, gate.bound)
    met = None if awaited(context, slot, gate) and not context.over(period_of(context, slot, gate)) else holds
    return Verdict(met, holds, (Judged(gate, measured, met, sides, alone.asked(gate)),))


def is_open(context: Context, slot: Slot, gate: Gate, period: Period) -> bool:
    """Return whether an answer is asked while the days that a condition looks at go on."""
    return awaited(context, slot, gate) and not context.over(period)


def awaited(context: Context, slot: Slot, gate: Gate) -> bool:
    """Return whether the days that a condition looks at must have passed before it is answered."""
    return context.over(slot.lasting(context)) if not slot.clause.window.narrow else gate.at == "window_end"


def _with_results(context: Context, slot: Slot, gate: Gate, lines: Sequence[Line]) -> Sequence[Line]:
    """Return the lines with what other clauses gave, for a single document with what they gave strictly before."""
    results = context.drawn(gate.measure.draws, period_of(context, slot, gate))
    if slot.clause.window.narrow and gate.at != "window_end":
        results = [before(each, slot.opened_at) for each in results]
    return joined(lines, results)


def divided(part: Decimal, whole: Decimal) -> Fraction | None:
    """Return a ratio; None where there is nothing to be a part of."""
    return Fraction(part) / Fraction(whole) if whole > 0 else None


def facts_of(slot: Slot, gate: Gate, measure: MeasureKind) -> FactSet:
    """Return the facts that a measure of a condition counts."""
    return gate.of or measure.of or slot.clause.earn_on


def _measured(
    context: Context,
    rules: Rules,
    slot: Slot,
    gate: Gate,
    measure: MeasureKind,
    so_far: RunningGate,
    alone: Alone,
) -> Decimal:
    lines = _in_window(context, rules, slot, gate, measure)
    if alone.asked(gate):
        lines = list(filter(alone.mine, lines))
    if pools(slot, gate):
        period = period_of(context, slot, gate)
        lines = of_gate(context, slot, gate, period, lines)
        so_far = so_far._replace(measured=brought_for_gate(context, slot, gate, period))
    elif slot.clause.window.narrow:
        lines = _seen_by_document(lines, slot, gate)
    if gate.measure.draws.clauses:
        lines = _with_results(context, slot, gate, lines)
    return so_far.measured + summed(measure.values(lines, so_far.seen))


def _in_window(context: Context, rules: Rules, slot: Slot, gate: Gate, measure: MeasureKind) -> Sequence[Line]:
    facts = facts_of(slot, gate, measure)
    dated = context.counted_on(gate.count_on) if gate.count_on else context
    if gate.of or measure.of:
        dated = dated.hearing(facts)
    return dated.net_of(gate.net_of, dated.matching(rules, facts, period_of(context, slot, gate)))


def period_of(context: Context, slot: Slot, gate: Gate) -> Period:
    """Return the days that a condition looks at for a window; time without an end is asked up to the window's end."""
    if gate.window is None:
        return slot.window
    term = context.timeline.term if slot.clause.window.narrow else slot.term
    period = gate.window.whole(slot.window.last, term) if term else gate.window.whole(slot.window.last)
    endless = period.end >= LAST_DAY and not slot.clause.window.narrow
    return Period(period.start, slot.window.end) if endless else period


def debt_at(context: Context, slot: Slot, gate: Gate, measure: OverdueAmount) -> tuple[Debts, Instant]:
    """Return the overdue debt and the moment of it that is asked: just before a document, or when the days end."""
    debts = context.debts(measure.overdue_amount)
    if slot.clause.window.narrow and gate.at is None:
        return debts, debts.just_before(slot.opened_at)
    return debts, debts.end_of(context.last_seen(period_of(context, slot, gate)))


def _seen_by_document(lines: Sequence[Line], slot: Slot, gate: Gate) -> Sequence[Line]:
    """A single document sees itself, or in a wider window what was strictly before it, unless the end is awaited."""
    if gate.window is None:
        return [line for line in lines if slot.document in {line.document, line.fact.id}]
    return lines if gate.at == "window_end" else before(lines, slot.opened_at)
