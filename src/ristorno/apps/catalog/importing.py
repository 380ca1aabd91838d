"""Lists of products and of their groups, from CSV files and workbooks.

A list that was imported before changes nothing, an empty cell says nothing, and a row that is wrong is told with its
place; then nothing of the file is taken, unless the good rows alone are asked for.
"""

import re
from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path

from django.db import transaction

from ristorno.apps.catalog.operations import place_group, place_product, put_group, put_product
from ristorno.apps.catalog.queries import groups, products
from ristorno.intake import lists
from ristorno.intake.lists import Imported, List, Lists, Step
from ristorno.intake.progress import Progress, part, silent
from ristorno.intake.rows import Row, Rows, told_by_row

_NAME = ("name", "title", "description", "наименование", "название", "ชื่อ", "ชื่อสินค้า")
_FROM = ("from", "since", "с", "действует с", "ตั้งแต่")
_PRODUCT = (
    "product", "product id", "product code", "sku", "article", "item", "item number", "артикул", "код товара", "товар",
    "номенклатура", "รหัสสินค้า",
)  # fmt: skip
_GROUP = ("group", "product group", "category", "группа", "категория", "группа товаров", "กลุ่ม", "กลุ่มสินค้า")
_PRODUCTS = List(
    {
        "key": _PRODUCT,
        "name": _NAME,
        "brand": ("brand", "manufacturer", "бренд", "марка", "производитель", "ยี่ห้อ"),
        "uom": ("uom", "unit", "unit of measure", "единица", "ед изм", "единица измерения", "หน่วย"),
        "groups": ("groups", "categories", "группы", *_GROUP),
        "on": _FROM,
    },
    ("key",),
)
_GROUPS = List(
    {
        "key": _GROUP,
        "name": ("group name", "название группы", "наименование группы", *_NAME),
        "parent": ("parent", "parent group", "above", "родитель", "родительская группа", "กลุ่มหลัก"),
        "on": _FROM,
    },
    ("key",),
)
_LISTS = Lists("catalog.list", "products or of their groups", {"products": _PRODUCTS, "groups": _GROUPS})


@transaction.atomic
def import_list(
    path: Path,
    *,
    what: str | None = None,
    sheet: str | None = None,
    partly: bool = False,
    at: datetime,
    actor: str,
    progress: Progress = silent,
) -> Imported:
    """Import a list of products, or of groups where no column names a product; ``what`` says so where both may be.

    A row without a day says where something lies from the beginning. ``at`` is now, aware; ``partly`` takes the good
    rows where others are wrong.

    Raises:
        Refused: the file cannot be read, it is no such list, or a row is wrong.
    """
    return lists.import_list(
        _LISTS, path, lambda kind, rows: _steps(kind, rows, at, actor, progress), what=what, sheet=sheet, partly=partly
    )


def _steps(kind: str, rows: Rows, at: datetime, actor: str, progress: Progress) -> Iterator[Step]:
    if kind == "products":
        yield told_by_row(lambda row: _product(row, at, actor), rows, progress)
    else:
        yield told_by_row(lambda row: _group(row, actor), rows, part(progress, 0.0, 0.5))
        # a parent may stand below its groups
        yield told_by_row(lambda row: _branch(row, at, actor), rows, part(progress, 0.5, 1.0))


@transaction.atomic
def _product(row: Row, at: datetime, actor: str) -> bool:
    known = next(iter(products(date.max, keys=[row["key"]], limit=1)), None)
    told = {name: row[name] or (getattr(known, name) if known else "") for name in ("name", "brand", "uom")}
    changed = put_product(key=row["key"], actor=actor, **told)
    named = [each.strip() for each in re.split(r"[;|]", row["groups"]) if each.strip()]
    if named:
        day = row.day("on")
        with row.at("groups"):
            changed |= place_product(key=row["key"], groups=named, on=day, at=at, actor=actor)
    return changed


@transaction.atomic
def _group(row: Row, actor: str) -> bool:
    known = {each.key: each.name for each in groups(date.max)}
    return put_group(key=row["key"], name=row["name"] or known.get(row["key"], ""), actor=actor)


@transaction.atomic
def _branch(row: Row, at: datetime, actor: str) -> bool:
    if not row["parent"]:
        return False
    day = row.day("on")
    with row.at("parent"):
        return place_group(key=row["key"], parent=row["parent"], on=day, at=at, actor=actor)
