"""What a member orders over the two years, before anything goes wrong with it."""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from ristorno.demo.catalog import DELIVERY, Product
from ristorno.demo.dice import Dice
from ristorno.demo.members import Member
from ristorno.demo.supplier import MONTHS, SUPPLIER, days, workdays
from ristorno.kernel.number import round_to

_MONTHS_IN_YEAR = 12
_SEASON = (75, 80, 120, 130, 105, 95, 90, 80, 105, 130, 125, 85)
"""How busy January to December are, in per cent of an average month."""
_DEARER_FROM, _DEARER_PERCENT = date(2025, 10, 1), 3
_FREE_DELIVERY = Decimal(400)
_ONLINE_PER_MILLE = 40
"""Orders placed on the web: any day of the week, late in the evening, where time zones begin to matter."""
_UNATTENDED_PER_MILLE = 60
"""Orders without a person, such as those of a stock system."""


@dataclass(frozen=True, slots=True)
class Item:
    """So much of a product; ``unit_price`` is net EUR after the discount, rounded as the price list is."""

    product: Product
    quantity: int
    unit_price: Decimal

    @property
    def amount(self) -> Decimal:
        """What the item costs net, exactly."""
        return self.unit_price * self.quantity


@dataclass(frozen=True, slots=True)
class Order:
    """One order: all its items go to one member at one instant; ``contact`` is who placed it, if anybody."""

    member: Member
    contact: str | None
    at: datetime
    items: tuple[Item, ...]


def make_orders(seed: int, members: tuple[Member, ...]) -> tuple[Order, ...]:
    """Return the orders of all members in the order in which they were placed."""
    orders = [order for member in members for order in _orders_of(member, Dice(seed, "orders", member.id))]
    return tuple(sorted(orders, key=lambda order: (order.at, order.member.id)))


def _orders_of(member: Member, dice: Dice) -> list[Order]:
    orders: list[Order] = []
    for index, month in enumerate(MONTHS):
        busy = member.orders_per_year * _SEASON[month.month - 1] * member.course.volume(index)
        count = dice.round_up(busy, _MONTHS_IN_YEAR * 100 * 1000)
        if count:
            wanted = tuple((product, weight * product.wanted_in(month.month)) for product, weight in member.assortment)
            orders.extend(_order(member, month, wanted, dice) for _ in range(count))
    return orders


def _order(member: Member, month: date, wanted: tuple[tuple[Product, int], ...], dice: Dice) -> Order:
    at = _moment(month, dice)
    count = member.lines_per_order + dice.below(4)
    # Weighed products repeat; a dict keeps each once, in the order in which it came up.
    products = dict.fromkeys(dice.weigh(wanted) for _ in range(count))
    budget = member.volume // (member.orders_per_year * (member.lines_per_order + 1))
    items = [_item(member, product, at.date(), budget, dice) for product in products]
    if sum(item.amount for item in items) < _FREE_DELIVERY:
        items.append(Item(DELIVERY, 1, DELIVERY.price))
    contact = None if dice.chance(_UNATTENDED_PER_MILLE) else _choose_contact(member, dice)
    return Order(member, contact, at, tuple(items))


def _moment(month: date, dice: Dice) -> datetime:
    if dice.chance(_ONLINE_PER_MILLE):
        return SUPPLIER.local(dice.pick(tuple(days(month))), dice.between(21, 23), dice.below(60))
    return SUPPLIER.local(dice.pick(workdays(month)), dice.between(7, 17), dice.below(60))


def _choose_contact(member: Member, dice: Dice) -> str:
    """Return who placed the order: the first contacts of a member order most."""
    return dice.weigh(tuple((contact, 10 // place) for place, contact in enumerate(member.contacts, start=1)))


def _item(member: Member, product: Product, day: date, budget: int, dice: Dice) -> Item:
    unit_price = _price(member, product, day)
    value = budget * dice.between(40, 170) // 100
    packs = int(value / (unit_price * product.pack))
    return Item(product, max(1, packs) * product.pack, unit_price)


def _price(member: Member, product: Product, day: date) -> Decimal:
    percent = 100 - member.discount
    if day >= _DEARER_FROM:
        percent += _DEARER_PERCENT
    return round_to(product.price * percent / 100, product.price_step)
