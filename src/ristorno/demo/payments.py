"""Money that came in: most around the due day of an invoice, some in two parts, some late, some not yet."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from ristorno.demo.dice import Dice
from ristorno.demo.invoices import CENT, Invoice, posted_at
from ristorno.demo.numbering import Numbering
from ristorno.demo.supplier import SUPPLIER
from ristorno.engine.fact import Fact
from ristorno.kernel.number import round_to

SOURCE = "bank"
_HABITS = (("around", 850), ("parts", 60), ("late", 70), ("never", 20))
_DAYS_BETWEEN_PARTS = 30


@dataclass(frozen=True, slots=True, order=True)
class _Transfer:
    """Gross money that arrived on a day for an invoice."""

    day: date
    invoice: str
    member: str
    amount: Decimal


def make_payments(seed: int, invoices: Iterable[Invoice]) -> Iterator[Fact]:
    """Yield payments for these invoices by value day (a bank tells no time), up to the end of the term."""
    transfers = sorted(
        transfer for invoice in invoices for transfer in _transfers(seed, invoice) if transfer.day in SUPPLIER.term
    )
    numbering = Numbering("PAY")
    for transfer in transfers:
        document = numbering.next(transfer.day)
        yield Fact(
            source=SOURCE,
            document=document,
            kind="payment",
            occurred_at=transfer.day,
            recorded_at=posted_at(transfer.day, Dice(seed, "posting", document)),
            member=transfer.member,
            amount=transfer.amount,
            currency=SUPPLIER.currency,
            pays=transfer.invoice,
        )


def _transfers(seed: int, invoice: Invoice) -> Iterator[_Transfer]:
    dice = Dice(seed, "payment", invoice.document)
    habit = dice.weigh(_HABITS)
    delay = dice.between(30, 90) if habit == "late" else dice.between(-6, 9)
    for place, amount in enumerate(_parts(invoice.gross, habit, dice)):
        day = invoice.due_on + timedelta(days=delay + _DAYS_BETWEEN_PARTS * place)
        yield _Transfer(day, invoice.document, invoice.member.id, amount)


def _parts(gross: Decimal, habit: str, dice: Dice) -> tuple[Decimal, ...]:
    if habit == "never":
        return ()
    if habit == "parts":
        deposit = round_to(gross * dice.between(3, 6) / 10, CENT)
        return deposit, gross - deposit
    return (gross,)
