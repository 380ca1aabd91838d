"""Programs of offers and orders for them, at random: few products, so that offers meet."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime
from decimal import Decimal
from functools import cache

from hypothesis import strategies as st

from ristorno.engine.calculation import Calculation
from ristorno.engine.pricing.order import Order, OrderLine
from ristorno.engine.terms.reading import read_program

_HEAD = """\
program: offered
time_zone: Europe/Berlin
units: {EUR: {kind: money}, PTS: {kind: points}}
ladders: {card: {window: lifetime, tiers: {none: 0, three: 500}}}
clauses:
  retro: {window: month, mechanic: {percent: 3 %}, reward: {unit: EUR}}
offers:
"""
_GIVES = (
    "{percent: 10 %}",
    "{percent: 33.3 %}",
    "{percent: {by: level.card, three: 7 %}}",
    "{percent: {by: product, A: 12.5 %, else: 1 %}}",
    "{sum: 7.77}",
    "{sum: {amount: 3, apply: each_line}}",
    "{sum: {amount: 0.11, apply: each_unit}}",
    "{price: 4.99}",
    "{by_quantity: {prices: {1: 9, 5: 8.5, 20: 7}}}",
    "{by_quantity: {rates: {3: 2.5 %, 10: 9 %}, apply: across}}",
    "{buy: {n: 2, get: 1}}",
    "{buy: {n: 1, get: 1, off: 50 %, apply: across}}",
    "{stamps: {after: 3}}",
)
_BUNDLES = (
    "{bundle: {of: {A: 1, B: 2}, price: 9.99}}",
    "{bundle: {any: 3, price: 26.5}}",
    "{bundle: {any: 2, off: 7.5 %}}",
)
_UNITS_OFF = (
    "{buy: {n: 2, get: 1}}",
    "{buy: {n: 1, get: 1, off: 50 %, apply: across}}",
    "{buy: {n: 3, get: 2, apply: across}}",
    "{price: 0}",
    "{sum: {amount: 3, apply: each_unit}}",
)
_ON = ("", "on: {products: [A]}, ", "on: {products: [A, B]}, ")
_STANDING = ("", "consumes: true, ", "priority: 3, ", "exclusive: g, ", "limits: {cap: 9.5}, ", "units_at_most: 4, ")
_POLICY = ("", "policy: {highest_discount: 20 %}\n", "policy: {margin_floor: 15 %}\n")

DAY = datetime(2026, 3, 10, 10, tzinfo=UTC)


@st.composite
def programs(draw: st.DrawFn, gives: Sequence[str] = _GIVES, most: int = 5) -> str:
    """Draw a program with up to five offers; every later one may come after the first."""
    count = draw(st.integers(1, most))
    offers = [
        f"  o{number}: {{{draw(st.sampled_from(_ON))}{draw(st.sampled_from(_STANDING))}"
        f"{'base: {after: [o0]}, ' if number and draw(st.booleans()) else ''}gives: {draw(st.sampled_from(gives))}}}\n"
        for number in range(count)
    ]
    grouped = [offer for offer in offers if "exclusive" in offer]
    if "exclusive" in offers[0] and len(grouped) > 1:  # one never comes after another of its group
        offers = [offer.replace("base: {after: [o0]}, ", "") for offer in offers]
    return "".join((_HEAD, *offers, draw(st.sampled_from(_POLICY))))


def bundles(most: int = 5) -> st.SearchStrategy[str]:
    """Draw a program with bundles among its offers; with bundles alone where it has but one."""
    return programs(_BUNDLES if most == 1 else (*_GIVES, *_BUNDLES), most)


def units_off() -> st.SearchStrategy[str]:
    """Draw a program with offers that make units free, or nearly so, until nothing is left of them."""
    return programs(_UNITS_OFF)


@cache
def calculation(program: str) -> Calculation:
    """Return the calculation of a program."""
    return Calculation(read_program(program))


@st.composite
def orders(draw: st.DrawFn) -> Order:
    """Draw an order of a few lines at prices of whole cents."""
    lines = [
        OrderLine(
            key=str(key),
            product=draw(st.sampled_from(("A", "B", "C", None))),
            quantity=Decimal(draw(st.integers(1, 30))),
            price=Decimal(draw(st.integers(0, 2000))).scaleb(-2),
            cost=draw(st.none() | st.integers(0, 50).map(Decimal)),
            tax_rate=draw(st.sampled_from((Decimal(0), Decimal("0.19")))),
        )
        for key in range(1, draw(st.integers(1, 5)) + 1)
    ]
    return Order(member="North", placed_at=DAY, currency="EUR", lines=tuple(lines))


@st.composite
def splits(draw: st.DrawFn, order: Order) -> tuple[Order, Order]:
    """Draw an order, and the same one with some of its lines on up to three, which may cost the sponsor anything."""
    whole: list[OrderLine] = []
    split: list[OrderLine] = []
    for line in order.lines:
        cost = None if line.cost is None else line.cost * line.quantity
        whole.append(replace(line, cost=cost))
        if line.product is None:  # an article by itself
            split.append(whole[-1])
            continue
        first = Decimal(draw(st.integers(0, int(line.quantity))))
        second = Decimal(draw(st.integers(0, int(line.quantity - first))))
        for letter, number in zip("abc", (first, second, line.quantity - first - second), strict=True):
            share = None if line.cost is None else line.cost * number
            if number:
                split.append(replace(line, key=line.key + letter, quantity=number, cost=share))
    return replace(order, lines=tuple(whole)), replace(order, lines=tuple(split))
