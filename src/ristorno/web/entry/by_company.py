"""Signing in at the own company: there and back, with what proves that it was the same way."""

from datetime import UTC, datetime
from http import HTTPStatus
from secrets import token_urlsafe
from typing import Final

from django.http import HttpResponse, HttpResponseRedirect

from ristorno.apps.identity.letters import GOOD_FOR
from ristorno.apps.identity.providers import ProviderSeen, provider_named, provider_of
from ristorno.apps.identity.queries import user_of
from ristorno.apps.members.queries import people_of
from ristorno.kernel.problem import Problem, Refused
from ristorno.web.entry.letting_in import Kept, carried, carry, put_down, welcome
from ristorno.web.entry.oidc import Word, address_to, places_of, proven_by
from ristorno.web.ground.door import SIGN_IN, said
from ristorno.web.ground.rendering import render
from ristorno.web.ground.visitor import Asked

COMPANY: Final = f"{SIGN_IN}/company"
_TYPED, _WAY = "company", "way"
"""The step with the address that somebody typed, and the one with what comes back from his company."""


def to_company(asked: Asked, email: str, back: str) -> HttpResponse | None:
    """Lead to the company of an address; None where it has no sign-in of its own."""
    if provider_of(email) is None:
        return None
    response = HttpResponseRedirect(COMPANY)
    carry(asked, response, _TYPED, Kept(0, email.strip(), back), GOOD_FOR)
    return response


def not_past(email: str) -> None:
    """Let no other way in for the people of a company that has its own: who leaves it is out with the next visit.

    Raises:
        Refused: a provider speaks for this address.
    """
    provider = provider_of(email)
    if provider is not None:
        reason = f"People of {provider.title} sign in there."
        raise Refused([Problem("identity.company_only", reason, "Type your address, then go on to it.")])


def company(asked: Asked) -> HttpResponse:
    """Show the way to the company: a link, as a form may not lead elsewhere."""
    typed = carried(asked.request, _TYPED, GOOD_FOR)
    provider = provider_of(typed.word) if typed else None
    if typed is None or provider is None:
        return HttpResponseRedirect(SIGN_IN)
    word = Word(token_urlsafe(32))
    try:
        address = address_to(provider, places_of(provider), word, _back(asked), typed.word)
    except Refused as refused:
        return _page(asked, provider, problems=said(asked, refused))
    response = _page(asked, provider, address)
    carry(asked, response, _WAY, Kept(0, f"{provider.key} {word.text}", typed.back), GOOD_FOR)
    return response


def came_back(asked: Asked) -> HttpResponse:
    """Let in whom his company has sent back, with its signature."""
    way = carried(asked.request, _WAY, GOOD_FOR)
    key, _, text = way.word.partition(" ") if way else ("", "", "")
    provider = provider_named(key)
    if way is None or provider is None:
        return HttpResponseRedirect(SIGN_IN)
    try:
        came = asked.request.GET.dict()
        email = proven_by(provider, Word(text), _back(asked), came, datetime.now(tz=UTC))
        _known(asked, email)
        response = welcome(asked, email, way.back, strong=True)
    except Refused as refused:
        response = _page(asked, provider, problems=said(asked, refused))
    return put_down(put_down(response, _WAY), _TYPED)


def _known(asked: Asked, email: str) -> None:
    if not people_of(email, asked.at.date()) and user_of(email) is None:
        reason = "Your company has proved who you are, but nobody here knows this address."
        raise Refused([Problem("identity.stranger", reason, "Ask the supplier to add it.")])


def _back(asked: Asked) -> str:
    return asked.request.build_absolute_uri(f"{COMPANY}/back")


def _page(asked: Asked, provider: ProviderSeen, address: str = "", problems: tuple[str, ...] = ()) -> HttpResponse:
    status = HTTPStatus.UNPROCESSABLE_ENTITY if problems else HTTPStatus.OK
    return render(
        asked, "entry/company.html.jinja", status=status, title=provider.title, address=address, problems=problems
    )
