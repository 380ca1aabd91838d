"""By how much levels multiply what windows of many days give."""

from collections.abc import Mapping, Sequence
from datetime import date

from ristorno.bulk.counting.clauses import Compiling
from ristorno.bulk.counting.levels import Edge, factor, on_days
from ristorno.bulk.counting.picked import numbers_of
from ristorno.bulk.plan.numbers import Number
from ristorno.bulk.plan.relations import Relation
from ristorno.engine.counting.frame import Frame
from ristorno.engine.counting.rows import index_of
from ristorno.engine.counting.slots import Slot
from ristorno.engine.ruling.context import Context


def multiplied(
    compiling: Compiling, relation: Relation, slots: Sequence[tuple[int, Slot, Frame]]
) -> tuple[Relation, Mapping[int, Number]]:
    """Return rows by member and slot, and the multiplier in each version of the terms that has one."""
    context = compiling.holders.context
    factors: dict[int, Number] = {}
    for version in sorted({version for _, _, frame in slots for version in versions_of(context, frame)}):
        span = context.timeline.spans[index_of(context, version)]
        clause = span.rules.terms.clauses[compiling.name]
        if clause.multiply is None:
            continue
        days: dict[int, tuple[date, Edge]] = {}
        for number, slot, frame in slots:
            if version in versions_of(context, frame):
                ends = clause.multiply.level_of == "window_end"
                days[number] = (context.last_seen(slot.window), "end") if ends else (slot.window.start, "start")
        column, ladder = f"level_{version}", clause.multiply.ladder
        relation = on_days(compiling, relation, column, span.rules, ladder, days)
        factors[version] = factor(column, clause.multiply, span.rules.terms.ladders[ladder])
    return relation, factors


def versions_of(context: Context, frame: Frame) -> tuple[int, ...]:
    """Return the versions that judge facts of a window, a number for every row of a rate; its own where none does."""
    own = {number for each in frame.readings for number in numbers_of(context, each.version, each.clause)}
    return tuple(sorted(own)) or (frame.version,)
