"""The token endpoint: oauthlib knows the protocol, keys are looked up here."""

import base64
import binascii
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from django.http import HttpRequest, HttpResponse
from oauthlib.common import Request
from oauthlib.oauth2 import BackendApplicationServer, RequestValidator

from ristorno.apps.identity.pacing import pace
from ristorno.apps.identity.queries import caller_of
from ristorno.apps.identity.secrets import Secret
from ristorno.web.api.tokens import SECONDS, make_token


def granted(request: HttpRequest) -> HttpResponse:
    """Return the answer to a request for a token; refusals are those of RFC 6749, 5.2."""
    body = request.body.decode("ascii", "replace")
    headers = {"Authorization": request.headers.get("Authorization", "")}
    told = _SERVER.create_token_response(request.get_full_path(), "POST", body, headers)
    return HttpResponse(told[1], status=told[2], headers=told[0])


@dataclass(frozen=True, slots=True)
class _Client:
    """A key as oauthlib asks for it."""

    client_id: str
    scopes: frozenset[str]


class _Keys(RequestValidator):
    """Answers what oauthlib asks about keys."""

    def authenticate_client(self, request: Request, *args: Any, **kwargs: Any) -> bool:
        secret, now = _secret(request), datetime.now(tz=UTC)
        caller = caller_of(secret, now) if secret is not None else None
        if secret is None or caller is None:
            return False
        pace().count(caller.number, now)
        request.client, request.client_id = _Client(secret.public, caller.scopes), secret.public
        return True

    def validate_grant_type(
        self, client_id: str, grant_type: str, client: Any, request: Request, *args: Any, **kwargs: Any
    ) -> bool:
        return grant_type == "client_credentials"

    def get_default_scopes(self, client_id: str, request: Any, *args: Any, **kwargs: Any) -> list[str]:
        return sorted(request.client.scopes)

    def validate_scopes(
        self, client_id: str, scopes: list[str], client: Any, request: Request, *args: Any, **kwargs: Any
    ) -> bool:
        return bool(client.scopes.issuperset(scopes))

    def save_bearer_token(self, token: Any, request: Request, *args: Any, **kwargs: Any) -> None:
        """Keep nothing: the token says it all."""


def _secret(request: Request) -> Secret | None:
    """Return the credentials of a request: by HTTP Basic, as RFC 6749 prefers, or in its body."""
    kind, _, word = request.headers.get("Authorization", "").partition(" ")
    if kind.lower() == "basic":
        try:
            public, _, private = base64.b64decode(word, validate=True).decode().partition(":")
        except (binascii.Error, UnicodeDecodeError):
            return None
    else:
        public, private = request.client_id or "", request.client_secret or ""
    return Secret(public, private) if public and private and "\0" not in public else None


def _made(request: Any) -> str:
    return make_token(request.client_id, request.scopes)


_SERVER = BackendApplicationServer(_Keys(), token_generator=_made, token_expires_in=SECONDS)
