"""What the company gets at the till: tables of prices, prices of its own, discounts, and the codes it holds."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from django.http import HttpResponse

from ristorno.apps.accruals.queries import ahead
from ristorno.apps.agreements.queries import Ruling
from ristorno.apps.catalog.queries import products
from ristorno.apps.members.queries import held
from ristorno.apps.vouchers.queries import codes_of
from ristorno.apps.vouchers.values import CodeState
from ristorno.engine.benefits.by_quantity import ByQuantity
from ristorno.engine.benefits.percent import PercentOff
from ristorno.engine.benefits.price import SpecialPrice
from ristorno.engine.settling import Settling
from ristorno.engine.terms.offers.offer import Offer
from ristorno.engine.terms.sets import FactSet
from ristorno.engine.terms.terms import Terms
from ristorno.web.ground.names import rulings_of, today_of
from ristorno.web.ground.rendering import render
from ristorno.web.ground.visitor import Asked
from ristorno.web.ground.voice import Voice

_CODES = 200
_PRODUCTS = 8
"""So many products of an offer are named."""


@dataclass(frozen=True, slots=True, kw_only=True)
class OfferShown:
    """An offer in words; ``rows`` are quantities with what holds from each on. ``own``: for this company by name."""

    title: str
    about: str
    rows: Sequence[tuple[str, str]]
    own: bool
    until: str


@dataclass(frozen=True, slots=True)
class CodeShown:
    """A code in words."""

    code: str
    title: str
    about: str
    state: str


def offers(asked: Asked) -> HttpResponse:
    """Show prices to who orders, and the codes that the visitor may use: the company's, and his own."""
    programs = rulings_of(asked.who.member)
    orders = asked.who.may("order")
    shown = [each for key, ruling in programs.items() for each in _prices(asked, key, ruling)] if orders else []
    codes = [
        _code(asked, each, programs.get(each.program))
        for each in codes_of(asked.at, member=asked.who.member, most=_CODES)
        if each.contact == asked.who.here.key or (orders and not each.contact)
    ]
    return render(asked, "portal/offers.html.jinja", page="offers", rows=shown, codes=codes, orders=orders)


def _prices(asked: Asked, key: str, ruling: Ruling) -> Iterator[OfferShown]:
    """Yield what an order gets by itself today, of all that is for this company; its own prices first."""
    member, today = asked.who.member, today_of(asked.who.member, asked.at)
    terms = Settling(ruling.calculation, member).terms(today)
    levels = {each.ladder: each.level for found in ahead(member, asked.at) if found.program == key
              for each in found.climbs} if terms.offers else {}  # fmt: skip
    segment = held(member, today).segment if terms.offers else None
    able = [
        (name, offer)
        for name, offer in terms.offers.items()
        if today in offer.valid
        and offer.trigger == "auto"
        and offer.who.earns(member, lambda: segment, lambda ladder: levels.get(ladder, ""))
    ]
    for name, offer in sorted(able, key=lambda each: (not _own(each[1]), each[0])):
        rows = _rows(offer, terms, asked.voice)
        if rows:
            yield OfferShown(
                title=asked.voice.title(offer.title, name),
                about=_about(offer.on, terms, asked),
                rows=rows,
                own=_own(offer),
                until=asked.voice.day(offer.valid.last) if offer.valid.last else "",
            )


def _own(offer: Offer) -> bool:
    return offer.who.members is not None


def _rows(offer: Offer, terms: Terms, voice: Voice) -> list[tuple[str, str]]:
    """Return the table of an offer; nothing where it gives neither prices nor plain shares."""
    gives, currency = offer.gives, terms.fact_currency or ""
    if isinstance(gives, ByQuantity):
        told = (lambda value: voice.money(value, currency)) if gives.prices is not None else voice.rate
        return [(voice.number(least), told(value)) for least, value in gives.table.items()]
    if isinstance(gives, SpecialPrice) and gives.keyed is None:
        return [("1", voice.money(gives.price, currency))]  # type: ignore[arg-type]  # it is plain
    if isinstance(gives, PercentOff) and not hasattr(gives.rate, "rows"):
        return [("1", f"−{voice.rate(gives.rate)}")]
    return []


def _about(of: FactSet, terms: Terms, asked: Asked) -> str:
    """Return what an offer is for: names of products, else brands and groups, else what its set is called."""
    named = of if of.of is None else terms.sets[of.of]
    if of.of is not None and named.title:
        return asked.voice.title(named.title, of.of)
    if named.products:
        known = products(asked.at.date(), keys=named.products)
        names = {each.key: each.name for each in known}
        some = [names.get(each, each) for each in named.products[:_PRODUCTS]]
        return ", ".join([*some, "…"] if len(named.products) > _PRODUCTS else some)
    return ", ".join((*(named.brands or ()), *(named.groups or ())))


def _code(asked: Asked, state: CodeState, ruling: Ruling | None) -> CodeShown:
    titles: Mapping[str, str] | None = None
    if ruling is not None:
        terms = Settling(ruling.calculation, asked.who.member).terms(today_of(asked.who.member, asked.at))
        titles = terms.offers[state.offer].title if state.offer in terms.offers else None
    until = asked.voice("offers.until", day=asked.voice.short_day(state.ends_at.date())) if state.ends_at else ""
    return CodeShown(state.code, asked.voice.title(titles, state.offer), until, state.state)
