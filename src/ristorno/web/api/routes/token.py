"""Tokens for keys: the client credentials grant of OAuth 2.0 (RFC 6749, 4.4), for programs that speak it."""

from django.http import HttpRequest, HttpResponse
from ninja import Router

from ristorno.web.api.grant import granted

router = Router(tags=["token"])


@router.post("/token", include_in_schema=False)
def token(request: HttpRequest) -> HttpResponse:
    """Give a token for a key."""
    return granted(request)
