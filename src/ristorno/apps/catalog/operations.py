"""Writing products and their groups; where something lies is dated, and said anew where it changes.

``on`` is the day from which it holds, None: from the beginning. ``at`` is now, aware.
"""

from collections.abc import Sequence
from datetime import date, datetime
from zoneinfo import available_timezones

from django.db import transaction

from ristorno.apps.catalog.access import alone, check_key, check_texts, refused
from ristorno.apps.catalog.many import Said, put_all
from ristorno.apps.catalog.models import Branch, Change, Group, Placing, Product, Zone
from ristorno.apps.catalog.queries import tree, zone
from ristorno.apps.catalog.rules import closes_circle
from ristorno.apps.events.operations import record
from ristorno.kernel import searching
from ristorno.kernel.problem import Refused, near

__all__ = ["Said", "place_group", "place_product", "put_all", "put_group", "put_product", "say_zone"]


@transaction.atomic
def put_product(*, key: str, actor: str, name: str = "", brand: str = "", uom: str = "") -> bool:
    """Add a product, or change what is known of it; return whether anything changed.

    ``key`` is what facts call it, ``uom`` the unit of measure in which it is mostly sold.

    Raises:
        Refused: the key cannot be one.
    """
    check_key(key)
    check_texts(Product, name=name, brand=brand, uom=uom)
    traits = {"name": name, "brand": brand, "uom": uom, "sought": searching.index([key, name, brand])}
    product, fresh = Product.objects.get_or_create(key=key, defaults=traits)
    if not fresh and all(getattr(product, trait) == value for trait, value in traits.items()):
        return False
    Product.objects.filter(pk=product.pk).update(**traits)
    event = "product.added" if fresh else "product.changed"
    record(name=event, actor=actor, subject=f"product:{key}", data={})
    return True


@transaction.atomic
def put_group(*, key: str, actor: str, name: str = "") -> bool:
    """Add a group of products, or give it another name; return whether anything changed.

    Raises:
        Refused: the key cannot be one.
    """
    check_key(key)
    check_texts(Group, name=name)
    group, fresh = Group.objects.get_or_create(key=key, defaults={"name": name})
    if not fresh and group.name == name:
        return False
    Group.objects.filter(pk=group.pk).update(name=name)
    event = "product.group.added" if fresh else "product.group.changed"
    record(name=event, actor=actor, subject=f"product_group:{key}", data={})
    return True


@transaction.atomic
def place_product(*, key: str, groups: Sequence[str], at: datetime, actor: str, on: date | None = None) -> bool:
    """Say in which groups, and in no other, a product lies from a day on; return False where that was said before.

    Raises:
        Refused: there is no such product or group.
    """
    alone()
    product = Product.objects.filter(key=key).first()
    if product is None:
        raise refused("catalog.unknown_product", f"There is no product {key!r}.", "Add it first.")
    known = set(Group.objects.filter(key__in=groups).values_list("key", flat=True))
    for group in groups:
        if group not in known:
            raise _unknown_group(group)
    wanted = sorted(set(groups))
    newest = Placing.objects.filter(product=product, on=on).order_by("id").last()
    if newest is not None and newest.groups == wanted:
        return False
    Placing.objects.create(product=product, groups=wanted, on=on, actor=actor, recorded_at=at)
    Change.objects.create(product=product)
    data = {"groups": wanted, "on": on.isoformat() if on else None}
    record(name="product.placed", actor=actor, subject=f"product:{key}", data=data)
    return True


@transaction.atomic
def place_group(*, key: str, parent: str | None, at: datetime, actor: str, on: date | None = None) -> bool:
    """Say under which other group a group lies from a day on, or under none; return False where that was said before.

    Raises:
        Refused: there is no such group, or it would lie under itself on that day or later.
    """
    alone()
    group, above = _group(key), _group(parent) if parent is not None else None
    newest = Branch.objects.filter(group=group, on=on).order_by("id").last()
    if newest is not None and newest.parent_id == (above.pk if above else None):
        return False
    if above is not None:
        _check_circle(key, above.key, on)
    Branch.objects.create(group=group, parent=above, on=on, actor=actor, recorded_at=at)
    Change.objects.create(group=group)
    data = {"parent": parent, "on": on.isoformat() if on else None}
    record(name="product.group.placed", actor=actor, subject=f"product_group:{key}", data=data)
    return True


@transaction.atomic
def say_zone(*, name: str, at: datetime, actor: str) -> bool:
    """Say in which time zone a moment belongs to a day; return False where that was said before.

    Raises:
        Refused: there is no such zone.
    """
    alone()
    if name not in available_timezones():
        remedy = near(name, available_timezones()) or "Take a name such as Europe/Moscow."
        raise refused("catalog.unknown_zone", f"There is no time zone {name!r}.", remedy)
    if zone().key == name:
        return False
    Zone.objects.create(name=name, actor=actor, recorded_at=at)
    Change.objects.create()
    record(name="catalog.zone.said", actor=actor, subject="catalog", data={"zone": name})
    return True


def _check_circle(key: str, parent: str, on: date | None) -> None:
    """The tree changes on other days too, so it is looked at on each of them through which the new word may hold."""
    first = on or date.min
    days = Branch.objects.filter(on__gt=first).values_list("on", flat=True).distinct()
    for day in sorted({first, *(day for day in days if day)}):
        if parent == key or closes_circle(key, parent, tree(day)):
            reason = f"The group {key!r} would lie under itself, over {parent!r}."
            raise refused("catalog.circle", reason, "Move that one first.")


def _group(key: str) -> Group:
    found = Group.objects.filter(key=key).first()
    if found is None:
        raise _unknown_group(key)
    return found


def _unknown_group(key: str) -> Refused:
    remedy = near(key, Group.objects.values_list("key", flat=True)) or "Add it first."
    return refused("catalog.unknown_group", f"There is no group of products {key!r}.", remedy)
