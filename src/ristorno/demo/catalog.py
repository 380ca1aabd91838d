"""What the wholesaler sells: the price list ``catalog.csv`` and the tree of groups over it."""

import csv
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from importlib.resources import files
from types import MappingProxyType

GROUPS: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "tires": ("winter-tires", "summer-tires", "all-season-tires", "truck-tires"),
        "brakes": ("brake-pads", "brake-discs", "brake-fluid"),
        "filters-and-oils": ("oil-filters", "air-filters", "engine-oil"),
        "electrics": ("batteries", "lighting", "wipers"),
        "charges": ("delivery",),
    }
)
"""The group tree, the same that ``program.yaml`` declares."""

_EVEN = (100,) * 12
_COLD = (160, 140, 90, 60, 50, 50, 50, 60, 90, 130, 160, 170)
_SEASONS: Mapping[str, tuple[int, ...]] = MappingProxyType(
    {
        "winter-tires": (60, 40, 20, 5, 2, 2, 5, 10, 120, 300, 260, 110),
        "summer-tires": (10, 30, 200, 300, 180, 80, 60, 40, 20, 5, 3, 3),
        "all-season-tires": (60, 60, 110, 120, 90, 70, 70, 70, 100, 130, 110, 80),
        "batteries": _COLD,
        "lighting": _COLD,
        "wipers": _COLD,
    }
)


@dataclass(frozen=True)
class Product:
    """One article: ``price`` and ``cost`` are net EUR for one ``uom``; sold in multiples of ``pack``."""

    id: str
    name: str
    brand: str
    groups: tuple[str, ...]
    price: Decimal
    cost: Decimal
    uom: str
    pack: int

    @cached_property
    def branch(self) -> str:
        """The group at the top of the tree that the product hangs under."""
        return next(parent for parent, leaves in GROUPS.items() if self.groups[0] in leaves)

    @cached_property
    def price_step(self) -> Decimal:
        """What a net unit price is rounded to: a cent, or 1/10,000 for what is sold by the liter."""
        return Decimal(1).scaleb(int(self.price.as_tuple().exponent))

    def wanted_in(self, month: int) -> int:
        """Return how much the product is wanted in a month (1 to 12), in per cent of an average month."""
        return _SEASONS.get(self.groups[0], _EVEN)[month - 1]


def _read() -> tuple[Product, ...]:
    text = (files(__package__) / "catalog.csv").read_text(encoding="utf-8")
    return tuple(
        Product(
            id=row["product"],
            name=row["name"],
            brand=row["brand"],
            groups=tuple(row["groups"].split(";")),
            price=Decimal(row["price"]),
            cost=Decimal(row["cost"]),
            uom=row["uom"],
            pack=int(row["pack"]),
        )
        for row in csv.DictReader(text.splitlines())
    )


PRICE_LIST: tuple[Product, ...] = _read()
DELIVERY: Product = next(product for product in PRICE_LIST if "delivery" in product.groups)
"""Charged on small orders; earns nothing under the program."""
GOODS: tuple[Product, ...] = tuple(product for product in PRICE_LIST if product is not DELIVERY)
"""Everything that a member buys for its own sake."""
