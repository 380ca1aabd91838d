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
        "brackets/cut-in-proportion",
        "calendar/birthdays-need-consent",
        "calendar/only-inside-the-agreement",
        "payments/bought-in-december-paid-later",
        "payments/e19-early-payment",
        "tenders/everything-earns-whatever-paid",
        "tenders/growth-leaves-points-out-on-both-sides",
        "tenders/points-earned-on-the-part-that-was-paid-with-points",
        "tenders/levels-and-conditions-count-what-was-bought",
        "tenders/vouchers-and-prepaid-money",
        "ladders/a-year-that-begins-with-the-agreement",
        "currencies/levels-conditions-and-margins",
        "published/telecom-dealer",
        "returns/left-out-by-what-it-says-of-itself",
        "returns/matched-and-counted-when-paid",
        "returns/matched-by-the-terms-of-its-own-day",
        "returns/matched-in-a-condition-and-in-the-past-year",
        "returns/matched-with-the-oldest-purchase",
        "least/a-level-reached-inside-the-month",
        "payments/instalments-of-one-invoice",
        "payments/no-overdue-debt",
        "by/a-cap-and-a-rounding-per-fact",
        "by/an-inner-choice-without-a-row-goes-to-the-outer-else",
        "compared/a-draw-anyone-can-hold",
        "compared/a-pool-is-divided-to-the-cent",
        "compared/e07-half-of-an-advertisement",
        "compared/e10-best-dealers",
        "every-nth/a-line-with-9999-units",
        "free/before-the-cap-on-the-measure",
        "gates/a-document-of-two-groups-is-one-document",
        "groups/growth-of-a-group",
        "groups/only-while-in-the-group",
        "groups/the-head-is-paid-for-all",
        "growth/new-members-prorated",
        "handing/a-funded-cent-belongs-to-one-party",
        "handing/e21-pass-through",
        "handing/two-issuers-and-a-return",
        "ladders/kept-for-months-from-the-day",
        "ladders/over-rolling-days",
        "ladders/rolling-months-with-grace-and-a-floor",
        "ladders/the-level-at-the-first-moment-of-a-window",
        "limits/cap-measure-per-document",
        "parties/each-party-has-its-own-past",
        "ratios/none-of-it-is-a-share-of-nothing",
        "ratios/share-of-the-own-brand",
        "results/a-back-dated-rebate-lowers-the-base",
        "results/a-share-of-another-bonus",
        "rounding/stages",
        "rows/a-return-shuts-the-row",
        "sets/a-week-that-is-left-out",
        "shared/persons-and-documents",
        "shared/three-share-and-cents-are-dealt",
        "times/an-agreement-gives-no-second-welcome",
        "times/an-open-condition-holds-its-place",
        "times/pieces-cut-inside-a-line",
        "traps/a-product-discontinued-by-a-new-version",
        "versions/another-order-is-no-change",
    ],
)
def test_the_plan_counts_every_clause_of_a_case(case: str) -> None:
    read = read_case(CASES / f"{case}.case")

    plan, _ = bulk_tells(calculation_of(read), read.facts, read.expected[0].moment)

    assert plan is not None
    assert plan.beside == ()
