"""A rate that depends on the fact: ``per_unit: {by: group, summer: 20, winter: 30, else: 5}``.

The row that fits most closely wins: of groups the one that lies deepest in the tree, and a row that stands inside of
another one before its ``else``. What a fact does not say fits no row but ``else``.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Annotated, Any, Final, TypeAlias

from pydantic import BeforeValidator, InstanceOf, WithJsonSchema

from ristorno.engine.said import Grid, Picked, Words, says
from ristorno.engine.terms.scalars import read_number, read_rate
from ristorno.kernel.problem import near

Value: TypeAlias = "Decimal | Keyed"
"""A number for all facts, or numbers by what a fact says."""
RowPath: TypeAlias = tuple[str, ...]
"""The names of the rows on the way to a number; ``else`` where no name fits."""

PLAIN: Final = ("group", "product", "brand", "contact", "segment")
"""What a row may be picked by."""
NAMED: Final = ("attribute", "party", "level")
"""The same with a name behind a point: ``attribute.cabin``, ``party.distributor``, ``level.status``."""
ELSE: Final = "else"

ROWS_TOLD: Final[Mapping[str, Words]] = {
    "by": says(
        en="It depends on the fact; the row that fits most closely holds.",
        ru="Зависит от операции; действует самая точная из подходящих строк таблицы.",
        th="ขึ้นอยู่กับรายการ ใช้แถวที่ตรงที่สุด",
    ),
    "column.row": says(en="for", ru="для", th="สำหรับ"),
    "column.gives": says(en="gives", ru="даёт", th="ได้"),
}


@dataclass(frozen=True, slots=True)
class Keyed:
    """Numbers by what a fact says: ``kind`` is of :data:`PLAIN` or :data:`NAMED`, ``name`` what follows its point."""

    kind: str
    name: str
    rows: Mapping[str, Value]
    """A number or a further choice by name; what stands under :data:`ELSE` is for all others."""

    @property
    def leaves(self) -> tuple[tuple[RowPath, Decimal], ...]:
        """The numbers in the order of the document, each with the way to it."""
        return tuple(_leaves(self, ()))

    def number(self, row: int) -> Decimal:
        """Return the number of a row, counted from 1 in the order of the document."""
        return self.leaves[row - 1][1]

    def parts(self) -> Iterator["Keyed"]:
        """Yield this choice and those inside of it."""
        yield self
        for value in self.rows.values():
            if isinstance(value, Keyed):
                yield from value.parts()


def _leaves(keyed: Keyed, above: RowPath) -> Iterator[tuple[RowPath, Decimal]]:
    for name, value in keyed.rows.items():
        path = (*above, name)
        if isinstance(value, Keyed):
            yield from _leaves(value, path)
        else:
            yield path, value


def leaf(value: Value, row: int) -> Decimal:
    """Return the number that holds in a row; a number that does not depend on the fact holds in all."""
    return value.number(row) if isinstance(value, Keyed) else value


def numbers(value: Value) -> tuple[Decimal, ...]:
    """Return every number that a value may be."""
    return tuple(number for _, number in value.leaves) if isinstance(value, Keyed) else (value,)


def at(value: Value, path: RowPath) -> Decimal:
    """Return the number that holds on the way to a row; a number that does not depend on the fact holds in all."""
    return dict(value.leaves)[path] if isinstance(value, Keyed) else value


def tells_alike(one: Keyed, other: Keyed) -> bool:
    """Return whether two choices tell facts apart in the same way, so that each fact fits the same row of both."""
    if (one.kind, one.name, set(one.rows)) != (other.kind, other.name, set(other.rows)):
        return False
    pairs = [(value, other.rows[name]) for name, value in one.rows.items()]
    return all(
        tells_alike(left, right)
        if isinstance(left, Keyed) and isinstance(right, Keyed)
        else not isinstance(left, Keyed) and not isinstance(right, Keyed)
        for left, right in pairs
    )


def ways(value: Keyed) -> tuple[tuple[Picked, ...], ...]:
    """Return what leads to each number, in the order of :attr:`Keyed.leaves`, to be read."""
    return tuple(way for way, _ in _picked(value, ()))


def reader(read: Callable[[object], Decimal]) -> Callable[[object], object]:
    """Return a validator that reads a number, or numbers by what a fact says."""

    def read_keyed(value: object) -> object:
        if isinstance(value, Keyed) or not isinstance(value, Mapping):
            return value if isinstance(value, Keyed) else read(value)
        if "by" not in value:
            names = ", ".join(str(key) for key in value)
            raise ValueError(
                f"{{{names}: ...}} does not say what picks a number: add by: group, brand and so on; "
                "what is no rate, such as per_unit or fixed, is written in rows: [{from: 500, per_unit: 0.10}]"
            )
        by = str(value["by"])
        kind, _, name = by.partition(".")
        if kind not in (NAMED if name else PLAIN):
            hint = near(by, (*PLAIN, *(f"{each}.NAME" for each in NAMED)))
            meant = "" if name or hint.startswith("Did you mean") else f" An attribute of the facts is attribute.{by}."
            raise ValueError(f"{by!r} picks no row. {hint}{meant}")
        rows = {str(key): read_keyed(each) for key, each in value.items() if key != "by"}
        if not rows:
            raise ValueError(f"nothing stands beside by: {by}; add rows, such as NAME: 20")
        return Keyed(kind, name, rows)  # type: ignore[arg-type]  # the reader returned numbers and choices

    return read_keyed


def rows_told(value: Keyed, role: str) -> Grid:
    """Return the rows as a table: what leads to a number, and the number in its role."""
    return Grid((("column.row", "row"), ("column.gives", role)), tuple(_picked(value, ())))


def _picked(keyed: Keyed, above: tuple[Picked, ...]) -> Iterator[tuple[tuple[Picked, ...], Decimal]]:
    for name, value in keyed.rows.items():
        way = (*above, Picked(keyed.kind, keyed.name, None if name == ELSE else name))
        if isinstance(value, Keyed):
            yield from _picked(value, way)
        else:
            yield way, value


def _schema(*simple: dict[str, Any]) -> WithJsonSchema:
    choice = {"type": "object", "properties": {"by": {"type": "string"}}, "required": ["by"]}
    return WithJsonSchema({"anyOf": [*simple, choice], "description": "a number, or one for each row"})


_NUMBER: Final = r"^[+-]?\d+(_\d+)*(\.\d+)?"
KeyedNumber = Annotated[
    Decimal | InstanceOf[Keyed],
    BeforeValidator(reader(read_number)),
    _schema({"type": "number"}, {"type": "string", "pattern": f"{_NUMBER}$"}),
]
KeyedRate = Annotated[
    Decimal | InstanceOf[Keyed],
    BeforeValidator(reader(read_rate)),
    _schema({"type": "string", "pattern": f"{_NUMBER} ?%$"}),
]
