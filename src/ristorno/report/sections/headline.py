"""The headline: what the program costs, what that is a share of, and how sure it is."""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from markupsafe import Markup

from ristorno.report.charts import Part, Stack, sparkline, stacks
from ristorno.report.costs import UnitCost
from ristorno.report.data import ReportData
from ristorno.report.talk import Talk

_STATES = (("final", "s1"), ("provisional", "s3"), ("undetermined", "s5"))
_HUNDREDTH = Decimal("0.01")


@dataclass(frozen=True, slots=True, kw_only=True)
class UnitCard:
    """The cost in one unit: the total, its parts by status, what it is a share of."""

    total: str
    unit: str
    """The unit's name where the total does not carry it."""
    main: bool
    notes: tuple[str, ...]
    bar: Markup
    states: tuple[tuple[str, str, str], ...]
    """(shade, status, amount)"""


@dataclass(frozen=True, slots=True)
class Fact:
    """One plain figure beside the cost."""

    label: str
    text: str
    note: str = ""
    spark: Markup | str = ""


@dataclass(frozen=True, slots=True)
class Headline:
    """The headline's cards."""

    cards: tuple[UnitCard, ...]
    facts: tuple[Fact, ...]


def headline(data: ReportData, talk: Talk) -> Headline:
    """Return the headline."""
    cards = tuple(_cards(data, talk))
    return Headline(cards, tuple(_facts(data, talk)))


def _cards(data: ReportData, talk: Talk) -> Iterator[UnitCard]:
    for info in data.units:
        cost = data.cost(info.unit)
        if cost is not None:
            yield UnitCard(
                total=talk.amount(cost.total, cost.unit) if info.money else talk.figure(cost.total, cost.unit),
                unit="" if info.money else talk.unit(cost.unit),
                main=info == data.units[0],
                notes=tuple(_notes(data, talk, cost)),
                bar=_bar(talk, cost),
                states=tuple(
                    (shade, talk.say(state), talk.figure(_state(cost, state), cost.unit))
                    for state, shade in _STATES
                    if _state(cost, state) or state == "final"
                ),
            )


def _state(cost: UnitCost, state: str) -> Decimal:
    return {"final": cost.final, "provisional": cost.provisional, "undetermined": cost.undetermined}[state]


def _bar(talk: Talk, cost: UnitCost) -> Markup:
    parts = (
        Part(_state(cost, state), shade, f"{talk.say(state)}: {talk.amount(_state(cost, state), cost.unit)}")
        for state, shade in _STATES
    )
    return stacks([Stack("", "", tuple(parts))])


def _notes(data: ReportData, talk: Talk, cost: UnitCost) -> Iterator[str]:
    sales = data.sales
    if sales is not None and sales.currency == cost.unit and sales.net > 0:
        share = talk.percent(Fraction(cost.total) / Fraction(sales.net), _HUNDREDTH)
        yield talk.say("of_sales", share=share, sales=talk.amount(sales.net, cost.unit, 0))
        if sales.margin is not None and sales.margin > 0 and sales.with_cost == sales.net:
            share = talk.percent(Fraction(cost.total) / Fraction(sales.margin))
            yield talk.say("of_margin", share=share, margin=talk.amount(sales.margin, cost.unit, 0))
    elif not data.unit(cost.unit).money:
        yield talk.say("face")
    if cost.to_persons:
        yield talk.say("to_persons", amount=talk.figure(cost.to_persons, cost.unit))
    if cost.lowest != cost.highest:
        lowest, highest = (talk.amount(bound, cost.unit) for bound in (cost.lowest, cost.highest))
        yield talk.say("range", lowest=lowest, highest=highest)


def _facts(data: ReportData, talk: Talk) -> Iterator[Fact]:
    earning = sum(any(member.amounts.values()) for member in data.members)
    yield Fact(talk.say("taking_part"), talk.number(len(data.members)), talk.say("earning", count=talk.number(earning)))
    sales = data.sales
    if sales is None:
        return
    line = sparkline([sales.quarters.get(quarter, Decimal(0)) for quarter in data.quarters], talk.say("trend"))
    yield Fact(talk.say("net_sales"), talk.amount(sales.net, sales.currency, 0), "", line)
    if sales.margin is None:
        yield Fact(talk.say("margin"), "–", talk.say("no_cost"))
        return
    note = ""
    if sales.with_cost != sales.net and sales.net > 0:
        note = talk.say("cost_coverage", share=talk.percent(Fraction(sales.with_cost) / Fraction(sales.net)))
    yield Fact(talk.say("margin"), talk.amount(sales.margin, sales.currency, 0), note)
