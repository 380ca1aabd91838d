"""What a fact says of itself, by field: as relations with a text for every field that anybody asks about.

``kind``, ``product``, ``brand``, ``groups`` and ``uom`` are of items, ``person`` is who acted, ``attribute.NAME`` and
``party.ROLE`` are details. What is not said is an empty text.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Protocol, TypeAlias

from ristorno.bulk.plan.expressions import Expression, call, col, value
from ristorno.bulk.plan.relations import Join, Relation, Select, Table, extended, select

Look: TypeAlias = Mapping[str, str]
"""What a fact says of itself, by field, as far as anybody asks."""


class Facts(Protocol):
    """What a plan asks about the facts themselves while it is compiled."""

    def looks(self, fields: Sequence[str]) -> Sequence[Look]:
        """Return all combinations of some fields that facts have."""
        ...

    def largest(self, name: str) -> int:
        """Return the largest absolute value of a number of a line, in ten-thousandths."""
        ...

    def sizes(self, name: str, number: int) -> Sequence[int]:
        """Return the absolute values of a number of a line, in ten-thousandths, each once; no more than a number."""
        ...


PERSON, ATTRIBUTE, PARTY = "person", "attribute.", "party."
ACTED = "acted"
"""The code of who acted, 0 for nobody: the column by which lines find what depends on persons."""
_DETAILS = {ATTRIBUTE: "attributes", PARTY: "parties"}


def keys_of(fields: Iterable[str]) -> tuple[str, ...]:
    """Return the columns of a line that decide some fields."""
    asked = list(fields)
    acting = (ACTED,) if PERSON in asked else ()
    return ("item", *acting, *(("detail",) if any(map(_of_detail, asked)) else ()))


def described(fields: Sequence[str]) -> Relation:
    """Return what decides the fields (:func:`keys_of`), with a text for every field."""
    of_items = [name for name in fields if name != PERSON and not _of_detail(name)]
    relation: Relation = select(Table("items"), {"item": col("item"), **{name: _said(col(name)) for name in of_items}})
    keys = keys_of(fields)
    if keys == ("item",):
        return relation
    known: dict[str, Expression] = {name: col(name) for name in of_items}
    relation = Join(
        select(extended(Table("lines"), acted(keys)), {name: col(name) for name in keys}, distinct=True),
        relation,
        ("item",),
    )
    if ACTED in keys:
        persons = select(Table("contacts"), {ACTED: col("contact"), PERSON: col("id")})
        relation, known[PERSON] = Join(relation, persons, (ACTED,), "left"), _said(col(PERSON))
    if "detail" in keys:
        told = [name for name in fields if _of_detail(name)]
        relation = Join(relation, details(told), ("detail",), "left")
        known |= {name: _said(col(name)) for name in told}
    return select(relation, {**{name: col(name) for name in keys}, **known})


def details(fields: Iterable[str]) -> Select:
    """Return all details, with a text for some fields of theirs; null where one is not said."""
    return select(Table("details"), {"detail": col("detail"), **{name: _detail(name) for name in fields}})


def acted(keys: Sequence[str]) -> Mapping[str, Expression]:
    """Return the columns that lines lack of those by which fields are found."""
    return {ACTED: call("coalesce", col("contact"), value(0))} if ACTED in keys else {}


def looks_asked(fields: Sequence[str]) -> Select:
    """Return the question for all combinations of some fields."""
    return select(described(fields), {name: col(name) for name in fields}, distinct=True)


def _of_detail(name: str) -> bool:
    return name.startswith((ATTRIBUTE, PARTY))


def _detail(name: str) -> Expression:
    kind = ATTRIBUTE if name.startswith(ATTRIBUTE) else PARTY
    return call("said", col(_DETAILS[kind]), value(name.removeprefix(kind)))


def _said(text: Expression) -> Expression:
    return call("coalesce", text, value(""))
