"""Whether the conditions of a clause hold for a window: yes, no, or not to be known yet."""

from dataclasses import dataclass

from ristorno.engine.context import Context, before, up_to
from ristorno.engine.explanation import GateResult
from ristorno.engine.line import Line
from ristorno.engine.slots import Slot
from ristorno.engine.terms.conditions import All, Condition, Gate, Not
from ristorno.engine.timeline import Rules
from ristorno.kernel.number import ZERO
from ristorno.kernel.period import Period


@dataclass(frozen=True, slots=True)
class Verdict:
    """The answer to a condition: ``met`` is None while it is open, ``for_now`` is the answer if all ended now."""

    met: bool | None
    for_now: bool
    gates: tuple[GateResult, ...]


ALWAYS_MET = Verdict(met=True, for_now=True, gates=())


def judge(context: Context, rules: Rules, slot: Slot) -> Verdict:
    """Return whether the clause's conditions hold for a window."""
    condition = slot.clause.qualify
    return ALWAYS_MET if condition is None else _judge(context, rules, slot, condition)


def _judge(context: Context, rules: Rules, slot: Slot, condition: Condition) -> Verdict:
    if isinstance(condition, Gate):
        return _gate(context, rules, slot, condition)
    if isinstance(condition, Not):
        inner = _judge(context, rules, slot, condition.negated)
        return Verdict(None if inner.met is None else not inner.met, not inner.for_now, inner.gates)
    parts = [
        _judge(context, rules, slot, part) for part in (condition.all if isinstance(condition, All) else condition.any)
    ]
    gates = tuple(gate for part in parts for gate in part.gates)
    # What decides alone: one "no" for all, one "yes" for any. Only without it does an open part leave the whole open.
    deciding = not isinstance(condition, All)
    met = _joined([part.met for part in parts], deciding=deciding)
    return Verdict(met, any(p.for_now for p in parts) if deciding else all(p.for_now for p in parts), gates)


def _joined(answers: list[bool | None], *, deciding: bool) -> bool | None:
    if deciding in answers:
        return deciding
    return None if None in answers else not deciding


def _gate(context: Context, rules: Rules, slot: Slot, gate: Gate) -> Verdict:
    window = gate.window or slot.clause.window
    facts = gate.of or gate.measure.of or slot.clause.earn_on
    period = _period(context, slot, gate)
    lines = context.matching(rules, facts, up_to(period, context.today))
    if slot.clause.window.narrow:
        lines = _seen_by_document(lines, slot, gate)
    measured = sum((value or ZERO for value in gate.measure.values(lines)), ZERO)
    holds = {
        "at_least": measured >= gate.bound,
        "at_most": measured <= gate.bound,
        "above": measured > gate.bound,
        "below": measured < gate.bound,
    }[gate.comparison]
    awaited = context.over(slot.window) if not slot.clause.window.narrow else gate.at == "window_end"
    is_open = awaited and not context.over(period)
    met = None if is_open else holds
    name = f"{gate.measure.phrase} {window.shape}"
    return Verdict(met, holds, (GateResult(name, measured, gate.bound, gate.comparison, met),))


def _period(context: Context, slot: Slot, gate: Gate) -> Period:
    if gate.window is None:
        return slot.window
    last = slot.window.last if not slot.clause.window.narrow else slot.lines[0].day
    term = context.timeline.term
    return gate.window.whole(last, term) if term else gate.window.whole(last)


def _seen_by_document(lines: list[Line], slot: Slot, gate: Gate) -> list[Line]:
    """A single document sees itself, or in a wider window what was strictly before it, unless the end is awaited."""
    if gate.window is None:
        return [line for line in lines if slot.document in {line.document, line.fact.id}]
    return lines if gate.at == "window_end" else before(lines, slot.lines[0].at)
