"""What people write: a text of one or several documents, each about one program or one agreement."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from typing import Literal, TypeAlias

from ruamel.yaml import YAML
from ruamel.yaml.events import DocumentStartEvent

from ristorno.kernel.document import Document, read_document, read_documents
from ristorno.kernel.problem import Place, Problem, Refused

Kind: TypeAlias = Literal["program", "agreement"]

LONGEST = 120
"""So many letters a name has at most."""


@dataclass(frozen=True, slots=True)
class Piece:
    """One document of a text: what it is about, and the part of the text that it was read from."""

    kind: Kind
    key: str
    text: str
    document: Document


def pieces(text: str, file: str = "") -> tuple[Piece, ...]:
    """Return the documents of a text, each with its own part of it; places are those in the whole text.

    Raises:
        Refused: it is not YAML, a document is about neither a program nor an agreement, or two are about the same.
    """
    documents = read_documents(text, file)
    if not documents:
        raise Refused([Problem("agreements.empty", "There is nothing in it.", "", Place(file))])
    parts = [text] if len(documents) == 1 else _split(text, documents, file)
    named = list(zip(documents, parts, strict=True))
    problems = [*_unnamed(documents), *_twice(documents)]
    if problems:
        raise Refused(problems)
    return tuple(Piece(*_named(document), part, document) for document, part in named)


@lru_cache(maxsize=20_000)
def read(text: str, file: str) -> Document:
    """Return the one document of a text that was read before; what never changes is read once."""
    return read_document(text, file)


def _named(document: Document) -> tuple[Kind, str]:
    tree = document.tree
    assert isinstance(tree, dict)
    return ("agreement", str(tree["agreement"])) if "agreement" in tree else ("program", str(tree["program"]))


def _unnamed(documents: Sequence[Document]) -> Iterator[Problem]:
    for document in documents:
        tree = document.tree
        keys = {"agreement", "program"} & set(tree) if isinstance(tree, dict) else ()
        if not keys or not all(isinstance(tree[key], str) and tree[key] for key in keys):  # type: ignore[call-overload, index]
            reason = "The document does not say what it is about."
            remedy = "Begin with `program: NAME`, or with `agreement: NAME`."
            yield Problem("agreements.nameless", reason, remedy, document.place(()))
            continue
        kind, key = _named(document)
        if len(key) > LONGEST or not key.isprintable():
            reason = f"The name of the {kind} is longer than {LONGEST} characters, or not on one line."
            yield Problem("agreements.name", reason, "Use a short one.", document.place((kind,)))


def _twice(documents: Sequence[Document]) -> Iterator[Problem]:
    seen: set[tuple[str, str]] = set()
    for document in documents:
        if next(_unnamed([document]), None) is not None:
            continue
        name = _named(document)
        if name in seen:
            reason = f"Two documents are about the {name[0]} {name[1]!r}."
            yield Problem("agreements.twice", reason, "Write one of them, with all its versions.", document.place(()))
        seen.add(name)


def _split(text: str, documents: Sequence[Document], file: str) -> list[str]:
    """Return the part of the text of each document, comments included."""
    events = YAML(typ="safe", pure=True).parse(text)
    starts = [event for event in events if isinstance(event, DocumentStartEvent)]
    cuts = [0, *(event.start_mark.index for event in starts[1:]), len(text)]
    parts = [text[start:end] for start, end in pairwise(cuts)]
    parts = [parts[0], *(part.removeprefix("---").removeprefix("\n") for part in parts[1:])]
    if len(parts) != len(documents) or not all(map(_says, parts, documents)):
        reason = "The documents of this text cannot be told apart."
        raise Refused([Problem("agreements.parts", reason, "Write each one into a file of its own.", Place(file))])
    return parts


def _says(part: str, document: Document) -> bool:
    try:
        return read_document(part).tree == document.tree
    except Refused:
        return False
