"""The catalog: products, and the groups in which they lie."""

from datetime import date
from typing import Annotated

from django.db import transaction
from ninja import Query, Router, Schema
from pydantic import Field

from ristorno.apps.catalog import operations, queries
from ristorno.apps.clock.queries import now
from ristorno.web.api.caller import Come, may
from ristorno.web.api.fields import Name
from ristorno.web.api.pages import Cursor, Limit, after_text, page
from ristorno.web.api.problems import not_found

router = Router(tags=["catalog"])
_Search = Annotated[str, Query(max_length=200, description="Words that must all occur in keys, names or brands.")]
_On = Annotated[date | None, Query(description="As of this day; null: today.")]
_Text = Annotated[str, Field(max_length=300)]
_From = Annotated[date | None, Field(description="From when on it lies there; null: from the beginning.")]


class ProductShown(Schema):
    """A product with its groups."""

    key: str
    name: str
    brand: str
    uom: str
    groups: list[str] = Field(description="Those in which it lies, each followed by those above it.")


class ProductsShown(Schema):
    """A page of products, in the order of their keys."""

    items: list[ProductShown]
    next: str | None


class GroupShown(Schema):
    """A group of products."""

    key: str
    name: str
    above: list[str] = Field(description="The groups above it, the nearest first.")


class ProductSaid(Schema):
    """A product as it is to be."""

    key: Name = Field(description="What facts call it.")
    name: _Text = ""
    brand: _Text = ""
    uom: Annotated[str, Field(max_length=40)] = ""
    groups: Annotated[list[Name] | None, Field(max_length=50)] = Field(
        None, description="Those in which it lies and in no other; null: as before."
    )
    on: _From = None


class GroupSaid(Schema):
    """A group as it is to be."""

    key: Name
    name: _Text = ""
    parent: Name | None = Field(None, description="Under which group it lies; null: under none.")
    on: _From = None


@router.get("/products", response=ProductsShown, summary="Products", **may("catalog:read"))
def list_products(
    request: Come, search: _Search = "", on: _On = None, limit: Limit = 50, cursor: Cursor = ""
) -> ProductsShown:
    """Return products in the order of their keys, with their groups on a day."""
    found = queries.products(on or now().date(), search, after_text(cursor), limit + 1)
    shown, following = page(found, limit, lambda each: each.key)
    return ProductsShown(items=[ProductShown.from_orm(each) for each in shown], next=following)


@router.get("/products/{path:key}", response=ProductShown, summary="One product", **may("catalog:read"))
def get_product(request: Come, key: str, on: _On = None) -> ProductShown:
    """Return a product with its groups on a day."""
    return _product(key, on or now().date())


@router.post("/products", response=ProductShown, summary="Add or change a product", **may("catalog:write"))
def put_product(request: Come, said: ProductSaid) -> ProductShown:
    """Add a product, or change what is known of it; the same again changes nothing."""
    actor = request.caller.actor
    with transaction.atomic():
        operations.put_product(key=said.key, name=said.name, brand=said.brand, uom=said.uom, actor=actor)
        if said.groups is not None:
            operations.place_product(key=said.key, groups=said.groups, on=said.on, at=now(), actor=actor)
    return _product(said.key, said.on or now().date())


@router.get("/product-groups", response=list[GroupShown], summary="Groups of products", **may("catalog:read"))
def list_product_groups(request: Come, on: _On = None) -> list[GroupShown]:
    """Return all groups with those above them on a day."""
    return [GroupShown.from_orm(each) for each in queries.groups(on or now().date())]


@router.post("/product-groups", response=GroupShown, summary="Add or change a group", **may("catalog:write"))
def put_product_group(request: Come, said: GroupSaid) -> GroupShown:
    """Add a group, or say anew what it is called and under which other one it lies."""
    actor = request.caller.actor
    with transaction.atomic():
        operations.put_group(key=said.key, name=said.name, actor=actor)
        operations.place_group(key=said.key, parent=said.parent, on=said.on, at=now(), actor=actor)
    on = said.on or now().date()
    return next(GroupShown.from_orm(each) for each in queries.groups(on) if each.key == said.key)


def _product(key: str, on: date) -> ProductShown:
    found = queries.products(on, keys=[key])
    if not found:
        raise not_found(f"product {key!r}")
    return ProductShown.from_orm(found[0])
