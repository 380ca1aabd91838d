"""Members that stand apart: what they did has no sum over all members, so the engine counts them one by one.

They are few, and only looked for where the terms make a difference for them: who left once, who trades in a currency
that has rates, who gave something back that a set leaves out by what the return says of itself, and who gave something
back without saying of what, where such returns are matched on some days alone or facts count on other days.
"""

import json
from collections.abc import Mapping, Sequence

import duckdb

from ristorno.bulk.counting.heard import hearing
from ristorno.bulk.stores.matched import GIVEN_BACK
from ristorno.engine.calculation import Calculation
from ristorno.engine.fact import NEGATIVE_KINDS
from ristorno.engine.ruling.unheard import may_leave_out
from ristorno.engine.terms.clause import Clause
from ristorno.intake.duck import text

_FOREIGN = "select distinct member from aside where code = 'facts.foreign_currency'"
_NEGATIVE = ", ".join(map(text, sorted(NEGATIVE_KINDS)))
_NAMED = (
    "select members.id, kind, attributes from entries join members using (member) "
    f"where reverses_document is not null and kind in ({_NEGATIVE}) group by all"
)
_OF_CODES = "select id from members where member in ({})"


def who_stands_apart(connection: duckdb.DuckDBPyConnection, calculations: Sequence[Calculation]) -> tuple[str, ...]:
    """Return the members that stand apart from some programs, in order; beside the flat facts lie the entries."""
    found = _left(connection)
    if any(each.exchanges for each in calculations):
        found |= _ids(connection, _FOREIGN)
    if any(map(_matches_in_part, calculations)):
        found |= _ids(connection, _OF_CODES.format(GIVEN_BACK))
    if any(any(hearing(terms)) for each in calculations for terms in each.all_terms):
        found |= _heard(connection, calculations)
    return tuple(sorted(found))


def _left(connection: duckdb.DuckDBPyConnection) -> set[str]:
    """Return who left, whether it has joined again or not."""
    items = connection.execute("select item from items where kind = 'left'").fetchall()
    if not items:
        return set()
    listed = ", ".join(str(item) for (item,) in items)
    members = f"select distinct member from lines where item in ({listed}) and contact is null"
    return _ids(connection, _OF_CODES.format(members))


def _heard(connection: duckdb.DuckDBPyConnection, calculations: Sequence[Calculation]) -> set[str]:
    """Return who gave something back that a set may leave out by what the return says of itself."""
    backs: dict[tuple[str, str | None], set[str]] = {}
    for member, kind, attributes in connection.execute(_NAMED).fetchall():
        backs.setdefault((kind, attributes), set()).add(member)
    asked = [(terms, each) for held in calculations for terms in held.all_terms for each in hearing(terms)]
    found: set[str] = set()
    for (kind, attributes), members in backs.items():
        said: Mapping[str, str] = json.loads(attributes) if attributes else {}
        if any(may_leave_out(terms, excluded, kind, said) for terms, excluded in asked):
            found |= members
    return found


def _matches_in_part(calculation: Calculation) -> bool:
    """Return whether a clause matches returns on some days alone, or where facts count on other days than their own."""
    clauses: dict[str, list[Clause]] = {}
    for name, clause in calculation.clauses:
        clauses.setdefault(name, []).append(clause)
    return any(
        any(each.seeks_originals for each in versions)
        and not all(each.seeks_originals and _keeps_days(each) for each in versions)
        for versions in clauses.values()
    )


def _keeps_days(clause: Clause) -> bool:
    ways = {clause.count_on, *(gate.count_on or "occurred" for gate in (*clause.gates, *clause.mechanic.row_gates))}
    return ways == {"occurred"}


def _ids(connection: duckdb.DuckDBPyConnection, query: str) -> set[str]:
    return {member for (member,) in connection.execute(query).fetchall()}
