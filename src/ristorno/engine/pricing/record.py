"""A priced order as JSON: everything that somebody needs to compute it again without us."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from decimal import Decimal
from fractions import Fraction
from typing import Final

from ristorno.engine.explanation import Detail, GateResult, Step
from ristorno.engine.pricing.priced import Applied, NotApplied, PricedLine, PricedOrder, Taking, Tender
from ristorno.kernel.number import plain

SCHEMA: Final = "ristorno.price/1"

Json = dict[str, object]


def priced_record(priced: PricedOrder) -> Json:
    """Return a priced order as a document of plain values; numbers are texts, exact, and fractions ``n/d``."""
    order = priced.order
    totals = ("listed", "discount", "net", "tax", "gross", "to_pay")
    return {
        "schema": SCHEMA,
        "order": order.number,
        "member": order.member,
        "placed_at": order.placed_at.isoformat(),
        "currency": order.currency,
        "versions": list(priced.versions),
        **{name: plain(getattr(priced, name)) for name in totals},
        "lines": [_line(line) for line in priced.lines],
        "discounts": [_applied(each) for each in priced.applied],
        "free_products": [
            {
                "offer": each.offer,
                "product": each.product,
                "quantity": plain(each.quantity),
                "price": plain(each.price),
                "conditions": _gates(each.gates),
            }
            for each in priced.free
        ],
        "tenders": [_tender(each) for each in priced.tenders],
        "vouchers": [
            {
                "offer": each.offer,
                "opens": each.opens,
                "member": each.member,
                "since": each.since.isoformat(),
                "until": None if each.until is None else each.until.isoformat(),
                "conditions": _gates(each.gates),
            }
            for each in priced.issued
        ],
        "takes": [_taking(each) for each in priced.takings],
        "not_applied": [_not_applied(each) for each in priced.not_applied],
        "hints": [
            {
                "offer": each.offer,
                "product": each.product,
                "quantity": plain(each.quantity),
                "amount": plain(each.amount),
                "now": plain(each.now),
            }
            for each in priced.hints
        ],
        "earns": [
            {
                "agreement": each.agreement,
                "clause": each.clause,
                "contact": each.contact,
                "unit": each.unit,
                "window": each.window_label,
                "amount": plain(each.with_order - each.now),
            }
            for each in priced.earns
            if each.with_order != each.now
        ],
    }


def _line(line: PricedLine) -> Json:
    names = ("listed", "discount", "net", "tax", "gross", "tendered", "to_pay")
    return {"line": line.key, **{name: plain(getattr(line, name)) for name in names}}


def _applied(each: Applied) -> Json:
    return {
        "offer": each.offer,
        "kind": each.kind,
        "code": each.code,
        "amount": plain(each.amount),
        "shares": _shares(each.shares),
        "steps": steps_record(each.steps),
        "conditions": _gates(each.gates),
    }


def _tender(each: Tender) -> Json:
    return {
        "offer": each.offer,
        "unit": each.unit,
        "points": plain(each.points),
        "amount": plain(each.amount),
        "shares": _shares(each.shares),
        "steps": steps_record(each.steps),
        "conditions": _gates(each.gates),
    }


def _taking(each: Taking) -> Json:
    return {
        "kind": each.kind,
        "name": each.name,
        "amount": plain(each.amount),
        "offer": each.offer,
        "at_most": None if each.at_most is None else plain(each.at_most),
    }


def _not_applied(each: NotApplied) -> Json:
    details = {name: _plain(value) for name, value in each.details.items()}
    return {"offer": each.offer, "reason": each.reason, "details": details, "conditions": _gates(each.gates)}


def _shares(shares: Mapping[str, Decimal]) -> Json:
    return {key: plain(share) for key, share in sorted(shares.items())}


def steps_record(steps: Iterable[Step]) -> list[Json]:
    """Return steps of the arithmetic as plain values: what kind, what came out, every number that it used."""
    return [
        {"kind": step.kind, "result": plain(step.result), **{name: _plain(each) for name, each in step.details.items()}}
        for step in steps
    ]


def _gates(gates: Iterable[GateResult]) -> list[Json]:
    return [
        {
            "measure": gate.measure,
            "of": gate.of,
            "window": gate.window,
            "measured": None if gate.measured is None else plain(gate.measured),
            "comparison": gate.comparison,
            "bound": plain(gate.bound),
            "met": gate.met,
            "path": gate.path,
        }
        for gate in gates
    ]


def _plain(value: Detail) -> object:
    if isinstance(value, Decimal | Fraction):
        return plain(value)
    return value.isoformat() if isinstance(value, date | datetime) else value
