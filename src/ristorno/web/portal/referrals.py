"""Bringing newcomers: a code and a link to hand on, how often it was used, and what came of that."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from django.http import HttpResponse, HttpResponseRedirect

from ristorno.apps.agreements.queries import rulings
from ristorno.apps.vouchers import operations
from ristorno.apps.vouchers.queries import code as find_code
from ristorno.apps.vouchers.queries import codes_of
from ristorno.engine.benefits.voucher import VoucherFor
from ristorno.engine.settling import Settling
from ristorno.engine.terms.offers.trigger import Beside
from ristorno.engine.terms.terms import Terms
from ristorno.web.ground.door import not_there
from ristorno.web.ground.names import rulings_of, today_of
from ristorno.web.ground.rendering import render
from ristorno.web.ground.visitor import Asked

_CODES = 200


@dataclass(frozen=True, slots=True)
class _Referral:
    """An offer that newcomers get by a code, and the one that thanks whoever handed the code on."""

    program: str
    friend: str
    thanks: str
    opens: str
    terms: Terms


@dataclass(frozen=True, slots=True, kw_only=True)
class ReferralShown:
    """A way to bring newcomers, in words. ``code`` is empty until it is asked for."""

    program: str
    offer: str
    title: str
    thanks: str
    code: str
    link: str
    used: str
    held: str
    got: Sequence[tuple[str, str]]
    """What came of it: codes for the company, each with its state."""


def referrals(asked: Asked) -> HttpResponse:
    """Show the codes by which the company brings newcomers."""
    rows = [_shown(asked, each) for each in _all(asked)]
    return render(asked, "portal/referrals.html.jinja", page="referrals", rows=rows)


def refer(asked: Asked, program: str, offer: str) -> HttpResponse:
    """Give the company its code."""
    if (program, offer) not in {(each.program, each.friend) for each in _all(asked)}:
        raise not_there()
    operations.refer(program=program, offer=offer, referrer=asked.who.member, at=asked.at, actor=asked.who.user.actor)
    return HttpResponseRedirect("/referrals?done=referred")


def invited(asked: Asked, code: str) -> HttpResponse:
    """Tell a newcomer, who has no sign-in yet, what a code is good for; nothing of who handed it on."""
    found = find_code(code, asked.at)
    if found is None or not found.referrer or found.state != "valid" or found.program not in rulings():
        raise not_there()
    terms = rulings()[found.program].calculation.program.terms
    return render(
        asked, "portal/invited.html.jinja", code=found.code, program=asked.voice.title(terms.title, found.program)
    )


def _all(asked: Asked) -> Iterator[_Referral]:
    for program, ruling in rulings_of(asked.who.member).items():
        terms = Settling(ruling.calculation, asked.who.member).terms(today_of(asked.who.member, asked.at))
        for name, offer in terms.offers.items():
            gives, friend = offer.gives, offer.trigger.beside if isinstance(offer.trigger, Beside) else ""
            known = terms.offers.get(friend)
            if isinstance(gives, VoucherFor) and gives.to == "referrer" and known and known.trigger == "code":
                yield _Referral(program, friend, name, gives.opens, terms)


def _shown(asked: Asked, of: _Referral) -> ReferralShown:
    voice, offers = asked.voice, of.terms.offers
    own = [
        each
        for each in codes_of(asked.at, referrer=asked.who.member, most=_CODES)
        if (each.program, each.offer) == (of.program, of.friend) and each.state != "withdrawn"
    ]
    code = own[-1].code if own else ""
    got = [
        (each.code, each.state)
        for each in codes_of(asked.at, member=asked.who.member, most=_CODES)
        if (each.program, each.offer) == (of.program, of.opens)
    ]
    return ReferralShown(
        program=of.program,
        offer=of.friend,
        title=voice.title(offers[of.friend].title, of.friend),
        thanks=voice.title(offers[of.opens].title, of.opens) if of.opens in offers else of.opens,
        code=code,
        link=asked.request.build_absolute_uri(f"/invited/{code}") if code else "",
        used=voice.number(sum(each.uses for each in own)),
        held=voice.number(sum(each.held for each in own)) if any(each.held for each in own) else "",
        got=got,
    )
