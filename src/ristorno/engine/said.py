"""What a kind says of itself when the rules are read out: sentences and rows as data, its words beside it.

A kind yields :class:`Said` and :class:`Grid` from its terms and brings the words for both, in every language of the
product. :mod:`ristorno.engine.rulebook` writes them out; it has to know no kind by name.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Final, TypeAlias

Words: TypeAlias = Mapping[str, str]
"""A text by language. Placeholders name values, with a role behind a colon that says how the value is written:
``{rate:rate}``, ``{gives:amount}``, ``{step:mark}``; the roles stand in :mod:`ristorno.engine.rulebook.clauserules`."""

_NOTHING: Final[Mapping[str, object]] = MappingProxyType({})


def _nothing() -> Mapping[str, object]:
    return _NOTHING


def says(*, en: str, ru: str, th: str) -> Words:
    """Return one text in the languages of the product."""
    return MappingProxyType({"en": en, "ru": ru, "th": th})


@dataclass(frozen=True, slots=True)
class Said:
    """One sentence: its key among the words of the kind, and the values of its placeholders."""

    key: str
    values: Mapping[str, object] = field(default_factory=_nothing)


@dataclass(frozen=True, slots=True)
class Picked:
    """By what of a fact a row is picked: ``kind`` such as group or level, with a name where it has one.

    ``value`` is what the fact must say; None for all others. A cell of the role ``row`` is a tuple of these.
    """

    kind: str
    name: str
    value: str | None


@dataclass(frozen=True, slots=True)
class Grid:
    """A small table: columns as (key of the heading among the words of the kind, role of the cells), and the rows."""

    columns: tuple[tuple[str, str], ...]
    rows: tuple[tuple[object, ...], ...]
