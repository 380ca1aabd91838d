"""The small world, counted with a pencil."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

from syrupy.assertion import SnapshotAssertion

from report.smallworld import FACTS, NAMES, PROGRAM, figures, sale
from ristorno.report import ReportData, render
from ristorno.report.costs import UnitCost
from ristorno.report.steps import Place


def test_cost_by_unit_and_status(small: ReportData) -> None:
    # Final: A 1 % of 4,400 and 10 for two documents, B 2 % of 6,000. Provisional: B 1 % of 1,500, and 50 as its year
    # has passed 7,000. Undetermined: 50 for the first quarter, for A and for B, while the year is open.
    assert small.cost("EUR") == UnitCost(
        unit="EUR",
        total=Decimal("239.00"),
        final=Decimal("174.00"),
        provisional=Decimal("65.00"),
        undetermined=Decimal(0),
        lowest=Decimal("239.00"),
        highest=Decimal("339.00"),
        to_persons=Decimal(0),
        members=2,
    )
    points = small.cost("PTS")
    assert points is not None
    assert points.total == 40 + 4 + 9 + 60 + 15


def test_money_of_the_facts_comes_first(small: ReportData) -> None:
    assert [info.unit for info in small.units] == ["EUR", "PTS"]


def test_cost_by_quarter_and_clause(small: ReportData) -> None:
    quarters = {(cost.clause, quarter): amount for cost in small.clauses for quarter, amount in cost.quarters.items()}
    assert quarters == {
        ("bonus", "2026-Q1"): Decimal("164.00"),
        ("bonus", "2026-Q2"): Decimal("15.00"),
        ("plan", "2026-Q1"): Decimal("10.00"),
        ("plan", "2026-Q2"): Decimal("0.00"),
        ("year-plan", "2026-Q1"): Decimal("0.00"),
        ("year-plan", "2026-Q2"): Decimal("50.00"),
        ("points", "2026-Q1"): Decimal(104),
        ("points", "2026-Q2"): Decimal(24),
    }


def test_sales_and_margin_where_cost_is_known(small: ReportData) -> None:
    sales = small.sales
    assert sales is not None
    # The return of April names a line of February, so it lowers the first quarter; what comes after 15 May is not seen.
    assert sales.quarters == {"2026-Q1": Decimal(10400), "2026-Q2": Decimal(2400)}
    assert (sales.net, sales.with_cost) == (Decimal(12800), Decimal(11900))
    assert sales.margin == Decimal(1000 + 80 + 1500 + 300)
    assert sales.members == 2


def test_members_by_what_they_earn(small: ReportData) -> None:
    assert [(row.member, row.name, row.sales, row.amounts.get("EUR")) for row in small.members] == [
        ("B", "Beta", Decimal(7500), Decimal("185.00")),
        ("A", "Alpha", Decimal(5300), Decimal("54.00")),
        ("C", "", Decimal(0), Decimal("0.00")),
    ]


def test_spread_over_brackets_and_tiers(small: ReportData) -> None:
    (bonus,) = small.steps
    assert bonus.places == (
        Place("no_facts"),
        Place("below"),
        Place("reached", Decimal(1000)),
        Place("reached", Decimal(5000)),
    )
    assert [[cell.count for cell in window.spreads] for window in bonus.windows] == [[1, 0, 1, 1], [1, 1, 1, 0]]
    (status,) = small.ladders
    assert [(tier.tier, tier.members) for tier in status.tiers] == [("base", 1), ("silver", 2), ("gold", 0)]
    assert small.factors == {"status": {"points": {"base": 1, "silver": 1, "gold": 2}}}


def test_who_is_near_by_benefit_for_what_is_missing(small: ReportData) -> None:
    (bonus,) = small.near_steps
    assert bonus.running
    # A: 100 more give 10, a tenth; B: 3,500 more give 85; C: 1,000 more give 10, a hundredth.
    assert [(near.member, near.missing, near.gain) for near in bonus.nearest] == [
        ("A", Decimal(100), Decimal("10.00")),
        ("B", Decimal(3500), Decimal("85.00")),
        ("C", Decimal(1000), Decimal("10.00")),
    ]
    # A's average order is 5,300 / 3, B's 7,500 / 2; a tenth of an order is the finest grain, rounded up.
    assert [near.orders for near in bonus.nearest] == [Decimal("0.1"), Decimal("1.0"), None]
    assert (bonus.candidates, bonus.within_one, bonus.nearest[0].days_left) == (3, 2, 46)
    (status,) = small.near_tiers
    assert [(near.member, near.missing) for near in status.nearest] == [
        ("B", Decimal(2500)),
        ("A", Decimal(4700)),
        ("C", Decimal(5000)),
    ]


def test_after_the_last_day_they_just_missed() -> None:
    (bonus,) = figures(as_of=date(2026, 6, 30)).data().near_steps
    assert not bonus.running
    assert bonus.nearest[0].days_left == 0


def test_a_window_of_long_ago_is_no_news() -> None:
    early = {"A": FACTS["A"][:1]}
    program = PROGRAM.replace("starts: 2026-01-01", "starts: 2026-01-01\nends: 2026-03-31")
    assert figures(program, early, date(2026, 6, 30)).data().near_steps
    assert not figures(program, early, date(2026, 7, 15)).data().near_steps


def test_every_kind_of_doubt_is_told_once(small: ReportData) -> None:
    told = [(item.why, item.accrual.member, item.accrual.clause, item.accrual.window_label) for item in small.told]
    assert told == [
        ("largest", "B", "bonus", "2026-Q1"),
        ("largest", "A", "bonus", "2026-Q1"),
        ("largest", "B", "points", "2026-03-31"),
        ("largest", "A", "points", "2026-01-10"),
        ("clause", "A", "plan", "2026-Q1"),
        ("clause", "B", "year-plan", "2026-Q2"),
        ("undetermined", "A", "year-plan", "2026-Q1"),
        ("gate_failed", "A", "year-plan", "2026-Q2"),
    ]


def test_facts_set_aside_have_samples(small: ReportData) -> None:
    (reason,) = small.aside
    assert (reason.code, reason.count, reason.rows) == ("facts.unknown_original", 1, False)
    assert reason.samples[0].where == "R2/1 · A"


def test_order_of_members_does_not_matter(small: ReportData) -> None:
    turned = figures(facts=dict(reversed(FACTS.items()))).data(NAMES, command=small.command)
    assert turned == small


def test_by_agreement_only_counts_who_has_one() -> None:
    data = figures(PROGRAM.replace("units:", "membership: by_agreement\nunits:")).data()
    assert data.members == ()
    assert data.sales is None
    assert data.costs == ()


def test_unknown_cost_leaves_no_margin() -> None:
    data = figures(facts={"A": [sale("A", "A1", date(2026, 1, 10), "10", None)]}).data()
    assert data.sales is not None
    assert data.sales.margin is None


def test_currencies_are_never_mixed() -> None:
    program = """
program: two-currencies
time_zone: Europe/Berlin
units: {EUR: {kind: money}, USD: {kind: money}}
clauses: {visits: {window: quarter, measure: {count: documents}, mechanic: {per_unit: 2}, reward: {unit: EUR}}}
"""
    euro = sale("A", "A1", date(2026, 1, 10), "10", None)
    dollar = replace(euro, document="A2", currency="USD")
    assert figures(program, {"A": [euro]}).data().sales is not None
    both = figures(program, {"A": [euro, dollar]}).data()
    assert both.sales is None
    assert render(both).count("€4.00") > 1


def test_the_data_of_the_small_world(small: ReportData, snapshot: SnapshotAssertion) -> None:
    assert replace(small, told=(), software="") == snapshot
