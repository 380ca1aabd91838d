"""Reading the log: rows become facts, quickly and with flat memory."""

import json
from collections.abc import Callable, Collection, Iterator, Mapping
from datetime import UTC, date, datetime
from decimal import Decimal
from itertools import groupby
from operator import attrgetter
from types import MappingProxyType
from typing import Any

from ristorno.engine.fact import Fact, Reference
from ristorno.intake.duck import Workshop, text
from ristorno.intake.store.columns import LINE_KEY, empty_row

_FIELDS = (
    "source", "document", LINE_KEY, "version", "retracted", "kind", "instant", "day", "recorded_at", "member",
    "contact", "parties", "product", "brand", "groups", "cast(quantity as varchar)", "uom", "cast(amount as varchar)",
    "cast(cost as varchar)", "cast(tax as varchar)", "currency", "due_on", "invoiced_on", "pays",
    "reverses_document", "reverses_line", "attributes", "tenders",
)  # fmt: skip
_ORDER = "member, coalesce(instant, cast(day as timestamp)), source, document, line_number, line, version"
_NOTHING: Mapping[str, str] = MappingProxyType({})
_NO_TENDERS: Mapping[str, Decimal] = MappingProxyType({})


def log_rows(paths: list[str]) -> str:
    """Return the SQL of all rows of these files of the log, with every column.

    A batch does not write columns that are empty in it; no source reads as "", and not retracted as false.
    """
    listed = ", ".join(text(path) for path in paths)
    found = (
        f" union all by name select * from read_parquet([{listed}], union_by_name = true, hive_partitioning = false)"
    )
    rows = f"{empty_row()}{found if paths else ''}"
    return f"(select * replace (coalesce(source, '') as source, coalesce(retracted, false) as retracted) from ({rows}))"


def read_facts(shop: Workshop, paths: list[str], members: Collection[str] | None = None) -> Iterator[Fact]:
    """Yield all versions of all lines, of some members alone if given, each in the order of its facts."""
    where = "" if members is None else f" where member in ({', '.join(map(text, members)) or 'null'})"
    yield from facts_of(shop, f"{log_rows(paths)} as log{where}")


def facts_of(shop: Workshop, rows: str) -> Iterator[Fact]:
    """Yield the facts of rows that have all columns of the log: member by member, each in the order of its facts."""
    build = fact_builder()
    for chunk in shop.stream(f"select {', '.join(_FIELDS)} from {rows} order by {_ORDER}"):
        yield from map(build, chunk)


def by_member(facts: Iterator[Fact]) -> Iterator[tuple[str, list[Fact]]]:
    """Group facts that come member by member."""
    for member, group in groupby(facts, key=attrgetter("member")):
        yield member, list(group)


class _Cache(dict[Any, Any]):
    """Values that come again and again are made once; forgotten before they fill the memory."""

    def __init__(self, make: Callable[[Any], Any], limit: int = 100_000) -> None:
        super().__init__()
        self._make, self._limit = make, limit

    def __missing__(self, key: Any) -> Any:
        if len(self) >= self._limit:
            self.clear()
        value = self[key] = self._make(key)
        return value


def _decimal(text: str) -> Decimal:
    """The log keeps four decimals; two are enough for nearly all amounts, and short ones are quicker to count with."""
    return Decimal(text[:-2] if text.endswith("00") else text)


def _utc(moment: datetime) -> datetime:
    return moment.replace(tzinfo=UTC)


def _texts(document: str) -> Mapping[str, str]:
    return MappingProxyType(json.loads(document))


def _tenders(document: str) -> Mapping[str, Decimal]:
    return MappingProxyType({name: _decimal(value) for name, value in json.loads(document).items()})


def _groups(joined: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(joined.split("\x1f")))


def fact_builder() -> Callable[[tuple[Any, ...]], Fact]:
    """Return the function that turns one row, with the fields of the log in their order, into a fact.

    Slots are set by their descriptors: the constructor of a frozen class looks each name up again, which costs half.
    """
    decimals, moments, texts, groups = _Cache(_decimal), _Cache(_utc), _Cache(_texts), _Cache(_groups)
    paid = _Cache(_tenders)
    new = Fact.__new__
    slots = vars(Fact)
    (
        set_source, set_document, set_line, set_version, set_retracted, set_kind, set_occurred_at, set_recorded_at,
        set_member, set_contact, set_parties, set_product, set_brand, set_groups, set_quantity, set_uom, set_amount,
        set_cost, set_tax, set_currency, set_due_on, set_invoiced_on, set_pays, set_reverses, set_attributes,
        set_tenders,
    ) = (
        slots[name].__set__
        for name in (
            "source", "document", "line", "version", "retracted", "kind", "occurred_at", "recorded_at",
            "member", "contact", "parties", "product", "brand", "groups", "quantity", "uom", "amount",
            "cost", "tax", "currency", "due_on", "invoiced_on", "pays", "reverses", "attributes", "tenders",
        )
    )  # fmt: skip

    def build(row: tuple[Any, ...]) -> Fact:
        (
            source, document, line, version, retracted, kind, instant, day, recorded_at, member, contact, parties,
            product, brand, group, quantity, uom, amount, cost, tax, currency, due_on, invoiced_on, pays, reverses,
            reverses_line, attributes, tenders,
        ) = row  # fmt: skip
        fact = new(Fact)
        set_source(fact, source)
        set_document(fact, document)
        set_line(fact, line)
        set_version(fact, version)
        set_retracted(fact, retracted)
        set_kind(fact, kind)
        set_occurred_at(fact, day if instant is None else moments[instant])
        set_recorded_at(fact, None if recorded_at is None else moments[recorded_at])
        set_member(fact, member)
        set_contact(fact, contact)
        set_parties(fact, _NOTHING if parties is None else texts[parties])
        set_product(fact, product)
        set_brand(fact, brand)
        set_groups(fact, () if group is None else groups[group])
        set_quantity(fact, None if quantity is None else decimals[quantity])
        set_uom(fact, uom)
        set_amount(fact, None if amount is None else decimals[amount])
        set_cost(fact, None if cost is None else decimals[cost])
        set_tax(fact, None if tax is None else decimals[tax])
        set_currency(fact, currency)
        set_due_on(fact, due_on)
        set_invoiced_on(fact, invoiced_on)
        set_pays(fact, pays)
        set_reverses(fact, None if reverses is None else Reference(reverses, reverses_line))
        set_attributes(fact, _NOTHING if attributes is None else texts[attributes])
        set_tenders(fact, _NO_TENDERS if tenders is None else paid[tenders])
        return fact

    return build


def day_of(value: date | datetime | None) -> str | None:
    """Return a day as ISO text."""
    return None if value is None else value.isoformat()[:10]
