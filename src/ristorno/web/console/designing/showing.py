"""The form of a document: its parts with their fields, and what of them the text alone shows."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Final

from ristorno.kernel.document import Path, Tree
from ristorno.web.console.designing.fields import choice, text, titles
from ristorno.web.console.designing.form import SPARE, Field, Part
from ristorno.web.console.designing.sections import SECTIONS
from ristorno.web.console.designing.sheet import Sheet

_MOST: Final = 700
"""So many fields are shown at most; of what is behind them the text alone tells."""
_NOT_TERMS: Final = frozenset({"program", "versions", "effective_from", "recorded_at"})


def parts(sheet: Sheet | None) -> tuple[Part, ...]:
    """Return what fields show of a text; nothing where it cannot be read."""
    return () if sheet is None else tuple(_fewer(_parts(sheet)))


def _fewer(found: Iterator[Part]) -> Iterator[Part]:
    """Yield parts with as many fields as a form may have."""
    left = _MOST
    for part in found:
        left -= sum(2 * (len(each.rows) + SPARE) if each.kind == "rows" else 1 for each in part.fields)
        yield part if left >= 0 else replace(part, fields=(), unsaid=("…",))


def _parts(sheet: Sheet) -> Iterator[Part]:
    head = _told_apart(_head(sheet), sheet)
    own: Tree = {key: each for key, each in sheet.merged.items() if key not in _NOT_TERMS | set(SECTIONS)}
    yield Part(fields=head, unsaid=tuple(_unsaid(own, sheet.prefix, head)))
    for name, section in SECTIONS.items():
        for key, held in sheet.held(name):
            path = sheet.path(name, key)
            fields = _told_apart(section.fields(held, path, sheet), sheet)
            yield Part(
                section=name, key=key, fields=fields, unsaid=tuple(_unsaid(dict(held), path, fields)),
                kind=_kind(held.get(section.slot)), removable=sheet.removable(name, key),
                conditional="qualify" in held,
            )  # fmt: skip
        said = sheet.said.get(name)
        for key in (key for key, each in said.items() if each == "none") if isinstance(said, dict) else ():
            yield Part(section=name, key=key, gone=True)


def _told_apart(fields: Iterator[Field], sheet: Sheet) -> tuple[Field, ...]:
    """Return fields, those marked that show what others have said already."""
    steps = len(sheet.prefix)
    return tuple(replace(each, common=True) if sheet.common(*each.path[steps:]) else each for each in fields)


def _head(sheet: Sheet) -> Iterator[Field]:
    """Yield the fields of the program itself; what no later version can change only while it is new."""
    if sheet.prefix:
        yield from text(sheet.said, sheet.prefix, "effective_from", kind="day")
    yield from titles(sheet.merged, sheet.prefix)
    if not sheet.prefix:
        for name in ("program", "time_zone", "currency"):
            yield from text(sheet.merged, (), name)
        for name in ("starts", "ends"):
            yield from text(sheet.merged, (), name, kind="day")
        membership = ("open", "by_agreement", "by_application")
        yield from choice(sheet.merged, (), "membership", membership, default="open")


def _kind(said: "Tree | None") -> str:
    return next(iter(said)) if isinstance(said, dict) and len(said) == 1 else ""


def _unsaid(tree: Tree, path: Path, fields: tuple[Field, ...], name: str = "") -> Iterator[str]:
    """Yield the names of what no field shows."""
    below = [each.path for each in fields if each.path[: len(path)] == path]
    if path in below:
        return
    if (below or not name) and isinstance(tree, dict | list):
        for key, each in tree.items() if isinstance(tree, dict) else enumerate(tree):
            yield from _unsaid(each, (*path, key), fields, f"{name}.{key}" if name else str(key))
    else:
        yield name
