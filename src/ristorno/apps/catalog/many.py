"""Writing of many products at once what is plain; whatever is not, is left to be written one by one, which says why.

What comes out is the same as if all of it were written one by one, in the order given.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db import IntegrityError, transaction

from ristorno.apps.catalog.access import alone, check_key, check_texts
from ristorno.apps.catalog.models import Change, Group, Placing, Product
from ristorno.apps.events.operations import Telling, record_all
from ristorno.kernel import searching
from ristorno.kernel.problem import Refused

_TRAITS = ("name", "brand", "uom")


@dataclass(frozen=True, slots=True)
class Said:
    """What is said of a product: an empty text says nothing, without groups nothing is said of where it lies."""

    key: str
    name: str = ""
    brand: str = ""
    uom: str = ""
    groups: tuple[str, ...] = ()
    on: date | None = None


@transaction.atomic
def put_all(*, said: Collection[Said], at: datetime, actor: str) -> Mapping[str, bool]:
    """Add products that are new, and note of which known ones nothing new is said; return by key whether it was new.

    Each product is named once. Left out are those of whom something is wrong, and known ones that change.
    """
    keys = [each.key for each in said]
    known = {each.key: each for each in Product.objects.filter(key__in=[key for key in keys if "\0" not in key])}
    placed = any(each.groups for each in said)
    if placed:
        alone()
    groups = frozenset(Group.objects.values_list("key", flat=True)) if placed else frozenset()
    fresh = [each for each in said if each.key not in known and _may_be(each, groups)]
    same = _unchanged([each for each in said if each.key in known], known)
    return dict.fromkeys(same, False) | dict.fromkeys(_added(fresh, at, actor), True)


def _may_be(said: Said, groups: frozenset[str]) -> bool:
    try:
        check_key(said.key)
        check_texts(Product, name=said.name, brand=said.brand, uom=said.uom)
    except Refused:
        return False
    return groups.issuperset(said.groups)


def _unchanged(said: Sequence[Said], known: Mapping[str, Product]) -> list[str]:
    """Return of which products nothing is said that was not said before."""
    asked = Placing.objects.filter(product__in=[known[each.key] for each in said if each.groups])
    newest = {(each.product_id, each.on): each.groups for each in asked.order_by("id")}
    return [
        each.key
        for each in said
        if all(getattr(each, trait) in ("", getattr(known[each.key], trait)) for trait in _TRAITS)
        and (not each.groups or newest.get((known[each.key].pk, each.on)) == sorted(set(each.groups)))
    ]


def _added(said: Sequence[Said], at: datetime, actor: str) -> list[str]:
    rows = [
        Product(
            key=each.key,
            sought=searching.index([each.key, each.name, each.brand]),
            **{trait: getattr(each, trait) for trait in _TRAITS},
        )
        for each in said
    ]
    try:
        with transaction.atomic():
            Product.objects.bulk_create(rows, batch_size=1_000)
    except IntegrityError:
        return []  # somebody else adds one of them at this moment
    placings = [
        Placing(product=row, groups=sorted(set(each.groups)), on=each.on, actor=actor, recorded_at=at)
        for row, each in zip(rows, said, strict=True)
        if each.groups
    ]
    Placing.objects.bulk_create(placings, batch_size=1_000)
    Change.objects.bulk_create((Change(product=each.product) for each in placings), batch_size=1_000)
    record_all(_events(said, actor))
    return [each.key for each in said]


def _events(said: Sequence[Said], actor: str) -> Iterator[Telling]:
    for each in said:
        yield Telling("product.added", actor, f"product:{each.key}", {})
        if each.groups:
            data = {"groups": sorted(set(each.groups)), "on": each.on.isoformat() if each.on else None}
            yield Telling("product.placed", actor, f"product:{each.key}", data)
