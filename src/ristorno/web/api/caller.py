"""Who calls, and whether he may."""

from datetime import UTC, datetime
from typing import TypedDict, cast

from django.http import HttpRequest
from ninja.security import HttpBearer

from ristorno.apps.identity.pacing import pace
from ristorno.apps.identity.queries import Caller, caller_named, caller_of
from ristorno.apps.identity.scopes import SCOPES
from ristorno.apps.identity.secrets import read
from ristorno.kernel.problem import Problem, Refused
from ristorno.web.api.tokens import read_token

KEY, TOKEN = "key", "token"
"""The names of the two ways to come in, as the schema has them."""


class Come(HttpRequest):
    """A request whose caller is known."""

    caller: Caller


class May(HttpBearer):
    """Lets in who has a scope, by a key or by a token got for one."""

    def __init__(self, scope: str) -> None:
        if scope not in SCOPES:
            raise ValueError(f"there is no scope {scope}")
        self.scope = scope
        super().__init__()

    def authenticate(self, request: HttpRequest, token: str) -> Caller | None:
        """Return who calls; None where nobody is known by that secret.

        Raises:
            Refused: the caller has not this scope, or sends too much in this minute.
        """
        caller = coming(request)
        if caller is None:
            return None
        if self.scope not in caller.scopes:
            remedy = f"Ask the sponsor for a key with it; this one has: {', '.join(sorted(caller.scopes))}."
            raise Refused([Problem("api.scope", f"This asks for the scope {self.scope}.", remedy)])
        return caller


class _Asked(TypedDict):
    auth: May
    openapi_extra: dict[str, object]


def may(scope: str) -> _Asked:
    """Return what a route says to be open for callers with this scope alone."""
    return {"auth": May(scope), "openapi_extra": {"security": [{KEY: []}, {TOKEN: [scope]}]}}


def coming(request: HttpRequest) -> Caller | None:
    """Return who calls, looked up and counted once for a request.

    Raises:
        Refused: the caller sends too much in this minute.
    """
    if "caller" not in vars(request):
        vars(request)["caller"] = _look_up(request)
    return cast("Caller | None", vars(request)["caller"])


def _look_up(request: HttpRequest) -> Caller | None:
    kind, _, word = request.headers.get("Authorization", "").partition(" ")
    if kind.lower() != "bearer":
        return None
    now = datetime.now(tz=UTC)
    found = _known(word, now)
    if found is not None:
        pace().count(found.number, now)
    return found


def _known(word: str, now: datetime) -> Caller | None:
    secret = read(word)
    if secret is not None:
        return caller_of(secret, now)
    told = read_token(word)
    found = caller_named(told.public, now) if told is not None else None
    if found is None or told is None:
        return None
    return Caller(found.number, found.name, found.scopes & told.scopes, found.member)
