"""Pages from templates: every value is escaped, and one that is not there is a fault, never an empty place."""

from functools import cache
from typing import Final

from django.http import HttpResponse
from django.middleware.csrf import get_token
from jinja2 import Environment, PackageLoader, PrefixLoader, StrictUndefined
from lucide.jinja import lucide

from ristorno.web.ground import assets
from ristorno.web.ground.visitor import Asked
from ristorno.web.ground.voice import NAMES

PACKAGES: Final = {room: f"ristorno.web.{room}" for room in ("ground", "entry", "portal", "console")}
"""Where templates lie, by the first word of their names."""
ICON: Final = 22


def render(asked: Asked, template: str, *, status: int = 200, **values: object) -> HttpResponse:
    """Return a page in the language of whoever asked."""
    given = {
        "asked": asked,
        "voice": asked.voice,
        "who": asked.visitor,
        "secret": get_token(asked.request),
        "done": asked.request.GET.get("done", ""),
    }
    text = _environment().get_template(template).render(**given, **values)
    response = HttpResponse(text, status=status)
    response["Content-Language"], response["Vary"] = asked.voice.language, "Cookie, Accept-Language, HX-Request"
    return response


@cache
def _environment() -> Environment:
    made = Environment(
        loader=PrefixLoader({name: PackageLoader(package) for name, package in PACKAGES.items()}),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.globals |= {"asset": assets.url, "icon": _icon, "languages": NAMES}
    return made


def _icon(name: str, size: int = ICON) -> str:
    """Return an icon that tells nothing which words beside it do not."""
    return lucide(name, size=size, aria_hidden="true", focusable="false")
