"""Fields that parts of every section have: titles, choices, lists, tables, days, conditions, what a kind says."""

from collections.abc import Iterator, Mapping
from typing import Final, Literal, get_args, get_origin

from ristorno.engine.terms.conditions import Comparison
from ristorno.engine.terms.model import Model
from ristorno.kernel.document import Path, Tree
from ristorno.kernel.editing import at
from ristorno.web.console.designing.form import Field
from ristorno.web.console.designing.form import Kind as FieldKind
from ristorno.web.console.designing.sheet import Sheet

LANGUAGES: Final = ("en", "ru", "th")
WINDOWS: Final = ("document", "week", "month", "quarter", "half", "year", "lifetime")
_BOUNDS: Final[tuple[str, ...]] = get_args(Comparison)


def titles(held: Mapping[str, Tree], path: Path, key: str = "title") -> Iterator[Field]:
    """Yield the fields of a title: one, or one for each language."""
    title = held.get(key)
    if isinstance(title, str):
        yield Field(path=(*path, key), name="title", value=title)
    elif title is None or isinstance(title, dict):
        for language in LANGUAGES:
            said = title.get(language, "") if isinstance(title, dict) else ""
            if isinstance(said, str):
                yield Field(path=(*path, key, language), name="title", value=said, language=language)


def text(held: Mapping[str, Tree], path: Path, *steps: str, kind: FieldKind = "text") -> Iterator[Field]:
    """Yield the field of a text or a day, also where nothing stands yet."""
    value = at(dict(held), steps)
    if value is None or isinstance(value, str):
        yield Field(path=(*path, *steps), name=".".join(steps), kind=kind, value=value or "")


def choice(
    held: Mapping[str, Tree], path: Path, key: str, choices: tuple[str, ...], name: str = "", default: str | None = None
) -> Iterator[Field]:
    """Yield the field of a word; where none stands, of the default, if there is one."""
    value = held.get(key, default)
    if isinstance(value, str):
        known = choices if value in choices else (value, *choices)
        yield Field(path=(*path, key), name=name or key, kind="choice", value=value, choices=known)


def listed(held: Mapping[str, Tree], path: Path, key: str, name: str = "") -> Iterator[Field]:
    """Yield the field of a list of words, which are written with commas between them."""
    value = held.get(key, [])
    words = [value] if isinstance(value, str) else value
    if isinstance(words, list) and all(isinstance(each, str) and "," not in each for each in words):
        yield Field(path=(*path, key), name=name or key, kind="list", value=", ".join(map(str, words)))


def table(held: Mapping[str, Tree], path: Path, key: str, name: str = "") -> Iterator[Field]:
    """Yield the field of a table of words or numbers."""
    rows = held.get(key)
    if isinstance(rows, dict) and all(isinstance(each, str) for each in rows.values()):
        told = tuple((threshold, str(value)) for threshold, value in rows.items())
        yield Field(path=(*path, key), name=name or key, kind="rows", rows=told)


def facts(held: Mapping[str, Tree], path: Path, key: str, sheet: Sheet) -> Iterator[Field]:
    """Yield the fields of a set: its name, or what it says itself."""
    said = held.get(key)
    if isinstance(said, dict):
        yield from narrowed(said, (*path, key), sheet)
        return
    names = tuple(name for name, _ in sheet.held("sets"))
    # That it is left out can be chosen where nobody else has said one: a version takes no set away.
    needed = sheet.common(*path[len(sheet.prefix) :], key)
    if names:
        yield from choice(held, path, key, names if needed else ("", *names), default="")


def narrowed(held: Mapping[str, Tree], path: Path, sheet: Sheet) -> Iterator[Field]:
    """Yield the fields of what a set says: the set that it narrows, and by what."""
    if "of" in held:
        yield from facts(held, path, "of", sheet)
    for name in ("kinds", "groups", "brands", "products"):
        yield from listed(held, path, name)
    for name in ("from", "until"):
        yield from text(held, path, name, kind="day")


def audience(held: Mapping[str, Tree], path: Path, sheet: Sheet) -> Iterator[Field]:
    """Yield the fields of who gets it: members by key, segments, levels of every ladder."""
    who = held.get("for", {})
    levels = who.get("levels", {}) if isinstance(who, dict) else {}
    if not isinstance(who, dict) or not isinstance(levels, dict):
        return
    for name in ("members", "segments"):
        yield from listed(who, (*path, "for"), name, f"for.{name}")
    for ladder, _ in sheet.held("ladders"):
        yield from listed(levels, (*path, "for", "levels"), ladder, "for.levels")


def measured(
    held: Mapping[str, Tree], path: Path, base: tuple[Path, Tree] | None = None, under: str = ""
) -> Iterator[Field]:
    """Yield the fields of a measure, which is one thing: by a word, or by what it says; none where it is left out."""
    said, name = held.get("measure"), f"{under}measure"
    if isinstance(said, str):
        yield Field(path=(*path, "measure"), name=name, value=said, whole=base)
    elif isinstance(said, dict):
        whole = base or ((*path, "measure"), said)
        for key, value in said.items():
            if isinstance(value, str):
                yield Field(path=(*path, "measure", key), name=f"{name}.{key}", value=value, whole=whole)


def gates(held: Mapping[str, Tree], path: Path) -> Iterator[Field]:
    """Yield the fields of a condition that is a gate, or a list of gates: what is compared, and with which bound."""
    condition = held.get("qualify")
    if condition is None or isinstance(condition, str):
        return
    whole = ((*path, "qualify"), condition)
    found: list[tuple[Path, Tree]] = [(whole[0], condition)]
    if isinstance(condition, list):
        found = [((*whole[0], place), each) for place, each in enumerate(condition)]
    for where, gate in found:
        if isinstance(gate, dict) and "measure" in gate:
            yield from measured(gate, where, whole, "qualify.")
            for key in _BOUNDS:
                if isinstance(value := gate.get(key), str):
                    yield Field(path=(*where, key), name=f"qualify.{key}", value=value, whole=whole)


def of_kind(
    held: Mapping[str, Tree], path: Path, slot: str, kinds: Mapping[str, type[Model]], units: tuple[str, ...] = ()
) -> Iterator[Field]:
    """Yield the fields of a mechanic or a benefit: what it says in words, numbers and tables."""
    said = held.get(slot)
    if not isinstance(said, dict) or len(said) != 1:
        return
    ((kind, body),) = said.items()
    where, name, model = (*path, slot, kind), f"{slot}.{kind}", kinds.get(kind)
    if isinstance(body, str):
        yield Field(path=where, name=name, value=body)
    elif isinstance(body, dict) and model is not None and model.CHOICE in body:
        yield from table({kind: body}, where[:-1], kind, f"{name}.by")
    elif isinstance(body, dict):
        for key in body:
            choices = units if key == "unit" else _words_of(model, key)
            if isinstance(body[key], str) and choices:
                yield from choice(body, where, key, choices, f"{name}.{key}")
            elif isinstance(body[key], str):
                yield Field(path=(*where, key), name=f"{name}.{key}", value=str(body[key]))
            else:
                yield from table(body, where, key, f"{name}.{key}")


def _words_of(model: type[Model] | None, key: str) -> tuple[str, ...]:
    """Return the words of which a field of a model takes one; none where it takes others."""
    field = model.model_fields.get(key) if model else None
    annotation = field.annotation if field else None
    return tuple(map(str, get_args(annotation))) if get_origin(annotation) is Literal else ()
