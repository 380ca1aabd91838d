"""What lets a phone keep the portal among its apps."""

from django.http import HttpRequest, JsonResponse

from ristorno.web.ground import assets


def manifest(request: HttpRequest) -> JsonResponse:
    """Return the manifest of the web app."""
    told = {
        "name": "Ristorno",
        "short_name": "Ristorno",
        "start_url": "/",
        "scope": "/",
        "display": "standalone",
        "background_color": "#f7f6f3",
        "theme_color": "#0a6b50",
        "icons": [{"src": assets.url("icon.svg"), "sizes": "any", "type": "image/svg+xml", "purpose": "any"}],
    }
    return JsonResponse(told, content_type="application/manifest+json")
