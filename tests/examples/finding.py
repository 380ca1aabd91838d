"""Where each printed number stands in our answer, by example and by the number's path in the published file.

A finder asks the command one or several times (``ask(day)``) and takes the number out of what it says. Runs of a
vendor's settlement are asked day by day: what a run books is the difference between two answers.
"""

from collections.abc import Callable, Mapping
from datetime import date, timedelta
from fractions import Fraction

from examples.asking import Ask

Find = Callable[[Ask], Fraction | bool | date]
Finders = Mapping[str, Find]


def _rate(ask: Ask, day: str) -> Fraction:
    """Return the rate that was paid, in per cent."""
    return ask(day).detail("growth_row", "rate", clause="growth") * 100


def _month(clause: str, window: str) -> Find:
    return lambda ask: ask("2022-12-31").measured(clause=clause, window=window)


def _deal(number: int) -> Find:
    return lambda ask: ask("2024-03-31").amount(clause=f"deal-{number}")


_DEALS: Finders = {
    **{f"per_deal.{number}": _deal(number) for number in (1, 2, 3, 4)},
    "total": lambda ask: ask("2024-03-31").amount(),
}


def _to_date(day: str, since: str | None = None) -> Find:
    """Return the finder of what all clauses give by a day, less what they gave by an earlier one."""
    return lambda ask: ask(day).amount() - (ask(since).amount() if since else 0)


def _booked(day: str, clause: str, before: str | None = None) -> Find:
    """Return the finder of what the sponsor books for a clause between two days."""
    return lambda ask: ask(day).booked(clause=clause) - (ask(before).booked(clause=clause) if before else 0)


def _first_closed_day(ask: Ask) -> date:
    """Return the day at whose end January 2022 takes nothing any more."""
    days = (date(2022, 1, 31) + timedelta(days=n) for n in range(20))
    return next(day for day in days if ask(day).only(window="2022-01")["status"] == "final")


def _unit_cost(member: str) -> Find:
    def find(ask: Ask) -> Fraction:
        answer = ask("2024-05-31")
        return answer.measured(clause="goods-at-cost", member=member) - answer.amount(clause="claim", member=member)

    return find


REBATES: Mapping[str, Finders] = {
    "d365-calc-stepped": {"rebate": _to_date("2024-03-31")},
    "d365-calc-rolling": {"rebate": _to_date("2024-03-31")},
    "d365-pricebasis-fifo_cost": {"measure_base": lambda ask: ask("2024-03-31").measured(window="2024-Q1")},
    "d365-pricebasis-average_purchase_price": {
        "measure_base": lambda ask: ask("2024-03-31").measured(window="2024-Q1")
    },
    "d365-free-goods": {"free_qty": _to_date("2024-03-31")},
    "d365-stacking-4321": _DEALS,
    "d365-stacking-2413": _DEALS,
    "d365-blog-threshold": {"rebate": _to_date("2024-12-31")},
    "sap-commission-instalments": {
        "fully_paid_only.2022-10": _month("fully-paid", "2022-10"),
        "fully_paid_only.2022-11": _month("fully-paid", "2022-11"),
        "fully_paid_only.2022-12": _month("fully-paid", "2022-12"),
        "as_paid.2022-10": _month("as-paid", "2022-10"),
        "as_paid.2022-11": _month("as-paid", "2022-11"),
        "as_paid.2022-12": _month("as-paid", "2022-12"),
    },
    "sap-net-base-retro": {
        "base_before_contract": lambda ask: ask("2024-02-29", known="2024-02-10").measured(clause="commission"),
        "base_after_retro_correction": lambda ask: ask("2024-02-29").measured(clause="commission"),
        "delta": lambda ask: (
            ask("2024-02-29").measured(clause="commission")
            - ask("2024-02-29", known="2024-02-10").measured(clause="commission")
        ),
    },
    "enable-growth-fully-retro": {
        "growth_index_percent": lambda ask: (
            ask("2024-12-31").detail("baseline", "judged", clause="growth")
            / ask("2024-12-31").detail("baseline", "baseline", clause="growth")
            * 100
        ),
        "rebate": _to_date("2024-12-31"),
    },
    "enable-growth-marginal": {"rebate": _to_date("2024-12-31")},
    "enable-actual-retro": {"actual": _to_date("2024-06-30")},
    "enable-ship-debit-unit": {"claim_per_unit": _to_date("2024-05-31")},
    "vendavo-ship-debit": {"claim": _to_date("2024-05-31")},
    "cetec-ship-debit": {
        "claim.EDU-1": lambda ask: ask("2024-05-31").amount(clause="claim", member="EDU-1"),
        "claim.GEN-1": lambda ask: ask("2024-05-31").amount(clause="claim", member="GEN-1"),
        "effective_unit_cost.EDU-1": _unit_cost("EDU-1"),
        "effective_unit_cost.GEN-1": _unit_cost("GEN-1"),
    },
    "pricefx-single-target-miss": {"rebate": _to_date("2024-12-31")},
    "salesforce-unit-tier-2": {"rebate": _to_date("2024-01-31")},
    "oca-section-total": {
        "measure": lambda ask: ask("2022-12-31").measured(),
        "rebate": _to_date("2022-12-31"),
    },
    "oca-product-filter-line": {
        "measure": lambda ask: ask("2022-12-31").measured(),
        "rebate": _to_date("2022-12-31"),
    },
    "oca-product-filter-marginal": {
        "measure": lambda ask: ask("2022-12-31").measured(),
        "rebate": _to_date("2022-12-31"),
    },
    "idco-growth-threshold": {
        "qualifies": lambda ask: bool(
            ask("2024-12-31").only(member="existing members")["explanation"]["gates"][0]["met"]
        ),
        "rebate": _to_date("2024-12-31"),
    },
    "idco-pt-growth-15": {"rate": lambda ask: _rate(ask, "2022-12-31"), "rebate": _to_date("2022-12-31")},
    "idco-pt-growth-25": {"rate": lambda ask: _rate(ask, "2022-12-31"), "rebate": _to_date("2022-12-31")},
    "blacksmith-pay-to-first": {"rebate": _to_date("2024-12-31")},
    "mdf-accrual-5050": {
        "fund_accrued": lambda ask: ask("2024-12-31").amount(clause="fund"),
        "claim_reimbursed": lambda ask: ask("2024-12-31").amount(clause="refund"),
        "forfeited_at_year_end": lambda ask: ask("2025-01-01", program="mdf-accrual-5050-fund").figure(
            "lapsed", clause="fund"
        ),
    },
}

PERIODS: Mapping[str, Finders] = {
    "enable-periods-quarterly-stub": {
        "periods.0.0": lambda ask: date.fromisoformat(ask("2021-12-31").only()["window_start"]),
        "periods.0.1": lambda ask: date.fromisoformat(ask("2021-12-31").only()["window_end"]),
    },
    "salesforce-grace-window": {
        "submission_cutoff": _first_closed_day,
        "calculation_date": lambda ask: date.fromisoformat(
            ask("2022-02-28", program="salesforce-grace-window-day").only(window="2022-01")["calculate_on"]
        ),
    },
}

SETTLEMENTS: Mapping[str, Finders] = {
    "d365-guarantee-cumulative": {
        "q1.earned": lambda ask: ask("2024-06-30").measured(window="2024-Q1"),
        "q1.top_up": lambda ask: (
            ask("2024-06-30").amount(window="2024-Q1") - ask("2024-06-30").measured(window="2024-Q1")
        ),
        "q2.effective_guarantee": lambda ask: ask("2024-06-30").amount(window="2024-Q2"),
        "q2.earned": lambda ask: ask("2024-06-30").measured(window="2024-Q2"),
        "q2.top_up": lambda ask: (
            ask("2024-06-30").amount(window="2024-Q2") - ask("2024-06-30").measured(window="2024-Q2")
        ),
    },
    "d365-guarantee-begin": {
        "month1.guarantee_paid": lambda ask: ask("2024-02-29").amount(window="2024-01"),
        "month1.earned_paid": lambda ask: ask("2024-02-29").amount(window="2024-01") - 10_000,
        "month2.guarantee_paid": lambda ask: ask("2024-02-29").amount(window="2024-02") - 2_000,
        "month2.earned_paid": lambda ask: ask("2024-02-29").amount(window="2024-02"),
    },
    "sap-ccm-quarterly-cumulative": {
        "payable.Q1": lambda ask: ask("2024-12-31").amount(window="2024-Q1"),
        "payable.Q2": lambda ask: ask("2024-12-31").amount(window="2024-Q2"),
        "payable.Q3": lambda ask: ask("2024-12-31").amount(window="2024-Q3"),
        "payable.Q4": lambda ask: ask("2024-12-31").amount(window="2024-Q4"),
        "total": _to_date("2024-12-31"),
    },
    "openmeter-delta-marginal-2": {
        "run1": _to_date("2024-01-31"),
        "run2_delta": _to_date("2024-02-29", "2024-01-31"),
    },
    "openmeter-delta-marginal-4": {
        "run1": _to_date("2024-01-31"),
        "run2_delta": _to_date("2024-02-29", "2024-01-31"),
    },
    "openmeter-delta-top-same": {
        "run1": _to_date("2024-01-31"),
        "run2_delta": _to_date("2024-02-29", "2024-01-31"),
    },
    "openmeter-delta-late-event": {
        "run1": lambda ask: ask("2024-01-31", known="2024-02-01").amount(),
        "run2_delta": lambda ask: (
            ask("2024-02-29", known="2024-03-01").amount() - ask("2024-01-31", known="2024-02-01").amount()
        ),
        "run3_delta": lambda ask: (
            ask("2024-03-31", known="2024-04-01").amount() - ask("2024-02-29", known="2024-03-01").amount()
        ),
    },
    "openmeter-cap": {
        "uncapped_second": lambda ask: (
            ask("2024-01-31").amount(clause="without-bound") - ask("2024-01-15").amount(clause="without-bound")
        ),
        "second_after_cap": lambda ask: (
            ask("2024-01-31").amount(clause="usage") - ask("2024-01-15").amount(clause="usage")
        ),
        "total": lambda ask: ask("2024-01-31").amount(clause="usage"),
    },
}

CHARGES: Mapping[str, Finders] = {
    "lago-standard": {"charge": _to_date("2024-01-31")},
    "lago-volume": {"charge": _to_date("2024-01-31")},
    "lago-graduated-percentage": {
        "charge_per_transaction.0": _to_date("2024-01-05"),
        "charge_per_transaction.1": _to_date("2024-01-06", "2024-01-05"),
        "charge_per_transaction.2": _to_date("2024-01-07", "2024-01-06"),
        "total": _to_date("2024-01-31"),
    },
    "killbill-all-tier-1": {"charge": _to_date("2021-10-31")},
    "killbill-top-tier": {"charge": _to_date("2021-11-30")},
    "killbill-blocks": {
        "charge_per_month.0": lambda ask: ask("2021-11-30").amount(window="2021-10"),
        "charge_per_month.1": lambda ask: ask("2021-11-30").amount(window="2021-11"),
    },
    "killbill-two-units-top": {"charge": _to_date("2021-10-31")},
}

ACCOUNTS: Mapping[str, Finders] = {
    "sap-ccm-fixed-accrual-catchup": {
        "sap_behaviour.days_1_10_each": _booked("2024-01-10", "with-sales"),
        "sap_behaviour.day_11": _booked("2024-01-11", "with-sales", "2024-01-10"),
        "sap_behaviour.day_12_on_each": _booked("2024-01-12", "with-sales", "2024-01-11"),
        "asker_wanted.every_day": _booked("2024-01-05", "daily", "2024-01-04"),
    },
    "enable-forecast-rate": {
        "forecast_turnover": lambda ask: ask("2024-06-30").booked("forecast"),
        "forecast_rate": lambda ask: ask("2024-06-30").booked() / ask("2024-06-30").measured() * 100,
        "accrual_on_actuals": lambda ask: ask("2024-06-30").booked(),
    },
    "ifrs15-retro-volume-catchup": {
        "revenue.Q1": lambda ask: _revenue(ask, "2025-09-30"),
        "revenue.Q2": lambda ask: _revenue(ask, "2025-12-31") - _revenue(ask, "2025-09-30"),
        "refund_liability_end_q2": _booked("2025-12-31", "price-cut"),
    },
    "ifrs15-expected-average": {
        "expected_total": lambda ask: 150_000 * _average_price(ask),
        "average_price_exact": lambda ask: Fraction(round(_average_price(ask), 6)),
        "revenue_exact": lambda ask: _revenue(ask, "2019-06-30"),
        "liability_exact": _booked("2019-06-30", "price-cut"),
    },
    "kpmg-points-10b": {
        "revenue_year2": lambda ask: ask("2025-12-31").fair("released"),
        "revenue_year3": lambda ask: ask("2026-12-31").fair("released") - ask("2025-12-31").fair("released"),
    },
    "finlearn-points": {
        "goods_exact": lambda ask: 2_000 - ask("2017-12-31").fair("value"),
        "points_exact": lambda ask: ask("2017-12-31").fair("value"),
    },
}


def _revenue(ask: Ask, day: str) -> Fraction:
    """Return what was billed by a day, less what is booked for the cut of the price."""
    return ask(day).measured(clause="billed") - ask(day).booked(clause="price-cut")


def _average_price(ask: Ask) -> Fraction:
    """Return the price at which a box counts as revenue."""
    return _revenue(ask, "2019-06-30") / ask("2019-06-30").measured(clause="price-cut")


FINDERS: Mapping[str, Finders] = {**REBATES, **PERIODS, **SETTLEMENTS, **CHARGES, **ACCOUNTS}
