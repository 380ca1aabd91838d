"""The pages of signing in and out: an address, a code by mail, and in."""

from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from http import HTTPStatus
from json import dumps, loads
from typing import Final

from django.core.signing import BadSignature
from django.db import transaction
from django.http import HttpResponse, HttpResponseRedirect
from django.utils.http import url_has_allowed_host_and_scheme

from ristorno.apps.identity import signing_in
from ristorno.apps.identity.letters import GOOD_FOR
from ristorno.apps.identity.queries import user_of
from ristorno.apps.members.queries import people_of
from ristorno.kernel.problem import Refused
from ristorno.web.ground.door import ANYBODY, SIGN_IN, Page, said
from ristorno.web.ground.letters import send_code
from ristorno.web.ground.rendering import render
from ristorno.web.ground.visitor import COOKIE, SPOKEN, Asked, word_of
from ristorno.web.ground.voice import NAMES

_ASKED: Final = "ristorno-code"
"""The cookie with the question for a code, so that the code opens this browser alone."""
_HOME: Final = "/"
_A_YEAR: Final = 365 * 24 * 3600


@dataclass(frozen=True, slots=True)
class _Question:
    number: int
    email: str
    back: str


def sign_in(asked: Asked) -> HttpResponse:
    """Ask for an address, and send a code to it."""
    back = _within(asked.typed.get("next", "") if asked.sends else asked.request.GET.get("next", ""))
    if not asked.sends:
        return HttpResponseRedirect(back or _HOME) if asked.visitor else _form(asked, back)
    email = asked.typed.get("email", "")
    try:
        number = _ask(asked, email)
    except Refused as refused:
        return _form(asked, back, email, said(asked, refused))
    response = HttpResponseRedirect(f"{SIGN_IN}/code")
    question = dumps(asdict(_Question(number, email.strip(), back)))
    response.set_signed_cookie(
        _ASKED, question, max_age=GOOD_FOR, secure=asked.request.is_secure(), httponly=True, samesite="Lax"
    )
    return response


def type_code(asked: Asked) -> HttpResponse:
    """Take the code, and let its owner in."""
    question = _question(asked)
    if question is None:
        return HttpResponseRedirect(SIGN_IN)
    if not asked.sends:
        return _code_form(asked, question)
    moment = datetime.now(tz=UTC)
    try:
        email = signing_in.prove(number=question.number, typed=asked.typed.get("code", ""), at=moment)
        name = next((each.person.name for each in people_of(email, asked.at.date())), "")
        opened = signing_in.open_visit(email=email, name=name, language=asked.voice.language, at=moment)
    except Refused as refused:
        return _code_form(asked, question, said(asked, refused))
    response = HttpResponseRedirect(question.back or _HOME)
    response.set_cookie(
        COOKIE, opened.word, max_age=signing_in.STAYS, secure=asked.request.is_secure(), httponly=True, samesite="Lax"
    )
    response.delete_cookie(_ASKED)
    return response


def sign_out(asked: Asked) -> HttpResponse:
    """Sign out this browser."""
    signing_in.close_visit(word=word_of(asked.request), at=datetime.now(tz=UTC))
    response = HttpResponseRedirect(SIGN_IN)
    response.delete_cookie(COOKIE)
    return response


def choose_language(asked: Asked) -> HttpResponse:
    """Speak another language from now on: to the user everywhere, or to whoever sits at this browser."""
    wanted = asked.typed.get("language", "")
    response = HttpResponseRedirect(_within(asked.typed.get("next", "")) or _HOME)
    if wanted in NAMES:
        if asked.visitor is not None:
            signing_in.speak(user=asked.who.user.number, language=wanted, actor=asked.who.user.actor)
        response.set_cookie(SPOKEN, wanted, max_age=_A_YEAR, httponly=True, samesite="Lax")
    return response


PAGES: Final = (
    Page("sign-in", "sign_in", sign_in, (ANYBODY,), ("GET", "POST")),
    Page("sign-in/code", "type_code", type_code, (ANYBODY,), ("GET", "POST")),
    Page("sign-out", "sign_out", sign_out, (ANYBODY,), ("POST",)),
    Page("language", "choose_language", choose_language, (ANYBODY,), ("POST",)),
)


def _ask(asked: Asked, email: str) -> int:
    people, user = people_of(email, asked.at.date()), user_of(email)
    language = user.language if user else next((each.person.language for each in people if each.person.language), "")
    with transaction.atomic():
        number = signing_in.ask_code(
            email=email, origin=_origin(asked), known=bool(people) or user is not None, at=datetime.now(tz=UTC)
        )
        send_code.defer(number=number, language=language or asked.voice.language)
    return number


def _origin(asked: Asked) -> str:
    """Return the network address that the web server saw; whoever puts a proxy before it lets that tell it."""
    return str(asked.request.META.get("REMOTE_ADDR", ""))[:60]


def _question(asked: Asked) -> _Question | None:
    try:
        kept = asked.request.get_signed_cookie(_ASKED, max_age=GOOD_FOR)
    except (KeyError, BadSignature):
        return None
    return _Question(**loads(kept)) if kept else None


def _within(address: str) -> str:
    """Return an address of our own pages; nothing where somebody would be sent elsewhere."""
    return address if address.startswith("/") and url_has_allowed_host_and_scheme(address, None) else ""


def _form(asked: Asked, back: str, email: str = "", problems: tuple[str, ...] = ()) -> HttpResponse:
    status = HTTPStatus.UNPROCESSABLE_ENTITY if problems else HTTPStatus.OK
    return render(asked, "ground/sign_in.html.jinja", status=status, back=back, email=email, problems=problems)


def _code_form(asked: Asked, question: _Question, problems: tuple[str, ...] = ()) -> HttpResponse:
    status = HTTPStatus.UNPROCESSABLE_ENTITY if problems else HTTPStatus.OK
    minutes = int(GOOD_FOR.total_seconds() // 60)
    return render(
        asked, "ground/code.html.jinja", status=status, email=question.email, minutes=minutes, problems=problems
    )
