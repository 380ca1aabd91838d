"""Lines that say the same but for their number are priced as one, and each gets its part of what comes out.

So it changes no sum on how many lines somebody writes the same goods, whatever offers meet on them: one that makes
units free finds room on all of them, and not on that line alone whose unit it picked.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction
from typing import TypeAlias

from ristorno.engine.pricing.order import Order, OrderLine
from ristorno.engine.pricing.priced import PricedLine, PricedOrder
from ristorno.engine.pricing.spreading import scaled, spread
from ristorno.kernel.number import ZERO

Joined: TypeAlias = Mapping[str, Sequence[OrderLine]]
"""The lines that became one, by its key, which is the first of theirs."""
_Room: TypeAlias = dict[str, Decimal]
"""What is left of each of these lines."""


def join(order: Order) -> tuple[Order, Joined]:
    """Return an order with one line in place of several that are alike, and which those are.

    A line without a product is an article by itself and stays alone.
    """
    if len({line.product for line in order.lines}) == len(order.lines):
        return order, {}
    alike: dict[object, list[OrderLine]] = {}
    for line in sorted(order.lines, key=lambda line: line.key):
        alike.setdefault(_content(line), []).append(line)
    if len(alike) == len(order.lines):
        return order, {}
    joined = {lines[0].key: lines for lines in alike.values() if len(lines) > 1}
    return replace(order, lines=tuple(map(_whole, alike.values()))), joined


def apart(priced: PricedOrder, order: Order, joined: Joined, step: Decimal) -> PricedOrder:
    """Return the prices of an order as it was written: every sum falls on lines by what is left of them."""
    if not joined:
        return priced
    room: _Room = {}
    for line in priced.lines:
        room |= _listed(joined.get(line.key, ()), line.listed, step)
    listed = dict(room)
    applied = [replace(each, shares=_fallen(each.shares, joined, room, step)) for each in priced.applied]
    nets, taxes = dict(room), _Room()
    for line in priced.lines:
        if line.key in joined:
            taxes |= _part(line.tax, [each.key for each in joined[line.key]], nets, step)
    room = {key: net + taxes[key] for key, net in nets.items()}
    tenders = [replace(each, shares=_fallen(each.shares, joined, room, step)) for each in priced.tenders]
    found = [line for line in priced.lines if line.key not in joined]
    found += [_line(key, listed[key], net, taxes[key], room[key]) for key, net in nets.items()]
    lines = tuple(sorted(found, key=lambda line: line.key))
    return replace(priced, order=order, lines=lines, applied=tuple(applied), tenders=tuple(tenders))


def _content(line: OrderLine) -> object:
    """Return all that a line says but its key and its number; its cost is that of one unit."""
    if line.product is None:
        return line.key
    cost = None if line.cost is None else Fraction(line.cost) / Fraction(line.quantity)
    said = (line.product, line.brand, line.groups, line.uom, line.price, line.tax_rate, line.kind)
    return (*said, cost, frozenset(line.attributes.items()))


def _whole(lines: Sequence[OrderLine]) -> OrderLine:
    """Return lines that are alike as one."""
    if len(lines) == 1:
        return lines[0]
    costs = [line.cost for line in lines if line.cost is not None]
    quantity = sum((line.quantity for line in lines), ZERO)
    return replace(lines[0], quantity=quantity, cost=sum(costs, ZERO) if costs else None)


def _listed(lines: Sequence[OrderLine], amount: Decimal, step: Decimal) -> _Room:
    """Return what lines that became one cost at list prices: their parts of what it costs."""
    if not amount:
        return {line.key: ZERO for line in lines}
    return spread(scaled({line.key: line.quantity for line in lines}, amount), step) if lines else {}


def _fallen(shares: Mapping[str, Decimal], joined: Joined, room: _Room, step: Decimal) -> Mapping[str, Decimal]:
    """Return shares as they fall on the lines that were written, and take them from what is left of these."""
    found: dict[str, Decimal] = {}
    for key, share in shares.items():
        if key not in joined:
            found[key] = share
            continue
        for part, amount in _part(share, [line.key for line in joined[key]], room, step).items():
            room[part] -= amount
            if amount:
                found[part] = amount
    return dict(sorted(found.items()))


def _part(amount: Decimal, keys: Sequence[str], room: Mapping[str, Decimal], step: Decimal) -> _Room:
    """Return the parts of an amount by what is left of lines; none is more than that where the amount is not."""
    if not amount:
        return dict.fromkeys(keys, ZERO)
    return spread(scaled({key: room[key] for key in keys}, amount), step)


def _line(key: str, listed: Decimal, net: Decimal, tax: Decimal, to_pay: Decimal) -> PricedLine:
    gross = net + tax
    return PricedLine(
        key=key,
        listed=listed,
        discount=listed - net,
        net=net,
        tax=tax,
        gross=gross,
        tendered=gross - to_pay,
        to_pay=to_pay,
    )
