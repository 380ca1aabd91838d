"""Signing in by a code: an address, six digits from a letter, and in; signing out; the language."""

from datetime import UTC, datetime
from typing import Final

from django.db import transaction
from django.http import HttpResponse, HttpResponseRedirect

from ristorno.apps.identity import signing_in
from ristorno.apps.identity.letters import GOOD_FOR
from ristorno.apps.identity.queries import user_of
from ristorno.apps.members.queries import people_of
from ristorno.kernel.problem import Refused
from ristorno.web.entry.by_company import to_company
from ristorno.web.entry.letting_in import HOME, Kept, carried, carry, origin_of, proven, put_down, within
from ristorno.web.ground.door import SIGN_IN, retold
from ristorno.web.ground.letters import send_code
from ristorno.web.ground.visitor import COOKIE, SPOKEN, Asked, word_of
from ristorno.web.ground.voice import NAMES

_STEP: Final = "code"
"""The question for a code is carried by the browser that asked, so that the code opens it alone."""
_A_YEAR: Final = 365 * 24 * 3600


def sign_in(asked: Asked) -> HttpResponse:
    """Ask for an address, and send a code to it, or somebody to the sign-in of his company."""
    back = within(asked.typed.get("next", "") if asked.sends else asked.request.GET.get("next", ""))
    if not asked.sends:
        return HttpResponseRedirect(back or HOME) if asked.visitor else sign_in_form(asked, back)
    email = asked.typed.get("email", "")
    elsewhere = to_company(asked, email, back)
    if elsewhere is not None:
        return elsewhere
    try:
        number = _ask(asked, email)
    except Refused as refused:
        return sign_in_form(asked, back, email, refused)
    response = HttpResponseRedirect(f"{SIGN_IN}/code")
    carry(asked, response, _STEP, Kept(number, email.strip(), back), GOOD_FOR)
    return response


def type_code(asked: Asked) -> HttpResponse:
    """Take the code, and let its owner in."""
    question = carried(asked.request, _STEP, GOOD_FOR)
    if question is None:
        return HttpResponseRedirect(SIGN_IN)
    if not asked.sends:
        return _code_form(asked, question)
    try:
        email = signing_in.prove(number=question.number, typed=asked.typed.get("code", ""), at=datetime.now(tz=UTC))
        return put_down(proven(asked, email, question.back), _STEP)
    except Refused as refused:
        return _code_form(asked, question, refused)


def sign_out(asked: Asked) -> HttpResponse:
    """Sign out this browser."""
    signing_in.close_visit(word=word_of(asked.request), at=datetime.now(tz=UTC))
    response = HttpResponseRedirect(SIGN_IN)
    response.delete_cookie(COOKIE)
    return response


def choose_language(asked: Asked) -> HttpResponse:
    """Speak another language from now on: to the user everywhere, or to whoever sits at this browser."""
    wanted = asked.typed.get("language", "")
    response = HttpResponseRedirect(within(asked.typed.get("next", "")) or HOME)
    if wanted in NAMES:
        if asked.visitor is not None:
            signing_in.speak(user=asked.who.user.number, language=wanted, actor=asked.who.user.actor)
        response.set_cookie(SPOKEN, wanted, max_age=_A_YEAR, httponly=True, samesite="Lax")
    return response


def sign_in_form(asked: Asked, back: str, email: str = "", refused: Refused | None = None) -> HttpResponse:
    """Return the page on which an address is typed, or a passkey used."""
    return retold(asked, "entry/sign_in.html.jinja", refused, back=back, email=email)


def _ask(asked: Asked, email: str) -> int:
    people, user = people_of(email, asked.at.date()), user_of(email)
    language = user.language if user else next((each.person.language for each in people if each.person.language), "")
    with transaction.atomic():
        number = signing_in.ask_code(
            email=email, origin=origin_of(asked), known=bool(people) or user is not None, at=datetime.now(tz=UTC)
        )
        send_code.defer(number=number, language=language or asked.voice.language)
    return number


def _code_form(asked: Asked, question: Kept, refused: Refused | None = None) -> HttpResponse:
    minutes = int(GOOD_FOR.total_seconds() // 60)
    return retold(asked, "entry/code.html.jinja", refused, email=question.word, minutes=minutes)
