"""Documents given as trees: counted without a text in between, and mended where a word in them makes no sense."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Final, NamedTuple

from hypothesis import assume

from ristorno.engine.calculation import Calculation
from ristorno.engine.terms.reading import agreements_of, program_of
from ristorno.kernel import document
from ristorno.kernel.document import Document
from ristorno.kernel.problem import Problem, Refused
from strategies.writing import Tree

_LOOSE: Final = frozenset(
    {
        *("prorate", "times", "free", "change", "accrue", "match", "calculate", "pay_every", "below_zero"),
        *("level_of", "fair_value", "net_of", "ends"),
    }
)
"""Words without which a document still says what it is about."""
_TRIES: Final = 3


class Sensible(NamedTuple):
    """Documents that pass the check, with their calculation."""

    program: Mapping[str, Tree]
    agreements: tuple[Mapping[str, Tree], ...]
    calculation: Calculation


def sensible(program: Mapping[str, Tree], agreements: Sequence[Mapping[str, Tree]]) -> Sensible:
    """Return documents without the words that make no sense beside others; drops an example that cannot be helped."""
    documents = [program, *agreements]
    for _ in range(_TRIES):
        try:
            calculation = calculate(documents[0], documents[1:])
        except Refused as refused:
            helped = [_mended(documents, problem) for problem in refused.problems]
            assume(any(helped))
        else:
            return Sensible(documents[0], tuple(documents[1:]), calculation)
    assume(False)
    raise AssertionError


def calculate(program: Tree, agreements: Sequence[Tree]) -> Calculation:
    """Return the calculation of documents given as trees; raises Refused.

    Reading a text takes longer than all that is done with it; that texts are read as they were meant is another law.
    """
    read = program_of(_document(program, 0))
    held = [_document(tree, number) for number, tree in enumerate(agreements, 1)]
    return Calculation(read, agreements_of(held, read))


def as_read(tree: Tree) -> document.Tree:
    """Return a tree as reading its text gives it."""
    if isinstance(tree, Mapping):
        return {name: as_read(part) for name, part in tree.items()}
    return tree if isinstance(tree, str) else [as_read(part) for part in tree]


def _document(tree: Tree, number: int) -> Document:
    return Document(f"{number}", as_read(tree), {(): (1, 1)})


def _mended(documents: list[Mapping[str, Tree]], problem: Problem) -> bool:
    """Take out of the documents the word that a problem is about; return whether there is one."""
    path = tuple(problem.place.path.split("."))
    for end in _loose(path):
        number = int(problem.place.file)
        found = _without(documents[number], path[:end])
        if found is not None:
            assert isinstance(found, Mapping)
            documents[number] = found
            return True
    return False


def _loose(path: Sequence[str]) -> Iterator[int]:
    """Yield where paths end that may be taken out: the nearest loose word, or what a version says of a clause."""
    for end in range(len(path), 0, -1):
        if path[end - 1] in _LOOSE:
            yield end
    if path[:1] == ("versions",) and path[2:3] == ("clauses",) and len(path) > 3:
        yield 4


def _without(tree: Tree, path: Sequence[str]) -> "Tree | None":
    """Return a tree without the part at a path; None if there is no such part."""
    step, *rest = path
    if isinstance(tree, list):
        place = int(step) if step.isdecimal() else len(tree)
        inner = _without(tree[place], rest) if rest and place < len(tree) else None
        return None if inner is None else [*tree[:place], inner, *tree[place + 1 :]]
    if isinstance(tree, str) or step not in tree:
        return None
    if not rest:
        return {name: part for name, part in tree.items() if name != step}
    inner = _without(tree[step], rest)
    return None if inner is None else {**tree, step: inner}
