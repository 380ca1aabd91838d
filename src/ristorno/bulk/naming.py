"""What the plan has counted, told with names: the codes of the plan become members, documents, windows and decimals.

Most of what is written are words that come again and again. They are kept as numbers of a list of words (an enumeration
of the database) until they are written, which costs far less than handling texts. Names of members are no such list
(decision 0120).
"""

from collections.abc import Iterator, Mapping
from dataclasses import fields
from datetime import timedelta

import duckdb

from ristorno.bulk.compile import OWED, Plan
from ristorno.bulk.plan.relations import Relation, Rows
from ristorno.bulk.plan.sharing import is_relation
from ristorno.bulk.stores.parquet import Extent
from ristorno.bulk.stores.tables import DOCUMENT_NAME
from ristorno.intake.duck import text

_WORDS = ("agreement", "clause", "unit", "status", "label")
_INT64_DIGITS = 18


def words(connection: duckdb.DuckDBPyConnection, plan: Plan, extent: Extent) -> Mapping[str, str]:
    """Make the lists of words of a connection; return the types of the columns that hold them, by name."""
    for name in _WORDS:
        listed = ", ".join(map(text, sorted(_words(plan, extent, name)))) or "''"
        connection.execute(f"drop type if exists words_{name}; create type words_{name} as enum ({listed})")
    return {name: f"words_{name}" for name in _WORDS}


def digits_of(connection: duckdb.DuckDBPyConnection) -> int:
    """Return how many digits the largest amount has."""
    largest = ", ".join(f"coalesce(max(abs({name})), 0)" for name in ("amount", "low", "high"))
    row = connection.execute(f"select greatest({largest}) from {OWED}").fetchone()
    return len(str(row[0] if row else 0))


def told(decimals: int, digits: int, *, documents: bool = True) -> str:
    """Return the SQL of what the plan counted, in words and decimals; without documents it is quicker."""
    document = DOCUMENT_NAME if documents else "null"
    joined = " left join documents d using (document)" if documents else ""
    amounts = {"amount": "amount", "low": "if_failed", "high": "if_met"}
    scaled = {name: f"{_scaled(f'o.{column}', decimals, digits)} as {name}" for column, name in amounts.items()}
    return (
        'select o.agreement, o.clause, m.id as member, c.id as contact, o.party, o.owner as "group", o.unit, '
        f'{scaled["amount"]}, o.label as "window", o.start as window_start, o.last as window_end, '
        f"{document} as document, o.status, {scaled['if_failed']}, {scaled['if_met']} "
        f"from {OWED} o join members m using (member) "
        f"left join contacts c using (contact){joined}"
    )


def _scaled(column: str, decimals: int, digits: int) -> str:
    """Return an integer as the decimal number that it stands for: a product of decimals, which is exact.

    It stays in 64 bits where the largest of them does.
    """
    narrow = digits + decimals + 1 <= _INT64_DIGITS
    if not decimals:
        return f"cast({column} as decimal({_INT64_DIGITS if narrow else 38}, 0))"
    step = f"0.{'1'.rjust(decimals, '0')}"
    width = (_INT64_DIGITS if narrow else 38) - decimals - 1
    return f"cast({column} as decimal({width}, 0)) * cast('{step}' as decimal({decimals + 1}, {decimals}))"


def _words(plan: Plan, extent: Extent, name: str) -> set[str]:
    """Return all words that may stand in a column."""
    if name == "status":
        return {"final", "provisional", "undetermined"}
    if name == "agreement":
        return {agreement for agreement, _ in plan.compiled}
    if name == "clause":
        return {clause for _, clause in plan.compiled}
    if name == "unit":
        return set(plan.units)
    return {*(label for step in plan.clauses for label in _labels(step.relation)), *_days(extent)}


def _labels(relation: Relation) -> Iterator[str]:
    """Yield the labels of all windows that a relation names."""
    if isinstance(relation, Rows):
        for place, (name, _) in enumerate(relation.columns):
            if name == "label":
                yield from (str(row[place]) for row in relation.rows)
    for field in fields(relation):
        part = getattr(relation, field.name)
        for each in part if isinstance(part, tuple) else (part,):
            if is_relation(each):
                yield from _labels(each)


def _days(extent: Extent) -> Iterator[str]:
    """Yield the days of the facts, as windows of single documents are called."""
    if extent.first_day is not None and extent.last_day is not None:
        for number in range((extent.last_day - extent.first_day).days + 1):
            yield (extent.first_day + timedelta(days=number)).isoformat()
