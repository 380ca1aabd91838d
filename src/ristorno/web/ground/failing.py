"""Pages for what goes wrong before a page is reached, or on its way."""

from http import HTTPStatus

from django.db import DatabaseError
from django.http import HttpRequest, HttpResponse

from ristorno.web.ground.door import told
from ristorno.web.ground.visitor import Asked, asked, unknown


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Tell that an address leads nowhere."""
    return told(asked(request), "refused.not_there", HTTPStatus.NOT_FOUND)


def malformed(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Tell that what was sent cannot be read."""
    return told(asked(request), "refused.problem", HTTPStatus.BAD_REQUEST)


def stale(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Tell that a form was not one of ours, or is none any more."""
    return told(asked(request), "refused.stale", HTTPStatus.FORBIDDEN)


def fault(request: HttpRequest) -> HttpResponse:
    """Tell that it is not the visitor's mistake; the database may be what is missing."""
    return told(_asked(request), "refused.fault", HTTPStatus.INTERNAL_SERVER_ERROR)


def _asked(request: HttpRequest) -> Asked:
    try:
        return asked(request)
    except DatabaseError:
        return unknown(request)
