"""What the members bought: the figures that a cost is a share of.

Net sales are purchases less returns and credit notes in the currency of the facts, on days on which the program
runs, as the engine counts them: what was set aside is not in them, and a return that names its purchase is taken
off in the purchase's quarter, where it also takes back what the purchase earned.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from decimal import Decimal
from fractions import Fraction

from ristorno.engine.accrual import Moment
from ristorno.engine.fact import SALES_KINDS, Fact
from ristorno.engine.history.book import Book, open_book
from ristorno.engine.history.line import Line
from ristorno.engine.terms.terms import Terms
from ristorno.kernel.number import ZERO, round_to
from ristorno.report.quarters import quarter_of

_KINDS = frozenset(SALES_KINDS)
_YEAR = timedelta(days=365)
_CENT = Decimal("0.01")


@dataclass(frozen=True, slots=True, kw_only=True)
class Sales:
    """Net sales in one currency; ``margin`` is that of the part ``with_cost``, None where no cost is known."""

    currency: str
    net: Decimal
    with_cost: Decimal
    margin: Decimal | None
    quarters: Mapping[str, Decimal]
    margins: Mapping[str, Decimal]
    members: int
    """How many members bought anything."""


@dataclass(frozen=True, slots=True)
class Bought:
    """What one member bought: net sales, the average order of the last 365 days, the segment of the last day."""

    net: Decimal
    usual_order: Decimal | None
    segment: str | None


@dataclass(slots=True)
class _Sums:
    with_cost: Decimal = ZERO
    costed: int = 0
    quarters: dict[str, Decimal] = field(default_factory=lambda: defaultdict(Decimal))
    margins: dict[str, Decimal] = field(default_factory=lambda: defaultdict(Decimal))
    members: int = 0


class SalesTally:
    """Adds up what members bought, one at a time."""

    def __init__(self, terms: Terms, moment: Moment) -> None:
        self._terms = terms
        self._moment = moment
        self._sums: dict[str, _Sums] = defaultdict(_Sums)

    def add(self, member: str, facts: Iterable[Fact]) -> Bought:
        """Add the log of all versions of a member's facts; return what the member bought."""
        terms = self._terms
        book = open_book(member, facts, self._moment, terms.zone, terms.fact_currency, terms.tenders, terms.worth)
        lines = [line for line in book.lines if line.fact.kind in _KINDS and line.day in self._terms.term]
        bought: dict[str, Decimal] = {}
        for line in lines:
            currency = self._currency(line.fact)
            bought[currency] = bought.get(currency, ZERO) + (line.fact.amount or ZERO)
            _add_line(self._sums[currency], line)
        for currency in bought:
            self._sums[currency].members += 1
        net = bought.get(self.currency or "", ZERO)
        return Bought(net, self._usual_order(lines), _segment(book))

    @property
    def currency(self) -> str | None:
        """The currency of the sales; None while nothing was bought, or where several would have to be mixed."""
        if self._terms.fact_currency is not None:
            return self._terms.fact_currency
        return next(iter(self._sums)) if len(self._sums) == 1 else None

    def result(self) -> Sales | None:
        """Return the sales, None where nothing was bought or several currencies would have to be mixed."""
        currency = self.currency
        if currency is None or currency not in self._sums:
            return None
        sums = self._sums[currency]
        return Sales(
            currency=currency,
            net=sum(sums.quarters.values(), ZERO),
            with_cost=sums.with_cost,
            margin=sum(sums.margins.values(), ZERO) if sums.costed else None,
            quarters=dict(sorted(sums.quarters.items())),
            margins=dict(sorted(sums.margins.items())),
            members=sums.members,
        )

    def _currency(self, fact: Fact) -> str:
        return fact.currency or self._terms.fact_currency or ""

    def _usual_order(self, lines: Iterable[Line]) -> Decimal | None:
        recent = [line for line in lines if line.fact.kind == "purchase" and line.day > self._moment.as_of - _YEAR]
        total = sum((line.fact.amount or ZERO for line in recent), ZERO)
        documents = len({line.document for line in recent})
        # Cents will do: an average order only tells how many orders are missing.
        return round_to(Fraction(total) / documents, _CENT) if documents else None


def _add_line(sums: _Sums, line: Line) -> None:
    fact, quarter = line.fact, quarter_of(line.day)
    amount = fact.amount or ZERO
    sums.quarters[quarter] += amount
    for cost in _cost(fact):
        sums.with_cost += amount
        sums.margins[quarter] += amount - cost
        sums.costed += fact.cost is not None


def _cost(fact: Fact) -> Iterator[Decimal]:
    """Yield the cost if it is known; a price correction moves no goods, so it has none."""
    if fact.cost is not None:
        yield fact.cost
    elif fact.kind == "credit_note":
        yield ZERO


def _segment(book: Book) -> str | None:
    assigned = (line.fact.attributes.get("segment") for line in book.states if line.fact.kind == "segment_assigned")
    return next(reversed(list(assigned)), None)
