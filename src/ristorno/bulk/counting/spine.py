"""Every window that every member has, whether it holds facts or not: what pays on nothing needs a row for each."""

from collections.abc import Sequence
from datetime import date

from ristorno.bulk.counting.clauses import Compiling
from ristorno.bulk.counting.gathered import Numbered
from ristorno.bulk.counting.grains import grain_of
from ristorno.bulk.plan.expressions import call, col, some
from ristorno.bulk.plan.relations import Join, Relation, Rows, Summed, Table, aggregate, select
from ristorno.engine.counting.slots import Slot, stretches
from ristorno.kernel.period import FIRST_DAY, Period


def on_spine(compiling: Compiling, measured: Relation, slots: Sequence[Numbered]) -> Relation:
    """Return a row for every member and window, with what was measured where there are facts.

    Where the terms have no beginning, the windows of a member begin with the one of its first fact.
    """
    context = compiling.holders.context
    endless = [days for _, days in stretches(context, compiling.name) if days.start == FIRST_DAY]
    rows = tuple((number, _until(slot, endless)) for number, slot, _ in slots)
    compiling.ground.own.use("period", "first_day")
    members = select(compiling.held(Table("members")), {"member": col("member")})
    began = Summed("least", col("first_day"), compiling.ground.sorts.happened())
    first = aggregate(grain_of(compiling.ground.own, "period"), {"member": col("member")}, {"began": began})
    known = Join(members, first, ("member",), "left")
    pairs = Join(known, Rows((("slot", "integer"), ("until", "day")), rows), (), "cross")
    there = some([call("is null", col("until")), call("<", col("began"), col("until"))])
    spine = select(pairs, {"member": col("member"), "slot": col("slot")}, there)
    return Join(spine, measured, ("member", "slot"), "left")


def _until(slot: Slot, endless: Sequence[Period]) -> date | None:
    """Return the day before which a member must have begun to have a window; None where everybody has it."""
    for days in endless:
        if slot.window.start in days:
            campaign = slot.clause.judged.shape == "campaign" and slot.piece is None
            return days.end if campaign else slot.key.end
    return None
