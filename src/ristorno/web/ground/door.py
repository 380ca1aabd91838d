"""The door of every page: who comes is looked up once, the policy says what he may, refusals become sentences."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import wraps
from http import HTTPStatus
from math import ceil
from typing import Any, Final, TypeAlias
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed, HttpResponseRedirect
from django.urls import URLPattern, path

from ristorno.kernel.problem import Problem, Refused
from ristorno.kernel.texts import sayable
from ristorno.web.ground.rendering import render
from ristorno.web.ground.visitor import Asked, Visitor, asked

View: TypeAlias = Callable[..., HttpResponse]

SIGN_IN: Final = "/sign-in"
CONSOLE: Final = "/console"
ACCOUNT: Final = "/account"
ANYBODY: Final = ""
"""The right of pages that are open to who is not signed in."""
NOT_THERE: Final = "page.not_there"
_OF_ONES_OWN: Final = frozenset({"sign_out", "choose_language"})
_SPENT: Final = "identity.too_many_tries"
"""Tried too often, and yet nothing to wait for: another letter has to be asked for."""
_MINUTE, _HOUR = 60, 3600
_LONG: Final = 2 * _HOUR
_GONE: Final = frozenset({NOT_THERE, "settlements.unknown"})


@dataclass(frozen=True, slots=True)
class Page:
    """A page: its address below the root, its view, the rights of which it takes one, how it is asked for."""

    path: str
    name: str
    view: View
    rights: tuple[str, ...]
    methods: tuple[str, ...] = ("GET",)


def doors(pages: Sequence[Page]) -> list[URLPattern]:
    """Return the addresses of pages, each behind its door."""
    return [path(each.path, _door(each), name=each.name) for each in pages]


def not_there() -> Refused:
    """Return the refusal of what is not there, or is not the visitor's: the two are told alike."""
    return Refused([Problem(NOT_THERE, "There is no such page.", "Go back to where you came from.")])


def _door(page: Page) -> View:
    @wraps(page.view)
    def come(request: HttpRequest, **named: Any) -> HttpResponse:
        if request.method == "HEAD" or request.method in page.methods:
            return _answer(page, asked(request), named)
        return HttpResponseNotAllowed(page.methods)

    return come


def _answer(page: Page, coming: Asked, named: dict[str, Any]) -> HttpResponse:
    try:
        if coming.sends and coming.visitor is not None and coming.visitor.viewing and not _while_viewing(page):
            return told(coming, "refused.viewing", HTTPStatus.FORBIDDEN)
        if page.rights != (ANYBODY,):
            if coming.visitor is None:
                return _to_sign_in(coming.request)
            if not coming.visitor.rights & {*page.rights}:
                return _shut(page, coming, coming.visitor)
        for each in named.values():
            if isinstance(each, str) and sayable(each) != each:
                raise not_there()
        return page.view(coming, **named)
    except Refused as refused:
        return refusal(coming, refused)


def _while_viewing(page: Page) -> bool:
    """Return whether a form may be sent by an operator who looks as somebody else: his own alone."""
    return page.name in _OF_ONES_OWN or all(right.startswith("console.") for right in page.rights)


def _shut(page: Page, coming: Asked, visitor: Visitor) -> HttpResponse:
    """Tell why a page is not for somebody, or lead him to where that can be changed."""
    if visitor.held_back:
        return HttpResponseRedirect(f"{ACCOUNT}?done=needed")
    if visitor.place is None and visitor.operates and not page.path:
        return HttpResponseRedirect(CONSOLE)
    if visitor.place is None:
        return told(coming, "refused.operator" if visitor.operates else "refused.nobody", HTTPStatus.FORBIDDEN)
    return told(coming, "refused.right", HTTPStatus.FORBIDDEN)


def _to_sign_in(request: HttpRequest) -> HttpResponse:
    """Send a visitor to sign in, and back here afterwards; a part of a page is not where anybody wants to land."""
    if request.headers.get("HX-Request"):
        response = HttpResponse()
        response["HX-Redirect"] = SIGN_IN
        return response
    back = request.get_full_path() if request.method == "GET" and request.path != "/" else ""
    return HttpResponseRedirect(f"{SIGN_IN}?{urlencode({'next': back})}" if back else SIGN_IN)


def refusal(coming: Asked, refused: Refused) -> HttpResponse:
    """Return the page that tells of a refusal, with a way on."""
    status = status_of(refused)
    if status == HTTPStatus.NOT_FOUND:
        return told(coming, "refused.not_there", status)
    return slowed(told(coming, "refused.problem", status, said(coming, refused)), refused)


def retold(coming: Asked, template: str, refused: Refused | None, **values: object) -> HttpResponse:
    """Return a page again with what was refused on it, as ``problems``; or for the first time, with nothing."""
    page = render(coming, template, status=status_of(refused), problems=said(coming, refused), **values)
    return slowed(page, refused)


def slowed(response: HttpResponse, refused: Refused | None) -> HttpResponse:
    """Return an answer that tells a program, too, for how many seconds to wait (RFC 9110, 10.2.3)."""
    if refused is not None and refused.seconds is not None:
        response["Retry-After"] = f"{refused.seconds}"
    return response


def status_of(refused: Refused | None) -> HTTPStatus:
    """Return with what a page answers that shows a refusal, or none."""
    if refused is None:
        return HTTPStatus.OK
    code = refused.problems[0].code
    if code in _GONE:
        return HTTPStatus.NOT_FOUND
    if code == _SPENT or refused.seconds is not None:
        return HTTPStatus.TOO_MANY_REQUESTS
    return HTTPStatus.UNPROCESSABLE_ENTITY


def said(coming: Asked, refused: Refused | None) -> tuple[str, ...]:
    """Return the sentences of a refusal, if there is one, in the visitor's language where it has some."""
    if refused is None:
        return ()
    sentences = [
        coming.voice(f"refused.{each.code}")
        if coming.voice.has(f"refused.{each.code}")
        else " ".join(filter(None, (each.reason, each.remedy)))
        for each in refused.problems
    ]
    if refused.seconds is not None:
        sentences.append(_when(coming, refused.seconds))
    return tuple(sentences)


def _when(coming: Asked, seconds: int) -> str:
    """Return when to come again: in minutes, where it is long in hours, and never too early."""
    name, unit = ("minutes", _MINUTE) if seconds <= _LONG else ("hours", _HOUR)
    return coming.voice(f"refused.wait.{name}", count=ceil(seconds / unit))


def told(coming: Asked, key: str, status: HTTPStatus, sentences: Sequence[str] = ()) -> HttpResponse:
    """Return a page that says in a heading and sentences why something is not shown or not done."""
    voice = coming.voice
    return render(
        coming, "ground/refused.html.jinja", status=status, title=voice(f"{key}.title"),
        sentences=sentences or (voice(f"{key}.text"),),
    )  # fmt: skip
