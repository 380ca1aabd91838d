"""Where products lie over time, and which of them were moved since: what facts that name no groups are filled with."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TypeVar
from zoneinfo import ZoneInfo

from django.db.models import Max

from ristorno.apps.catalog.models import Branch, Change, Placing, Product, Zone
from ristorno.apps.catalog.rules import upward


@dataclass(frozen=True, slots=True)
class Lying:
    """From a day on, and before another one, a product lies in these groups, each followed by those above it.

    ``starts`` None: from the beginning, ``ends`` None: until something else is said.
    """

    product: str
    starts: date | None
    ends: date | None
    groups: tuple[str, ...]


def revision() -> int:
    """Return the number of the last change of where anything lies; 0 where nothing was ever said."""
    return Change.objects.aggregate(last=Max("pk"))["last"] or 0


def zone() -> ZoneInfo:
    """Return the time zone of the sponsor; UTC where none was said."""
    said = Zone.objects.order_by("pk").last()
    return ZoneInfo(said.name if said is not None else "UTC")


def moved_since(before: int) -> frozenset[str]:
    """Return the products of which something was said after a change, of themselves or of groups over them."""
    changes = Change.objects.filter(pk__gt=before)
    if changes.filter(product=None, group=None).exists():
        return frozenset(Placing.objects.values_list("product__key", flat=True).distinct())
    named = set(changes.filter(group=None).values_list("product__key", flat=True))
    under = sorted(_under(set(changes.filter(product=None).values_list("group__key", flat=True))))
    placed = Placing.objects.filter(groups__overlap=under) if under else Placing.objects.none()
    return frozenset(named.union(placed.values_list("product__key", flat=True)))


def lying(products: Collection[str]) -> Iterator[Lying]:
    """Yield where some products lie, over all time; nothing of those that never lay anywhere."""
    branches: dict[str, list[tuple[date, str | None]]] = {}
    for key, on, parent in Branch.objects.order_by("pk").values_list("group__key", "on", "parent__key"):
        branches.setdefault(key, []).append((on or date.min, parent))
    trees = {day: _tree(branches, day) for day in {date.min, *(on for said in branches.values() for on, _ in said)}}
    placings: dict[str, list[tuple[date, Sequence[str]]]] = {}
    known = Product.objects.filter(key__in=products)
    said = Placing.objects.filter(product__in=known).order_by("pk").values_list("product__key", "on", "groups")
    for key, on, groups in said:
        placings.setdefault(key, []).append((on or date.min, groups))
    for key, placed in placings.items():
        yield from _of_one(key, placed, trees)


def _of_one(
    product: str, placed: Sequence[tuple[date, Sequence[str]]], trees: Mapping[date, Mapping[str, str]]
) -> Iterator[Lying]:
    days = sorted({*trees, *(on for on, _ in placed)})
    found: list[tuple[date, tuple[str, ...]]] = []
    for day in days:
        tree = trees[max(each for each in trees if each <= day)]
        groups = upward(_held(placed, day) or (), tree)
        if not found or found[-1][1] != groups:
            found.append((day, groups))
    ends = [*(day for day, _ in found[1:]), None]
    for (day, groups), end in zip(found, ends, strict=True):
        if groups:
            yield Lying(product, None if day == date.min else day, end, groups)


_Said = TypeVar("_Said")


def _held(said: Iterable[tuple[date, _Said]], day: date) -> _Said | None:
    """Return the latest word that holds on a day, of one day the one said last."""
    held = [each for each in said if each[0] <= day]
    last = max((on for on, _ in held), default=None)
    return [word for on, word in held if on == last][-1] if held else None


def _tree(branches: Mapping[str, Sequence[tuple[date, str | None]]], day: date) -> Mapping[str, str]:
    held = {group: _held(said, day) for group, said in branches.items()}
    return {group: parent for group, parent in held.items() if parent is not None}


def _under(groups: Collection[str]) -> set[str]:
    """Return groups with all that ever lay under them."""
    below: dict[str, set[str]] = {}
    for group, parent in Branch.objects.values_list("group__key", "parent__key") if groups else ():
        below.setdefault(parent or "", set()).add(group)
    found: set[str] = set()
    level = set(groups)
    while level:
        found |= level
        level = set().union(*(below.get(group, set()) for group in level)) - found
    return found
