"""The pages of the interface for programs, from its routes."""

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
    yield "# The interface, route by route"
    yield ""
    yield "How programs come in and what refusals look like is told in [the guide](../guides/api.md); the schema is"
    yield "[openapi.json](openapi.json)."
    yield ""
    yield "| method | address | what | scope |"
    yield "|---|---|---|---|"
    for address, methods in openapi()["paths"].items():
        for method, told in methods.items():
            scope = ", ".join(word for way in told.get("security", ()) for word in way.get(TOKEN, ()))
            yield f"| {method.upper()} | `{address}` | {told['summary']} | {f'`{scope}`' if scope else ''} |"
    yield ""
    yield "## Scopes"
    yield ""
    yield "| scope | lets a program | also for the program of one company |"
    yield "|---|---|---|"
    for scope, meaning in SCOPES.items():
        yield f"| `{scope}` | {meaning} | {'yes' if scope in FOR_MEMBERS else ''} |"
