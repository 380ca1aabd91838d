"""Styles, scripts, pictures: read or drawn once, held in memory, served under names that change with what is in them.

There is nothing to build or to collect, and nothing else is ever served: no map, no page of a package.
"""

import gzip
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from hashlib import sha256
from importlib.resources import files
from types import MappingProxyType
from typing import Final

from django.http import HttpRequest, HttpResponse

from ristorno.web.ground.icons import ICONS, drawn

PATH: Final = "static/"
_LONG: Final = "public, max-age=31536000, immutable"
_KINDS: Final = MappingProxyType(
    {
        "css": "text/css; charset=utf-8",
        "js": "text/javascript; charset=utf-8",
        "png": "image/png",
        "svg": "image/svg+xml",
    }
)
_PARTS: Mapping[str, tuple[tuple[str, str], ...]] = MappingProxyType(
    {
        "ground.css": tuple(
            ("ristorno.web.ground", f"assets/{name}.css") for name in ("tokens", "base", "layout", "parts")
        ),
        "portal.css": (("ristorno.web.portal", "assets/portal.css"),),
        "console.css": (("ristorno.web.console", "assets/console.css"),),
        "htmx.js": (("django_htmx", "static/django_htmx/htmx-2.min.js"),),
        "install.js": (("ristorno.web.ground", "assets/install.js"),),
        "worker.js": (("ristorno.web.ground", "assets/worker.js"),),
        "passkeys.js": (("ristorno.web.entry", "assets/passkeys.js"),),
        "icon.svg": (("ristorno.web.ground", "assets/icon.svg"),),
    }
)
"""What is made of files of packages; pictures are drawn."""


@dataclass(frozen=True, slots=True)
class Asset:
    """A file as it is served."""

    name: str
    content: bytes
    compressed: bytes
    kind: str


def url(name: str) -> str:
    """Return the address of a style, a script or a picture."""
    return f"/{PATH}{asset(name).name}"


@cache
def asset(name: str) -> Asset:
    """Return a style, a script or a picture by its plain name."""
    content = drawn(ICONS[name]) if name in ICONS else _together(_PARTS[name])
    stem, _, ending = name.rpartition(".")
    mark = sha256(content).hexdigest()[:12]
    return Asset(f"{stem}.{mark}.{ending}", content, gzip.compress(content, 9, mtime=0), _KINDS[ending])


def serve(request: HttpRequest, name: str) -> HttpResponse:
    """Return a file by the name that says what is in it; compressed where the browser can read that."""
    stem, _, rest = name.partition(".")
    plain = f"{stem}.{rest.rpartition('.')[2]}"
    if not (plain in _PARTS or plain in ICONS) or (found := asset(plain)).name != name:
        return HttpResponse(status=404)
    packed = "gzip" in request.headers.get("Accept-Encoding", "")
    response = HttpResponse(found.compressed if packed else found.content, content_type=found.kind)
    response["Cache-Control"], response["Vary"] = _LONG, "Accept-Encoding"
    if packed:
        response["Content-Encoding"] = "gzip"
    return response


def _together(parts: Iterable[tuple[str, str]]) -> bytes:
    return b"\n".join((files(package) / path).read_bytes() for package, path in parts)
