"""From when on members are in which group, and lines under the name of the group that their member was in.

The mirror of :mod:`ristorno.engine.population.relations`: the next word about groups ends each stay.
"""

from collections.abc import Iterable

from ristorno.bulk.plan.expressions import NO_TEXT, call, col, every, negated, value, when
from ristorno.bulk.plan.relations import AsOf, Join, Numbered, Relation, Select, Table, filtered, select

JOINED, LEFT = "joined_group", "left_group"


def of_groups(lines: Relation, columns: Iterable[str]) -> Relation:
    """Return lines under the name of the group of the member at their moment; those of nobody's group fall."""
    told = AsOf(lines, stays(), ("member",), "at", "since", strictly=False)
    kept = {name: col(name) for name in columns}
    return select(told, {**kept, "member": col("group_name")}, negated(call("is null", col("group_name"))))


def said() -> Relation:
    """Return everything that members said about groups."""
    kind = col("kind")
    return filtered(Table("states"), call("in", kind, value(JOINED), value(LEFT)))


def stays() -> Select:
    """Return from when on members are in which group, or in none, and whether as its head."""
    told = Join(said(), Table("details"), ("detail",), "left")
    last = Numbered(told, ("member", "at"), ("place",), "back", frozenset({"place"}))
    named = call("coalesce", call("said", col("attributes"), value("group")), value(""))
    joined = every([call("=", col("kind"), value(JOINED)), call("<>", named, value(""))])
    head = call("=", call("coalesce", call("said", col("attributes"), value("role")), value("")), value("head"))
    return select(
        last,
        {
            "member": col("member"),
            "since": col("at"),
            "began": col("at"),
            "group_name": when(joined, named, NO_TEXT),
            "is_head": every([joined, head]),
        },
        call("=", col("back"), value(1)),
    )
