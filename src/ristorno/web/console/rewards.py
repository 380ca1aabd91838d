"""Rewards: what is asked for, to agree with and to hand over; what is left of each; the register of gifts."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from http import HTTPStatus
from typing import Final

from django.http import HttpResponse, HttpResponseRedirect

from ristorno.apps.members.queries import members_of
from ristorno.apps.rewards import operations, queries
from ristorno.apps.rewards.kinds.base import DETAILS
from ristorno.apps.rewards.values import Gift, RedemptionState
from ristorno.kernel.problem import Problem, Refused
from ristorno.web.console.wording import amount_of
from ristorno.web.ground.door import not_there, said
from ristorno.web.ground.rendering import render
from ristorno.web.ground.visitor import Asked
from ristorno.web.ground.voice import Voice

STATES: Final = ("asked", "approved", "fulfilled", "refused", "canceled")
_PAGE = 25
_YEARS = 3
"""Of so many years the register is offered."""


@dataclass(frozen=True, slots=True, kw_only=True)
class WishShown:
    """What somebody asked for, in words, and what can be done with it."""

    number: int
    title: str
    about: str
    price: str
    told: Sequence[tuple[str, str]]
    note: str
    may: frozenset[str]


@dataclass(frozen=True, slots=True)
class StockShown:
    """A reward of the catalog, and how many are left; empty where as many as are asked for."""

    name: str
    title: str
    left: str


def rewards(asked: Asked) -> HttpResponse:
    """Show what is asked for, by where it stands, and what is left of each reward."""
    return _list(asked, asked.request.GET.get("state", ""))


def step(asked: Asked, number: int) -> HttpResponse:
    """Agree, refuse, hand over, or take back."""
    try:
        it = queries.access_redemption(min(number, 2**62))
    except Refused:
        raise not_there() from None
    try:
        done = _done(asked, it)
    except Refused as refused:
        return _list(asked, it.state, number, said(asked, refused))
    return HttpResponseRedirect(f"/console/rewards?state={it.state}&done={done}")


def gifts(asked: Asked) -> HttpResponse:
    """Show the gifts to persons that were handed over in a year."""
    now = asked.at.year
    text = asked.request.GET.get("year", "")
    year = int(text) if text in {str(now - back) for back in range(_YEARS)} else now
    found = queries.register(year)
    names = _names({each.member for each in found})
    return render(
        asked, "console/gifts.html.jinja", page="rewards", year=year, years=[now - back for back in range(_YEARS)],
        rows=[_gift(each, names, asked.voice) for each in found],
    )  # fmt: skip


def _done(asked: Asked, it: RedemptionState) -> str:
    typed, at, actor, number = asked.typed, asked.at, asked.who.user.actor, it.number
    wished, words = typed.get("step", ""), typed.get("words", "").strip()[:500]
    if wished not in _may(it):
        raise Refused([Problem("rewards.step", "No step was sent that can be taken.", "Press one of the buttons.")])
    if wished == "approve":
        operations.approve(number=number, at=at, actor=actor, note=words)
    elif wished == "refuse":
        operations.refuse(number=number, reason=words, at=at, actor=actor)
    elif wished == "hand_over":
        operations.hand_over(number=number, at=at, actor=actor, handed={"note": words} if words else {})
    else:
        operations.cancel(number=number, reason=words, at=at, actor=actor)
    return f"wish.{wished}"


def _may(it: RedemptionState) -> frozenset[str]:
    """Return what the sponsor can do; what the company agrees with itself is not the sponsor's to agree with."""
    if it.state == "asked":
        return frozenset({"approve", "refuse"} if it.terms.approval == "sponsor" else {"cancel"})
    if it.state == "approved":
        return frozenset({"hand_over", "cancel"})
    return frozenset({"cancel"} if it.state == "fulfilled" else ())


def _list(asked: Asked, wished: str, wrong: int = 0, problems: tuple[str, ...] = ()) -> HttpResponse:
    voice, state = asked.voice, wished if wished in STATES else STATES[0]
    after = asked.request.GET.get("after", "")
    number = int(after) if after.isascii() and after.isdigit() and len(after) < 19 else 0
    found = queries.redemptions(state=state, after=number, most=_PAGE + 1)
    names = _names({each.member for each in found})
    stock = [
        StockShown(each.name, voice.title(each.terms.title, each.name), _left(each.left, voice))
        for each in queries.catalog(asked.at)
    ]
    return render(
        asked, "console/rewards.html.jinja", page="rewards", states=STATES, state=state, wrong=wrong,
        rows=[_wish(each, names, asked) for each in found[:_PAGE]], stock=stock, problems=problems,
        following=found[_PAGE - 1].number if len(found) > _PAGE else None,
        status=HTTPStatus.UNPROCESSABLE_ENTITY if problems else HTTPStatus.OK,
    )  # fmt: skip


def _wish(it: RedemptionState, names: Mapping[str, str], asked: Asked) -> WishShown:
    voice = asked.voice
    title = voice.title(it.terms.title, it.reward)
    told = [(DETAILS[name][voice.language] if name in DETAILS else name, text) for name, text in it.told.items()]
    return WishShown(
        number=it.number,
        title=title if it.quantity == 1 else f"{title} × {voice.number(it.quantity)}",
        about=" · ".join(
            filter(None, (names.get(it.member) or it.member, it.contact, voice.short_day(it.asked_at.date())))
        ),
        price=amount_of(it.points, it.unit, voice),
        told=told,
        note=it.steps[-1].note if it.steps else "",
        may=_may(it) if asked.who.may("console.rewards.decide") else frozenset(),
    )


def _gift(it: Gift, names: Mapping[str, str], voice: Voice) -> tuple[str, ...]:
    value = ", ".join(voice.money(amount, currency) for currency, amount in it.value.items())
    whose = names.get(it.member) or it.member
    reward = it.reward if it.quantity == 1 else f"{it.reward} × {it.quantity}"
    return voice.short_day(it.handed_at.date()), whose, it.recipient or it.contact, reward, value


def _left(left: int | None, voice: Voice) -> str:
    return "" if left is None else voice("console.rewards.left", count=voice.number(left))


def _names(keys: set[str]) -> dict[str, str]:
    return {key: each.name for key, each in members_of(keys).items()}
