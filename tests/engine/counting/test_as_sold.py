"""A quantity that is counted in another unit is told as it was sold, so that it is found on the invoice."""

from datetime import date
from decimal import Decimal

from ristorno.engine.accrual import Moment
from ristorno.engine.calculation import Calculation
from ristorno.engine.explanation import AsSold
from ristorno.engine.fact import Fact, Reference
from ristorno.engine.terms.reading import read_program

PROGRAM = """
program: weights
time_zone: Europe/Berlin
units: {PTS: {kind: points}}
uom: [{one: box, is: 12, of: piece}, {one: box, is: 10, of: piece, products: [P1]}]
clauses: {pieces: {measure: {sum: quantity, in: piece}, window: month, mechanic: {per_unit: 1}}}
"""


def sold(number: str, quantity: str, uom: str, product: str = "P2") -> Fact:
    day = date(2026, 1, 10)
    return Fact(document=number, line="1", member="North", occurred_at=day, quantity=Decimal(quantity), uom=uom,
                product=product, amount=Decimal(1))  # fmt: skip


def test_boxes_are_told_beside_the_pieces_that_count() -> None:
    back = Fact(document="R1", line="1", kind="return", member="North", occurred_at=date(2026, 1, 20), uom="box",
                quantity=Decimal(-1), amount=Decimal(0), product="P2", reverses=Reference("N2", "1"))  # fmt: skip
    facts = [sold("N1", "2", "box", "P1"), sold("N2", "3", "box"), sold("N3", "5", "piece"), back]

    (accrual,) = Calculation(read_program(PROGRAM)).answer("North", facts, Moment(date(2026, 1, 31))).accruals

    told = {fact.document: (fact.value, fact.sold) for fact in accrual.explanation.counted}
    assert told == {
        "N1": (Decimal(20), AsSold(Decimal(2), "box", Decimal(10))),
        "N2": (Decimal(24), AsSold(Decimal(2), "box", Decimal(12))),  # one of the three came back
        "N3": (Decimal(5), None),
    }
