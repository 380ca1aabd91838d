"""YAML 1.2 read with every scalar as text, and the line that everything stands in.

A tax number ``0105012345``, a country ``NO`` and an amount ``1.50`` stay what they are: only the model that
asks for a number or a yes types them.
"""

from collections.abc import Mapping as Map
from dataclasses import dataclass
from typing import TypeAlias

from ruamel.yaml import YAML
from ruamel.yaml.error import MarkedYAMLError, YAMLError
from ruamel.yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode

from ristorno.kernel.problem import Place, Problem, Refused

Text: TypeAlias = "str | None | list[Text] | dict[str, Text]"
Path: TypeAlias = tuple[str | int, ...]

DEPTH_LIMIT = 40
NODE_LIMIT = 100_000


@dataclass(frozen=True, slots=True)
class Document:
    """The content of a document and the line (from 1) of each of its parts, by path."""

    content: Text
    lines: Map[Path, int]

    def line(self, path: Path) -> int | None:
        """Return the line of the part, or of the nearest part around it."""
        while path and path not in self.lines:
            path = path[:-1]
        return self.lines.get(path)


def read_yaml(text: str, file: str) -> Document:
    """Read one document.

    Raises:
        Refused: the text is no YAML, names a key twice, or is nested beyond reason.
    """
    try:
        node = YAML().compose(text)
    except MarkedYAMLError as error:
        mark = error.problem_mark
        place = Place(file, mark.line + 1, mark.column + 1) if mark else Place(file)
        reason = f"This is not valid YAML: {error.problem or error.context}."
        raise Refused([Problem("yaml", reason, "Check indentation, colons and quotes.", place)]) from None
    except (YAMLError, ValueError, RecursionError) as error:
        reason = f"This is not valid YAML: {error}."
        raise Refused([Problem("yaml", reason, "Save it as UTF-8 text.", Place(file))]) from None
    if node is None:
        raise Refused([Problem("empty_document", "The document is empty.", "", Place(file))])
    reader = _Reader(file)
    content = reader.value(node, ())
    if reader.problems:
        raise Refused(reader.problems)
    return Document(content, reader.lines)


class _Reader:
    def __init__(self, file: str) -> None:
        self.file = file
        self.lines: dict[Path, int] = {}
        self.problems: list[Problem] = []

    def value(self, node: Node, path: Path) -> Text:
        self.lines[path] = node.start_mark.line + 1
        if len(path) > DEPTH_LIMIT or len(self.lines) > NODE_LIMIT:
            place = Place(self.file, node.start_mark.line + 1)
            raise Refused([Problem("too_deep", "The document is nested or repeated beyond reason.", "", place)])
        if isinstance(node, MappingNode):
            return self._mapping(node, path)
        if isinstance(node, SequenceNode):
            return [self.value(part, (*path, index)) for index, part in enumerate(node.value)]
        assert isinstance(node, ScalarNode)
        return None if node.value == "" and node.style is None else str(node.value)

    def _mapping(self, node: MappingNode, path: Path) -> Text:
        result: dict[str, Text] = {}
        for key, value in node.value:
            name = str(key.value)
            if name in result:
                place = Place(self.file, key.start_mark.line + 1, key.start_mark.column + 1)
                reason = f"{name!r} is said twice."
                self.problems.append(Problem("duplicate_key", reason, "Keep one of them.", place))
            result[name] = self.value(value, (*path, name))
            self.lines[(*path, name)] = key.start_mark.line + 1
        return result
