"""The section of a model in a reference page: its sentence, and a table of its fields with an example each."""

import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, get_type_hints

from docs.tools.words import HEADINGS, words
from pydantic_core import PydanticUndefined
from ruamel.yaml import YAML

from ristorno.engine.terms.model import Model

REFERENCE = Path(__file__).parent.parent / "reference"
_SPELLED_OUT = {("Multiply", "factors"): "any tier"}
"""Fields that are written in another way than by their name."""


def examples() -> Mapping[str, Any]:
    """Return the examples of every field by model, and those of kinds."""
    loaded = YAML(typ="safe").load((REFERENCE / "examples.yaml").read_text(encoding="utf-8"))
    assert isinstance(loaded, dict)
    return loaded


def sentence(text: str | None) -> str:
    """Return a docstring as Markdown prose."""
    paragraphs = re.split(r"\n\s*\n", (text or "").strip())
    return "\n\n".join(" ".join(part.split()).replace("``", "`") for part in paragraphs)


def section(model: type[Model], level: str = "##") -> Iterator[str]:
    """Yield the lines of a model's section."""
    name = model.__name__
    yield f"{level} {HEADINGS.get(name, name)}"
    yield ""
    yield sentence(model.__doc__)
    yield ""
    yield from table(model)
    yield ""


def table(model: type[Model]) -> Iterator[str]:
    """Yield the table of a model's fields. Raises ``KeyError`` for a field without an example."""
    given = dict(examples()[model.__name__])
    hints = get_type_hints(model, include_extras=True)
    yield "| field | takes | if left out | meaning | example |"
    yield "|---|---|---|---|---|"
    for name, field in model.model_fields.items():
        shown = field.alias or name
        example = f"{shown}: {given.pop(shown)}"
        if (model.__name__, name) in _SPELLED_OUT:
            shown, example = _SPELLED_OUT[model.__name__, name], example.partition(": ")[2].strip("{}")
        cells = (f"`{shown}`", words(hints[name]), _default(field.get_default(), required=field.is_required()))
        yield "| " + " | ".join([*cells, _cell(field.description or ""), f"`{example}`"]) + " |"
    if given:
        raise KeyError(f"examples.yaml: {model.__name__} has no field {', '.join(given)}")


def _cell(text: str) -> str:
    return text.replace("|", "\\|")


def _default(value: Any, *, required: bool) -> str:
    if required or value is PydanticUndefined:
        return "**must be said**"
    if value is None or value == {} or value == ():
        return "-"
    if isinstance(value, Model):
        return _model_default(value)
    if isinstance(value, bool):
        return "`true`" if value else "`false`"
    return f"`{value}`"


def _model_default(value: Model) -> str:
    given = value.model_dump(by_alias=True, exclude_none=True)
    name = type(value).__name__
    if name in {"FactSet", "Who", "Limits"}:
        return {"FactSet": "net sales", "Who": "everybody", "Limits": "none"}[name]
    return f"`{{{', '.join(f'{key}: {part}' for key, part in given.items())}}}`"
