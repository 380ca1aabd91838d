"""What it takes to price an order, beside the offer applicator of django-oscar, which prices the baskets of shops.

Both price the same orders of 20 lines under 50 offers: a share off some of the goods each, a third of them for so many
units. The applicator gets what it likes best: its offers are loaded, products and prices stand in memory, sets of goods
are asked in Python, and it is asked for nothing but discounts. Ours is asked for a whole answer with its reasons, and a
second time with 50 clauses besides, whose earnings it tells as well. Both prices are the same but for cents: ours takes
whole cents off for each offer.

``python -m benchmarks.oscar`` prints the figures and ends with 1 where an order takes us more than a fifth of the
processor time of the applicator.
"""

import itertools
import sys
from collections.abc import Iterator, Mapping, Sequence
from datetime import timedelta
from decimal import Decimal
from random import Random
from typing import Any

from oscar.core.application import OscarConfig

from benchmarks.figures import Cost, in_turns, machine, processors, ratio, spent
from benchmarks.order import NOON, TODAY, document, program_text
from benchmarks.results import keep, table
from ristorno.engine.accrual import Moment
from ristorno.engine.calculation import Calculation
from ristorno.engine.fact import Fact
from ristorno.engine.preview.order import Prepared, prepare
from ristorno.engine.pricing.order import Order, OrderLine
from ristorno.engine.pricing.price import price
from ristorno.engine.terms.reading import read_program
from ristorno.kernel.number import ONE, ZERO

_APPS = (
    "address",
    "analytics",
    "basket",
    "catalogue",
    "communication",
    "customer",
    "offer",
    "order",
    "partner",
    "shipping",
    "voucher",
)
"""What of the shop its applicator needs. By themselves they would bring pages and a search."""
for _name in _APPS:
    globals()[_name] = type(_name, (OscarConfig,), {"name": f"oscar.apps.{_name}", "label": _name})

OFFERS, LINES, ORDERS, ROUNDS = 50, 20, 40, 7
FASTER = 5.0
"""So many times as fast per order, at the least."""
_GROUPS = ("winter", "summer", "all-season", "pads", "discs", "fluid", "engine-oil", "gear-oil")


def main() -> int:
    """Print the figures and write the section of results; return 1 where the limit is missed."""
    orders = list(itertools.islice(_orders(), ORDERS))
    alone, clauses = _prepared(_head(program_text()), ()), _prepared(program_text(), tuple(_history()))
    shop = _Shop()
    for order in orders:
        ours, theirs = price(alone, order).discount, shop.discount(order)
        assert abs(ours - theirs) <= OFFERS * Decimal("0.005"), (ours, theirs)  # ours is in whole cents for each offer
    works = {
        "ristorno": lambda: spent(lambda: [price(alone, order) for order in orders]),
        "ristorno, with 50 clauses": lambda: spent(lambda: [price(clauses, order) for order in orders]),
        "django-oscar": lambda: shop.spent(orders),
    }
    return _told(in_turns(works, ROUNDS))


def _told(costs: Mapping[str, Sequence[Cost]]) -> int:
    faster = {name: ratio(costs["django-oscar"], costs[name]) for name in costs}
    rows = [[name, f"{processors(each) / ORDERS * 1000:.2f}", f"{faster[name]:.1f}"] for name, each in costs.items()]
    held = "held" if faster["ristorno"] >= FASTER else "missed"
    said = (
        f"`{machine('benchmarks.oscar', 'django-oscar', 'django')}`\n\n"
        + table(("who prices", "of a processor for an order, ms", "times as fast as django-oscar"), rows)
        + f"\n\n{LINES} lines, {OFFERS} offers, {ORDERS} orders in {ROUNDS} rounds; prices agree.\n\n"
        + f"- django-oscar / ristorno: {faster['ristorno']:.1f}, at least {FASTER:.0f}: {held}"
    )
    print(said)
    keep("Orders, beside the applicator of a shop", said)
    return int(faster["ristorno"] < FASTER)


def _group(offer: int) -> str:
    return _GROUPS[offer % len(_GROUPS)]


def _percent(offer: int) -> Decimal:
    return ONE / 2 + Decimal(offer % 4) / 4


def _asks(offer: int) -> int:
    """Return how many units an offer asks for before it gives anything."""
    return 5 if offer % 3 == 0 else 1


def _head(text: str) -> str:
    """Return a program without its clauses."""
    return text.split("clauses:")[0] + "clauses: {}\n"


def _prepared(program: str, history: Sequence[Fact]) -> Prepared:
    offers = "".join(
        f"  offer-{number:02d}: {{on: {{groups: [{_group(number)}]}}, gives: {{percent: {_percent(number)} %}}, "
        f"qualify: [{{measure: quantity, at_least: {_asks(number)}}}]}}\n"
        for number in range(OFFERS)
    )
    calculation = Calculation(read_program(f"{program}offers:\n{offers}", "bench.yaml"))
    return prepare(calculation, "M1", history, Moment(TODAY))


def _history() -> Iterator[Fact]:
    dice = Random(2026)  # noqa: S311 - a made history
    yield Fact(document="C1", member="M1", occurred_at=TODAY.replace(year=2025), kind="consent_given")
    for number in range(60):
        yield from document(dice, f"D{number}", NOON - timedelta(hours=1 + number * 200), 6)


def _orders() -> Iterator[Order]:
    dice = Random(7)  # noqa: S311 - made orders
    for number in itertools.count():
        lines = tuple(
            OrderLine(
                key=each.line,
                product=f"{number}-{each.line}",
                groups=each.groups,
                quantity=each.quantity or ONE,
                price=((each.amount or ONE) / (each.quantity or ONE)).quantize(Decimal("0.01")),
            )
            for each in document(dice, f"O{number}", NOON, LINES)
        )
        yield Order(member="M1", placed_at=NOON, currency="EUR", lines=lines, number=f"O{number}")


class _Shop:
    """The applicator with its offers loaded. Nothing here has a row in a database, so that nothing waits for one."""

    def __init__(self) -> None:
        _settings()
        from oscar.apps.offer import models
        from oscar.apps.offer.applicator import Applicator

        self._applicator = Applicator()
        self._offers = []
        for number in range(OFFERS):
            goods = models.Range(pk=number + 1, name=_group(number))
            goods.__dict__["proxy"] = _Goods(_group(number))
            condition = models.Condition(range=goods, type="Count", value=_asks(number)).proxy()
            benefit = models.Benefit(range=goods, type="Percentage", value=_percent(number)).proxy()
            condition.range = benefit.range = goods
            offer = models.ConditionalOffer(
                pk=number + 1, name=f"offer-{number}", exclusive=False, condition=condition, benefit=benefit
            )
            offer._prefetched_objects_cache = {"combinations": models.ConditionalOffer.objects.none()}  # noqa: SLF001
            self._offers.append(offer)

    def discount(self, order: Order) -> Decimal:
        """Return what is taken off an order."""
        basket = _basket(order)
        self._applicator.apply_offers(basket, self._offers)
        return sum((line.discount_value for line in basket.all_lines()), ZERO)

    def spent(self, orders: Sequence[Order]) -> Cost:
        """Return what orders take whose baskets were filled before."""
        baskets = [_basket(order) for order in orders]
        return spent(lambda: [self._applicator.apply_offers(basket, self._offers) for basket in baskets])


class _Goods:
    """Products of a group, as the shop asks for them in a range of its own kind."""

    def __init__(self, group: str) -> None:
        self._group = group

    def contains_product(self, product: Any) -> bool:
        """Return whether a product is one of them."""
        return self._group in product.held


def _basket(order: Order) -> Any:
    from oscar.apps.basket.models import Basket, Line
    from oscar.apps.catalogue.models import Product
    from oscar.apps.partner.models import StockRecord
    from oscar.apps.partner.prices import FixedPrice
    from oscar.apps.partner.strategy import PurchaseInfo

    basket = Basket(pk=1)
    basket._lines = []  # noqa: SLF001 - as if it had been read
    for number, each in enumerate(order.lines, start=1):
        product = Product(pk=number, title=each.product, is_discountable=True)
        product.held = each.groups
        stock = StockRecord(pk=number, product=product, price=each.price)
        line = Line(pk=number, basket=basket, product=product, stockrecord=stock, quantity=int(each.quantity))
        line._info = PurchaseInfo(FixedPrice("EUR", each.price, tax=ZERO), None, stock)  # noqa: SLF001
        basket._lines.append(line)  # noqa: SLF001
    return basket


def _settings() -> None:
    """Set up a shop with what its applicator needs."""
    import django
    from django.conf import settings
    from oscar import defaults

    told = {name: value for name, value in vars(defaults).items() if name.startswith("OSCAR_")}
    settings.configure(
        **told,
        DATABASES={"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": ":memory:"}},
        INSTALLED_APPS=[
            "django.contrib.auth", "django.contrib.contenttypes", "django.contrib.sites", "treebeard",
            *(f"benchmarks.oscar.{name}" for name in _APPS),
        ],
        SITE_ID=1, USE_TZ=True, SECRET_KEY="of a benchmark",  # noqa: S106 - nothing is signed
    )  # fmt: skip
    django.setup()


if __name__ == "__main__":
    sys.exit(main())
