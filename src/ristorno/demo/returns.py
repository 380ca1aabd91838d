"""What comes back: goods, and money where a price was wrong; most papers name the line they take back."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal

from ristorno.demo.catalog import DELIVERY
from ristorno.demo.dice import Dice
from ristorno.demo.invoices import CENT, Invoice, posted_at, tax_of
from ristorno.demo.numbering import Numbering
from ristorno.demo.supplier import SUPPLIER
from ristorno.engine.fact import Fact, Reference
from ristorno.kernel.number import round_to

_OUTCOMES = (("kept", 944), ("returned", 38), ("returned loose", 9), ("credited", 7), ("credited loose", 2))
"""What becomes of a line; ``loose`` papers do not say which line they are about."""
_GOODS_REASONS = ("wrong size", "damaged", "ordered too much", "not needed")
_PRICE_REASONS = ("price match", "late delivery", "bonus agreed by phone")


@dataclass(frozen=True, slots=True)
class _Paper:
    """A return or credit note that has no number yet; ``day`` is when it was written."""

    day: date
    fact: Fact


def make_returns(seed: int, invoices: Iterable[Invoice]) -> Iterator[Fact]:
    """Yield returns and credit notes for lines of these invoices, in the order of their days.

    A line is taken back at most once, and never more of it than was bought.
    """
    papers = sorted(
        (
            paper
            for invoice in invoices
            for line in invoice
            for paper in _papers_on(line, Dice(seed, "back", line.id))
        ),
        key=lambda paper: (paper.day, paper.fact.id),
    )
    numbering = {"return": Numbering("RET"), "credit_note": Numbering("CRN")}
    for paper in papers:
        yield replace(paper.fact, document=numbering[paper.fact.kind].next(paper.day), line="1")


def _papers_on(line: Fact, dice: Dice) -> Iterator[_Paper]:
    outcome = dice.weigh(_OUTCOMES)
    if outcome == "kept" or line.product == DELIVERY.id or line.recorded_at is None:
        return
    day = _next_workday(line.recorded_at.date() + timedelta(days=dice.between(2, 40)))
    if day not in SUPPLIER.term:
        return
    taken_back = _goods_back(line, dice) if outcome.startswith("returned") else _money_back(line, dice)
    yield _Paper(
        day,
        replace(
            taken_back,
            occurred_at=SUPPLIER.local(day, dice.between(8, 16), dice.below(60)),
            recorded_at=posted_at(day, dice),
            due_on=None,
            reverses=None if outcome.endswith("loose") else Reference(line.document, line.line),
        ),
    )


def _goods_back(line: Fact, dice: Dice) -> Fact:
    bought = int(line.quantity or 0)
    by_the_piece = line.uom == "piece" and bought > 1 and dice.chance(600)
    back = dice.between(1, bought - 1) if by_the_piece else bought
    amount = (line.amount or Decimal(0)) * back / bought
    return replace(
        line,
        kind="return",
        quantity=Decimal(-back),
        amount=-amount,
        cost=-(line.cost or Decimal(0)) * back / bought,
        tax=-tax_of(amount, at_home=bool(line.tax)),
        attributes={"reason": dice.pick(_GOODS_REASONS)},
    )


def _money_back(line: Fact, dice: Dice) -> Fact:
    amount = round_to((line.amount or Decimal(0)) * dice.between(3, 15) / 100, CENT)
    return replace(
        line,
        kind="credit_note",
        quantity=None,
        uom=None,
        amount=-amount,
        cost=None,
        tax=-tax_of(amount, at_home=bool(line.tax)),
        attributes={"reason": dice.pick(_PRICE_REASONS)},
    )


def _next_workday(day: date) -> date:
    return day + timedelta(days=max(0, 7 - day.weekday()) if day.weekday() >= 5 else 0)
