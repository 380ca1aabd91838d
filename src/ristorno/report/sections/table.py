"""A table of ready texts."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal, TypeAlias

Kind: TypeAlias = Literal["text", "number", "sum"]
"""``text`` stands left, ``number`` right; a ``sum`` is a number whose column adds up to the foot."""


@dataclass(frozen=True, slots=True)
class Head:
    """The head of a column."""

    text: str
    kind: Kind = "text"


@dataclass(frozen=True, slots=True)
class Table:
    """A table. The first cell of a row names it; ``foot`` is the row of totals, empty where there is none."""

    caption: str
    heads: tuple[Head, ...]
    rows: tuple[tuple[str, ...], ...]
    foot: tuple[str, ...] = ()


def table(caption: str, heads: Iterable[Head], rows: Iterable[Iterable[str]], foot: Iterable[str] = ()) -> Table:
    """Return a table; every row must have as many cells as there are heads."""
    result = Table(caption, tuple(heads), tuple(tuple(row) for row in rows), tuple(foot))
    assert all(len(row) == len(result.heads) for row in (*result.rows, *((result.foot,) if result.foot else ())))
    return result
