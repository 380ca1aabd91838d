"""The form beside a document: what of it fields can show, and what a changed field changes in the text. Pure.

The text is the document. Fields show some of its places: titles, windows, rates, tables of thresholds, bounds, levels,
the day on which a version begins. A field that somebody has changed cuts its place into the text
(:mod:`ristorno.kernel.editing`); whatever fields cannot show is never touched. A version shows what it says laid over
what is common, so a field may stand where the text says nothing yet.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final, Literal

from ristorno.engine.terms.merging import merge
from ristorno.kernel.document import Path, Tree, read_document
from ristorno.kernel.editing import at, drop, put
from ristorno.kernel.problem import Refused

Kind = Literal["text", "day", "choice", "rows"]

WINDOWS: Final = ("document", "week", "month", "quarter", "half", "year", "lifetime")
MODES: Final = ("retroactive", "marginal", "rolling", "total")
LANGUAGES: Final = ("en", "ru", "th")
SPARE: Final = 2
"""So many empty rows a table has for new ones."""

_MOST: Final = 700
"""So many fields are shown at most; of what is behind them the text alone tells."""
_HEAD: Final = frozenset({"effective_from", "recorded_at"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    """A place of the document: ``name`` is its word on pages, ``value`` what stands there as written."""

    path: Path
    name: str
    kind: Kind = "text"
    value: str = ""
    rows: tuple[tuple[str, str], ...] = ()
    choices: tuple[str, ...] = ()
    language: str = ""


@dataclass(frozen=True, slots=True)
class Part:
    """A part of the document with its fields; ``plain`` says that the rest of it is in the text alone."""

    key: str
    kind: str
    fields: tuple[Field, ...]
    plain: bool


def parts(text: str, base: Mapping[str, Tree] | None) -> tuple[Part, ...]:
    """Return what fields show of a text; nothing where it cannot be read.

    ``base`` is what the last version of the text is laid over; None where the text is a whole program itself.
    """
    try:
        tree = read_document(text).tree
    except Refused:
        return ()
    prefix = _prefix(tree, whole=base is None)
    said = at(tree, prefix) if prefix is not None else None
    if prefix is None or not isinstance(said, dict):
        return ()
    merged = said if base is None else merge(dict(base), {key: each for key, each in said.items() if key not in _HEAD})
    return tuple(_fewer(_parts(merged, said, prefix))) if isinstance(merged, dict) else ()


def _fewer(found: Iterator[Part]) -> Iterator[Part]:
    """Yield parts with as many fields as a form may have."""
    left = _MOST
    for part in found:
        left -= sum(2 * (len(each.rows) + SPARE) if each.kind == "rows" else 1 for each in part.fields)
        yield part if left >= 0 else replace(part, fields=(), plain=True)


def applied(text: str, drawn: Sequence[Part], typed: Mapping[str, str]) -> str:
    """Return a text with all fields that somebody has changed since they were drawn.

    Raises:
        Refused: the text cannot be changed at one of these places.
    """
    for number, field in enumerate(each for part in drawn for each in part.fields):
        if field.kind == "rows":
            text = _rows_applied(text, field, typed, f"f{number}")
        else:
            new = typed.get(f"f{number}", field.value).strip()
            if new != field.value:
                text = put(text, field.path, new) if new else _emptied(text, field)
    return text


def _emptied(text: str, field: Field) -> str:
    """Return a text without what a field showed; a version says of a bound that it is taken away."""
    taken_away = field.name.startswith("limits.") and field.path[0] == "versions"
    return put(text, field.path, "none") if taken_away else drop(text, field.path)


def _rows_applied(text: str, field: Field, typed: Mapping[str, str], name: str) -> str:
    if f"{name}.k0" not in typed:
        return text
    rows: dict[str, str] = {}
    for place in range(len(field.rows) + SPARE):
        key, value = (typed.get(f"{name}.{side}{place}", "").strip() for side in "kv")
        if key:
            rows[key] = value
    return text if rows == dict(field.rows) else put(text, field.path, dict(rows))


def _prefix(tree: Tree, *, whole: bool) -> Path | None:
    """Return where the terms stand: at the top of a new program, else in the last version."""
    if whole:
        return ()
    versions = at(tree, ("versions",))
    return ("versions", len(versions) - 1) if isinstance(versions, list) and versions else None


def _parts(merged: Mapping[str, Tree], said: Mapping[str, Tree], prefix: Path) -> Iterator[Part]:
    head = list(_titles(merged, prefix))
    if prefix:
        day = said.get("effective_from", "")
        head.insert(
            0,
            Field(
                path=(*prefix, "effective_from"),
                name="effective_from",
                kind="day",
                value=day if isinstance(day, str) else "",
            ),
        )
    yield Part("", "program", tuple(head), plain=False)
    units = tuple(name for name, _ in _mappings(merged.get("units")))
    for key, clause in _mappings(merged.get("clauses")):
        fields = tuple(_clause(clause, (*prefix, "clauses", key), units))
        yield Part(key, "clause", fields, plain=not any(each.name.startswith("mechanic") for each in fields))
    for key, ladder in _mappings(merged.get("ladders")):
        fields = (*_titles(ladder, (*prefix, "ladders", key)), *_table(ladder, (*prefix, "ladders", key), "tiers"))
        yield Part(key, "ladder", fields, plain=False)


def _clause(clause: Mapping[str, Tree], path: Path, units: tuple[str, ...]) -> Iterator[Field]:
    yield from _titles(clause, path)
    yield from _choice(clause, path, "window", WINDOWS)
    mechanic = clause.get("mechanic")
    if isinstance(mechanic, dict) and len(mechanic) == 1:
        ((kind, body),) = mechanic.items()
        yield from _mechanic(kind, body, (*path, "mechanic", kind))
    for name in ("cap", "floor", "minimum"):
        bound = at(dict(clause), ("limits", name))
        if bound is None or isinstance(bound, str):
            yield Field(path=(*path, "limits", name), name=f"limits.{name}", value=bound or "")
    unit = at(dict(clause), ("reward", "unit"))
    if len(units) > 1 and isinstance(unit, str):
        yield Field(path=(*path, "reward", "unit"), name="reward.unit", kind="choice", value=unit, choices=units)


def _mechanic(kind: str, body: Tree, path: Path) -> Iterator[Field]:
    """Yield the fields of what fields know: a share, an amount per unit or step, a sum, a table of thresholds."""
    if kind in {"percent", "per_unit", "fixed"}:
        if isinstance(body, str):
            yield Field(path=path, name=f"mechanic.{kind}", value=body)
        elif isinstance(body, dict) and "by" in body:
            yield from _table({kind: body}, path[:-1], kind, f"mechanic.{kind}.by")
    elif kind == "per_step" and isinstance(body, dict):
        yield from (
            Field(path=(*path, name), name=f"mechanic.per_step.{name}", value=value)
            for name in ("step", "gives")
            if isinstance(value := body.get(name), str)
        )
    elif kind == "brackets" and isinstance(body, dict):
        yield from _choice(body, path, "mode", MODES, "mechanic.mode")
        yield from _table(body, path, "rates", "mechanic.rates")


def _titles(held: Mapping[str, Tree], path: Path) -> Iterator[Field]:
    title = held.get("title")
    if isinstance(title, str):
        yield Field(path=(*path, "title"), name="title", value=title)
    elif title is None or isinstance(title, dict):
        for language in LANGUAGES:
            said = title.get(language, "") if isinstance(title, dict) else ""
            if isinstance(said, str):
                yield Field(path=(*path, "title", language), name="title", value=said, language=language)


def _choice(
    held: Mapping[str, Tree], path: Path, key: str, choices: tuple[str, ...], name: str = ""
) -> Iterator[Field]:
    value = held.get(key)
    if isinstance(value, str):
        known = choices if value in choices else (value, *choices)
        yield Field(path=(*path, key), name=name or key, kind="choice", value=value, choices=known)


def _table(held: Mapping[str, Tree], path: Path, key: str, name: str = "") -> Iterator[Field]:
    rows = held.get(key)
    if isinstance(rows, dict) and all(isinstance(each, str) for each in rows.values()):
        told = tuple((threshold, str(value)) for threshold, value in rows.items())
        yield Field(path=(*path, key), name=name or key, kind="rows", rows=told)


def _mappings(tree: "Tree | None") -> Iterator[tuple[str, Mapping[str, Tree]]]:
    for key, each in tree.items() if isinstance(tree, dict) else ():
        if isinstance(each, dict):
            yield key, each
