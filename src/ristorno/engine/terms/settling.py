"""How what a program gives is settled: when a statement may be issued, by what channel, and what of it stays open."""

from collections.abc import Iterator
from datetime import date
from typing import Literal

from pydantic import Field

from ristorno.engine.terms.keeping import Length
from ristorno.engine.terms.model import Model
from ristorno.engine.terms.scalars import Day, Days, Number

Channel = Literal["wallet", "credit_note", "payout", "netting"]
Negative = Literal["carry", "invoice", "write_off"]


class SettlementTerms(Model):
    """How statements are settled: ``settlement: {channel: payout, minimum: 1_000, disputes: 14 days}``."""

    channel: Channel = Field(
        "wallet",
        description="what becomes of money when a statement is issued: it stays on the wallet, or leaves it by a "
        "credit note, a payment to the bank, or set off against open invoices; points stay on the wallet",
    )
    minimum: Number | None = Field(None, description="less money than this is carried to the next statement")
    negative: Negative = Field(
        "carry",
        description="what becomes of a statement below zero: taken off the next one, charged on an invoice, or borne "
        "by the sponsor",
    )
    disputes: Days | None = Field(
        None,
        description="how long the member may dispute lines: `14 days` after the approval; then silence is agreement",
    )
    correct_within: Length | None = Field(
        None, description="how long after its last day a window may still be corrected: `12 months`"
    )
    correct_until: Day | None = Field(None, description="the last day on which any window may still be corrected")

    def corrected_until(self, last: date) -> date | None:
        """Return the last day on which a window with this last day may be corrected, None: there is none."""
        return min(self._ends(last), default=None)

    def _ends(self, last: date) -> Iterator[date]:
        if self.correct_within is not None:
            yield self.correct_within.after(last)
        if self.correct_until is not None:
            yield self.correct_until
