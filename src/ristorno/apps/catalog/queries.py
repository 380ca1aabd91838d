"""Reading products and their groups, as they were on a day and as known at a moment."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final, TypeVar

from ristorno.apps.catalog.lying import Lying, lying, moved_since, revision, zone
from ristorno.apps.catalog.models import Branch, Group, Placing, Product
from ristorno.apps.catalog.rules import upward
from ristorno.kernel import searching
from ristorno.kernel.problem import near
from ristorno.postgres.asking import Question, ask

__all__ = [
    "ANY_PRODUCTS",
    "Grouped",
    "Listed",
    "Lying",
    "any_products",
    "groups",
    "groups_of",
    "groups_of_all",
    "lies_in",
    "lying",
    "moved_since",
    "near_products",
    "products",
    "revision",
    "tree",
    "zone",
]

ANY_PRODUCTS: Final = Question("select exists (select from catalog_product)")
"""Whether there is a catalog at all."""
_ALIKE, _MOST = 2, 500
"""Keys that begin alike, and so many of them, are compared."""


@dataclass(frozen=True, slots=True)
class Listed:
    """A product as others read it; ``groups`` are those in which it lies today and those above them."""

    key: str
    name: str
    brand: str
    uom: str
    groups: tuple[str, ...]


def groups_of(product: str, on: date, known_at: datetime | None = None) -> tuple[str, ...]:
    """Return the groups of a product on a day, each followed by those above it, the nearest first; () if unknown.

    ``known_at`` leaves out what was recorded later.
    """
    return groups_of_all([product], on, known_at).get(product, ())


def groups_of_all(
    products: Collection[str], on: date, known_at: datetime | None = None
) -> Mapping[str, tuple[str, ...]]:
    """Return the groups of many products; those that are unknown, or lie nowhere, are absent."""
    placings = Placing.objects.filter(product__key__in=products).select_related("product")
    placed: dict[str, list[Placing]] = {}
    for placing in placings:
        placed.setdefault(placing.product.key, []).append(placing)
    parents = tree(on, known_at)
    found = {key: _in_force(said, on, known_at) for key, said in placed.items()}
    return {key: upward(held.groups, parents) for key, held in found.items() if held is not None and held.groups}


def lies_in(product: str, on: date) -> tuple[str, ...]:
    """Return the groups that were said of a product for a day, without those above them; () if unknown."""
    held = _in_force(Placing.objects.filter(product__key=product), on, None)
    return tuple(held.groups) if held is not None else ()


def tree(on: date, known_at: datetime | None = None) -> Mapping[str, str]:
    """Return for each group that lies under another one on a day the group above it."""
    said: dict[str, list[Branch]] = {}
    for branch in Branch.objects.select_related("group", "parent"):
        said.setdefault(branch.group.key, []).append(branch)
    held = {key: _in_force(branches, on, known_at) for key, branches in said.items()}
    return {key: branch.parent.key for key, branch in held.items() if branch is not None and branch.parent is not None}


_Said = TypeVar("_Said", Placing, Branch)


def _in_force(said: Iterable[_Said], on: date, known_at: datetime | None) -> _Said | None:
    """Return of what was said what holds on a day: the latest word, of one day the one said later."""
    held = [
        each
        for each in said
        if (each.on is None or each.on <= on) and (known_at is None or each.recorded_at <= known_at)
    ]
    return max(held, key=lambda each: (each.on or date.min, each.pk), default=None)


@dataclass(frozen=True, slots=True)
class Grouped:
    """A group of products as others read it; ``above`` are the groups above it, the nearest first."""

    key: str
    name: str
    above: tuple[str, ...]


def products(
    on: date, search: str = "", after: str = "", limit: int = 50, keys: Collection[str] | None = None
) -> tuple[Listed, ...]:
    """Return products in the order of keys, from the one behind ``after`` on, with their groups on a day.

    ``search`` are words of any language that all must occur, whole or in part, in keys, names or brands.
    """
    found = Product.objects.filter(key__gt=after).order_by("key")
    if keys is not None:
        found = found.filter(key__in=keys)
    for word in searching.words(search):
        found = found.filter(sought__contains=word)
    listed = list(found[:limit])
    groups = groups_of_all([each.key for each in listed], on)
    return tuple(Listed(each.key, each.name, each.brand, each.uom, groups.get(each.key, ())) for each in listed)


def near_products(key: str) -> str:
    """Return which product may be meant by a key that none has; empty where nothing is like it."""
    alike = Product.objects.filter(key__istartswith=key[:_ALIKE]).order_by("key")
    return near(key, alike.values_list("key", flat=True)[:_MOST])


def any_products() -> bool:
    """Return whether there is a catalog at all."""
    return bool(ask(ANY_PRODUCTS))


def groups(on: date) -> tuple[Grouped, ...]:
    """Return all groups in the order of keys, with those above them on a day."""
    parents = tree(on)
    return tuple(
        Grouped(each.key, each.name, upward([each.key], parents)[1:]) for each in Group.objects.order_by("key")
    )
