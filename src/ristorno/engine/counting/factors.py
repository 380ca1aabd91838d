"""By how much a level multiplies what a window gives."""

from collections.abc import Mapping

from ristorno.engine.counting.entitlement import Factor
from ristorno.engine.counting.rows import index_of
from ristorno.engine.counting.slots import Slot
from ristorno.engine.ruling.context import Context
from ristorno.engine.ruling.timeline import Rules
from ristorno.engine.terms.clause import Clause, Multiply
from ristorno.kernel.number import ONE


def factors_of(context: Context, slot: Slot, clauses: Mapping[int, Clause]) -> Mapping[int, Factor]:
    """Return the multiplier in each version of a clause that has one."""
    spans = context.timeline.spans
    return {
        version: _factor(context, slot, clause.multiply, spans[index_of(context, version)].rules)
        for version, clause in clauses.items()
        if clause.multiply is not None
    }


def _factor(context: Context, slot: Slot, by: Multiply, rules: Rules) -> Factor:
    track = context.track(rules, by.ladder)
    if slot.clause.window.narrow:
        level = track.judging(slot.opened_at)
    elif by.level_of == "window_end":
        level = track.end_of(context.last_seen(slot.window))
    else:
        level = track.on(slot.window.start)
    return factor_at(by, level)


def factor_at(by: Multiply, level: str) -> Factor:
    """Return by how much a level multiplies."""
    return Factor(by.ladder, level, by.factors.get(level, ONE))
