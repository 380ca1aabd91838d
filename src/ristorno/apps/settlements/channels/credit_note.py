"""A credit note: the accounting of the sponsor credits what is due; numbered in a row of its own."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from ristorno.apps.settlements.channels.shape import Due, Made, Together, table
from ristorno.apps.settlements.values import PaperState
from ristorno.apps.wallets import operations as wallets
from ristorno.kernel.number import plain


@dataclass(frozen=True, slots=True)
class CreditNote:
    """Settles by credit notes."""

    kind: str = "credit_note"
    series: str = "CN"

    def settle(self, due: Due) -> Made | None:
        """Take what is due off the wallet."""
        moved = wallets.settle(
            key=due.key, holder=due.holder, unit=due.unit, way="credit", amount=due.amount, at=due.at, actor=due.actor
        )
        return Made(moved.amount, moved.postings[-1]) if moved.amount else None

    def common(self, unit: str) -> Mapping[str, Any]:
        """Return nothing: credit notes have nothing in common."""
        return {}

    def files(self, together: Together, papers: Sequence[PaperState]) -> Mapping[str, bytes]:
        """Return a list for the accounting system."""
        columns = ("credit_note", "date", "member", "contact", "amount", "currency", "statement")
        rows = (
            (each.number, each.at.date(), each.holder.member, each.holder.contact, plain(each.amount), each.unit,
             each.statement)
            for each in papers
        )  # fmt: skip
        return {"csv": table(columns, rows)}
