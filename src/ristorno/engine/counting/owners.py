"""For which groups a clause pays a member, and which of its own facts belong to them.

The head of a group is who is it when the window ends; each member of a group has a part for any time that it was in
it; a company that the terms name is paid for the group that it is in when the window ends.
"""

from collections.abc import Iterable
from datetime import date, datetime

from ristorno.engine.history.line import Line
from ristorno.engine.population.pools import Whose
from ristorno.engine.ruling.context import Context
from ristorno.engine.terms.clause import Clause
from ristorno.kernel.period import Period


def owners(context: Context, clause: Clause, window: Period) -> tuple[str, ...]:
    """Return for whose facts a member is paid by a clause that pools facts: groups, or its own downstream."""
    member, relations = context.book.member, context.others.relations
    if clause.whose == "downstream":
        return (member,)
    at = context.just_before(window)
    if clause.reward.to == "company":
        group = relations.group(member, at)
        return () if group is None else (group,)
    groups = relations.groups(member, context.first_moment(window), context.just_after(window))
    if clause.reward.to == "head":
        return tuple(group for group in groups if relations.head(group, at) == member)
    return groups


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


def first_of_all(context: Context, name: str, whose: Whose) -> date | None:
    """Return the first day on which the member, or anybody whose facts count with its own, did anything."""
    member, others = context.book.member, context.others
    groups = {stay.group for stay in others.relations.stays.get(member, ())} if whose == "group" else {member}
    days = [context.book.first_day, *(others.pools.first_day(name, owner) for owner in groups)]
    return min((day for day in days if day is not None), default=None)
