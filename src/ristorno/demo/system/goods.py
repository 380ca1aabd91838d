"""What the wholesaler sells, with the tree of its groups."""

from datetime import datetime

from ristorno.apps.catalog import operations
from ristorno.demo.catalog import GROUPS, PRICE_LIST


def stock(at: datetime, actor: str) -> None:
    """Put all products and their groups into the catalog."""
    for parent, leaves in GROUPS.items():
        operations.put_group(key=parent, name=_said(parent), actor=actor)
        for leaf in leaves:
            operations.put_group(key=leaf, name=_said(leaf), actor=actor)
            operations.place_group(key=leaf, parent=parent, at=at, actor=actor)
    for product in PRICE_LIST:
        operations.put_product(key=product.id, name=product.name, brand=product.brand, uom=product.uom, actor=actor)
        operations.place_product(key=product.id, groups=product.groups, at=at, actor=actor)


def _said(key: str) -> str:
    return key.replace("-", " ").capitalize()
