"""Lists of products and of their groups, from CSV files and workbooks.

A list that was imported before changes nothing, an empty cell says nothing, and a row that is wrong is told with its
place; then nothing of the file is taken, unless the good rows alone are asked for.
"""

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from datetime import date, datetime
from pathlib import Path

from django.db import transaction

from ristorno.apps.catalog import operations
from ristorno.apps.catalog.queries import groups, products
from ristorno.intake import lists
from ristorno.intake.lists import Imported, List, Lists, Step
from ristorno.intake.progress import Progress, part, silent
from ristorno.intake.rows import Row, Rows, told_by_row
from ristorno.kernel.problem import Refused

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
_TOGETHER = 2_000
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
        done = _together(rows, at, actor, part(progress, 0.0, 0.8))
        yield told_by_row(lambda row: _product(row, done, at, actor), rows, part(progress, 0.8, 1.0))
    else:
        names = {each.key: each.name for each in groups(date.max)}
        yield told_by_row(lambda row: _group(row, names, actor), rows, part(progress, 0.0, 0.5))
        # a parent may stand below its groups
        yield told_by_row(lambda row: _branch(row, at, actor), rows, part(progress, 0.5, 1.0))


def _together(rows: Rows, at: datetime, actor: str, progress: Progress) -> dict[int, bool]:
    """Put together what is plain of products that one row alone names; return by rows whether it was new."""
    times = Counter(row["key"] for row in rows.rows)
    single = [row for row in rows.rows if times[row["key"]] == 1]
    done: dict[int, bool] = {}
    for start in range(0, len(single), _TOGETHER):
        some = single[start : start + _TOGETHER]
        found = operations.put_all(said=list(filter(None, map(_said, some))), at=at, actor=actor)
        done |= {row.number: found[row["key"]] for row in some if row["key"] in found}
        progress(min(1.0, (start + _TOGETHER) / len(single)), "products")
    return done


def _said(row: Row) -> operations.Said | None:
    named = tuple(_named(row))
    try:
        day = row.day("on") if named else None
    except Refused:
        return None  # told where rows are gone through one by one
    return operations.Said(row["key"], row["name"], row["brand"], row["uom"], named, day)


def _named(row: Row) -> list[str]:
    return [each.strip() for each in re.split(r"[;|]", row["groups"]) if each.strip()]


def _product(row: Row, done: Mapping[int, bool], at: datetime, actor: str) -> bool:
    return done[row.number] if row.number in done else _put(row, at, actor)


@transaction.atomic
def _put(row: Row, at: datetime, actor: str) -> bool:
    known = next(iter(products(date.max, keys=[row["key"]], limit=1)), None)
    told = {name: row[name] or (getattr(known, name) if known else "") for name in ("name", "brand", "uom")}
    changed = operations.put_product(key=row["key"], actor=actor, **told)
    if named := _named(row):
        day = row.day("on")
        with row.at("groups"):
            changed |= operations.place_product(key=row["key"], groups=named, on=day, at=at, actor=actor)
    return changed


@transaction.atomic
def _group(row: Row, names: dict[str, str], actor: str) -> bool:
    name = row["name"] or names.get(row["key"], "")
    changed = operations.put_group(key=row["key"], name=name, actor=actor)
    names[row["key"]] = name
    return changed


@transaction.atomic
def _branch(row: Row, at: datetime, actor: str) -> bool:
    if not row["parent"]:
        return False
    day = row.day("on")
    with row.at("parent"):
        return operations.place_group(key=row["key"], parent=row["parent"], on=day, at=at, actor=actor)
