"""An order in front of the terms: what every offer asks of it, each worked out once."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal

from ristorno.engine.counting.rows import Picker
from ristorno.engine.fact import local_day
from ristorno.engine.history.book import Book
from ristorno.engine.mechanics.keyed import Keyed
from ristorno.engine.preview.order import Prepared
from ristorno.engine.pricing.codes import Entered
from ristorno.engine.pricing.order import Order
from ristorno.engine.pricing.placed import Placed, placed
from ristorno.engine.pricing.standing import Standing
from ristorno.engine.ruling.context import Context
from ristorno.engine.ruling.scope import Sieve
from ristorno.engine.ruling.timeline import Rules, Span
from ristorno.engine.terms.offers.offer import Offer
from ristorno.engine.terms.sets import FactSet
from ristorno.engine.terms.terms import Terms
from ristorno.kernel.number import ZERO
from ristorno.kernel.period import FIRST_DAY
from ristorno.kernel.problem import Problem, Refused


@dataclass(slots=True)
class Question:
    """One order of one member, under the terms that rule on its day.

    ``history`` is everything before it; ``now`` holds the order alone, at list prices, behind that history, and
    ``goods`` that without delivery.
    """

    prepared: Prepared
    order: Order
    standing: Standing
    rules: Rules
    history: Context
    now: Context
    goods: Context
    lines: tuple[Placed, ...]
    codes: Mapping[str, Entered]
    _pickers: dict[int, Picker] = field(default_factory=dict)
    _chosen: dict[tuple[Sieve, str], tuple[Placed, ...]] = field(default_factory=dict)

    @property
    def terms(self) -> Terms:
        """The terms that rule."""
        return self.rules.terms

    @property
    def offers(self) -> Mapping[str, Offer]:
        """The offers of these terms."""
        return self.terms.offers

    @property
    def versions(self) -> tuple[str, ...]:
        """The version of the terms that rules."""
        return (self.rules.label,)

    @property
    def step(self) -> Decimal:
        """The smallest step of the order's currency."""
        return self.terms.fact_step

    @property
    def at(self) -> datetime:
        """The moment of the order, in UTC."""
        return self.lines[0].line.at

    @property
    def day(self) -> date:
        """The local day of the order."""
        return local_day(self.order.placed_at, self.terms.zone)

    def measured(self, offer: Offer) -> Context:
        """Return what a condition of an offer measures of this order."""
        return self.now if offer.measured == "all" else self.goods

    def lines_of(self, offer: Offer) -> tuple[Placed, ...]:
        """Return the lines that an offer is for, by key."""
        return self.holding(offer.on, offer.lines)

    def holding(self, facts: FactSet, kind: str) -> tuple[Placed, ...]:
        """Return the lines that a set of the terms holds, by key: goods, their delivery, or all."""
        sieve = self.rules.sieve(facts)
        known = self._chosen.get((sieve, kind))
        if known is None:
            held = {line.fact.line for line in self.now.sift(sieve)}
            known = tuple([each for each in self.lines if each.key in held and kind in {"all", each.asked.kind}])
            self._chosen[sieve, kind] = known
        return known

    def stamps(self, name: str, offer: Offer) -> Decimal:
        """Return how many units of an offer's goods were bought before, since it began, or are held by open orders."""
        first = offer.valid.first or FIRST_DAY
        lines = self.history.sift(self.rules.sieve(offer.on))
        held = (line for line in lines if first <= line.day and line.at < self.at)
        bought = sum((line.fact.quantity or ZERO for line in held), ZERO)
        return bought + self.standing.counters.get(name, ZERO)

    def number(self, keyed: Keyed, line: Placed) -> Decimal | None:
        """Return the number of a rate in the row that holds for a line; None where no row does.

        Levels and segments are those from before the order.
        """
        picker = self._pickers.get(id(keyed))
        if picker is None:
            picker = self._pickers[id(keyed)] = Picker(self.history, self.rules, keyed)
        return picker.number(line.line)


def ruling(prepared: Prepared, order: Order) -> Span | None:
    """Return the terms that rule on the day of an order; None where none do."""
    found = ruled(prepared, order)
    return None if found is None else found[1]


def ruled(prepared: Prepared, order: Order) -> tuple[Context, Span] | None:
    """Return the history of the contract whose terms rule on the day of an order, with these terms."""
    day = local_day(order.placed_at, prepared.calculation.program.terms.zone)
    for context in prepared.contexts:
        span = context.timeline.on(day)
        if span is not None:
            return context, span
    return None


def asked(prepared: Prepared, order: Order, standing: Standing, codes: Mapping[str, Entered]) -> Question:
    """Return the order in front of the terms of its day. Raises :class:`Refused` where no terms rule."""
    found = ruled(prepared, order)
    if found is None:
        reason = f"No terms rule for {order.member!r} on the day of the order."
        raise Refused([Problem("order.no_terms", reason, "Ask for a day of the program or of the agreement.")])
    context, span = found
    lines = placed(order, span.rules.terms)
    now = _ordered(prepared, context, lines)
    bought = tuple(each for each in lines if each.asked.kind == "goods")
    goods = now if len(bought) == len(lines) else _ordered(prepared, context, bought)
    return Question(prepared, order, standing, span.rules, context, now, goods, lines, codes)


def _ordered(prepared: Prepared, history: Context, lines: Sequence[Placed]) -> Context:
    """Return lines of an order behind the history."""
    inner = tuple(sorted((each.line for each in lines), key=lambda line: line.order))
    book = Book(prepared.member, inner, tuple(line.day for line in inner), history.book.states, ())
    return Context(book, history.timeline, prepared.moment, earlier=history)
