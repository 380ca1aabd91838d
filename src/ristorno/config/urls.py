"""Which room answers at which address."""

from django.urls import path

from ristorno.web.api.interface import api
from ristorno.web.console.pages import PAGES as CONSOLE
from ristorno.web.entry.pages import PAGES as ENTRY
from ristorno.web.ground import assets
from ristorno.web.ground.door import doors
from ristorno.web.ground.installing import manifest, worker
from ristorno.web.health import health
from ristorno.web.portal.pages import PAGES

urlpatterns = [
    path("api/v1/", api.urls),
    path("health", health),
    path(f"{assets.PATH}<str:name>", assets.serve),
    path("manifest.webmanifest", manifest),
    path("worker.js", worker),
    *doors(ENTRY),
    *doors(PAGES),
    *doors(CONSOLE),
]
handler400 = "ristorno.web.ground.failing.malformed"
handler403 = "ristorno.web.ground.failing.stale"
handler404 = "ristorno.web.ground.failing.not_found"
handler500 = "ristorno.web.ground.failing.fault"
