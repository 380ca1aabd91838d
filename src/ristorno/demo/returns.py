"""What comes back: goods, and money where a price was wrong; most papers name the line taken back."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal

from ristorno.demo.catalog import DELIVERY
from ristorno.demo.dice import Dice
from ristorno.demo.invoices import CENT, SOURCE, Invoice, Line, posted_at, tax_of
from ristorno.demo.numbering import Numbering
from ristorno.demo.supplier import SUPPLIER
from ristorno.engine.fact import Fact, Reference
from ristorno.kernel.number import round_to

_OUTCOMES = (("kept", 944), ("returned", 45), ("credited", 11))
_LOOSE_PER_MILLE = 200
"""Papers that do not say which line they are about."""
_WHOLE_PER_MILLE = 400
_REASONS = {
    "return": ("wrong size", "damaged", "ordered too much", "not needed"),
    "credit_note": ("price match", "late delivery", "display stand"),
}
_PREFIXES = {"return": "RET", "credit_note": "CRN"}


@dataclass(frozen=True, slots=True, kw_only=True)
class _Paper:
    """A return or credit note about one line that has no number yet; what it takes back is above zero."""

    kind: str
    written_at: datetime
    posted_at: datetime
    invoice: Invoice
    line: Line
    quantity: int | None
    amount: Decimal
    loose: bool
    reason: str

    def fact(self, document: str) -> Fact:
        product, order = self.line.item.product, self.invoice.order
        return Fact(
            source=SOURCE,
            document=document,
            kind=self.kind,
            occurred_at=self.written_at,
            recorded_at=self.posted_at,
            member=order.member.id,
            contact=order.contact,
            product=product.id,
            brand=product.brand,
            groups=product.groups,
            quantity=None if self.quantity is None else Decimal(-self.quantity),
            uom=None if self.quantity is None else product.uom,
            amount=-self.amount,
            cost=None if self.quantity is None else -product.cost * self.quantity,
            tax=-tax_of(self.amount, order.member),
            currency=SUPPLIER.currency,
            reverses=None if self.loose else Reference(self.invoice.document, str(self.line.number)),
            attributes={"reason": self.reason},
        )


def make_returns(seed: int, invoices: Iterable[Invoice]) -> Iterator[Fact]:
    """Yield returns and credit notes for lines of these invoices, in the order in which they were written.

    A line is taken back at most once, and never more of it than was bought.
    """
    papers = sorted(
        (paper for invoice in invoices for paper in _papers_on(seed, invoice)),
        key=lambda paper: (paper.written_at, paper.invoice.document, paper.line.number),
    )
    numbering = {kind: Numbering(prefix) for kind, prefix in _PREFIXES.items()}
    for paper in papers:
        yield paper.fact(numbering[paper.kind].next(paper.written_at))


def _papers_on(seed: int, invoice: Invoice) -> Iterator[_Paper]:
    for line in invoice.lines:
        dice = Dice(seed, "back", invoice.document, line.number)
        outcome = dice.weigh(_OUTCOMES)
        if outcome == "kept" or line.item.product is DELIVERY:
            continue
        day = _workday_from(invoice.recorded_at.date() + timedelta(days=dice.between(2, 40)))
        if day in SUPPLIER.term:
            yield _paper("return" if outcome == "returned" else "credit_note", day, invoice, line, dice)


def _paper(kind: str, day: date, invoice: Invoice, line: Line, dice: Dice) -> _Paper:
    quantity = _quantity_back(line, dice) if kind == "return" else None
    if quantity is None:
        amount = round_to(line.amount * dice.between(3, 15) / 100, CENT)
    else:
        amount = line.item.unit_price * quantity
    return _Paper(
        kind=kind,
        written_at=SUPPLIER.local(day, dice.between(8, 16), dice.below(60)),
        posted_at=posted_at(day, dice),
        invoice=invoice,
        line=line,
        quantity=quantity,
        amount=amount,
        loose=dice.chance(_LOOSE_PER_MILLE),
        reason=dice.pick(_REASONS[kind]),
    )


def _quantity_back(line: Line, dice: Dice) -> int:
    """Return how much of a line comes back: all of it, or some pieces; a drum of oil comes back as it was."""
    bought = line.item.quantity
    if bought == 1 or line.item.product.uom != "piece" or dice.chance(_WHOLE_PER_MILLE):
        return bought
    return dice.between(1, bought - 1)


def _workday_from(day: date) -> date:
    return day if day.weekday() < 5 else day + timedelta(days=7 - day.weekday())
