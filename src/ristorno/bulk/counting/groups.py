"""Groups in the place of members: whose facts count together, and who is paid for them.

The lines of a clause that pools facts stand under the name of the group that the member was in when each happened, so
that everything else counts groups as it counts members; what a group comes to then goes to whoever is its head when the
window ends. The mirror of
:mod:`ristorno.engine.counting.owners`.
"""

from collections.abc import Iterable, Mapping
from datetime import UTC

from ristorno.bulk.counting.holders import Holders
from ristorno.bulk.counting.stays import said, stays
from ristorno.bulk.plan.expressions import Expression, call, col, value
from ristorno.bulk.plan.relations import AsOf, Join, Numbered, Relation, Rows, Table, extended, filtered, select
from ristorno.bulk.reasons import NotCompiled
from ristorno.engine.counting.slots import Slot
from ristorno.engine.terms.clause import Clause
from ristorno.kernel.period import FIRST_DAY


def to_heads(
    owed: Relation, holders: Holders, slots: Iterable[tuple[int, Slot, object]], columns: Mapping[str, Expression]
) -> Relation:
    """Return the columns of what groups come to by slot as owed to their heads; ``part`` is the name of the group.

    Of several heads the one that became it last is paid, then by name. What belongs to a group without a head when the
    window ends is owed to nobody.
    """
    moments = tuple(
        (number, holders.context.just_before(slot.window).astimezone(UTC).replace(tzinfo=None))
        for number, slot, _ in slots
    )
    members = select(said(), {"member": col("member")}, distinct=True)
    asked = Join(members, Rows((("slot", "integer"), ("at", "moment")), moments), (), "cross")
    there = filtered(AsOf(asked, stays(), ("member",), "at", "since", strictly=False), col("is_head"))
    named = Join(there, Table("members"), ("member",))
    placed = Numbered(named, ("slot", "group_name"), ("began", "id"), "place", frozenset({"began"}))
    heads = select(
        placed,
        {"slot": col("slot"), "group_name": col("group_name"), "head": col("member")},
        call("=", col("place"), value(1)),
    )
    groups = extended(owed, {"group_name": col("member")})
    return select(
        Join(groups, heads, ("slot", "group_name")), {**columns, "member": col("head"), "part": col("group_name")}
    )


def refuse_pooled(holders: Holders, name: str, clause: Clause, *, alone: bool) -> None:
    """Raise what no plan counts yet of a clause that pools facts."""
    spans = holders.timeline.spans
    endless = len(spans) == 1 and spans[0].days.start == FIRST_DAY
    mechanic, limits = clause.mechanic, clause.limits
    other_gates = [gate for gate in clause.gates if (gate.whose or clause.whose) != clause.whose]
    looks = [gate for gate in clause.gates if gate.count_on is not None or gate.net_of]
    asked = {
        "the facts of all whom a member supplies": clause.whose == "downstream",
        "groups whose facts count on other days, or not alike": not holders.seen(name).pooled,
        "groups under agreements": not alone,
        "groups under terms that change": len(spans) > 1,
        "groups whose members are paid": clause.reward.to != "head",
        "groups compared with their past, or asked by conditions, where the terms have a beginning": not endless
        and (clause.baseline is not None or any(gate.window is not None for gate in clause.gates)),
        "conditions on a member alone beside its group": bool(other_gates),
        "conditions on groups that count facts in another way": bool(looks),
        "groups paid in pieces of a window": clause.cumulative,
        "groups of some members": not clause.who.everybody,
        "levels or segments of a head": clause.multiply is not None or mechanic.keyed is not None,
        "documents of groups": _counts_documents(clause),
        "groups by rows that ask more": mechanic.picked_by is not None or bool(mechanic.row_gates),
        "groups in a proportion, or compared": mechanic.proportion is not None or mechanic.compares,
        "bounds of groups that windows hand on or share": limits.shared is not None or limits.times is not None,
        "windows of single documents in groups": clause.window.narrow,
        "what groups of members hand on": clause.reward.hands,
    }
    for what, is_asked in asked.items():
        if is_asked:
            raise NotCompiled(what)


def _counts_documents(clause: Clause) -> bool:
    """Return whether documents are counted: two members may have one of the same number."""
    measures = [clause.measure, *(gate.measure for gate in clause.gates)]
    return any(getattr(part, "count", None) not in {None, "facts"} for each in measures for part in each.parts)
