"""Orders of a case file: what is to be bought, what the outside knows, what must come out."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from casetable import ORDERS, Row, Section, read_instant, read_table, refuse
from ristorno.engine.pricing.order import Order, OrderLine
from ristorno.engine.pricing.standing import CodeStanding, Standing

OUTCOMES = tuple(name for name in ORDERS if name not in {"Orders", "Standing"})


@dataclass(frozen=True, slots=True)
class Pricing:
    """Orders, the standing in which each of them is priced, and the tables that must come out, by section."""

    orders: tuple[Order, ...]
    standing: Standing
    tables: Mapping[str, tuple[Row, ...]]


def read_pricing(sections: Mapping[str, Section]) -> Pricing:
    """Read the orders of a case with what is expected of them."""
    tables = {name: read_table(sections[name]) for name in OUTCOMES if name in sections}
    if not tables:
        refuse(sections["Orders"].at, "Nothing is expected of these orders.", "Add 'Prices:' or 'Refused orders:'.")
    standing = read_table(sections["Standing"]) if "Standing" in sections else ()
    return Pricing(tuple(_orders(read_table(sections["Orders"]))), _standing(standing), tables)


def _orders(rows: Sequence[Row]) -> Iterator[Order]:
    held: dict[str, list[Row]] = {}
    for row in rows:
        held.setdefault(row.cells["order"], []).append(row)
    for number, own in held.items():
        yield _order(number, own)


def _order(number: str, rows: Sequence[Row]) -> Order:
    said = {name: next((row.cells[name] for row in rows if row.cells.get(name)), "") for name in rows[0].cells}
    return Order(
        number=number,
        member=said.get("member") or "North",
        contact=said.get("contact") or None,
        placed_at=read_instant(said["placed_at"], rows[0].at),
        currency=said.get("currency") or "EUR",
        codes=_listed(said.get("codes", "")),
        pay_with=dict(_paying(said.get("pay_with", ""))),
        lines=tuple(_line(str(place), row) for place, row in enumerate(rows, start=1)),
    )


def _paying(text: str) -> Iterator[tuple[str, Decimal | None]]:
    for part in _listed(text):
        unit, _, most = part.partition(" ")
        yield unit, Decimal(most) if most else None


def _line(place: str, row: Row) -> OrderLine:
    cells = row.cells
    return OrderLine(
        key=cells.get("line") or place,
        product=cells.get("product") or None,
        brand=cells.get("brand") or None,
        groups=_listed(cells.get("groups", "")),
        quantity=row.number("quantity") or Decimal(0),
        uom=cells.get("uom") or None,
        price=row.number("price") or Decimal(0),
        cost=row.number("cost"),
        tax_rate=Decimal(cells.get("tax_rate", "").rstrip(" %") or 0).scaleb(-2),
        kind="delivery" if cells.get("kind") == "delivery" else "goods",
    )


def _standing(rows: Sequence[Row]) -> Standing:
    def numbers(what: str) -> dict[str, Decimal]:
        return {row.cells["name"]: row.number("amount") or Decimal(0) for row in rows if row.cells["what"] == what}

    used = [row for row in rows if row.cells["what"] == "use"]
    return Standing(
        balances=numbers("balance"),
        budgets=numbers("budget"),
        stock=numbers("stock"),
        counters=numbers("counter"),
        uses={(row.cells["name"], row.cells["whom"]): int(row.number("amount") or 0) for row in used},
        codes={row.cells["name"]: _code(row) for row in rows if row.cells["what"] == "code"},
    )


def _code(row: Row) -> CodeStanding:
    cells = row.cells
    return CodeStanding(
        offer=cells["offer"],
        state=cells.get("state") or "valid",  # type: ignore[arg-type]  # the writer of the case names a state
        member=cells.get("member") or None,
        referrer=cells.get("referrer") or None,
        own=cells.get("own") == "yes",
        since=read_instant(cells["since"], row.at) if cells.get("since") else None,
        until=read_instant(cells["until"], row.at) if cells.get("until") else None,
    )


def _listed(text: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in text.split(",") if part.strip())
