"""For which groups a clause pays a member, and which of its own facts belong to them.

The head of a group is who is it when the window ends; each member of a group has a part for any time that it was in
it; a company that the terms name is paid for the group that it is in when the window ends.
"""

from collections.abc import Iterable
from datetime import datetime

from ristorno.engine.counting.slots import Slot
from ristorno.engine.history.line import Line
from ristorno.engine.population.pools import Whose
from ristorno.engine.ruling.context import Context


def owners(context: Context, slot: Slot) -> tuple[str, ...]:
    """Return for whose facts a member is paid by a clause that pools facts: groups, or its own downstream.

    Where a head is paid piece by piece, these are all groups with a head in which the member is at any time of the
    window: whoever becomes the head gets what earlier pieces have not given to the heads before.
    """
    member, relations = context.book.member, context.others.relations
    clause, at = slot.clause, context.just_before(slot.window)
    if clause.whose == "downstream":
        return (member,)
    if clause.reward.to == "company":
        group = relations.group(member, at)
        return () if group is None else (group,)
    pieces = clause.reward.to == "head" and clause.cumulative
    days = slot.entire if pieces else slot.window
    groups = relations.groups(member, context.first_moment(days), context.just_after(days))
    if pieces:
        return tuple(group for group in groups if relations.head(group, at) is not None)
    return tuple(group for group in groups if is_paid(context, slot._replace(owner=group)))


def is_paid(context: Context, slot: Slot) -> bool:
    """Return whether a member is paid for its part of a window, or of the group that it is the head of at the end."""
    if slot.owner is None or slot.clause.reward.to != "head":
        return True
    return context.others.relations.head(slot.owner, context.just_before(slot.window)) == context.book.member


def owner_at(context: Context, whose: Whose, at: datetime) -> str | None:
    """Return the group that a member is in at a moment, or the member itself for its downstream."""
    member = context.book.member
    return member if whose == "downstream" else context.others.relations.group(member, at)


def belonging(context: Context, whose: Whose, owner: str | None, lines: Iterable[Line]) -> list[Line]:
    """Return the member's own lines that count for an owner: those from while it belonged; its downstream's are not."""
    if whose == "downstream" or owner is None:
        return []
    group, member = context.others.relations.group, context.book.member
    return [line for line in lines if group(member, line.at) == owner]
