"""All that was approved of one program or agreement, as the one document that the engine reads.

The first text is the whole document; each later one adds versions, and for an agreement may change whose it is and when
it ends. What comes out is one tree with `recorded_at` in every version, in which every path still knows the text, line
and column where somebody wrote it.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from ristorno.engine.terms.scalars import read_day
from ristorno.kernel.document import Document, Path, Tree
from ristorno.kernel.problem import Place

HEAD = ("member", "members", "ends")
"""What a later text may change of an agreement beside adding versions."""


@dataclass(frozen=True, slots=True)
class Part:
    """One approved text, or a draft that is looked at as if it were."""

    document: Document
    recorded_at: datetime

    @property
    def tree(self) -> Mapping[str, Tree]:
        """What it says."""
        return tree_of(self.document)

    @property
    def versions(self) -> Sequence[Tree]:
        """The versions that it brings, as written."""
        return versions_of(self.document)


def tree_of(document: Document) -> Mapping[str, Tree]:
    """Return what a document says; texts that are no mapping were refused before."""
    assert isinstance(document.tree, dict)
    return document.tree


def versions_of(document: Document) -> Sequence[Tree]:
    """Return the versions that a document brings, as written; none where that is no list."""
    found = tree_of(document).get("versions")
    return found if isinstance(found, list) else []


@dataclass(frozen=True, slots=True)
class Bound(Document):
    """A document put together of several texts."""

    origins: Mapping[Path, tuple[Document, Path]]
    """Where what stands at a path of one or two steps was written."""

    def place(self, path: Path) -> Place:
        """Return where a path was written, in the text in which somebody wrote it."""
        for length in (2, 1):
            if path[:length] in self.origins and len(path) >= length:
                document, inner = self.origins[path[:length]]
                return document.place((*inner, *path[length:]))
        return Document.place(self, path)


def bound(parts: Sequence[Part]) -> Document | None:
    """Return the document of all parts, in the order of their approval; None where it was ended before it began."""
    first = parts[0]
    tree: dict[str, Tree] = {key: value for key, value in first.tree.items() if key != "versions"}
    lines = {path: spot for path, spot in first.document.lines.items() if path[:1] != ("versions",)}
    origins: dict[Path, tuple[Document, Path]] = {}
    for part in parts[1:]:
        _change_head(tree, lines, origins, part)
    ended = _ended(parts)
    versions = _versions(parts, ended)
    if first.versions and not versions:
        return None
    if versions or "versions" in first.tree:
        tree["versions"] = [_recorded(part, index) for part, index in versions] or first.tree["versions"]
        lines["versions",] = first.document.lines.get(("versions",), (1, 1))
    for place, (part, index) in enumerate(versions):
        inner: Path = ("versions", index)
        origins["versions", place] = part.document, inner
        lines |= {
            ("versions", place, *path[2:]): spot for path, spot in part.document.lines.items() if path[:2] == inner
        }
    return Bound(first.document.file, tree, lines, origins)


def members_of(document: Document) -> Sequence[tuple[str, Path]]:
    """Return the members that a document names, each with its path."""
    tree = tree_of(document)
    one, several = tree.get("member"), tree.get("members")
    found: list[tuple[str, Path]] = [(one, ("member",))] if isinstance(one, str) else []
    if isinstance(several, list):
        found += [(name, ("members", place)) for place, name in enumerate(several) if isinstance(name, str)]
    return found


def _change_head(
    tree: dict[str, Tree], lines: dict[Path, tuple[int, int]], origins: dict[Path, tuple[Document, Path]], part: Part
) -> None:
    for key in HEAD:
        if key not in part.tree:
            continue
        if key != "ends":
            tree.pop("member", None)
            tree.pop("members", None)
        tree[key] = part.tree[key]
        origins[key,] = part.document, (key,)
        lines |= {path: spot for path, spot in part.document.lines.items() if path[:1] == (key,)}
    if tree.get("ends") == "none":
        del tree["ends"]


def _ended(parts: Sequence[Part]) -> tuple[int, date] | None:
    """Return the part that ended it last, by its position, and the last day."""
    said = [(place, part.tree["ends"]) for place, part in enumerate(parts) if "ends" in part.tree]
    if not said or said[-1][1] == "none":
        return None
    try:
        return said[-1][0], read_day(said[-1][1])
    except ValueError:
        return None  # the engine tells what is wrong with it


def _versions(parts: Sequence[Part], ended: tuple[int, date] | None) -> list[tuple[Part, int]]:
    """Return the versions of all parts; an end takes back those recorded before it that would begin after it."""
    found: list[tuple[Part, int]] = []
    for place, part in enumerate(parts):
        for index in range(len(part.versions)):
            begins = begin_of(part.versions[index])
            if ended is None or begins is None or place >= ended[0] or begins <= ended[1]:
                found.append((part, index))
    return found


def begin_of(version: Tree) -> date | None:
    """Return the day from which a version rules; None where that cannot be read."""
    try:
        return read_day(version["effective_from"]) if isinstance(version, dict) else None
    except (KeyError, ValueError):
        return None


def _recorded(part: Part, index: int) -> Tree:
    version = part.versions[index]
    return {"recorded_at": part.recorded_at.isoformat(), **version} if isinstance(version, dict) else version
