"""A fold as single hand-overs, for databases that do not recurse: the first rows, and each next one from those before.

The columns of both have the same names and kinds, in any order.
"""

from ristorno.bulk.plan.expressions import Expression, call, col, value
from ristorno.bulk.plan.relations import Fold, Join, Relation, Table, extended, filtered, select


def first_of(fold: Fold) -> Relation:
    """Return the first row of every key, which is handed nothing."""
    firsts = filtered(fold.source, call("=", col(fold.place), value(1)))
    return extended(firsts, {name: call("wide", value(0)) for name, _ in fold.state})


def next_of(fold: Fold, before: Table) -> Relation:
    """Return the rows that come behind others, with what those hand on."""
    keys: dict[str, Expression] = {name: col(name) for name in fold.key}
    handed = {name: call("wide", expression) for name, expression in fold.state}
    following = select(before, {**keys, fold.place: call("+", col(fold.place), value(1)), **handed})
    return Join(fold.source, following, (*fold.key, fold.place))
