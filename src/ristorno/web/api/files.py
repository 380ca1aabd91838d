"""Files over the wire: taken in with a bound, and given out to be kept, never to be run."""

from collections.abc import Mapping
from typing import Final, TypedDict
from urllib.parse import quote

from django.http import HttpResponse
from ninja.files import UploadedFile

from ristorno.web.api.caller import May, may
from ristorno.web.api.reading import check_text

_UNKNOWN: Final = "application/octet-stream"
_ANYTHING: Final = "*/*"


class _Asked(TypedDict):
    auth: May
    openapi_extra: dict[str, object]


def may_download(scope: str, *media_types: str) -> _Asked:
    """Return what a route says that gives out a file to callers with a scope; of any kind, if none is said."""
    content: Mapping[str, object] = {
        each: {"schema": {"type": "string", "format": "binary"}} for each in media_types or (_ANYTHING,)
    }
    told = may(scope)
    answers = {"responses": {200: {"description": "The file", "content": content}}}
    return {"auth": told["auth"], "openapi_extra": told["openapi_extra"] | answers}


def given(name: str, content: bytes, media_type: str = _UNKNOWN) -> HttpResponse:
    """Return the answer that is a file: whoever opens the address in a browser keeps it and does not look at it."""
    answer = HttpResponse(content, content_type=media_type)
    answer["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(name, safe='')}"
    answer["X-Content-Type-Options"] = "nosniff"
    answer["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return answer


def taken(file: UploadedFile, most: int) -> tuple[str, bytes]:
    """Return name and content of a file that was sent, of which at most one byte more than ``most`` is read."""
    name = file.name or ""
    check_text(name)
    return name, file.read(most + 1)
