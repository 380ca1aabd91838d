"""Cases that the plan counts to the last clause: nothing falls back to the scalar engine unseen."""

from pathlib import Path

import pytest

from bulk.agreeing import bulk_tells
from casecheck import calculation_of
from casefile import read_case

CASES = Path(__file__).parents[1] / "cases"


@pytest.mark.parametrize(
    "case",
    [
        "budgets/a-budget-cuts-in-proportion",
        "budgets/a-fund-pays-claims-and-lapses",
        "calendar/birthdays-need-consent",
        "calendar/only-inside-the-agreement",
        "payments/e19-early-payment",
        "payments/instalments-of-one-invoice",
        "payments/no-overdue-debt",
        "by/an-inner-choice-without-a-row-goes-to-the-outer-else",
        "compared/a-draw-anyone-can-hold",
        "compared/a-pool-is-divided-to-the-cent",
        "compared/e07-half-of-an-advertisement",
        "compared/e10-best-dealers",
        "gates/a-document-of-two-groups-is-one-document",
        "handing/a-funded-cent-belongs-to-one-party",
        "handing/e21-pass-through",
        "handing/two-issuers-and-a-return",
        "ladders/the-level-at-the-first-moment-of-a-window",
        "ratios/none-of-it-is-a-share-of-nothing",
        "ratios/share-of-the-own-brand",
        "results/a-back-dated-rebate-lowers-the-base",
        "results/a-share-of-another-bonus",
        "rows/a-return-shuts-the-row",
    ],
)
def test_the_plan_counts_every_clause_of_a_case(case: str) -> None:
    read = read_case(CASES / f"{case}.case")

    plan, _ = bulk_tells(calculation_of(read), read.facts, read.expected[0].moment)

    assert plan is not None
    assert plan.beside == ()
