"""Every code of a refusal, found in the source: what is told to people must be explained to them.

A code is what is handed to a parameter called ``code`` (of a problem, a finding, a fact set aside ...), or a word in a
tuple right before a sentence. A code that is put together (``f"terms.unknown_{what}"``) is found as a pattern
(``terms.unknown_*``).
"""

import ast
import re
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from itertools import pairwise
from pathlib import Path

SOURCE = Path(__file__).parent.parent.parent / "src" / "ristorno"
_ROOMS = ("kernel", "engine", "intake", "bulk", "report", "templates", "postgres", "apps", "web", "demo", "cli")
_CODE = re.compile(r"[a-z0-9]+(_[a-z0-9]+)*(\.[a-z0-9]+(_[a-z0-9]+)*)*")
_SENTENCE = re.compile(r"[A-Z].*", re.DOTALL)
_FIRST = {"PydanticCustomError": frozenset({0})}
"""Classes of others whose first argument is a code."""
_SURE = (
    "terms.", "yaml.", "usage.", "intake.", "bulk.", "database.", "ledger.", "wallets.", "identity.", "api.",
    "webhooks.", "backup.",
)  # fmt: skip
"""Words that begin so are codes wherever they stand."""


@cache
def codes() -> Mapping[str, str]:
    """Return every code and pattern with the file in which it stands first."""
    trees = _trees()
    positions = dict(_FIRST)
    for tree in trees.values():
        for name, position in _positions(tree):
            positions[name] = positions.get(name, frozenset()) | {position}
    found: dict[str, str] = {}
    for path, tree in trees.items():
        for code in _codes(tree, positions):
            found.setdefault(code, path.relative_to(SOURCE).as_posix())
    return dict(sorted((code, file) for code, file in found.items()))


@cache
def words() -> frozenset[str]:
    """Return every text constant of the source that could be a code: an explained code must be one of them."""
    return frozenset(
        node.value
        for tree in _trees().values()
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and _CODE.fullmatch(node.value)
    )


@cache
def _trees() -> Mapping[Path, ast.Module]:
    return {path: ast.parse(path.read_text(encoding="utf-8")) for path in _files()}


def _files() -> list[Path]:
    found = (path for room in _ROOMS for path in (SOURCE / room).rglob("*.py"))
    # The words of explanations stand beside sentences too, and are no refusals; migrations name tables.
    return sorted(path for path in found if not {"sentences", "migrations"} & set(path.parts))


def _positions(tree: ast.AST) -> Iterator[tuple[str, int]]:
    """Yield functions and classes that take a code, with its position among the arguments."""
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef):
            names = [argument.arg for argument in node.args.args if argument.arg not in {"self", "cls"}]
        elif isinstance(node, ast.ClassDef):
            targets = [part.target for part in node.body if isinstance(part, ast.AnnAssign)]
            names = [target.id for target in targets if isinstance(target, ast.Name)]
        else:
            continue
        if "code" in names:
            yield node.name, names.index("code")


def _codes(tree: ast.AST, positions: Mapping[str, frozenset[int]]) -> Iterator[str]:
    events = set(_events(tree))
    for node in ast.walk(tree):
        if node in events:
            continue
        if isinstance(node, ast.Call):
            yield from _of_call(node, positions)
        elif isinstance(node, ast.Tuple):
            yield from _before_sentences(node.elts)
        elif isinstance(node, ast.Constant) and str(node.value).startswith(_SURE):
            yield from _texts(node)
        elif isinstance(node, ast.Dict):
            for key, value in zip(node.keys, node.values, strict=True):
                if key is not None and isinstance(value, ast.Tuple):
                    yield from _before_sentences([key, *value.elts])


def _events(tree: ast.AST) -> Iterator[ast.expr]:
    """Yield the names of events that are recorded: they are dotted like codes, and tell of no refusal."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "record":
            yield from (word.value for word in node.keywords if word.arg == "name")


def _of_call(call: ast.Call, positions: Mapping[str, frozenset[int]]) -> Iterator[str]:
    name = call.func.attr if isinstance(call.func, ast.Attribute) else getattr(call.func, "id", "")
    if name not in positions:
        return
    given = [word.value for word in call.keywords if word.arg == "code"]
    if not given:
        given = [argument for index, argument in enumerate(call.args) if index in positions[name]]
    for argument in given:
        yield from _texts(argument)


def _texts(node: ast.expr) -> Iterator[str]:
    if isinstance(node, ast.Constant) and isinstance(node.value, str) and _CODE.fullmatch(node.value):
        yield node.value
    elif isinstance(node, ast.JoinedStr):
        yield "".join(str(part.value) if isinstance(part, ast.Constant) else "*" for part in node.values)
    elif isinstance(node, ast.IfExp):
        yield from _texts(node.body)
        yield from _texts(node.orelse)


def _before_sentences(parts: Sequence[ast.expr]) -> Iterator[str]:
    for word, following in pairwise(parts):
        if _is_sentence(following) and isinstance(word, ast.Constant):
            yield from _texts(word)


def _is_sentence(node: ast.expr) -> bool:
    if isinstance(node, ast.JoinedStr):
        return any(isinstance(part, ast.Constant) and " " in str(part.value) for part in node.values)
    text = node.value if isinstance(node, ast.Constant) else None
    return isinstance(text, str) and bool(_SENTENCE.fullmatch(text)) and " " in text
