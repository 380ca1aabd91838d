"""Who earns: members by id, segments and levels, when a fact happens, or when its window begins or ends."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import NamedTuple

from ristorno.bulk.counting.clauses import Compiling
from ristorno.bulk.counting.levels import Edge, is_among, of_facts, on_days
from ristorno.bulk.counting.segments import with_segment
from ristorno.bulk.plan.expressions import FALSE, TRUE, Expression, call, col, every, negated, value
from ristorno.bulk.plan.relations import Join, Relation, Rows, Table, select
from ristorno.engine.fact import instant
from ristorno.engine.ruling.timeline import Rules
from ristorno.engine.terms.who import Who, Whom
from ristorno.kernel.period import DAY, Period

_EDGES: Mapping[str, Edge] = {"window_start": "start", "window_end": "end"}


class Meant(NamedTuple):
    """Whom terms are for."""

    rules: Rules
    who: Who


def told_facts(
    compiling: Compiling, facts: Relation, meant: Sequence[Meant], *, after: bool = False
) -> tuple[Relation, list[Expression]]:
    """Return facts with a moment and a day, and whether each of some terms is for the member at that time.

    ``after``: right after that moment, with the facts of it.
    """
    found = []
    for place, (rules, who) in enumerate(meant, start=1):
        prefix = f"for_{place}"
        facts = _with_members(facts, prefix, who)
        if any(whom.segments for whom in who.parts):
            at = "at" if who.at == "fact" else f"{prefix}_day"
            facts = facts if who.at == "fact" else _with_midnights(compiling, facts, at, rules)
            facts = with_segment(compiling.ground, facts, f"{prefix}_segment", at)
        for ladder in dict.fromkeys(who.ladders):
            facts = of_facts(compiling, facts, f"{prefix}_{ladder}", rules, ladder, _EDGES.get(who.at), after=after)
        found.append(_earns(prefix, rules, who))
    return facts, found


def told_windows(
    compiling: Compiling, relation: Relation, prefix: str, meant: Meant, windows: Mapping[int, Period]
) -> tuple[Relation, Expression]:
    """Return rows by member and slot, and whether terms are for the member when the window begins or ends."""
    rules, who = meant
    days = {slot: (_day(compiling, who, window), _EDGES[who.at]) for slot, window in windows.items()}
    relation = _with_members(relation, prefix, who)
    if any(whom.segments for whom in who.parts):
        moments = tuple((slot, _moment(day, rules)) for slot, (day, _) in days.items())
        at = f"{prefix}_at"
        relation = Join(relation, Rows((("slot", "integer"), (at, "moment")), moments), ("slot",), "left")
        relation = with_segment(compiling.ground, relation, f"{prefix}_segment", at)
    for ladder in dict.fromkeys(who.ladders):
        relation = on_days(compiling, relation, f"{prefix}_{ladder}", rules, ladder, days)
    return relation, _earns(prefix, rules, who)


def _day(compiling: Compiling, who: Who, window: Period) -> date:
    return window.start if who.at == "window_start" else compiling.holders.context.last_seen(window)


def _moment(day: date, rules: Rules) -> datetime:
    return instant(day, rules.terms.zone).replace(tzinfo=None)


def _with_midnights(compiling: Compiling, facts: Relation, column: str, rules: Rules) -> Relation:
    """Return facts with the first moment of their day."""
    holdings = compiling.ground.holdings
    days = [holdings.first_day + number * DAY for number in range((holdings.last_day - holdings.first_day).days + 1)]
    moments = tuple((day, _moment(day, rules)) for day in days)
    return Join(facts, Rows((("day", "day"), (column, "moment")), moments), ("day",))


def _with_members(relation: Relation, prefix: str, who: Who) -> Relation:
    """Return rows with a flag for every list of members that tells who earns."""
    for place, whom in enumerate(who.parts):
        if whom.members is not None:
            listed = Rows((("id", "text"),), tuple((each,) for each in sorted(set(whom.members))))
            named = select(
                Join(Table("members"), listed, ("id",)), {"member": col("member"), f"{prefix}_{place}": TRUE}
            )
            relation = Join(relation, named, ("member",), "left")
    return relation


def _earns(prefix: str, rules: Rules, who: Who) -> Expression:
    meant, *excluded = (_holds(f"{prefix}_{place}", prefix, rules, whom) for place, whom in enumerate(who.parts))
    return every([meant, *map(negated, excluded)])


def _holds(named: str, prefix: str, rules: Rules, whom: Whom) -> Expression:
    """Return whether a member is meant; everything that is named must hold."""
    asked: list[Expression] = []
    if whom.members is not None:
        asked.append(call("coalesce", col(named), FALSE))
    if whom.segments is not None:
        among = call("in", col(f"{prefix}_segment"), *map(value, whom.segments))
        asked.append(call("coalesce", among, FALSE))
    for ladder, tiers in (whom.levels or {}).items():
        asked.append(is_among(f"{prefix}_{ladder}", rules.terms.ladders[ladder], tiers))
    return every(asked)
