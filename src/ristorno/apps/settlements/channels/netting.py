"""Netting: what is due is set off against invoices of the holder that are open, what is due first in front.

Which invoices are open is known from facts: documents, payments, and what was set off before and not told as a payment
since. A payment of the accounting system that carries the number of the set-off tells it. What is left stays on the
wallet.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from ristorno.apps.agreements.queries import calculation
from ristorno.apps.facts.queries import log
from ristorno.apps.settlements.channels.shape import Due, Made, Together, table
from ristorno.apps.settlements.models import Paper
from ristorno.apps.settlements.values import PaperState
from ristorno.apps.wallets import operations as wallets
from ristorno.engine.accrual import Moment
from ristorno.engine.fact import Fact
from ristorno.engine.open_documents import OpenDocument, open_documents
from ristorno.kernel.number import ZERO, exactly, plain


@dataclass(frozen=True, slots=True)
class Netting:
    """Settles by set-offs."""

    kind: str = "set_off"
    series: str = "SO"

    def settle(self, due: Due) -> Made | None:
        """Take off the wallet what open invoices can take."""
        found = list(_open(due))
        with exactly():
            most = int(sum((each.amount for each in found), ZERO) // due.step)
        if not most:
            return None
        moved = wallets.settle(
            key=due.key, holder=due.holder, unit=due.unit, way="net", amount=min(due.amount, most), at=due.at,
            actor=due.actor,
        )  # fmt: skip
        if not moved.amount:
            return None
        with exactly():
            taken = list(_taken(found, moved.amount * due.step))
        return Made(moved.amount, moved.postings[-1], {"documents": taken})

    def common(self, unit: str) -> Mapping[str, Any]:
        """Return nothing: set-offs have nothing in common."""
        return {}

    def files(self, together: Together, papers: Sequence[PaperState]) -> Mapping[str, bytes]:
        """Return a row for each invoice of each set-off."""
        columns = ("set_off", "date", "member", "document", "due_on", "amount", "currency", "statement")
        rows = (
            (each.number, each.at.date(), each.holder.member, part["document"], part["due_on"], part["amount"],
             each.unit, each.statement)
            for each in papers
            for part in each.data["documents"]
        )  # fmt: skip
        return {"csv": table(columns, rows)}


def _open(due: Due) -> Iterator[OpenDocument]:
    """Yield the open invoices of a firm in the unit, less what was set off against them and is not a payment yet."""
    terms = calculation(due.program).program.terms
    if due.holder.contact or terms.fact_currency != due.unit:
        return
    facts = log(due.holder.member)
    gone = _set_off(due, facts)
    for each in open_documents(due.holder.member, facts, Moment(due.as_of), terms):
        with exactly():
            left = each.amount - gone.get(each.document, ZERO)
        if left > 0:
            yield OpenDocument(each.document, each.day, each.due_on, left)


def _set_off(due: Due, facts: Sequence[Fact]) -> Mapping[str, Decimal]:
    told = {fact.document for fact in facts if fact.kind == "payment" and not fact.retracted}
    found: dict[str, Decimal] = {}
    papers = Paper.objects.filter(kind="set_off", unit=due.unit, statement__member=due.holder.member)
    for paper in papers.exclude(number__in=told):
        for part in paper.data["documents"]:
            with exactly():
                found[part["document"]] = found.get(part["document"], ZERO) + Decimal(part["amount"])
    return found


def _taken(found: Sequence[OpenDocument], amount: Decimal) -> Iterator[Mapping[str, str]]:
    for each in found:
        part = min(amount, each.amount)
        if part > 0:
            yield {"document": each.document, "due_on": each.due_on.isoformat(), "amount": plain(part)}
            amount -= part
