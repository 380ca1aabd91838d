"""Pricing the orders of a case: the tables as they came out, and what must hold of every price."""

import json
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from decimal import Decimal

from caseorders import Pricing
from casetable import Row
from ristorno.engine.accrual import Moment
from ristorno.engine.calculation import Calculation
from ristorno.engine.fact import Fact, local_day
from ristorno.engine.phrase import LANGUAGES
from ristorno.engine.preview.order import prepare
from ristorno.engine.pricing.order import Order
from ristorno.engine.pricing.price import price
from ristorno.engine.pricing.priced import Applied, PricedOrder, Tender
from ristorno.engine.pricing.record import priced_record
from ristorno.engine.pricing.redone import price_disagreements
from ristorno.engine.pricing.standing import Standing
from ristorno.engine.pricing.telling import told
from ristorno.engine.terms.program import Program
from ristorno.engine.terms.reading import Origin, validate_terms
from ristorno.engine.terms.terms import Terms
from ristorno.kernel.number import plain
from ristorno.kernel.problem import Refused

Cells = tuple[str, ...]
Said = Mapping[str, str]


def pricing_complaints(pricing: Pricing, calculation: Calculation, facts: Sequence[Fact]) -> Iterator[str]:
    """Yield what came out otherwise than expected, and every law of prices that was broken."""
    priced: dict[str, PricedOrder] = {}
    refused: list[tuple[str, str, str]] = []
    for order in pricing.orders:
        try:
            priced[order.number] = priced_order(calculation, order, facts, pricing.standing)
        except Refused as refusal:
            refused += [(order.number, problem.code, str(problem)) for problem in refusal.problems]
            continue
        yield from broken_laws(priced[order.number])
        record = json.loads(json.dumps(priced_record(priced[order.number])))
        yield from (f"Order {order.number} cannot be done again: {said}" for said in price_disagreements(record))
        yield from untold(priced[order.number], calculation, pricing.tables.get("Told", ()))
        yield from _elsewhere(calculation, order, facts, pricing.standing, priced[order.number])
    yield from _refusals(pricing.tables.get("Refused orders", ()), refused)
    for name, rows in pricing.tables.items():
        if name in TABLES:
            yield from _compared(name, rows, [row for each in priced.values() for row in TABLES[name](each)])


def priced_order(calculation: Calculation, order: Order, facts: Sequence[Fact], standing: Standing) -> PricedOrder:
    """Return an order priced on its own day."""
    day = local_day(order.placed_at, calculation.program.terms.zone)
    log = [fact for fact in facts if fact.member == order.member]
    return price(prepare(calculation, order.member, log, Moment(day)), order, standing)


def broken_laws(priced: PricedOrder) -> Iterator[str]:
    """Yield what can be true of no price: below zero, parts that do not sum to the whole."""
    name = f"Order {priced.order.number}"
    for line in priced.lines:
        if min(line.net, line.tax, line.to_pay, line.discount) < 0:
            yield f"{name}, line {line.key}: something is below zero: {line}"
        if (line.listed - line.discount, line.net + line.tax) != (line.net, line.gross):
            yield f"{name}, line {line.key}: the parts are not the whole: {line}"
        if line.gross - line.tendered != line.to_pay:
            yield f"{name}, line {line.key}: what tenders pay is not what is missing: {line}"
        if sum((each.shares.get(line.key, Decimal(0)) for each in priced.applied), Decimal(0)) != line.discount:
            yield f"{name}, line {line.key}: the discounts are not the discount: {line}"
    given: tuple[Applied | Tender, ...] = (*priced.applied, *priced.tenders)
    for each in given:
        if sum(each.shares.values(), Decimal(0)) != each.amount or each.amount <= 0:
            yield f"{name}: the shares of {each.offer} do not sum to {each.amount}: {each.shares}"


def untold(priced: PricedOrder, calculation: Calculation, rows: Sequence[Row]) -> Iterator[str]:
    """Yield pieces that the sentences lack, and whatever is left unfilled in any language."""
    terms = terms_of(calculation, priced)
    for language in LANGUAGES:
        text = " ".join(told(priced, terms, language))
        if any(mark in text for mark in ("{", "}", "None", "Decimal", "Fraction")):
            yield f"Order {priced.order.number}, {language}: something is left unfilled: {text}"
    for row in rows:
        if row.cells["order"] == priced.order.number:
            text = " ".join(told(priced, terms, row.cells.get("language") or "en")).replace("\u00a0", " ")
            yield from (f"Not told: {part}\nTold: {text}" for part in row.parts("says") if part not in text)


def terms_of(calculation: Calculation, priced: PricedOrder) -> Terms:
    """Return the terms by whose names an order is told."""
    timelines = calculation.timelines(priced.order.member)
    day = local_day(priced.order.placed_at, calculation.program.terms.zone)
    return next(span.rules.terms for timeline in timelines if (span := timeline.on(day)) is not None)


def _elsewhere(
    calculation: Calculation, order: Order, facts: Sequence[Fact], standing: Standing, priced: PricedOrder
) -> Iterator[str]:
    """Yield where another order of lines, codes or offers changes anything."""
    backwards = replace(order, lines=order.lines[::-1], codes=order.codes[::-1])
    again = priced_order(calculation, backwards, facts[::-1], standing)
    if alike(again) != alike(priced):
        yield f"Order {order.number}: another order of lines and codes changes the prices: {alike(again)}"
    turned = priced_order(offers_turned(calculation), order, facts, standing)
    if alike(turned) != alike(priced):
        yield f"Order {order.number}: another order of offers changes the prices: {alike(turned)}"


def alike(priced: PricedOrder) -> tuple[object, ...]:
    """Return everything of a price that must not depend on what stands first."""
    earned = [(each.clause, each.unit, each.window, each.now, each.with_order) for each in priced.earns]
    own = (priced.lines, priced.applied, priced.free, priced.tenders, priced.issued, priced.takings)
    return (*own, priced.not_applied, priced.hints, sorted(earned, key=str))


def offers_turned(calculation: Calculation) -> Calculation:
    """Return a calculation whose program says its offers the other way round."""
    program = calculation.program
    offers = program.tree.get("offers")
    if not isinstance(offers, dict):
        return calculation
    tree = {**program.tree, "offers": dict(reversed(offers.items()))}
    terms = validate_terms(tree, Origin(program.document))
    turned = Program(program.id, program.document, tree, terms, program.versions)
    return Calculation(turned, calculation.agreements)


def _refusals(rows: Sequence[Row], came: list[tuple[str, str, str]]) -> Iterator[str]:
    left = list(came)
    for row in rows:
        told = [
            each
            for each in left
            if each[:2] == (row.cells["order"], row.cells["code"])
            and all(part in each[2] for part in row.parts("says"))
        ]
        if told:
            left.remove(told[0])
        else:
            yield f"Not refused: {dict(row.cells)}\nRefused: {came}"
    yield from (f"Refused besides: {each}" for each in left)


def _compared(name: str, rows: Sequence[Row], came: Sequence[Said]) -> Iterator[str]:
    columns = tuple(rows[0].cells) if rows else tuple(came[0]) if came else ()
    wanted = Counter(tuple(_written(row.cells[column]) for column in columns) for row in rows)
    found = Counter(tuple(_written(each[column]) for column in columns) for each in came)
    if wanted != found:
        yield "\n".join(
            [
                f"{name}: {' | '.join(columns)}",
                *(f"  expected  {' | '.join(cells)}" for cells in sorted((wanted - found).elements())),
                *(f"  came out  {' | '.join(cells)}" for cells in sorted((found - wanted).elements())),
            ]
        )


def _written(cell: str) -> str:
    """Return a number without idle zeros and commas, so that 1,000.00 is 1000."""
    try:
        return plain(Decimal(cell.replace(",", "")))
    except ArithmeticError:
        return cell


def _prices(priced: PricedOrder) -> Iterator[Said]:
    names = ("listed", "discount", "net", "tax", "gross", "to_pay")
    yield {"order": priced.order.number, **{name: str(getattr(priced, name)) for name in names}}


def _lines(priced: PricedOrder) -> Iterator[Said]:
    names = ("listed", "discount", "net", "tax", "gross", "tendered", "to_pay")
    for line in priced.lines:
        yield {
            "order": priced.order.number,
            "line": line.key,
            **{name: str(getattr(line, name)) for name in names},
        }


def _rows(part: str, *names: str) -> Callable[[PricedOrder], Iterator[Said]]:
    def rows(priced: PricedOrder) -> Iterator[Said]:
        for each in getattr(priced, part):
            found = {name: getattr(each, name) for name in names}
            yield {
                "order": priced.order.number,
                **{name: "" if value is None else str(value) for name, value in found.items()},
            }

    return rows


def _earns(priced: PricedOrder) -> Iterator[Said]:
    for each in priced.earns:
        yield {"order": priced.order.number, "clause": each.clause, "amount": str(each.with_order - each.now)}


TABLES: Mapping[str, Callable[[PricedOrder], Iterator[Said]]] = {
    "Prices": _prices,
    "Lines": _lines,
    "Discounts": _rows("applied", "offer", "amount"),
    "Tenders": _rows("tenders", "offer", "unit", "points", "amount"),
    "Free products": _rows("free", "offer", "product", "quantity"),
    "Vouchers": _rows("issued", "offer", "opens", "member", "since", "until"),
    "Not applied": _rows("not_applied", "offer", "reason"),
    "Takes": _rows("takings", "kind", "name", "amount", "offer", "at_most"),
    "Hints": _rows("hints", "offer", "product", "quantity", "amount", "now"),
    "Earns": _earns,
}
