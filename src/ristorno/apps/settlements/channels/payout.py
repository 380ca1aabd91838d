"""A payment to the bank account of the holder: files for the bank as ISO 20022 credit transfer and as CSV."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from ristorno.apps.settlements.accounts import account_of, account_record
from ristorno.apps.settlements.channels.credit_transfer import credit_transfer
from ristorno.apps.settlements.channels.shape import Due, Made, Together, table
from ristorno.apps.settlements.values import PaperState
from ristorno.apps.wallets import operations as wallets
from ristorno.kernel.number import plain


@dataclass(frozen=True, slots=True)
class Payout:
    """Settles by payments to the bank."""

    kind: str = "payment"
    series: str = "PAY"

    def settle(self, due: Due) -> Made | None:
        """Take what is due off the wallet, for the account that a second person has confirmed."""
        account = account_of(due.holder, due.unit)
        moved = wallets.settle(
            key=due.key, holder=due.holder, unit=due.unit, way="pay_out", amount=due.amount, at=due.at, actor=due.actor
        )
        return Made(moved.amount, moved.postings[-1], {"account": account_record(account)}) if moved.amount else None

    def common(self, unit: str) -> Mapping[str, Any]:
        """Return the account that pays."""
        return {"payer": account_record(account_of(None, unit))}

    def files(self, together: Together, papers: Sequence[PaperState]) -> Mapping[str, bytes]:
        """Return the file for the bank, and the same as a table."""
        columns = ("payment", "member", "contact", "name", "iban", "account", "bic", "amount", "currency", "statement")
        rows = (
            (each.number, each.holder.member, each.holder.contact,
             *(each.data["account"][name] for name in ("name", "iban", "account", "bic")),
             plain(each.amount), each.unit, each.statement)
            for each in papers
        )  # fmt: skip
        return {"xml": credit_transfer(together, papers), "csv": table(columns, rows)}
