"""A YAML text changed at some paths and nowhere else: comments, order, spaces and quotes of all the rest stay.

A library that loads and dumps a document keeps comments and yet writes the rest anew in its own manner, and has an
opinion of what ``1_500`` or ``2026-07-01`` is. Here the text itself is cut where the composed nodes say that a value
stands. What comes out is read again and held against the tree that was meant; a text that is written too artfully for
that is refused, never changed into something else.
"""

import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from ruamel.yaml import YAML
from ruamel.yaml.nodes import CollectionNode, MappingNode, Node, ScalarNode, SequenceNode

from ristorno.kernel.document import Document, Path, Tree, read_document
from ristorno.kernel.problem import Problem, Refused

_PLAIN: Final = re.compile(r"(?![-?:.]( |$))[\w.+\-/%?=()]([\w.+\-/%?=(); ]*[\w.+\-/%?=();])?")
"""What needs no quotes anywhere, inside braces too."""


def put(text: str, path: Path, value: Tree) -> str:
    """Return a text with a value at a path, of which only the last steps may be missing.

    Where a mapping takes the place of a mapping, what both have stays as it is written.

    Raises:
        Refused: it is not one YAML document, or is written too artfully to be changed there.
    """
    return _changed(text, path, value)


def insert(text: str, path: Path, value: Tree) -> str:
    """Return a text with something new at a path, written as somebody would: what it says stands line by line.

    Inside of braces it is written in braces, as :func:`put` does.

    Raises:
        Refused: as :func:`put`.
    """
    return _changed(text, path, value, lined=True)


def drop(text: str, path: Path) -> str:
    """Return a text without what stands at a path; the text itself where nothing does.

    Raises:
        Refused: as :func:`put`.
    """
    return _changed(text, path, None)


def at(tree: Tree, path: Path) -> "Tree | None":
    """Return what stands at a path of a tree; None where nothing does."""
    found: Tree | None = tree
    for part in path:
        if isinstance(found, dict):
            found = found.get(str(part))
        else:
            inside = isinstance(found, list) and isinstance(part, int) and part < len(found)
            found = found[part] if inside else None  # type: ignore[index]  # a list, by the line above
    return found


def _changed(text: str, path: Path, value: "Tree | None", *, lined: bool = False) -> str:
    before = read_document(text)
    if at(before.tree, path) == value:
        return text
    wanted = _meant(before.tree, path, value)
    try:
        done = text
        for _ in range(_MOST):
            edit = next(_edits(_root(done), done, path, value, lined=lined), None)
            if edit is None:
                break
            start, end, new = edit
            done = f"{done[:start]}{new}{done[end:]}"
        if read_document(done).tree == wanted:
            return done
    except (Refused, TypeError, ValueError):
        pass
    raise Refused([_artful(before, path)])


_MOST: Final = 2_000
"""So many cuts at most; each is made in a text that is read anew, as it moves what stands behind it."""


def _edits(
    root: Node, text: str, path: Path, value: "Tree | None", *, lined: bool = False
) -> Iterator[tuple[int, int, str]]:
    """Yield the cuts that are still to be made."""
    holder, rest = _down(root, path)
    if value is None:
        if not rest:
            parent, _ = _down(root, path[:-1])
            yield _without(_mapping(parent), text, str(path[-1]))
    elif rest:
        nested: Tree = value
        for part in reversed(rest[1:]):
            nested = {str(part): nested}
        outer, _ = _down(root, path[: len(path) - len(rest) - 1])
        yield _with(_mapping(holder), text, str(rest[0]), nested, _Lines(outer, len(rest)) if lined else _Lines())
    elif isinstance(value, dict) and isinstance(holder, MappingNode) and holder.value and value:
        yield from _reconciled(root, holder, text, path, value)
    elif _tree(holder) != value:
        yield holder.start_mark.index, end_of(holder), flow(value)


def _reconciled(
    root: Node, held: MappingNode, text: str, path: Path, value: dict[str, Tree]
) -> Iterator[tuple[int, int, str]]:
    """Yield the cuts that make one mapping of another: what is new first, so that it is never left without any."""
    known = {name.value for name, _ in held.value}
    for key in value:
        yield from _edits(root, text, (*path, key), value[key])
    for key in known - set(value):
        yield _without(held, text, key)


def _down(node: Node, path: Path) -> tuple[Node, Path]:
    """Return the node that lies deepest on a path, and the steps that are missing."""
    for place, part in enumerate(path):
        if isinstance(node, MappingNode):
            found = next((value for name, value in node.value if name.value == part), None)
        elif isinstance(node, SequenceNode) and isinstance(part, int) and part < len(node.value):
            found = node.value[part]
        else:
            found = None
        if found is None:
            return node, path[place:]
        node = found
    return node, ()


@dataclass(frozen=True, slots=True)
class _Lines:
    """In what something new is written: so many mappings inside of each other stand line by line, the rest in braces.

    ``outer`` is what holds the mapping that gets it.
    """

    outer: Node | None = None
    levels: int = 0

    def of(self, tree: Tree, indent: int) -> str:
        """Return a mapping line by line, from a new line on; what is none, or lies deeper, behind the colon."""
        if not self.levels or not isinstance(tree, dict) or not tree:
            return f" {flow(tree)}"
        inner = _Lines(None, self.levels - 1)
        return "".join(f"\n{' ' * indent}{flow(key)}:{inner.of(each, indent + 2)}" for key, each in tree.items())


def _with(held: MappingNode, text: str, key: str, value: Tree, lines: _Lines) -> tuple[int, int, str]:
    """Return the cut that puts a pair behind the others of a mapping."""
    pair: Tree = {key: value}
    whole = _Lines(None, lines.levels + 1)
    if not held.flow_style:
        end = end_of_line(text, end_of(held))
        return end, end, whole.of(pair, held.start_mark.column)
    if held.value:
        end = end_of(held.value[-1][1])
        return end, end, f", {flow(pair)[1:-1]}"
    outer = lines.outer
    if lines.levels and isinstance(outer, MappingNode) and not outer.flow_style:
        # Braces with nothing between them open into lines; a comment behind them stays on theirs.
        start, end = held.start_mark.index, end_of_line(text, held.end_mark.index)
        behind = text[held.end_mark.index : end].rstrip()
        return len(text[:start].rstrip()), end, f"{behind}{whole.of(pair, outer.start_mark.column + 2)}"
    return held.start_mark.index, held.end_mark.index, flow(pair)


def _without(held: MappingNode, text: str, key: str) -> tuple[int, int, str]:
    """Return the cut that takes a pair out, with the comment at the end of its line."""
    place = next(place for place, (name, _) in enumerate(held.value) if name.value == key)
    name, value = held.value[place]
    if len(held.value) == 1:
        return held.start_mark.index, end_of(held), "{}"
    if place == 0:
        return name.start_mark.index, held.value[1][0].start_mark.index, ""
    before = end_of(held.value[place - 1][1])
    if held.flow_style:
        return before, end_of(value), ""
    return end_of_line(text, before), end_of_line(text, end_of(value)), ""


def _mapping(node: Node) -> MappingNode:
    if isinstance(node, MappingNode):
        return node
    raise TypeError("no mapping stands there")


def _root(text: str) -> Node:
    node: Node | None = YAML(typ="safe", pure=True).compose(text)
    if node is None:
        raise ValueError("the text is empty")
    return node


def _tree(node: Node) -> Tree:
    if isinstance(node, ScalarNode):
        return str(node.value)
    if isinstance(node, SequenceNode):
        return [_tree(each) for each in node.value]
    return {str(name.value): _tree(each) for name, each in node.value}


def end_of(node: Node) -> int:
    """Return where the last word of a node ends, without the empty lines and comments behind it."""
    if not isinstance(node, CollectionNode) or node.flow_style or not node.value:
        return int(node.end_mark.index)
    last = node.value[-1]
    return end_of(last[1] if isinstance(last, tuple) else last)


def end_of_line(text: str, index: int) -> int:
    """Return where the line ends in which, or behind which, a place stands."""
    if text[index - 1 : index] == "\n":
        return index - 1
    found = text.find("\n", index)
    return len(text) if found < 0 else found


def flow(tree: Tree) -> str:
    """Return a tree as it stands on one line, with quotes where they are needed alone."""
    if isinstance(tree, dict):
        return f"{{{', '.join(f'{flow(key)}: {flow(each)}' for key, each in tree.items())}}}"
    if isinstance(tree, list):
        return f"[{', '.join(map(flow, tree))}]"
    return tree if _PLAIN.fullmatch(tree) else json.dumps(tree, ensure_ascii=False)


def _meant(tree: Tree, path: Path, value: "Tree | None") -> Tree:
    """Return a tree with a value at a path, or without one."""
    if not path:
        return "" if value is None else value
    part, rest = path[0], path[1:]
    if isinstance(tree, list) and isinstance(part, int):
        return [_meant(each, rest, value) if place == part else each for place, each in enumerate(tree)]
    held = dict(tree) if isinstance(tree, dict) else {}
    key = str(part)
    if value is None and not rest:
        held.pop(key, None)
        return held
    return {**held, key: _meant(held.get(key, {}), rest, value)}


def _artful(document: Document, path: Sequence[str | int]) -> Problem:
    return Problem(
        "yaml.artful",
        "The text is written in a way in which nothing but a person can change it here.",
        "Change it in the text itself.",
        document.place(tuple(path)),
    )
