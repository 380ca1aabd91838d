"""The pages of the interface for programs, from its routes."""

import json
import os
from collections.abc import Iterator
from typing import Any

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "ristorno.config.settings")
django.setup()

from ristorno.apps.identity.scopes import FOR_MEMBERS, SCOPES  # noqa: E402 - asks Django's settings
from ristorno.web.api.caller import TOKEN  # noqa: E402
from ristorno.web.api.interface import api  # noqa: E402


def openapi() -> dict[str, Any]:
    """Return the schema as programs get it."""
    return dict(api.get_openapi_schema(path_prefix="/api/v1/"))


def interface_sections() -> Iterator[str]:
    """Yield the lines of the page."""
    schema = openapi()
    yield "# The interface, route by route"
    yield ""
    yield "How programs come in and what refusals look like is told in [the guide](../guides/api.md), with a walk"
    yield "through the usual requests; the schema is [openapi.json](openapi.json). What is sent and answered is told"
    yield "below, name by name; a name with `?` may be left out."
    yield ""
    yield "| method | address | what | scope | sends | answers |"
    yield "|---|---|---|---|---|---|"
    for address, methods in schema["paths"].items():
        for method, told in methods.items():
            scope = ", ".join(word for way in told.get("security", ()) for word in way.get(TOKEN, ()))
            sent = _linked(told.get("requestBody", {}).get("content", {}))
            answered = _linked(next(iter(told["responses"].values())).get("content", {}))
            shown = f"`{scope}`" if scope else ""
            yield f"| {method.upper()} | `{address}` | {told['summary']} | {shown} | {sent} | {answered} |"
    yield ""
    yield "## Scopes"
    yield ""
    yield "| scope | lets a program | also for the program of one company |"
    yield "|---|---|---|"
    for scope, meaning in SCOPES.items():
        yield f"| `{scope}` | {meaning} | {'yes' if scope in FOR_MEMBERS else ''} |"
    yield ""
    yield "## What is sent and answered"
    for name, model in sorted(schema["components"]["schemas"].items()):
        yield from _model(name, model)


def _model(name: str, model: dict[str, Any]) -> Iterator[str]:
    yield ""
    yield f"### {name}"
    yield ""
    if "description" in model:
        yield model["description"].split("\n")[0]
        yield ""
    if not model.get("properties"):
        yield f"{_type(model)}."
        return
    yield "| field | is | means |"
    yield "|---|---|---|"
    required = model.get("required", ())
    for field, told in model["properties"].items():
        need = f"`{field}`" if field in required else f"`{field}`?"
        yield f"| {need} | {_type(told)} | {_meaning(told)} |"


def _meaning(told: dict[str, Any]) -> str:
    words = told.get("description", "")
    default = told.get("default")
    known = f" Without it: `{json.dumps(default)}`." if default not in (None, "", [], {}, False) else ""
    return f"{words}{known}".strip().replace("|", "\\|")


def _type(told: dict[str, Any]) -> str:
    """Say in a few words what a value is; models are linked."""
    if "$ref" in told:
        name = told["$ref"].rpartition("/")[2]
        return f"[{name}](#{name.lower()})"
    ways = told.get("anyOf") or told.get("oneOf")
    if ways:
        return " or ".join(dict.fromkeys(_type(each) for each in ways))
    if "enum" in told or "const" in told:
        return ", ".join(f"`{each}`" for each in told.get("enum", [told.get("const")]))
    if told.get("type") == "array":
        return f"list of {_type(told.get('items', {}))}"
    if told.get("type") == "object" and isinstance(told.get("additionalProperties"), dict):
        return f"name → {_type(told['additionalProperties'])}"
    return _FORMATS.get(told.get("format", ""), str(told.get("type", "anything")))


_FORMATS = {"date": "day", "date-time": "moment", "binary": "file", "decimal": "number"}


def _linked(content: dict[str, Any]) -> str:
    for kind, told in content.items():
        if kind == "multipart/form-data":
            return "a form"
        return _type(told["schema"]) if "schema" in told else kind
    return ""
