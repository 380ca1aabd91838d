"""The segment of every member at a moment: the one that was assigned last by then."""

from ristorno.bulk.counting.ground import Ground
from ristorno.bulk.plan.expressions import call, col, value
from ristorno.bulk.plan.relations import AsOf, Numbered, Relation, Table, filtered, select


def with_segment(ground: Ground, relation: Relation, column: str, at: str) -> Relation:
    """Return rows with a member and a moment with the segment of the member then; null for none."""
    since = f"{column}_since"
    known = select(_assigned(ground), {"member": col("member"), since: col("at"), column: col("segment")})
    return AsOf(relation, known, ("member",), at, since, strictly=False)


def _assigned(ground: Ground) -> Table:
    """Return the segments with the moments from which they hold; of one moment the last one that was said."""
    said = filtered(Table("states"), call("=", col("kind"), value("segment_assigned")))
    ordered = Numbered(said, ("member", "at"), ("place",), "back", frozenset({"place"}))
    kept = {name: col(name) for name in ("member", "at", "segment")}
    last = select(ordered, kept, call("=", col("back"), value(1)))
    return ground.keep("segments", last, "Segments of members, each from its moment on")
