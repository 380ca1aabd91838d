"""Variants of a program: the same document with other values in some places."""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import product
from pathlib import Path

from ristorno.engine.calculation import Calculation
from ristorno.engine.terms.reading import read_agreements, read_program
from ristorno.kernel.document import Tree, read_documents
from ristorno.kernel.problem import Place, Problem, Refused, near

MOST = 10_000
"""More variants than anybody could compare."""


@dataclass(frozen=True, slots=True)
class Variant:
    """A program to be tried, with the values that are its own."""

    name: str
    settings: tuple[tuple[str, str], ...]
    """By path in the document, such as ``clauses.bonus.mechanic.percent``."""
    calculation: Calculation


def as_written(name: str, calculation: Calculation) -> Variant:
    """Return a program as it stands in its file."""
    return Variant(name, (), calculation)


def grid(text: str, file: str, choices: Mapping[str, Sequence[str]], agreements: str = "") -> Iterator[Variant]:
    """Yield a variant for every combination of values, the last path changing first.

    ``choices`` gives the values of each path. Agreements are laid over every variant.

    Raises:
        Refused: a path is not in the document, or a value makes no sense there.
    """
    (document,) = read_documents(text, file)
    paths = list(choices)
    for combination in product(*choices.values()):
        settings = tuple(zip(paths, combination, strict=True))
        tree: Tree = json.loads(json.dumps(document.tree))
        for path, value in settings:
            _set(tree, path, value, file)
        yield Variant(_name(settings), settings, _calculation(tree, file, settings, agreements))


def _name(settings: Sequence[tuple[str, str]]) -> str:
    return ", ".join(f"{path.removeprefix('clauses.')} = {value}" for path, value in settings) or "as written"


def _calculation(tree: Tree, file: str, settings: Sequence[tuple[str, str]], agreements: str) -> Calculation:
    try:
        program = read_program(json.dumps(tree, ensure_ascii=False), file)
        return Calculation(program, read_agreements(agreements, "agreements", program) if agreements else ())
    except Refused as refused:
        told = [
            Problem(each.code, f"With {_name(settings)}: {each.reason}", each.remedy, Place(file))
            for each in refused.problems
        ]
        raise Refused(told) from None


def _set(tree: Tree, path: str, value: str, file: str) -> None:
    """Put a value at a path that must be there."""
    parts = path.split(".")
    for number, part in enumerate(parts):
        held = _keys(tree)
        if part not in held:
            shown = ".".join(parts[: number + 1])
            reason = f"{shown} is not in the document."
            raise Refused([Problem("simulate.path", reason, near(part, sorted(held)), Place(str(Path(file))))])
        if number + 1 == len(parts):
            _put(tree, part, _value(value))
        else:
            tree = tree[int(part)] if isinstance(tree, list) else tree[part]  # type: ignore[index]


def _keys(tree: Tree) -> set[str]:
    if isinstance(tree, list):
        return {str(place) for place in range(len(tree))}
    return set(tree) if isinstance(tree, dict) else set()


def _put(tree: Tree, part: str, value: Tree) -> None:
    if isinstance(tree, list):
        tree[int(part)] = value
    elif isinstance(tree, dict):
        tree[part] = value


def _value(text: str) -> Tree:
    """Return a value as the document would hold it: a word, or a mapping or list in braces or brackets."""
    if text[:1] in {"{", "["}:
        (document,) = read_documents(text)
        return document.tree
    return text
