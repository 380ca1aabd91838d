"""Which documents of a member are not wholly paid, as the payments among its facts have it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from ristorno.engine.accrual import Moment
from ristorno.engine.fact import Fact
from ristorno.engine.history.book import open_book
from ristorno.engine.history.payments import settle
from ristorno.engine.terms.terms import Terms
from ristorno.kernel.number import exactly


@dataclass(frozen=True, slots=True)
class OpenDocument:
    """A document of goods of which something is still to be paid; ``due_on`` is the day of its first open instalment,
    else its own day.
    """

    document: str
    day: date
    due_on: date
    amount: Decimal


def open_documents(member: str, facts: Iterable[Fact], moment: Moment, terms: Terms) -> Sequence[OpenDocument]:
    """Return the documents that are open, what is due first in front."""
    with exactly():
        book = open_book(member, facts, moment, terms.zone, terms.fact_currency, terms.tenders)
        accounts = settle(book.entries, terms.fact_step).values()
        found = [
            OpenDocument(each.document, each.day, each.next_open()[0] or each.day, each.open)
            for each in accounts
            if each.sale and each.open > 0
        ]
    return sorted(found, key=lambda each: (each.due_on, each.day, each.document))
