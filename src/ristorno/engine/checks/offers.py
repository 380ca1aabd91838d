"""Offers that make no sense: by themselves, and beside each other."""

from collections.abc import Iterator

from ristorno.engine.benefits.voucher import VoucherFor
from ristorno.engine.terms.finding import Finding
from ristorno.engine.terms.offers.offer import Offer
from ristorno.engine.terms.offers.ordering import circles
from ristorno.engine.terms.offers.trigger import Beside, Word
from ristorno.engine.terms.terms import Terms
from ristorno.kernel.document import Path


def check_offers(terms: Terms) -> Iterator[Finding]:
    """Yield what makes no sense in the offers of a program."""
    for name, offer in terms.offers.items():
        path: Path = ("offers", name)
        yield from _money(terms, path)
        yield from _said(path, offer)
        yield from _counts(path, offer)
        yield from _gates(path, offer)
        yield from _stacked(terms, path, name, offer)
        for found in offer.gives.problems():
            inner = (*path, "gives", offer.gives.KEY, *found.path)
            yield Finding(inner, found.code, found.reason, found.remedy)
    yield from _words(terms)
    yield from _groups(terms)
    for name in circles(terms.offers):
        reason = f"The offer {name!r} has to wait for itself: by `base`, `with` or its group."
        yield Finding(("offers", name), "terms.circle", reason, "Take one of them out of the circle.")


def _money(terms: Terms, path: Path) -> Iterator[Finding]:
    if terms.fact_currency is None:
        reason = "Nobody knows in which currency an order is priced."
        yield Finding(path, "terms.offer", reason, "Add `currency: EUR` to the program.")


def _said(path: Path, offer: Offer) -> Iterator[Finding]:
    """Yield words that mean nothing where they stand."""
    if offer.who.at != "fact":
        reason = "An offer is judged by what was before the order."
        yield Finding((*path, "for", "at"), "terms.offer", reason, "Leave `at` out.")
    if offer.basis == "gross" and not offer.gives.priced_gross:
        reason = f"`basis` means nothing for {offer.gives.KEY}, which says no sums of money."
        yield Finding((*path, "basis"), "terms.offer", reason, "Leave it out.")
    if offer.pick == "dearest" and offer.units_at_most is None and not offer.gives.picks:
        reason = "All units get it, so none is picked first."
        yield Finding((*path, "pick"), "terms.offer", reason, "Say `units_at_most`, or leave `pick` out.")
    if offer.stage != "discount":
        yield from _not_a_discount(path, offer)


def _not_a_discount(path: Path, offer: Offer) -> Iterator[Finding]:
    told = {
        "base": offer.base != "list",
        "consumes": offer.consumes,
        "units_at_most": offer.units_at_most is not None,
        "limits": offer.limits.cap is not None,
        "budget": offer.budget is not None,
        "exclusive": offer.exclusive is not None,
    }
    for name, said in told.items():
        if said:
            reason = f"{offer.gives.KEY} takes nothing off a price, so `{name}` means nothing."
            yield Finding((*path, name), "terms.offer", reason, "Leave it out.")


def _counts(path: Path, offer: Offer) -> Iterator[Finding]:
    """Yield counts and sums that cannot be meant."""
    if offer.priority % 1:
        yield Finding((*path, "priority"), "terms.offer", "A priority is a whole number.", "Write 10.")
    if offer.units_at_most is not None and offer.units_at_most <= 0:
        yield Finding((*path, "units_at_most"), "terms.offer", "Nothing is left to give it to.", "Write 1 or more.")
    limits = offer.limits
    if limits.cap is not None and limits.cap <= 0:
        yield Finding((*path, "limits", "cap"), "terms.bounds", "At most nothing is never given.", "Write more than 0.")
    if limits.times is None:
        return
    inner: Path = (*path, "limits", "times")
    if limits.times.n % 1 or limits.times.n < 1:
        yield Finding(inner, "terms.times", "So many times is a whole number from 1 up.", "Write n: 1.")
    if limits.times.per == "code" and not (offer.trigger == "code" or isinstance(offer.trigger, Word)):
        reason = "It is counted for each code, and no code opens it."
        yield Finding(inner, "terms.offer", reason, "Say `trigger: code`, or count per: member.")


def _gates(path: Path, offer: Offer) -> Iterator[Finding]:
    """Yield conditions that cannot be judged while a buyer waits."""
    for gate in offer.gates:
        if (gate.whose or "own") != "own" or gate.per is not None or gate.at is not None:
            reason = "A condition of an offer asks this member, and what was before the order."
            yield Finding((*path, "qualify"), "terms.offer", reason, "Leave `whose`, `per` and `at` out.")


def _stacked(terms: Terms, path: Path, name: str, offer: Offer) -> Iterator[Finding]:
    for other in offer.after:
        stage = terms.offers[other].stage
        if stage != "discount":
            reason = f"{other!r} takes nothing off a price, so there is no price after it."
            yield Finding((*path, "base"), "terms.offer", reason, "Name offers that give discounts.")
    group = offer.exclusive.group if offer.exclusive else None
    beside = (offer.trigger.beside,) if isinstance(offer.trigger, Beside) else ()
    for other in beside if offer.stage == "discount" else ():
        if terms.offers[other].stage != "discount":
            reason = f"{other!r} takes nothing off a price, and is decided after all discounts."
            yield Finding((*path, "trigger"), "terms.offer", reason, "Name an offer that gives a discount.")
    if isinstance(offer.gives, VoucherFor) and terms.offers[offer.gives.opens].trigger != "code":
        reason = f"{offer.gives.opens!r} is not opened by single codes, so a voucher for it is worth nothing."
        yield Finding((*path, "gives"), "terms.offer", reason, "Give that offer trigger: code.")
    for other in (*offer.after, *beside):
        exclusive = terms.offers[other].exclusive
        if group is not None and other != name and exclusive is not None and exclusive.group == group:
            reason = f"{other!r} and {name!r} exclude each other, so one never comes after the other."
            yield Finding(path, "terms.offer", reason, "Take one of them out of the group.")


def _words(terms: Terms) -> Iterator[Finding]:
    seen: dict[str, str] = {}
    for name, offer in terms.offers.items():
        if isinstance(offer.trigger, Word):
            first = seen.setdefault(offer.trigger.code.casefold(), name)
            if first != name:
                reason = f"The word {offer.trigger.code!r} opens {first!r} already."
                yield Finding(("offers", name, "trigger"), "terms.offer", reason, "Choose another word.")


def _groups(terms: Terms) -> Iterator[Finding]:
    """Yield groups of which the offers say different things, and lines that cannot be won one by one."""
    first: dict[str, tuple[str, str]] = {}
    for name, offer in terms.offers.items():
        exclusive = offer.exclusive
        if exclusive is None:
            continue
        how = (exclusive.per, exclusive.choose)
        if first.setdefault(exclusive.group, how) != how:
            reason = f"The offers of the group {exclusive.group!r} say different things of it."
            yield Finding(("offers", name, "exclusive"), "terms.offer", reason, "Say the same `per` and `choose`.")
        if exclusive.per == "line" and not offer.gives.by_line:
            reason = f"{offer.gives.KEY} is for the order as a whole, so no single line can be won by it."
            yield Finding(("offers", name, "exclusive"), "terms.offer", reason, "Say per: order.")
