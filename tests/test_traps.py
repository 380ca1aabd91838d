"""The traps into which other systems fell, each with the cases and tests that hold it; a case that goes is missed here.

What concerns wallets, expiry of points, and two requests at once is held by tests of the rooms that keep them.
"""

from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from ristorno.engine.accrual import Moment
from ristorno.engine.calculation import Calculation
from ristorno.engine.fact import Fact
from ristorno.engine.terms.reading import read_program

_TESTS = Path(__file__).parent
TRAPS: dict[str, tuple[str, ...]] = {
    "the first invoice jumps straight to the second level": (
        "cases/traps/the-first-invoice-jumps-straight-to-the-second-level.case",
        "cases/traps/a-member-goes-from-level-to-level-at-one-instant.case",
    ),
    "a boundary falls on the wrong side": (
        "cases/traps/a-boundary-falls-on-its-own-side.case",
        "cases/brackets/boundary-inclusive.case",
        "cases/brackets/boundary-exclusive.case",
    ),
    "points earned on the part that was paid with points": (
        "cases/tenders/points-earned-on-the-part-that-was-paid-with-points.case",
        "cases/times/pieces-paid-with-points.case",
    ),
    "a reward line earns points, and is returned": ("cases/traps/a-gift-comes-back.case",),
    "a partial return": ("cases/traps/a-partial-return-takes-back-its-part.case",),
    "a return of an order that took the member over a threshold": (
        "cases/traps/a-returned-order-had-crossed-the-threshold.case",
        "cases/traps/a-returned-order-had-made-the-level.case",
        "cases/traps/a-return-takes-the-member-below-the-level-of-a-closed-month.case",
    ),
    "two returns of one line": (
        "cases/traps/two-returns-of-one-line.case",
        "cases/traps/two-returns-of-one-line-in-one-document.case",
        "cases/traps/a-third-return-finds-a-kopeck-missing.case",
    ),
    "a return after expiry": ("apps/wallets/test_booking.py", "apps/accruals/test_running.py"),
    "two requests at once overspend a wallet": ("apps/wallets/test_parallel.py", "apps/ledger/test_parallel.py"),
    "cancelling an order twice gives back twice": ("cases/traps/an-order-cancelled-twice-is-given-back-once.case",),
    "a cancelled order still uses up a limit": (
        "cases/traps/a-cancelled-order-frees-the-limit-it-used.case",
        "cases/times/a-return-frees-its-place.case",
    ),
    "a reversal computed with the terms of today": ("cases/traps/a-return-takes-back-by-the-terms-that-granted.case",),
    "the order of clauses, lines or facts": ("properties/test_order.py",),
    "splitting a line in two": (
        "cases/traps/a-line-split-in-two-earns-the-same.case",
        "cases/traps/a-split-line-keeps-cuts-caps-and-levels.case",
        "cases/times/a-line-in-two-or-in-one.case",
        "properties/test_amounts.py",
    ),
    "a promotion ends and goes on": ("cases/traps/a-promotion-ends-by-itself.case",),
    "a period ends in another time zone": ("cases/traps/a-period-ends-in-another-time-zone.case",),
    "29 February": (
        "cases/traps/a-year-that-begins-on-the-29th-of-february.case",
        "cases/traps/the-29th-of-february-has-a-day-a-year-before.case",
        "cases/traps/refused-a-fiscal-year-from-the-29th-of-february.case",
    ),
    "a 53rd week": (
        "cases/traps/the-53rd-week-reaches-into-january.case",
        "cases/traps/the-53rd-week-is-compared-with-the-one-52-weeks-before.case",
    ),
    "a line with 9,999 units": (
        "cases/traps/a-line-of-9999-units.case",
        "cases/every-nth/a-line-with-9999-units.case",
    ),
    "an order with 2,000 lines": ("engine/test_large_documents.py",),
    "a member with a million facts": ("cli/test_a_million_facts.py",),
    "growth against a zero or negative baseline": (
        "cases/traps/growth-against-a-baseline-of-zero.case",
        "cases/traps/growth-against-a-negative-baseline.case",
    ),
    "a member that merged with another": ("cases/traps/a-member-that-merged-with-another.case",),
    "a discontinued product in the baseline": ("cases/traps/a-discontinued-product-in-the-baseline.case",),
}


@pytest.mark.parametrize("trap", TRAPS)
def test_a_trap_is_held(trap: str) -> None:
    assert [name for name in TRAPS[trap] if not (_TESTS / name).is_file()] == []


def test_an_order_with_two_thousand_lines() -> None:
    """Each line earns by itself and all of them together, to the cent, whatever their number."""
    program = """
program: lines
time_zone: Europe/Berlin
units: {EUR: {kind: money}}
clauses:
  each: {window: fact, mechanic: {percent: 1.5 %}}
  order: {window: document, mechanic: {percent: 1.5 %}, limits: {times: {n: 1500, over: window}}}
"""
    lines = [
        Fact(document="N1", line=str(number), member="North", occurred_at=date(2026, 1, 10), amount=Decimal("10.10"))
        for number in range(1, 2001)
    ]
    answer = Calculation(read_program(program, "lines.yaml")).answer("North", lines, Moment(date(2026, 1, 31)))

    amounts = [accrual.amount for accrual in answer.accruals if accrual.clause == "each"]
    order = [accrual.amount for accrual in answer.accruals if accrual.clause == "order"]
    assert amounts == [Decimal("0.15")] * 2000  # 10.10 x 1.5 % = 0.1515
    assert order == [Decimal("227.25")]  # the first 1,500 lines: 15,150.00 x 1.5 %
