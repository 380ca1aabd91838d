"""What lets a phone keep the portal among its apps, and tell plainly when there is no connection.

Nothing of what somebody saw is kept for that: a page that was read yesterday is not what holds today, and a phone is
lost sooner than a visit ends.
"""

import json
from collections.abc import Iterator
from typing import Final

from django.http import HttpRequest, HttpResponse, JsonResponse

from ristorno.web.ground import assets
from ristorno.web.ground.icons import GREEN, ICONS
from ristorno.web.ground.rendering import render
from ristorno.web.ground.visitor import Asked, unknown

OFFLINE: Final = "offline"
_DRESS: Final = ("ground.css", "icon.svg")
_SHORT: Final = {"home": "/", "wallets": "/wallet", "rewards": "/rewards", "statements": "/statements"}
"""Where the sign of the app leads at once, where it is pressed for long."""


def manifest(request: HttpRequest) -> HttpResponse:
    """Return the manifest of the web app, in the language of the browser."""
    voice = unknown(request).voice
    told = {
        "id": "/",
        "lang": voice.language,
        "name": voice("brand"),
        "short_name": voice("brand"),
        "description": voice("sign_in.lead"),
        "start_url": "/",
        "scope": "/",
        "display": "standalone",
        "background_color": "#f7f6f3",
        "theme_color": GREEN,
        "icons": [
            {"src": assets.url("icon.svg"), "sizes": "any", "type": "image/svg+xml", "purpose": "any"},
            *_icons(),
        ],
        "shortcuts": [{"name": voice(f"nav.{name}"), "url": address} for name, address in _SHORT.items()],
    }
    return JsonResponse(told, content_type="application/manifest+json", headers={"Vary": "Accept-Language, Cookie"})


def worker(request: HttpRequest) -> HttpResponse:
    """Return what answers in a browser without a connection; other bytes as soon as what it keeps is another one."""
    kept = [f"/{OFFLINE}", *map(assets.url, _DRESS)]
    told = f"const kept = {json.dumps(kept)};\n".encode() + assets.asset("worker.js").content
    return HttpResponse(told, content_type="text/javascript; charset=utf-8", headers={"Cache-Control": "no-cache"})


def offline(asked: Asked) -> HttpResponse:
    """Return the page that is shown without a connection; nothing of the visitor stands on it."""
    return render(asked, "ground/offline.html.jinja")


def _icons() -> Iterator[dict[str, str]]:
    for name, icon in ICONS.items():
        purpose = "maskable" if icon.cut else "any"
        size = f"{icon.width}x{icon.width}"
        yield {"src": assets.url(name), "sizes": size, "type": "image/png", "purpose": purpose}
