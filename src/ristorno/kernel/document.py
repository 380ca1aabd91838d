"""YAML 1.2 as text: every scalar stays what was typed, and every value remembers its line.

A tax number ``0105012345``, a country ``NO`` and an amount ``1.50`` stay what they are; the model gives them
types. The tree that comes out holds only dicts, lists and strings.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import TypeAlias

from ruamel.yaml import YAML
from ruamel.yaml.composer import MaxDepthExceededError
from ruamel.yaml.error import MarkedYAMLError, YAMLError
from ruamel.yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode

from ristorno.kernel.problem import Place, Problem, Refused

Tree: TypeAlias = "dict[str, Tree] | list[Tree] | str"
Path: TypeAlias = tuple[str | int, ...]

_LIMIT = 2_000_000
_DEPTH = 40
_NODES = 200_000
_TOO_DEEP = "The document is nested too deeply or repeats itself."


@dataclass(frozen=True, slots=True)
class Document:
    """A document as a tree of text, with the place of every path in it."""

    file: str
    tree: Tree
    lines: Mapping[Path, tuple[int, int]]

    def place(self, path: Path) -> Place:
        """Return where a path stands; the nearest enclosing path if it is not in the document itself."""
        path = self._named(path)
        shown = ".".join(str(part) for part in path)
        while path and path not in self.lines:
            path = path[:-1]
        line, column = self.lines.get(path, (1, 1))
        return Place(self.file, line, column, shown)

    def _named(self, path: Path) -> Path:
        """Turn a number inside a mapping into the key that stands there: checks know rows by their position."""
        for end in range(len(path)):
            part = path[end]
            if isinstance(part, int) and path[: end + 1] not in self.lines:
                keys = [known for known in self.lines if len(known) == end + 1 and known[:end] == path[:end]]
                if part < len(keys):
                    return self._named((*keys[part], *path[end + 1 :]))
        return path


def read_documents(text: str, file: str = "") -> tuple[Document, ...]:
    """Return the documents of a YAML stream. Raises :class:`Refused` for anything that is not plain YAML 1.2."""
    if len(text) > _LIMIT:
        raise _refused(
            file,
            None,
            "yaml.too_large",
            f"The document has {len(text):,} characters; the limit is {_LIMIT:,}.",
        )
    try:
        nodes = [node for node in _composer().compose_all(text) if node is not None]
        return tuple(_document(node, file) for node in nodes)
    except MaxDepthExceededError as error:
        raise _refused(file, error.problem_mark, "yaml.too_deep", _TOO_DEEP) from None
    except MarkedYAMLError as error:
        raise _refused(file, error.problem_mark or error.context_mark, "yaml.malformed", _sentence(error)) from None
    except (YAMLError, ValueError, RecursionError) as error:
        reason = str(error).splitlines()[0].strip() or "The text is not YAML."
        raise _refused(file, None, "yaml.malformed", f"This is not YAML: {reason}.") from None


def _composer() -> YAML:
    # Without this bound a few thousand brackets cost minutes before anybody could look at the nodes.
    composer = YAML(typ="safe", pure=True)
    composer.max_depth = _DEPTH + 1
    # YAML 1.2 allows to give a name again; a warning on the terminal would say nothing that a reader can use.
    composer.composer.warn_double_anchors = False
    return composer


def read_document(text: str, file: str = "", begin: str = "") -> Document:
    """Return the one document of a YAML text, which should ``begin`` with a certain key.

    Raises :class:`Refused` where there is none, or more than one.
    """
    documents = read_documents(text, file)
    if len(documents) == 1:
        return documents[0]
    reason = "The file is empty." if not documents else "The file holds several documents; one is expected."
    raise Refused(
        [Problem("yaml.one_document", reason, f"Begin with `{begin}`, and write no --- inside.", Place(file))]
    )


def _sentence(error: MarkedYAMLError) -> str:
    parts = [str(part) for part in (error.context, error.problem) if part]
    return f"This is not YAML: {', '.join(parts)}."


def _refused(file: str, mark: object, code: str, reason: str) -> Refused:
    line = getattr(mark, "line", None)
    column = getattr(mark, "column", None)
    spot = Place(file, line + 1, column + 1) if isinstance(line, int) and isinstance(column, int) else Place(file)
    remedy = "Check the indentation (spaces, no tabs), colons and quotes near this place."
    return Refused([Problem(code, reason, remedy, spot)])


def _document(node: Node, file: str) -> Document:
    reader = _Reader(file)
    tree = reader.read(node, ())
    return Document(file, tree, MappingProxyType(reader.lines))


class _Reader:
    """Turns composed nodes into text, refusing what would make a document mean more than it shows."""

    def __init__(self, file: str) -> None:
        self.file = file
        self.lines: dict[Path, tuple[int, int]] = {}
        self.count = 0

    def read(self, node: Node, path: Path) -> Tree:
        self.count += 1
        if len(path) > _DEPTH or self.count > _NODES:
            raise _refused(
                self.file,
                node.start_mark,
                "yaml.too_deep",
                _TOO_DEEP,
            )
        self.lines.setdefault(path, (node.start_mark.line + 1, node.start_mark.column + 1))
        if isinstance(node, ScalarNode):
            return str(node.value)
        if isinstance(node, SequenceNode):
            return [self.read(child, (*path, index)) for index, child in enumerate(node.value)]
        return dict(self._pairs(node, path))

    def _pairs(self, node: Node, path: Path) -> Iterator[tuple[str, Tree]]:
        assert isinstance(node, MappingNode)
        seen: set[str] = set()
        for key_node, value_node in node.value:
            key = self._key(key_node)
            if key in seen:
                reason = f"The key {key!r} stands twice in one mapping."
                raise _refused(self.file, key_node.start_mark, "yaml.duplicate_key", reason)
            seen.add(key)
            self.lines[(*path, key)] = (key_node.start_mark.line + 1, key_node.start_mark.column + 1)
            yield key, self.read(value_node, (*path, key))

    def _key(self, node: Node) -> str:
        if not isinstance(node, ScalarNode):
            raise _refused(self.file, node.start_mark, "yaml.key", "A key must be plain text.")
        return str(node.value)
