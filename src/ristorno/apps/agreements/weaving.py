"""All that was approved of one program or agreement, as one text with the comments that people wrote.

Each later version is put behind the earlier ones as it was written, moved to their column, and every version gets its
`recorded_at`. What comes out is read again and compared with the tree that the engine counts by; a text that is written
too artfully for that (all on one line, say) comes without its comments, but never with another meaning.
"""

import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TypeAlias

from ruamel.yaml import YAML
from ruamel.yaml.nodes import MappingNode, Node, SequenceNode

from ristorno.apps.agreements.binding import HEAD, Part, bound
from ristorno.kernel.document import Tree, read_documents
from ristorno.kernel.editing import end_of, end_of_line
from ristorno.kernel.problem import Refused

Edit: TypeAlias = tuple[int, int, str]
"""From where to where a text is replaced by what."""

_INDENT = 2


@dataclass(frozen=True, slots=True)
class Approved:
    """A text with the part that it became."""

    text: str
    part: Part


class _TooArtful(Exception):  # noqa: N818 - it is an answer
    """The text cannot be woven; it is written anew."""


def woven(key: str, approved: Sequence[Approved]) -> str:
    """Return one text that says what all approved ones say together."""
    whole = bound([each.part for each in approved])
    if whole is None:
        return f"# {key} was ended before it began.\n"
    try:
        text = _woven(approved)
        (read,) = read_documents(text)
    except (_TooArtful, Refused, ValueError):
        return _anew(whole.tree)
    return text if read.tree == whole.tree else _anew(whole.tree)


def _woven(approved: Sequence[Approved]) -> str:
    first = approved[0]
    root = _root(first.text)
    later = [_behind(each) for each in approved[1:] if each.part.versions]
    column, edits = _INDENT, list(_heads(root, approved))
    versions = _value(root, "versions")
    if versions is not None:
        column = _sequence(versions).start_mark.column
        edits += _recorded(versions, first.part)
    added = "".join(_moved(text, column - old) for text, old in later)
    if not added:
        return _edited(first.text, edits)
    if versions is not None:
        end = end_of_line(first.text, end_of(versions))
        return _edited(first.text, [*edits, (end, end, f"\n{added}".rstrip("\n"))])
    return f"{_edited(first.text, edits).rstrip()}\nversions:\n{added}"


def _anew(tree: Tree) -> str:
    stream = io.StringIO()
    writer = YAML()
    writer.width = 120
    writer.dump(tree, stream)
    return stream.getvalue()


def _root(text: str) -> MappingNode:
    root = YAML(typ="safe", pure=True).compose(text)
    if not isinstance(root, MappingNode) or root.flow_style:
        raise _TooArtful
    return root


def _pair(root: MappingNode, key: str) -> tuple[Node, Node] | None:
    return next(((name, value) for name, value in root.value if name.value == key), None)


def _value(root: MappingNode, key: str) -> Node | None:
    found = _pair(root, key)
    return found[1] if found else None


def _sequence(node: Node) -> SequenceNode:
    if not isinstance(node, SequenceNode) or node.flow_style:
        raise _TooArtful
    return node


def _recorded(versions: Node, part: Part) -> Iterator[Edit]:
    """Yield what writes into each version when it was recorded."""
    for item in _sequence(versions).value:
        start = item.start_mark
        said = f"recorded_at: {part.recorded_at.isoformat()}"
        if item.flow_style:
            yield start.index + 1, start.index + 1, f"{said}, "
        else:
            yield start.index, start.index, f"{said}\n{' ' * start.column}"


def _behind(approved: Approved) -> tuple[str, int]:
    """Return the versions of a later text as lines, and the column in which they begin."""
    root = _root(approved.text)
    pair = _pair(root, "versions")
    assert pair is not None
    versions = _sequence(pair[1])
    following = [name.start_mark.index for name, _ in root.value if name.start_mark.index > pair[0].start_mark.index]
    start = end_of_line(approved.text, pair[0].end_mark.index) + 1
    end = min(following, default=len(approved.text))
    edits = [(at - start, to - start, text) for at, to, text in _recorded(versions, approved.part)]
    return _edited(approved.text[start:end], edits).rstrip() + "\n", versions.start_mark.column


def _heads(root: MappingNode, approved: Sequence[Approved]) -> Iterator[Edit]:
    """Yield what changes whose agreement it is and when it ends."""
    said: dict[str, Tree] = {}
    for each in approved[1:]:
        for key in HEAD:
            if key in each.part.tree:
                said["ends" if key == "ends" else "members"] = each.part.tree[key]
                said |= {} if key == "ends" else {"key": key}
    if "members" in said:
        old = _pair(root, "members") or _pair(root, "member")
        assert old is not None
        yield old[0].start_mark.index, end_of(old[1]), f"{said['key']}: {_flow(said['members'])}"
    if "ends" in said:
        ends = _pair(root, "ends")
        if ends is not None:
            yield ends[0].start_mark.index, end_of(ends[1]), "" if said["ends"] == "none" else f"ends: {said['ends']}"
        elif said["ends"] != "none":
            yield root.start_mark.index, root.start_mark.index, f"ends: {said['ends']}\n"


def _flow(tree: Tree) -> str:
    stream = io.StringIO()
    writer = YAML()
    writer.default_flow_style = True
    writer.width = 1_000_000
    writer.dump([tree], stream)
    return stream.getvalue().strip()[1:-1]


def _moved(text: str, by: int) -> str:
    """Return lines moved to the right, or to the left as far as there is room."""
    if by >= 0:
        return "".join(f"{' ' * by}{line}" if line.strip() else line for line in text.splitlines(keepends=True))
    lines = text.splitlines(keepends=True)
    return "".join(line[min(-by, len(line) - len(line.lstrip(" "))) :] for line in lines)


def _edited(text: str, edits: Sequence[Edit]) -> str:
    for start, end, replacement in sorted(edits, reverse=True):
        text = f"{text[:start]}{replacement}{text[end:]}"
    return text
