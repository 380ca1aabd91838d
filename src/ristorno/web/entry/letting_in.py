"""What follows when somebody has proved an address: the second factor where he set one up, then a visit."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from json import dumps, loads
from typing import Final

from django.core.signing import BadSignature
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.http import url_has_allowed_host_and_scheme

from ristorno.apps.identity import signing_in
from ristorno.apps.identity.letters import GOOD_FOR
from ristorno.apps.identity.queries import user_of
from ristorno.apps.identity.second_factor import protected
from ristorno.apps.members.queries import people_of
from ristorno.web.entry.devices import device_named
from ristorno.web.ground.visitor import COOKIE, Asked

HOME: Final = "/"
SECOND: Final = "/sign-in/second"


@dataclass(frozen=True, slots=True)
class Kept:
    """What a browser carries, signed, from one step of coming in to the next: a word, a number, where to go then."""

    number: int
    word: str
    back: str


def proven(asked: Asked, email: str, back: str) -> HttpResponse:
    """Let in who proved an address by a letter alone; who has a second factor is asked for it first.

    Raises:
        Refused: the user was shut out.
    """
    user = user_of(email)
    if user is None or not protected(user.number):
        return welcome(asked, email, back, strong=False)
    response = HttpResponseRedirect(SECOND)
    carry(asked, response, "second", Kept(user.number, email, back), GOOD_FOR)
    return response


def welcome(asked: Asked, email: str, back: str, *, strong: bool) -> HttpResponse:
    """Open a visit, and go where somebody wanted to.

    Raises:
        Refused: the user was shut out.
    """
    name = next((each.person.name for each in people_of(email, asked.at.date())), "")
    opened = signing_in.open_visit(
        email=email, name=name, language=asked.voice.language, at=datetime.now(tz=UTC), strong=strong,
        device=device_named(asked.request.headers.get("User-Agent", "")),
    )  # fmt: skip
    response = HttpResponseRedirect(back or HOME)
    response.set_cookie(
        COOKIE, opened.word, max_age=signing_in.STAYS, secure=asked.request.is_secure(), httponly=True, samesite="Lax"
    )
    return response


def carry(asked: Asked, response: HttpResponse, step: str, kept: Kept, most: timedelta) -> None:
    """Let the browser carry something to its next step."""
    told = dumps([kept.number, kept.word, kept.back])
    secure = asked.request.is_secure()
    response.set_signed_cookie(_named(step), told, max_age=most, secure=secure, httponly=True, samesite="Lax")


def carried(request: HttpRequest, step: str, most: timedelta) -> Kept | None:
    """Return what the browser carried here; None where that is nothing, too old, or not of our making."""
    try:
        told = request.get_signed_cookie(_named(step), max_age=most)
    except (KeyError, BadSignature):
        return None
    return Kept(*loads(told)) if told else None


def put_down(response: HttpResponse, step: str) -> HttpResponse:
    """Let the browser carry something no further."""
    response.delete_cookie(_named(step))
    return response


def within(address: str) -> str:
    """Return an address of our own pages; nothing where somebody would be sent elsewhere."""
    return address if address.startswith("/") and url_has_allowed_host_and_scheme(address, None) else ""


def origin_of(asked: Asked) -> str:
    """Return the network address that the web server saw; whoever puts a proxy before it lets that tell it."""
    return str(asked.request.META.get("REMOTE_ADDR", ""))[:60]


def _named(step: str) -> str:
    return f"ristorno-{step}"
