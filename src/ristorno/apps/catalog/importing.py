"""Lists of products and of their groups, from CSV files and workbooks.

A list that was imported before changes nothing, an empty cell says nothing, and a row that is wrong is told with its
place; then nothing of the file is taken, unless the good rows alone are asked for.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

from django.db import transaction

from ristorno.apps.catalog.operations import place_group, place_product, put_group, put_product
from ristorno.apps.catalog.queries import groups, products
from ristorno.intake.rows import Row, header_words, headers_of, read_rows, take
from ristorno.kernel.problem import Place, Problem, Refused, near

_NAME = ("name", "title", "description", "наименование", "название", "ชื่อ", "ชื่อสินค้า")
_FROM = ("from", "since", "с", "действует с", "ตั้งแต่")
_PRODUCT = (
    "product", "product id", "product code", "sku", "article", "item", "item number", "артикул", "код товара", "товар",
    "номенклатура", "รหัสสินค้า",
)  # fmt: skip
_GROUP = ("group", "product group", "category", "группа", "категория", "группа товаров", "กลุ่ม", "กลุ่มสินค้า")
_LISTS = {
    "products": {
        "key": _PRODUCT,
        "name": _NAME,
        "brand": ("brand", "manufacturer", "бренд", "марка", "производитель", "ยี่ห้อ"),
        "uom": ("uom", "unit", "unit of measure", "единица", "ед изм", "единица измерения", "หน่วย"),
        "groups": ("groups", "categories", "группы", *_GROUP),
        "on": _FROM,
    },
    "groups": {
        "key": _GROUP,
        "name": ("group name", "название группы", "наименование группы", *_NAME),
        "parent": ("parent", "parent group", "above", "родитель", "родительская группа", "กลุ่มหลัก"),
        "on": _FROM,
    },
}


@dataclass(frozen=True, slots=True)
class Imported:
    """What became of a list: rows that it has, rows that changed something, what was refused, headers not read."""

    what: str
    rows: int
    changed: int
    problems: tuple[Problem, ...]
    unread: tuple[str, ...]


@transaction.atomic
def import_list(
    path: Path, *, what: str | None = None, sheet: str | None = None, partly: bool = False, at: datetime, actor: str
) -> Imported:
    """Import a list of products, or of groups where no column names a product; ``what`` says so where both may be.

    A row without a day says where something lies from the beginning. ``at`` is now, aware; ``partly`` takes the good
    rows where others are wrong.

    Raises:
        Refused: the file cannot be read, it is no such list, or a row is wrong.
    """
    kind = _list_of(path, what, sheet)
    rows = read_rows(path, _LISTS[kind], ["key"], sheet)
    taken = take(rows, _steps(kind, at, actor))
    if taken.problems and not partly:
        raise Refused(taken.problems)
    return Imported(kind, taken.rows, taken.changed, taken.problems, taken.unread)


def _list_of(path: Path, what: str | None, sheet: str | None) -> str:
    if what is not None:
        if what not in _LISTS:
            raise Refused([Problem("catalog.list", f"There is no list of {what!r}.", near(what, _LISTS))])
        return what
    found = {header_words(header) for header in headers_of(path, sheet)}
    for kind, columns in _LISTS.items():
        if found & set(columns["key"]):
            return kind
    reason = "The columns of this file are those of no list of products or of their groups."
    raise Refused([Problem("catalog.list", reason, "Name a column product, or group.", Place(str(path)))])


def _steps(kind: str, at: datetime, actor: str) -> Iterator[Callable[[Row], bool]]:
    if kind == "products":
        yield lambda row: _product(row, at, actor)
    else:
        yield lambda row: _group(row, actor)
        yield lambda row: _branch(row, at, actor)  # a parent may stand below its groups


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
