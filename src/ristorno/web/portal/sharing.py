"""Which part of a promise goes to the company's own people, and the wish for another one, which the supplier signs."""

from dataclasses import dataclass
from decimal import Decimal
from http import HTTPStatus
from urllib.parse import quote

from django.http import HttpResponse, HttpResponseRedirect

from ristorno.apps.agreements import operations
from ristorno.apps.agreements.sharing import Shared, shares, wish
from ristorno.apps.identity.queries import user_of
from ristorno.apps.members.queries import contacts
from ristorno.kernel.problem import Problem, Refused
from ristorno.web.ground.door import not_there, said
from ristorno.web.ground.rendering import render
from ristorno.web.ground.typed import needed_day, number
from ristorno.web.ground.visitor import Asked

_DECIMALS = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class ShareShown:
    """A share in words. ``coming`` is what is agreed for later, ``news`` what became of the last wish."""

    title: str
    rate: str
    link: str
    coming: str
    news: str
    waits: bool
    mine: bool
    """Whether the visitor himself proposed what waits, so that he may take it back."""


def shares_of(asked: Asked) -> list[ShareShown]:
    """Return the shares that the company may ask to change, in words."""
    return [_shown(asked, each) for each in _all(asked)]


def share(asked: Asked, program: str, clause: str) -> HttpResponse:
    """Show the share of one promise, and take the wish for another one."""
    found, typed = _found(asked, program, clause), asked.typed
    problems: tuple[str, ...] = ()
    if asked.sends:
        try:
            wish(
                shared=found, member=asked.who.member, rate=_rate(typed.get("rate", "")),
                begins=needed_day(typed.get("begins", "")), actor=asked.who.user.actor,
            )  # fmt: skip
        except Refused as refused:
            problems = said(asked, refused)
        else:
            return HttpResponseRedirect("/company?done=wished_share")
    rate = f"{(found.rate * 100).normalize():f}"
    return render(
        asked, "portal/share.html.jinja", page="company", problems=problems, shown=_shown(asked, found),
        rate=typed.get("rate", rate), begins=typed.get("begins", found.earliest.isoformat()),
        earliest=found.earliest.isoformat(),
        status=HTTPStatus.UNPROCESSABLE_ENTITY if problems else HTTPStatus.OK,
    )  # fmt: skip


def take_back(asked: Asked, program: str, clause: str) -> HttpResponse:
    """Take back one's own wish that nobody decided yet."""
    found = _found(asked, program, clause)
    if found.wished is None or not found.waits:
        raise not_there()
    operations.withdraw(draft=found.wished.number, actor=asked.who.user.actor)
    return HttpResponseRedirect("/company?done=unwished_share")


def _all(asked: Asked) -> list[Shared]:
    users = (user_of(each.email) for each in contacts(asked.who.member) if each.email)
    return [*shares(asked.who.member, at=asked.at, people={each.actor for each in users if each is not None})]


def _found(asked: Asked, program: str, clause: str) -> Shared:
    found = (each for each in _all(asked) if (each.program, each.clause) == (program, clause))
    shared = next(found, None)
    if shared is None:
        raise not_there()
    return shared


def _shown(asked: Asked, shared: Shared) -> ShareShown:
    voice, wished = asked.voice, shared.wished
    news = ""
    if wished is not None:
        news = voice("share.waits") if shared.waits else voice("share.rejected", reason=wished.reason)
    return ShareShown(
        title=voice.title(shared.title, shared.clause),
        rate=voice.rate(shared.rate),
        link=f"/company/share/{quote(shared.program, safe='')}/{quote(shared.clause, safe='')}",
        coming=", ".join(
            voice("share.coming", day=voice.day(start), rate=voice.rate(rate)) for start, rate in shared.coming
        ),
        news=news,
        waits=shared.waits,
        mine=shared.waits and wished is not None and wished.drafted_by == asked.who.user.actor,
    )


def _rate(text: str) -> Decimal:
    found = number(text.strip().removesuffix("%"), _DECIMALS)
    if found is None:
        raise Refused([Problem("agreements.share_rate", f"{text[:20]!r} is no share.", "Write how much of 100 it is.")])
    return found.scaleb(-2)
