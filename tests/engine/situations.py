"""Situations whose amounts are told and worked out again: one for every branch of the sentences."""

from datetime import date
from decimal import Decimal

from engine.situation import Situation, fact
from ristorno.engine.fact import Fact, Reference


def _bought(*amounts: str, **more: object) -> list[Fact]:
    return [fact(f"N{index}", f"2026-02-{index:02}", amount, **more) for index, amount in enumerate(amounts, start=1)]


def _pieces(*quantities: str, **more: object) -> list[Fact]:
    return [
        fact(f"N{index}", f"2026-02-{index:02}", "100.00", quantity=Decimal(quantity), **more)
        for index, quantity in enumerate(quantities, start=1)
    ]


_BRACKETS = "mechanic: {brackets: {mode: retroactive, rates: {500_000: 2 %, 1_500_000: 3 %, 3_000_000: 4.5 %}}}"
_QUARTER = f"window: quarter\n    {_BRACKETS}\n    reward: {{unit: RUB}}"
_PLAIN = "window: quarter\n    mechanic: {percent: 2 %}\n    reward: {unit: RUB}"
_GROWTH = "window: year\n    reward: {unit: RUB}\n    "
_RETURNED = fact("R1", "2026-03-05", "-500.00", kind="return", reverses=Reference("N1", "1"))
_CONSENT = fact("C1", "2026-01-01", "0.00", kind="consent_given", contact="ann")
_BY_PERSON = [
    _CONSENT,
    fact("N1", "2026-02-01", "1000.01", contact="ann"),
    fact("N2", "2026-02-02", "500.00", contact="bob"),
]
_SPLIT = "to: {shares: {contact: 30 %}, rest: company}"
_LATE_AGREEMENT = """
agreement: A-2026-017
program: dealers-2026
member: "7707083893"
versions:
  - {effective_from: 2026-02-10}
"""
_NEW_TERMS = """
agreement: A-2026-017
program: dealers-2026
member: "7707083893"
versions:
  - {effective_from: 2026-01-01}
  - {effective_from: 2026-02-15, clauses: {bonus: {mechanic: {brackets: {rates: {500: 2.5 %, 5_000: 4 %}}}}}}
"""


def _points(body: str = "") -> str:
    gives = "mechanic: {per_step: {step: 1_000, gives: 1}}"
    return f"window: document\n    {gives}\n    reward: {{unit: PTS}}{body}"


def _gated(condition: str) -> str:
    return f"{_PLAIN}\n    qualify: {condition}"


def _limited(limits: str, window: str = "quarter") -> str:
    return f"window: {window}\n    mechanic: {{percent: 2 %}}\n    limits: {limits}\n    reward: {{unit: RUB}}"


def _table(window: str, table: str) -> str:
    return f"window: {window}\n    mechanic: {{brackets: {{mode: {table}}}}}\n    reward: {{unit: RUB}}"


def _growing(growth: str, baseline: str) -> str:
    return f"{_GROWTH}baseline: {baseline}\n    mechanic: {{growth: {growth}}}"


def _marginal(more: str = "") -> str:
    rows = "rows: [{from: 1, per_unit: 1}, {from: 250, per_unit: 2}, {from: 400, per_unit: 3, fixed: 10}]"
    table = f"{{brackets: {{mode: marginal, {rows}, edges: whole_units{more}}}}}"
    return f"window: month\n    measure: quantity\n    mechanic: {table}\n    reward: {{unit: RUB}}"


_Y2025 = fact("P1", "2025-05-05", "2000000.00")
_Y2026 = fact("N1", "2026-05-05", "2350000.50")
_ON_EXCESS = "{rates: {10 %: 1 %, 15 %: 3 %, 25 %: 4 %}}"

SITUATIONS: tuple[Situation, ...] = (
    Situation(
        name="a quarter with a retroactive row",
        clause=_QUARTER,
        facts=[*_bought("900000.00", "594243.41"), fact("R9", "2026-03-01", "-500.00", kind="return")],
        window="2026-Q1",
    ),
    Situation(
        name="a quarter that is still open",
        clause=_QUARTER,
        facts=_bought("300000.00"),
        as_of=date(2026, 2, 28),
        window="2026-Q1",
    ),
    Situation(
        name="documents are still accepted",
        clause=f"{_PLAIN}\n    accept_until: +5 days",
        facts=_bought("100.00"),
        as_of=date(2026, 4, 2),
        window="2026-Q1",
    ),
    Situation(
        name="points of a document with a level",
        clause=_points("\n    multiply: {by: status, silver: 1.5, gold: 2}"),
        facts=_bought("2500.00", "3400.00"),
        window="2026-02-02",
        document="N2",
    ),
    Situation(
        name="points taken back",
        clause=_points(),
        facts=[fact("R1", "2026-02-01", "-2500.00", kind="return")],
        window="2026-02-01",
        document="R1",
    ),
    Situation(
        name="a line that was partly returned",
        clause="window: fact\n    mechanic: {percent: 5 %}\n    reward: {unit: RUB}",
        facts=[*_bought("1333.33"), _RETURNED],
        window="2026-02-01",
        document="N1/1",
    ),
    Situation(
        name="pieces in slices of whole units",
        clause=_marginal(),
        facts=[
            *_pieces("200", "250"),
            fact("X", "2026-02-09", "5.00", groups=("oil",)),
            fact("Y", "2026-02-09", "7.00"),
        ],
        window="2026-02",
    ),
    Situation(
        name="slices picked by another measure",
        clause=_table("month", "marginal, rates: {0: 1 %, 10: 2 %}, bracket_by: quantity"),
        facts=_pieces("8", "5", "3"),
        window="2026-02",
    ),
    Situation(
        name="rolling rows",
        clause=_table("half", "rolling, rates: {0: 1 %, 1_000: 2 %, 9_000: 3 %}"),
        facts=_bought("6000.50"),
        window="2026-H1",
    ),
    Situation(
        name="total rows, exclusive",
        clause=_table("lifetime", "total, boundary: exclusive, rates: {0: 1 %, 1_000: 2 %}"),
        facts=_bought("6000.50"),
        window="lifetime",
    ),
    Situation(
        name="a fixed sum for two gates",
        clause="window: quarter\n    mechanic: {fixed: 100_000}\n    reward: {unit: RUB}\n    qualify: "
        "[{measure: {sum: amount}, at_least: 1_000}, {not: {measure: {count: documents}, at_least: 5}}]",
        facts=_bought("800.00", "400.00"),
        window="2026-Q1",
    ),
    Situation(
        name="a fixed sum for nothing",
        clause="window: quarter\n    mechanic: {fixed: 100_000}\n    reward: {unit: RUB}",
        facts=[fact("P1", "2026-01-05", "500.00", kind="payment")],
        as_of=date(2026, 3, 31),
        window="2026-Q1",
    ),
    Situation(
        name="a gate that failed",
        clause=_gated("{measure: {count: products}, above: 2}"),
        facts=_bought("800.00", "400.00", product="T-1"),
        window="2026-Q1",
    ),
    Situation(
        name="a gate that cannot be known yet",
        clause=_gated("{measure: {sum: amount}, window: year, at_least: 5_000}"),
        facts=_bought("800.00"),
        as_of=date(2026, 4, 1),
        window="2026-Q1",
    ),
    Situation(
        name="any of several gates",
        clause=_gated(
            "{any: [{measure: quantity, at_least: 10}, {measure: {sum: amount}, window: {rolling: 30 days},"
            " below: 5_000}]}"
        ),
        facts=_bought("800.00"),
        window="2026-Q1",
    ),
    Situation(
        name="growth on the excess",
        clause=_growing(_ON_EXCESS, "{window: previous_year}"),
        facts=[_Y2025, _Y2026],
        window="2026",
    ),
    Situation(
        name="growth on everything over an agreed number",
        clause=_growing("{pays: on_all, rates: {100_000: 1 %, 500_000: 2 %}}", "1_000_000"),
        facts=[_Y2026],
        window="2026",
    ),
    Situation(
        name="growth in slices",
        clause=_growing("{pays: marginal_on_excess, rates: {10 %: 2 %, 15 %: 3 %}}", "{window: previous_year}"),
        facts=[_Y2025, _Y2026],
        window="2026",
    ),
    Situation(
        name="growth that is too little, for a new member",
        clause=_growing(_ON_EXCESS, "{window: previous_year, new_members: {fixed: 2_300_000}}"),
        facts=[_Y2026],
        window="2026",
    ),
    Situation(
        name="growth of a new member without a number",
        clause=_growing(_ON_EXCESS, "{window: previous_year}"),
        facts=[_Y2026],
        window="2026",
    ),
    Situation(
        name="growth over a number in place of zero",
        clause=_growing(_ON_EXCESS, "{window: previous_year, if_not_positive: {fixed: 1_000_000}}"),
        facts=[fact("P1", "2025-05-05", "-10.00", kind="return"), _Y2026],
        window="2026",
    ),
    Situation(
        name="growth over zero is nothing",
        clause=_growing(_ON_EXCESS, "{window: previous_year, if_not_positive: nothing}"),
        facts=[fact("P1", "2025-05-05", "-10.00", kind="return"), _Y2026],
        window="2026",
    ),
    Situation(
        name="growth over zero is not in the terms",
        clause=_growing(_ON_EXCESS, "{window: previous_year}"),
        facts=[fact("P1", "2025-05-05", "-10.00", kind="return"), _Y2026],
        window="2026",
    ),
    Situation(
        name="each line rounded and bounded",
        clause=_limited("{cap: {amount: 20, per: document}}") + "\n    rounding: {at: fact, mode: up}",
        facts=_bought("1333.33", "17.01", "501.01"),
        window="2026-Q1",
    ),
    Situation(
        name="each line bounded from below",
        clause=_limited("{floor: {amount: 10, per: fact}}"),
        facts=_bought("1333.33", "17.01", "501.01"),
        window="2026-Q1",
    ),
    Situation(
        name="a cap",
        clause=_limited("{cap: 60}"),
        facts=_bought("4000.00"),
        window="2026-Q1",
    ),
    Situation(
        name="a cap for good",
        clause=_limited("{cap: {amount: 100, per: member}}", window="month"),
        facts=[*_bought("4000.00"), fact("M1", "2026-03-01", "2500.00")],
        window="2026-03",
    ),
    Situation(
        name="a floor",
        clause=_limited("{floor: 60}"),
        facts=_bought("400.00"),
        window="2026-Q1",
    ),
    Situation(
        name="less than the minimum",
        clause=_limited("{minimum: 60}"),
        facts=_bought("401.00"),
        window="2026-Q1",
    ),
    Situation(
        name="a measure that is cut",
        clause=_limited("{cap_measure: {amount: 1_500, per: document}}"),
        facts=_bought("4000.00", "700.00"),
        window="2026-Q1",
    ),
    Situation(
        name="one for each product code",
        clause=_limited("{times: {n: 1, per: [contact, attribute.channel]}}"),
        facts=[
            *_bought("4000.00", "700.00", contact="ann", attributes={"channel": "web"}),
            fact("N3", "2026-02-03", "300.00", contact="bob", attributes={"channel": "web"}),
            fact("N4", "2026-02-04", "9.00", contact="bob"),
        ],
        window="2026-Q1",
    ),
    Situation(
        name="a part of a shared cap",
        clause=_limited("{shared: both}")
        + "\n  other: {window: quarter, mechanic: {percent: 1.3 %}, limits: {shared: both}, reward: {unit: RUB}}"
        + "\ncaps: {both: 100}",
        facts=_bought("4000.00", "700.00"),
        window="2026-Q1",
    ),
    Situation(
        name="a part of a quarter",
        clause=_limited("{cap: 60}") + "\n    prorate: days",
        facts=[fact("N1", "2026-03-01", "4000.10"), fact("N2", "2026-03-02", "700.00")],
        window="2026-Q1",
        agreement=_LATE_AGREEMENT,
    ),
    Situation(
        name="what the law allows",
        clause=_limited("{legal: gifts}") + "\nlegal: {gifts: [{from: 2026-01-01, at_most: 60, source: Gifts Act}]}",
        facts=_bought("4000.00"),
        window="2026-Q1",
    ),
    Situation(
        name="the first is free",
        clause=_limited("{free: {facts: 1, amount: 4_500, ends: all}}"),
        facts=_bought("4000.00", "700.00", "300.00"),
        window="2026-Q1",
    ),
    Situation(
        name="below zero",
        clause=_PLAIN,
        facts=[fact("R1", "2026-02-01", "-2500.00", kind="return")],
        window="2026-Q1",
    ),
    Situation(
        name="below zero, carried over",
        clause=f"{_PLAIN}\n    below_zero: carry",
        facts=[fact("R1", "2026-02-01", "-2500.00", kind="return")],
        window="2026-Q1",
    ),
    Situation(
        name="with what was carried over",
        clause=f"{_PLAIN}\n    below_zero: carry",
        facts=[fact("R1", "2026-02-01", "-2500.00", kind="return"), fact("N1", "2026-05-01", "4000.10")],
        window="2026-Q2",
    ),
    Situation(
        name="the share of a person",
        clause=f"window: quarter\n    mechanic: {{percent: 3 %}}\n    reward: {{unit: RUB, {_SPLIT}}}",
        facts=_BY_PERSON,
        window="2026-Q1",
        contact="ann",
    ),
    Situation(
        name="the company's share of several persons",
        clause=f"window: quarter\n    mechanic: {{percent: 3 %}}\n    reward: {{unit: RUB, {_SPLIT}}}",
        facts=_BY_PERSON,
        window="2026-Q1",
    ),
    Situation(
        name="a person without consent",
        clause="window: quarter\n    measure: quantity\n    mechanic: {per_unit: 20}"
        "\n    reward: {unit: PTS, to: contact}",
        facts=[_CONSENT, *_pieces("12", "1.5", contact="ann"), *_pieces("3", contact="bob")],
        window="2026-Q1",
        contact="ann",
    ),
    Situation(
        name="without consent to the company",
        clause="window: quarter\n    mechanic: {percent: 3 %}\n"
        "    reward: {unit: RUB, to: contact, without_consent: to_company}",
        facts=_BY_PERSON,
        window="2026-Q1",
    ),
    Situation(
        name="a quantity in a unit of measure",
        clause="window: quarter\n    measure: {sum: quantity, in: hl}"
        "\n    qualify: {measure: {sum: quantity, in: hl}, at_least: 10}"
        "\n    mechanic: {brackets: {mode: retroactive, rows: [{from: 10, fixed: 100}, {from: 20.5, fixed: 300}]}}"
        "\n    reward: {unit: RUB}",
        facts=_pieces("12", "1.5", uom="hl"),
        window="2026-Q1",
    ),
    Situation(
        name="rates of two versions in one quarter",
        clause="window: quarter\n    mechanic: {brackets: {mode: retroactive, rates: {500: 2 %, 5_000: 3 %}}}"
        "\n    multiply: {by: status, silver: 1.5, level_of: window_end}\n    reward: {unit: RUB}",
        facts=[fact("N1", "2026-02-01", "1000.00"), fact("N2", "2026-03-01", "2000.30")],
        window="2026-Q1",
        agreement=_NEW_TERMS,
    ),
    Situation(
        name="a year less what was paid in advance",
        clause="window: year\n    mechanic: {brackets: {mode: retroactive, rates: {5_000: 3 %}}}"
        "\n    less: [early, gift]\n    reward: {unit: RUB}"
        "\n  early:\n    title: {en: Advance, ru: Аванс, th: เงินล่วงหน้า}"
        "\n    window: month\n    mechanic: {percent: 2 %}\n    reward: {unit: RUB}"
        "\n  gift: {window: document, mechanic: {percent: 0.1 %}, reward: {unit: RUB}}",
        facts=[fact("N1", "2026-02-01", "1000.00"), fact("N2", "2026-03-01", "2000.30")],
        as_of=date(2026, 3, 31),
        window="2026",
    ),
    Situation(
        name="an advance on the year",
        clause="window: month\n    mechanic: {percent: 2 %}\n    reward: {unit: RUB}"
        "\n  year:\n    title: {en: Yearly bonus, ru: Годовой бонус, th: โบนัสรายปี}\n    window: year"
        "\n    mechanic: {percent: 1 %}\n    less: [bonus]\n    reward: {unit: RUB}",
        facts=[fact("N1", "2026-02-01", "1000.00")],
        window="2026-02",
    ),
)
"""Every branch of the sentences, in the order of the pipeline."""
