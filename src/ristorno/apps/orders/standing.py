"""What only the rooms know when an order is priced: balances, uses, budgets, codes, stock; and their counters."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from ristorno.apps.counters.queries import counters, taken_by
from ristorno.apps.counters.values import CounterState
from ristorno.apps.members.queries import members_of
from ristorno.apps.orders.rows import confirmed_on
from ristorno.apps.orders.values import Promise, TakingPromised
from ristorno.apps.vouchers.queries import codes
from ristorno.apps.vouchers.rules import counter_of
from ristorno.apps.vouchers.values import CodeState as Code
from ristorno.apps.wallets.queries import spendable
from ristorno.apps.wallets.values import Holder
from ristorno.engine.fact import local_day
from ristorno.engine.preview.order import Prepared
from ristorno.engine.pricing.order import Order
from ristorno.engine.pricing.priced import Taking
from ristorno.engine.pricing.stamping import waiting
from ristorno.engine.pricing.standing import CodeStanding, Standing, Use
from ristorno.engine.terms.offers.offer import Offer
from ristorno.engine.terms.terms import Terms
from ristorno.kernel.number import ZERO, exactly


@dataclass(frozen=True, slots=True)
class Outside:
    """Where the terms of a program on a day find what is counted: the names of counters."""

    program: str
    terms: Terms
    day: date

    def budget(self, name: str) -> str:
        """Return the counter of a budget in the window of the day."""
        window = self.terms.budgets[name].window.containing(self.day)
        return f"budget:{self.program}:{name}:{window.start}"

    def use(self, offer: str, whom: str) -> str:
        """Return the counter of the uses of an offer."""
        return f"use:{self.program}:{offer}:{whom}"

    def stock(self, product: str) -> str:
        """Return the counter of what is given of a product."""
        return stock_of(product)

    def stamps(self, offer: str, member: str) -> str:
        """Return the counter of the units that orders of a member hold on the stamp card of an offer."""
        return f"stamps:{self.program}:{offer}:{member}"

    def cards(self, member: str) -> Mapping[str, str]:
        """Return the counters of the stamp cards that a member may have."""
        offers = self.terms.offers.items()
        return {name: self.stamps(name, member) for name, offer in offers if offer.gives.counts_history}

    def uses(self, order: Order) -> Mapping[Use, str]:
        """Return the counters of the uses that an order may come upon."""
        whom = {
            "program": ["program"],
            "member": [f"member:{order.member}"],
            "contact": [f"contact:{order.member}/{order.contact}"] if order.contact else [],
            "code": [f"code:{code.strip()}" for code in order.codes],
        }
        found = ((name, offer.limits.times) for name, offer in self.terms.offers.items())
        return {
            (name, each): self.use(name, each) for name, times in found if times is not None for each in whom[times.per]
        }

    def budgets(self) -> Mapping[str, str]:
        """Return the counters of the budgets on which offers draw."""
        drawn = {offer.budget for offer in self.terms.offers.values() if offer.budget is not None}
        return {name: self.budget(name) for name in sorted(drawn)}

    def stocks(self) -> Mapping[str, str]:
        """Return the counters of the products that are given for free."""
        return {product: self.stock(product) for offer in self.terms.offers.values() for product in _given(offer)}

    def promised(self, taking: Taking, member: str, times: Mapping[str, int]) -> TakingPromised | None:
        """Return what an order takes as counters are asked for it; None where something else than a counter counts.

        ``times`` says how often a code may be used.
        """
        if taking.kind == "budget":
            return _of(taking, self.budget(taking.name), self.terms.budgets[taking.name].amount, "Budget")
        if taking.kind == "use":
            return _of(taking, self.use(taking.offer, taking.name), taking.at_most, f"Uses of {taking.offer} by")
        if taking.kind == "code":
            return _of(taking, counter_of(taking.name), Decimal(times.get(taking.name, 1)), "Code")
        if taking.kind == "stock":
            return _of(taking, self.stock(taking.name), None, "Stock of")
        if taking.kind == "counter":
            return _of(taking, self.stamps(taking.offer, member), None, "Stamps of")
        return None


def _of(taking: Taking, counter: str, at_most: Decimal | None, what: str) -> TakingPromised:
    what = f"{what} {taking.name}"
    return TakingPromised(kind=taking.kind, counter=counter, amount=taking.amount, at_most=at_most, what=what)


def stock_of(product: str) -> str:
    """Return the counter of what is given of a product."""
    return f"stock:{product}"


@dataclass(frozen=True, slots=True)
class Found:
    """The standing of an order, and how often its codes may be used."""

    standing: Standing
    times: Mapping[str, int]


def found(outside: Outside, history: Prepared, order: Order, at: datetime) -> Found:
    """Return the standing of an order at a moment; what others hold is gone already."""
    uses, budgets, stocks = outside.uses(order), outside.budgets(), outside.stocks()
    cards = outside.cards(order.member)
    kept = counters([*uses.values(), *budgets.values(), *stocks.values(), *cards.values()], at)
    known = codes({code.strip() for code in order.codes}, at)
    with exactly():
        standing = Standing(
            balances=spendable(Holder(order.member), order.pay_with, at) if order.pay_with else {},
            uses={use: int(kept[name].gone) for use, name in uses.items() if name in kept},
            budgets={
                name: max(ZERO, outside.terms.budgets[name].amount - kept[counter].gone)
                for name, counter in budgets.items()
                if counter in kept
            },
            codes={
                name: _standing_of(code, order.member)
                for name, code in known.items()
                if code.program == outside.program
            },
            counters={
                offer: kept[name].held + _waiting(outside, history, order, offer, name)
                for offer, name in cards.items()
                if name in kept
            },
            stock={product: left for product, name in stocks.items() if (left := _left(kept.get(name))) is not None},
        )
    return Found(standing, {name: code.times for name, code in known.items()})


def _waiting(outside: Outside, history: Prepared, order: Order, offer: str, card: str) -> Decimal:
    """Return how many units on a stamp card are of confirmed orders whose invoices have not come."""
    taken = taken_by([card]).get(card, {})
    days = confirmed_on(outside.terms.zone, taken)
    return waiting(history, order, outside.terms.offers[offer], [(day, taken[holder]) for holder, day in days.items()])


def own(promise: Promise, order: Order, outside: Outside, at: datetime) -> Standing:
    """Return the standing in which an order is judged again that has all it took: nobody else counts since then."""
    had = {each.counter: each.amount for each in promise.takings}
    known = codes({code.strip() for code in order.codes}, at)
    return Standing(
        budgets={name: had.get(counter, ZERO) for name, counter in outside.budgets().items()},
        codes={
            name: CodeStanding(offer=code.offer, referrer=code.referrer or None)
            for name, code in known.items()
            if code.program == outside.program
        },
        stock={product: had.get(counter, ZERO) for product, counter in outside.stocks().items()},
        counters=promise.cards,
    )


def day_of(order: Order, terms: Terms) -> date:
    """Return the local day of an order."""
    return local_day(order.placed_at, terms.zone)


def _standing_of(code: Code, member: str) -> CodeStanding:
    return CodeStanding(
        referrer=code.referrer or None,
        own=bool(code.referrer) and _one(code.referrer, member),
        offer=code.offer,
        state="valid" if code.state == "not_yet" else code.state,
        member=code.member or None,
        since=code.begins_at,
        until=code.ends_at,
    )


def _one(referrer: str, member: str) -> bool:
    """Return whether two members are one company: one and the same, or with a legal number in common."""
    known = members_of([referrer, member])
    numbers = [set(known[key].legal_ids.items()) if key in known else set() for key in (referrer, member)]
    return referrer == member or bool(numbers[0] & numbers[1])


def _left(kept: CounterState | None) -> Decimal | None:
    if kept is None or kept.there_is is None:
        return None
    return max(ZERO, kept.there_is - kept.gone)


def _given(offer: Offer) -> tuple[str, ...]:
    product = getattr(offer.gives, "product", None)
    return (product,) if offer.stage == "free" and isinstance(product, str) else ()
