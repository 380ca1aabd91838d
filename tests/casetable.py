"""Tables of a case file: rows of cells between ``|`` signs, and the facts that they write down."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from re import compile as pattern
from types import MappingProxyType
from typing import NoReturn

from ristorno.engine.fact import Fact, Reference
from ristorno.kernel.problem import Place, Problem, Refused, near

_NUMBER = pattern(r"-?(\d{1,3}(,\d{3})+|\d+)(\.\d+)?")
ORDERS: Mapping[str, tuple[tuple[str, ...], tuple[str, ...]]] = MappingProxyType(
    {
        "Orders": (
            ("order", "quantity", "price"),
            (
                *("placed_at", "member", "contact", "codes", "pay_with", "currency", "line", "product", "brand"),
                *("groups", "uom", "cost", "tax_rate", "kind"),
            ),
        ),
        "Standing": (
            ("what", "name"),
            ("amount", "offer", "whom", "state", "member", "referrer", "own", "since", "until"),
        ),
        "Prices": (("order", "to_pay"), ("listed", "discount", "net", "tax", "gross")),
        "Lines": (("order", "line"), ("listed", "discount", "net", "tax", "gross", "tendered", "to_pay")),
        "Discounts": (("order", "offer", "amount"), ()),
        "Tenders": (("order", "offer", "points", "amount"), ("unit",)),
        "Free products": (("order", "offer", "product", "quantity"), ()),
        "Vouchers": (("order", "offer", "opens", "member"), ("since", "until")),
        "Not applied": (("order", "offer", "reason"), ()),
        "Takes": (("order", "kind", "name", "amount"), ("offer", "at_most")),
        "Hints": (("order", "offer", "product", "quantity", "amount", "now"), ()),
        "Earns": (("order", "clause", "amount"), ()),
        "Told": (("order", "says"), ("language",)),
        "Refused orders": (("order", "code", "says"), ()),
    }
)
"""The columns of the tables of orders that are priced."""
_NUMBERS = ("quantity", "amount", "cost", "tax")
_OPEN = ("attributes.", "parties.", "tenders.")
"""Beginnings of column names that go on with a name of the writer's choice."""
_COLUMNS: Mapping[str, tuple[tuple[str, ...], tuple[str, ...]]] = MappingProxyType(
    {
        "Facts": (
            ("document", "occurred_at", "member"),
            (
                *("source", "line", "version", "retracted", "kind", "recorded_at", "contact", "product", "brand"),
                *("groups", *_NUMBERS, "uom", "currency", "due_on", "invoiced_on", "pays", "reverses"),
            ),
        ),
        "Accruals": (
            ("member", "clause", "window", "amount", "status"),
            ("unit", "contact", "document", "agreement", "group", "party", "outcomes", "granted", "lapsed"),
        ),
        "Levels": (("member", "ladder", "tier", "from", "until"), ()),
        "Provisions": (("member", "clause", "window", "amount"), ("by", "entitlement", "forecast")),
        "Fair value": (("unit", "value"), ("given", "spent", "sales", "released", "deferred")),
        "Set aside": (("fact", "code"), ()),
        **ORDERS,
        "Explained": (("clause", "window", "says"), ("member", "document", "contact", "party", "group")),
        "Refused": (("code", "says"), ("at",)),
    }
)
"""The columns of each table: those that must be there, those that may be."""


@dataclass(frozen=True, slots=True)
class Row:
    """One row of a table by column name, and the line of the case file on which it stands."""

    cells: Mapping[str, str]
    at: Place

    def number(self, column: str) -> Decimal | None:
        """Read a number, with or without commas between thousands; None where the cell is empty."""
        text = self.cells.get(column, "")
        if not text:
            return None
        if not _NUMBER.fullmatch(text):
            refuse(self.at, f"{text!r} in {column!r} is no number.", "Write it like 1234.50 or 1,234.50.")
        return Decimal(text.replace(",", ""))

    def parts(self, column: str) -> tuple[str, ...]:
        """Return the pieces of a cell between semicolons."""
        return tuple(part.strip() for part in self.cells[column].split(";") if part.strip())


@dataclass(slots=True)
class Section:
    """A header with the rest of its line, and the indented lines below it."""

    name: str
    rest: str
    at: Place
    lines: list[str] = field(default_factory=list)


def refuse(at: Place, reason: str, remedy: str) -> NoReturn:
    """Raise :class:`Refused` for a mistake in the case file itself."""
    raise Refused([Problem("case_file", reason, remedy, at)])


def read_table(section: Section) -> tuple[Row, ...]:
    """Read the rows below the line of column names; ``none`` behind the header is a table without rows."""
    if section.rest == "none" and not any(line.strip() for line in section.lines):
        return ()
    if section.rest:
        refuse(section.at, f"Unexpected text {section.rest!r}.", "Write a table below, or 'none'.")
    first = (section.at.line or 0) + 1
    rows = [
        (Place(section.at.file, number), [cell.strip() for cell in line.split("|")])
        for number, line in enumerate(section.lines, first)
        if line.strip()
    ]
    if len(rows) < 2:
        refuse(section.at, "The table has no rows.", "Write a line of column names and a line per row.")
    (head_at, names), *body = rows
    _check_columns(section.name, names, head_at)
    for at, cells in body:
        if len(cells) != len(names):
            refuse(at, f"The row has {len(cells)} cells, the table {len(names)} columns.", "Check the | signs.")
    return tuple(Row(MappingProxyType(dict(zip(names, cells, strict=True))), at) for at, cells in body)


def _check_columns(section: str, names: Sequence[str], at: Place) -> None:
    required, optional = _COLUMNS[section]
    known = (*required, *optional)
    for name in names:
        if name not in known and not (section == "Facts" and name.startswith(_OPEN)):
            refuse(at, f"'{section}:' has no column {name!r}.", near(name, known))
    if len(set(names)) < len(names):
        refuse(at, "A column stands twice.", "Keep one of the two.")
    for name in required:
        if name not in names:
            refuse(at, f"The column {name!r} is missing.", "Add it.")


def read_facts(rows: Sequence[Row]) -> Iterator[Fact]:
    """Yield the facts; lines are numbered by row within a document where the table has no such column."""
    counts: dict[tuple[str, str], int] = {}
    for row in rows:
        document = (row.cells.get("source", ""), row.cells["document"])
        counts[document] = counts.get(document, 0) + 1
        yield _fact(row, str(counts[document]))


def _fact(row: Row, running: str) -> Fact:
    cells = row.cells
    return Fact(
        source=cells.get("source", ""),
        document=_filled(row, "document"),
        line=cells.get("line") or running,
        version=int(row.number("version") or 1),
        retracted=_yes(row, "retracted"),
        kind=cells.get("kind") or "purchase",
        occurred_at=_occurred(row),
        recorded_at=read_instant(cells["recorded_at"], row.at) if cells.get("recorded_at") else None,
        member=_filled(row, "member"),
        contact=cells.get("contact") or None,
        parties=_named(cells, "parties."),
        product=cells.get("product") or None,
        brand=cells.get("brand") or None,
        groups=tuple(part.strip() for part in cells.get("groups", "").split(",") if part.strip()),
        quantity=row.number("quantity"),
        uom=cells.get("uom") or None,
        amount=row.number("amount"),
        cost=row.number("cost"),
        tax=row.number("tax"),
        currency=cells.get("currency") or None,
        due_on=read_day(cells["due_on"], row.at) if cells.get("due_on") else None,
        invoiced_on=read_day(cells["invoiced_on"], row.at) if cells.get("invoiced_on") else None,
        pays=cells.get("pays") or None,
        reverses=_reference(cells.get("reverses", "")),
        attributes=_named(cells, "attributes."),
        tenders={name: row.number(f"tenders.{name}") or Decimal(0) for name in _named(cells, "tenders.")},
    )


def _filled(row: Row, column: str) -> str:
    if not row.cells[column]:
        refuse(row.at, f"The cell {column!r} is empty.", "Fill it in.")
    return row.cells[column]


def _yes(row: Row, column: str) -> bool:
    text = row.cells.get(column, "")
    if text not in {"", "yes", "no"}:
        refuse(row.at, f"{text!r} in {column!r} is neither yes nor no.", "Write yes, or leave the cell empty.")
    return text == "yes"


def _named(cells: Mapping[str, str], prefix: str) -> Mapping[str, str]:
    found = {name.removeprefix(prefix): text for name, text in cells.items() if name.startswith(prefix)}
    return MappingProxyType({name: text for name, text in found.items() if text})


def _reference(text: str) -> Reference | None:
    document, _, line = text.partition("/")
    return Reference(document, line or None) if document else None


def _occurred(row: Row) -> datetime | date:
    text = _filled(row, "occurred_at")
    return read_instant(text, row.at) if "T" in text else read_day(text, row.at)


def read_day(text: str, at: Place) -> date:
    """Read a day such as 2026-01-31."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        refuse(at, f"{text!r} is no day.", "Write it like 2026-01-31.")


def read_instant(text: str, at: Place) -> datetime:
    """Read an instant with its offset from UTC, such as 2026-01-31T10:00:00+03:00 or 2026-01-31T07:00:00Z."""
    remedy = "Write it like 2026-01-31T10:00:00+03:00, with the offset."
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        refuse(at, f"{text!r} is no instant.", remedy)
    if found.tzinfo is None:
        refuse(at, f"{text!r} names no offset from UTC.", remedy)
    return found
