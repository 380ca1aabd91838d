"""What a form is made of: fields, the places of the document that they show, and the parts in which they stand."""

from dataclasses import dataclass
from typing import Final, Literal

from ristorno.kernel.document import Path, Tree

Kind = Literal["text", "day", "choice", "list", "rows"]

SPARE: Final = 2
"""So many empty rows a table has for new ones."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    """A place of the document: ``name`` is its word on pages, ``value`` what stands there as written.

    ``whole`` is what has to be said whole with it where a version says nothing of it yet: a condition is one thing.
    ``common`` tells that it stands in what a version is laid over.
    """

    path: Path
    name: str
    kind: Kind = "text"
    value: str = ""
    rows: tuple[tuple[str, str], ...] = ()
    choices: tuple[str, ...] = ()
    language: str = ""
    whole: tuple[Path, Tree] | None = None
    common: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """A part of the document with its fields; that of the program itself has no section and no key.

    ``unsaid`` names what of it the text alone shows. ``kind`` is its mechanic or benefit, where it has one. A part that
    is ``gone`` is taken away by this version.
    """

    section: str = ""
    key: str = ""
    fields: tuple[Field, ...] = ()
    unsaid: tuple[str, ...] = ()
    kind: str = ""
    removable: bool = False
    conditional: bool = False
    gone: bool = False
