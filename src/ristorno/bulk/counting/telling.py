"""Amounts of windows of many days as they are told: labels, days, statuses, and pieces without the pieces before."""

from collections.abc import Sequence

from ristorno.bulk.counting.acting import recipient
from ristorno.bulk.counting.clauses import Compiling, unnamed
from ristorno.bulk.counting.gathered import Numbered
from ristorno.bulk.plan.expressions import NULL, Expression, call, col, some, value, when
from ristorno.bulk.plan.relations import Join, Kind, Relation, Rows, Select, select
from ristorno.engine.terms.reward import Reward
from ristorno.kernel.period import Period


def labelled(compiling: Compiling, owed: Relation, slots: Sequence[Numbered], reward: Reward) -> Select:
    """Return the amounts as they are told, those of pieces without what the pieces before them gave."""
    rows = tuple(
        (number, slot.label, slot.key.start, slot.key.last, compiling.holders.status(slot))
        for number, slot, frame in slots
    )
    if any(frame.clause.cumulative for _, _, frame in slots):
        owed = _without_earlier(owed, slots)
    else:
        owed = select(owed, {**columns(), "before": value(0)})
    status = when(some([col("undetermined"), col("unclear")]), value("undetermined"), col("status"))
    own = call("-", col("amount"), col("before"))
    told = {
        "member": col("member"),
        **unnamed(),
        **recipient(reward),
        **{name: col(name) for name in ("agreement", "clause", "unit", "label", "start", "last")},
        "amount": own,
        "status": status,
        "low": when(col("undetermined"), call("-", value(0), col("before")), NULL),
        "high": when(col("undetermined"), call("-", col("held"), col("before")), NULL),
    }
    matters = some([call("<>", own, value(0)), col("undetermined"), col("unclear")])
    return select(Join(owed, Rows(_TOLD, rows), ("slot",)), told, matters)


_TOLD: tuple[tuple[str, Kind], ...] = (
    ("slot", "integer"),
    ("label", "text"),
    ("start", "day"),
    ("last", "day"),
    ("status", "text"),
)
_KEPT = ("member", "slot", "amount", "held", "undetermined", "unclear", "part", "agreement", "clause", "unit")


def columns() -> dict[str, Expression]:
    """Return the columns of an amount before it is told."""
    return {name: col(name) for name in _KEPT}


def _without_earlier(owed: Relation, slots: Sequence[Numbered]) -> Relation:
    """Return amounts with what the piece before, of the same window, came to."""
    rows: list[tuple[int, int]] = []
    whole: Period | None = None
    for number, slot, _ in slots:
        if slot.whole == whole:
            rows.append((number, number - 1))
        whole = slot.whole
    mapping = Rows((("slot", "integer"), ("previous", "integer")), tuple(rows))
    named = {"member": col("member"), "part": col("part")}
    known = select(owed, {**named, "previous": col("slot"), "before": col("amount")})
    paired = Join(Join(owed, mapping, ("slot",), "left"), known, ("member", "part", "previous"), "left")
    return select(paired, {**columns(), "before": call("coalesce", col("before"), value(0))})
