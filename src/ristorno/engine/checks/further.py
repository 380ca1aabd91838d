"""Everything that can be known to be wrong at once.

Checks go in stages: how values are written, then names, then sense, because a later one builds on what an earlier one
found good. One broken part of a program would so hide what is wrong with the others. Therefore what is broken is taken
out, with everything that mentions it, and the rest is checked again, until nothing new is found.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from typing import Final, TypeAlias

from ristorno.kernel.document import Document, Tree
from ristorno.kernel.problem import Problem, Refused

SECTIONS: Final = ("sets", "ladders", "clauses", "offers")
"""The parts of a program that can be taken out one by one."""
Entry: TypeAlias = tuple[str, str]


def refused(document: Document, check: Callable[[Document], object]) -> tuple[Problem, ...]:
    """Return everything that ``check`` refuses in a document and in what is left of it without the broken parts."""
    found: dict[Problem, None] = {}
    left: Document | None = document
    while left is not None:
        problems = _problems(left, check)
        new = [each for each in problems if left is document or _entry(each, left) is not None]
        found |= dict.fromkeys(new)
        left = _without(left, new)
    return tuple(found)


def _problems(document: Document, check: Callable[[Document], object]) -> tuple[Problem, ...]:
    try:
        check(document)
    except Refused as answer:
        return answer.problems
    return ()


def _entry(problem: Problem, document: Document) -> Entry | None:
    """Return the part in which a problem lies; None where it lies elsewhere."""
    section, _, rest = problem.place.path.partition(".")
    names = _names(document, section) if section in SECTIONS else ()
    return next(((section, name) for name in names if rest == name or rest.startswith(f"{name}.")), None)


def _names(document: Document, section: str) -> tuple[str, ...]:
    part = document.tree.get(section) if isinstance(document.tree, dict) else None
    return tuple(part) if isinstance(part, dict) else ()


def _without(document: Document, problems: Iterable[Problem]) -> Document | None:
    """Return a document without the parts in which problems lie; None where there are none, or no clause is left."""
    broken = {entry for each in problems if (entry := _entry(each, document)) is not None}
    if not broken or not isinstance(document.tree, dict):
        return None
    parts = {(section, name) for section in SECTIONS for name in _names(document, section)}
    while more := {
        part for part in parts - broken if not {name for _, name in broken}.isdisjoint(_said(document, part))
    }:
        broken |= more
    kept = {
        key: {name: each for name, each in value.items() if (key, name) not in broken}
        if key in SECTIONS and isinstance(value, dict)
        else value
        for key, value in document.tree.items()
        if key != "versions"
    }
    return replace(document, tree=kept) if kept.get("clauses") else None


def _said(document: Document, part: Entry) -> frozenset[str]:
    assert isinstance(document.tree, dict)
    section = document.tree[part[0]]
    assert isinstance(section, dict)
    return frozenset(_words(section[part[1]]))


def _words(tree: Tree) -> Iterator[str]:
    """Yield every key and every value of a tree."""
    if isinstance(tree, dict):
        for key, value in tree.items():
            yield key
            yield from _words(value)
    elif isinstance(tree, str):
        yield tree
    else:
        for value in tree:
            yield from _words(value)
