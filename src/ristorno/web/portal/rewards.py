"""Rewards: what can be had for points, what is still out of reach, what was asked for and where that stands."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from http import HTTPStatus

from django.http import HttpResponse, HttpResponseRedirect

from ristorno.apps.rewards import operations, queries
from ristorno.apps.rewards.kinds.base import DETAILS
from ristorno.apps.rewards.rules import MOST, WAITING
from ristorno.apps.rewards.values import Offered, RedemptionState, Visitor
from ristorno.kernel.problem import Problem, Refused
from ristorno.web.ground.door import not_there, said
from ristorno.web.ground.names import Units, rulings_of
from ristorno.web.ground.rendering import render
from ristorno.web.ground.visitor import Asked

_LATELY = 25
"""So many of the latest wishes are shown."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RewardShown:
    """A reward in words.

    ``piece`` is what one is, where that is a quantity; ``share`` is how much of its price is there, in per cent.
    """

    name: str
    title: str
    about: str
    kind: str
    piece: str
    category: str
    price: str
    besides: str
    own: bool
    missing: str
    share: int
    left: int | None
    waits: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class WishShown:
    """What was asked for, in words; ``stands`` says the state as this kind of reward calls it."""

    number: int
    title: str
    about: str
    price: str
    state: str
    stands: str
    note: str
    handed: Sequence[str]
    may_cancel: bool
    may_approve: bool


def rewards(asked: Asked) -> HttpResponse:
    """Show what can be had, and what was asked for."""
    return _all(asked)


def reward(asked: Asked, reward: str) -> HttpResponse:
    """Show one reward, and take the wish for it."""
    found = next((each for each in _offered(asked) if each.reward.name == reward), None)
    if found is None:
        raise not_there()
    terms, typed = found.reward.terms, asked.typed
    told = {name: typed.get(name, "")[:500] for name in terms.gives.ASKS}
    problems: tuple[str, ...] = ()
    if asked.sends:
        try:
            operations.ask(
                key=f"page:{_key(typed.get('key', ''))}", visitor=_visitor(asked), reward=reward,
                quantity=_count(typed.get("quantity", "1")), told_with=told, at=asked.at, actor=asked.who.user.actor,
            )  # fmt: skip
        except Refused as refused:
            problems = said(asked, refused)
        else:
            return HttpResponseRedirect("/rewards?done=wished")
    asks = [(name, DETAILS[name][asked.voice.language], told[name]) for name in terms.gives.ASKS]
    return render(
        asked, "portal/reward.html.jinja", page="rewards", row=_shown(found, asked, _units(asked)), asks=asks,
        problems=problems, key=typed.get("key") or uuid.uuid4().hex, quantity=typed.get("quantity", "1"),
        status=HTTPStatus.UNPROCESSABLE_ENTITY if problems else HTTPStatus.OK,
    )  # fmt: skip


def cancel(asked: Asked, number: int) -> HttpResponse:
    """Take a wish back that was not handed over yet."""
    wish = _wish(asked, number)
    if not _may_cancel(asked, wish) and wish.state != "canceled":
        raise not_there()
    operations.cancel(number=number, reason=asked.voice("rewards.taken_back"), at=asked.at, actor=asked.who.user.actor)
    return HttpResponseRedirect("/rewards?done=unwished")


def approve(asked: Asked, number: int) -> HttpResponse:
    """Agree for the company with what a colleague asked for."""
    wish = _wish(asked, number)
    if wish.terms.approval == "sponsor":
        raise not_there()
    try:
        operations.approve(number=number, at=asked.at, actor=asked.who.user.actor)
    except Refused as refused:
        return _all(asked, said(asked, refused))
    return HttpResponseRedirect("/rewards?done=approved")


def _all(asked: Asked, problems: tuple[str, ...] = ()) -> HttpResponse:
    units = _units(asked)
    contact = None if asked.who.may("rewards.company") else asked.who.here.key
    wishes = queries.redemptions(member=asked.who.member, contact=contact, latest=True, most=_LATELY)
    return render(
        asked, "portal/rewards.html.jinja", page="rewards", problems=problems,
        rows=[_shown(each, asked, units) for each in _offered(asked)],
        wishes=[_wished(each, asked, units) for each in wishes],
        status=HTTPStatus.UNPROCESSABLE_ENTITY if problems else HTTPStatus.OK,
    )  # fmt: skip


def _visitor(asked: Asked) -> Visitor:
    here = asked.who.here
    return Visitor(asked.who.member, here.key, here.roles)


def _offered(asked: Asked) -> list[Offered]:
    """Return what the visitor may ask for: with the company's points only who may spend them."""
    company = asked.who.may("rewards.company")
    return [
        each for each in queries.offered(_visitor(asked), asked.at) if company or each.reward.terms.payer == "contact"
    ]


def _wish(asked: Asked, number: int) -> RedemptionState:
    if number >= 2**63:
        raise not_there()
    try:
        found = queries.access_redemption(number, asked.who.member)
    except Refused:
        raise not_there() from None
    if not asked.who.may("rewards.company") and found.contact != asked.who.here.key:
        raise not_there()
    return found


def _may_cancel(asked: Asked, wish: RedemptionState) -> bool:
    return wish.state in WAITING and (asked.who.may("rewards.company") or wish.contact == asked.who.here.key)


def _units(asked: Asked) -> Units:
    return Units(rulings_of(asked.who.member), asked.voice, asked.at)


def _shown(offered: Offered, asked: Asked, units: Units) -> RewardShown:
    voice, terms = asked.voice, offered.reward.terms
    unit = units[terms.unit]
    return RewardShown(
        name=offered.reward.name,
        title=voice.title(terms.title, offered.reward.name),
        about=voice.title(terms.about, "") if terms.about else "",
        kind=terms.gives.WORDS[voice.language],
        piece=terms.gives.piece(voice),
        category=voice.title(terms.category, "") if terms.category else "",
        price=voice.amount(terms.points, unit),
        besides=" + ".join(voice.money(amount, currency) for currency, amount in (terms.besides or {}).items()),
        own=terms.payer == "contact",
        missing=voice.amount(offered.missing, unit) if offered.missing else "",
        share=int(max(Decimal(0), min(Decimal(100), offered.has * 100 / terms.points))),
        left=offered.reward.left,
        waits=terms.approval != "none",
    )


def _wished(wish: RedemptionState, asked: Asked, units: Units) -> WishShown:
    voice, last = asked.voice, wish.steps[-1]
    colleague = wish.state == "asked" and wish.terms.approval == "company" and last.actor != asked.who.user.actor
    count = f" × {voice.number(wish.quantity)}" if wish.quantity > 1 else ""
    return WishShown(
        number=wish.number,
        title=voice.title(wish.terms.title, wish.reward) + count,
        about=" · ".join((voice.short_day(wish.asked_at.date()), *wish.told.values())),
        price=voice.amount(wish.points, units[wish.unit]),
        state=wish.state,
        stands=wish.terms.gives.stands(wish.state, voice.language) or voice(f"rewards.state.{wish.state}"),
        note=last.note,
        handed=tuple(wish.handed.values()),
        may_cancel=_may_cancel(asked, wish),
        may_approve=colleague and asked.who.may("rewards.company"),
    )


def _key(text: str) -> str:
    try:
        return uuid.UUID(text).hex
    except ValueError:
        raise Refused([Problem("rewards.key", "The form is not whole.", "Open it again.")]) from None


def _count(text: str) -> int:
    if not (text.isdecimal() and len(text) < 5 and 0 < int(text) <= MOST):
        raise Refused([Problem("rewards.quantity", f"{text[:20]!r} pieces cannot be had.", f"Write 1 to {MOST:,}.")])
    return int(text)
