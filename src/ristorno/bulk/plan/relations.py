"""The operators of the plan. A relation is a set of rows with named columns; the order of rows means nothing."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal, TypeAlias

from ristorno.bulk.plan.expressions import TRUE, Expression, Value

Kind: TypeAlias = Literal["integer", "wide", "text", "day", "moment", "flag"]
"""What a column of constants holds; everything else follows from the facts."""
Summary: TypeAlias = Literal["sum", "total", "count", "distinct", "least", "greatest", "first", "any"]
"""How many rows become one value.

``sum``: in 64 bits, ``total``: in 128; ``count``: rows whose argument is not null; ``first``: whatever one of the rows
says, where all say the same; ``any``: whether it holds in one.
"""


@dataclass(frozen=True, slots=True)
class Table:
    """A relation that is there: facts, or a step before this one."""

    name: str


@dataclass(frozen=True, slots=True)
class Rows:
    """Rows that the terms and the calendar alone decide."""

    columns: tuple[tuple[str, Kind], ...]
    rows: tuple[tuple[Value, ...], ...]


@dataclass(frozen=True, slots=True)
class Days:
    """Every day of some stretches of days, with the number of its stretch."""

    day: str
    number: str
    """How the two columns are called."""
    stretches: tuple[tuple[date, date, int], ...]
    """First day, last day, number."""


@dataclass(frozen=True, slots=True)
class Kept:
    """A relation that becomes a step of its own, because it is read more than once."""

    source: "Relation"
    title: str


@dataclass(frozen=True, slots=True)
class Select:
    """Some rows of a relation, with columns reckoned from theirs."""

    source: "Relation"
    columns: tuple[tuple[str, Expression], ...]
    where: Expression | None = None
    distinct: bool = False
    title: str = ""
    """What it is for, where people read it."""


@dataclass(frozen=True, slots=True)
class Extended:
    """Rows of a relation with all its columns, and more columns reckoned from them."""

    source: "Relation"
    columns: tuple[tuple[str, Expression], ...] = ()
    where: Expression | None = None


@dataclass(frozen=True, slots=True)
class Summed:
    """One value of many rows; ``where``: of those alone for which it holds."""

    how: Summary
    of: Expression
    where: Expression | None = None


@dataclass(frozen=True, slots=True)
class Aggregate:
    """One row for every combination of keys."""

    source: "Relation"
    keys: tuple[tuple[str, Expression], ...]
    values: tuple[tuple[str, Summed], ...]
    where: Expression | None = None


@dataclass(frozen=True, slots=True)
class Join:
    """Rows of two relations that agree in some columns.

    ``inner`` and ``left`` (every row of the left one, null where the right has none) bring the columns of both;
    ``semi`` and ``anti`` keep the rows of the left one that have, or lack, a row on the right; ``cross`` pairs all
    rows with all, and agrees in nothing.
    """

    left: "Relation"
    right: "Relation"
    on: tuple[str, ...]
    how: Literal["inner", "left", "semi", "anti", "cross"] = "inner"


@dataclass(frozen=True, slots=True)
class Running:
    """Rows with values of the rows up to each in an order, inside of every partition.

    ``before``: of the rows strictly earlier in the order, which must be unique inside of a partition; else through the
    row itself.
    """

    source: "Relation"
    partition: tuple[str, ...]
    order: tuple[str, ...]
    values: tuple[tuple[str, Summed], ...]
    before: bool


@dataclass(frozen=True, slots=True)
class Numbered:
    """Rows with their place, from 1, in an order inside of every partition; ``falling`` names what comes largest first.

    With ``ties`` equal rows share a place and the next one is left out (1, 1, 3).
    """

    source: "Relation"
    partition: tuple[str, ...]
    order: tuple[str, ...]
    name: str
    falling: frozenset[str] = frozenset()
    ties: bool = False


@dataclass(frozen=True, slots=True)
class Repeated:
    """Every row as many times as one of its columns says, numbered from 1; a row that says 0 is not there."""

    source: "Relation"
    times: str
    name: str
    """The column of the number."""


@dataclass(frozen=True, slots=True)
class Fold:
    """Rows in an order, each of which hands numbers to the next one of the same key.

    ``place`` counts the rows of a key from 1. ``state`` says, by name, what a row hands on, as an expression over its
    columns and what it was handed itself; the first row is handed 0. The rows come with the columns of what each was
    handed, in 128 bits.
    """

    source: "Relation"
    key: tuple[str, ...]
    place: str
    state: tuple[tuple[str, Expression], ...]


@dataclass(frozen=True, slots=True)
class AsOf:
    """Rows of the left relation, each with the columns of the latest row of the right one at or before it.

    ``on`` must agree; ``at`` is compared (``strictly``: earlier only). Null where there is none. No two rows of the
    right relation that agree are of one moment.
    """

    left: "Relation"
    right: Select
    on: tuple[str, ...]
    at: str
    right_at: str
    strictly: bool


@dataclass(frozen=True, slots=True)
class Union:
    """The rows of several relations with the same columns."""

    parts: tuple["Relation", ...]


Relation: TypeAlias = (
    Table
    | Rows
    | Days
    | Kept
    | Select
    | Extended
    | Aggregate
    | Join
    | Running
    | Numbered
    | Repeated
    | Fold
    | AsOf
    | Union
)


@dataclass(frozen=True, slots=True)
class Step:
    """One relation that is worked out and kept, with what it is for."""

    name: str
    relation: Relation
    title: str


def select(
    source: Relation, columns: Mapping[str, Expression], where: Expression | None = None, *, distinct: bool = False
) -> Select:
    """Return some rows of a relation, with columns reckoned from theirs."""
    return Select(source, tuple(columns.items()), where, distinct)


def extended(source: Relation, columns: Mapping[str, Expression]) -> Relation:
    """Return a relation with more columns; the relation itself for none."""
    return Extended(source, tuple(columns.items())) if columns else source


def filtered(source: Relation, where: Expression) -> Relation:
    """Return the rows of a relation for which a condition holds."""
    return source if where == TRUE else Extended(source, where=where)


def aggregate(
    source: Relation,
    keys: Mapping[str, Expression],
    values: Mapping[str, Summed],
    where: Expression | None = None,
) -> Aggregate:
    """Return one row for every combination of keys."""
    return Aggregate(source, tuple(keys.items()), tuple(values.items()), where)


def union(parts: Sequence[Relation]) -> Relation:
    """Return the rows of one or more relations."""
    return parts[0] if len(parts) == 1 else Union(tuple(parts))
