"""Fields that somebody has changed, written into the text."""

from collections.abc import Mapping, Sequence

from ristorno.engine.terms.merging import REMOVABLE
from ristorno.kernel.document import Tree, read_document
from ristorno.kernel.editing import at, drop, flow, put
from ristorno.kernel.problem import Problem, Refused
from ristorno.web.console.designing.form import SPARE, Field, Part


def applied(text: str, drawn: Sequence[Part], typed: Mapping[str, str]) -> str:
    """Return a text with all fields that somebody has changed since they were drawn.

    Raises:
        Refused: the text cannot be changed at one of these places, or a version cannot take away what stands there.
    """
    for number, field in enumerate(each for part in drawn for each in part.fields):
        if field.kind == "rows":
            text = _rows_applied(text, field, typed, f"f{number}")
        else:
            new = typed.get(f"f{number}", field.value).strip()
            if new != field.value.strip():
                text = _written(text, field, new)
    return text


def _written(text: str, field: Field, new: str) -> str:
    """Return a text with a new value of a field, or without what it showed."""
    if field.whole and at(read_document(text).tree, field.whole[0]) is None:
        text = put(text, *field.whole)
    if new:
        return put(text, field.path, _words(new) if field.kind == "list" else new)
    if field.language and at(read_document(text).tree, field.path[:-1]) == {field.language: field.value}:
        return drop(text, field.path[:-1])  # a title in no language is none
    if not field.common or field.whole:
        return drop(text, field.path)
    if {*field.path[-2:]} & REMOVABLE:
        return put(text, field.path, "none")
    reason = f"A version cannot take away what the program says here: {flow(field.value)}."
    raise Refused([Problem("console.common", reason, "Write what holds instead of it.")])


def _words(typed: str) -> Tree:
    return [word for each in typed.split(",") if (word := each.strip())]


def _rows_applied(text: str, field: Field, typed: Mapping[str, str], name: str) -> str:
    if f"{name}.k0" not in typed:
        return text
    rows: dict[str, str] = {}
    for place in range(len(field.rows) + SPARE):
        key, value = (typed.get(f"{name}.{side}{place}", "").strip() for side in "kv")
        if key:
            rows[key] = value
    return text if rows == dict(field.rows) else put(text, field.path, dict(rows))
