"""Where members stand: on the steps of rate tables, on the tiers of ladders."""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from markupsafe import Markup

from ristorno.report.charts import Bar, Part, Stack, bars, legend, stacks
from ristorno.report.data import ReportData
from ristorno.report.sections.shades import clause_title, ladder_title, step_shades
from ristorno.report.sections.table import Head, Table, table
from ristorno.report.steps import Place, StepTable
from ristorno.report.talk import Talk
from ristorno.report.tiers import LadderTable, TierRow


@dataclass(frozen=True, slots=True, kw_only=True)
class Board:
    """One rate table or ladder: the spread now as bars, over time as stacks, and the numbers."""

    title: str
    now: str
    bars: Markup
    legend: Markup
    stacks: Markup
    note: str
    tables: tuple[Table, ...]


def spread(data: ReportData, talk: Talk) -> tuple[Board, ...]:
    """Return the boards: ladders first, then the clauses that have a table."""
    ladders = (_ladder(data, talk, ladder) for ladder in data.ladders)
    return (*ladders, *(_steps(data, talk, steps) for steps in data.steps))


def _ladder(data: ReportData, talk: Talk, ladder: LadderTable) -> Board:
    shades = step_shades(len(ladder.tiers))
    rows = [
        Bar(
            tier.tier or talk.say("no_tier"),
            Decimal(tier.members),
            talk.number(tier.members),
            _tier_note(data, talk, ladder.ladder, tier),
            shade,
        )
        for tier, shade in zip(ladder.tiers, shades, strict=True)
    ]
    return Board(
        title=talk.say("on_ladder", ladder=ladder_title(data, talk, ladder.ladder)),
        now=talk.say("as_of", day=talk.day(data.as_of)),
        bars=bars(rows),
        legend=Markup(""),
        stacks=Markup(""),
        note="",
        tables=(_tiers(data, talk, ladder),),
    )


def _tier_note(data: ReportData, talk: Talk, ladder: str, tier: TierRow) -> str:
    parts = [talk.say("from", threshold=talk.number(tier.threshold))] if tier.threshold else []
    for clause, factors in data.factors.get(ladder, {}).items():
        factor = factors.get(tier.tier, Decimal(1))
        if factor != 1:
            title = clause_title(data, talk, clause)
            parts.append(talk.say("tier_gives", clause=title, factor=talk.number(factor)))
    return " · ".join(parts)


def _tiers(data: ReportData, talk: Talk, ladder: LadderTable) -> Table:
    decimals = talk.decimals(data.sales.currency) if data.sales else 0
    heads = [Head(talk.say("tier")), Head(talk.say("members"), "sum"), Head(talk.say("net_sales"), "number")]
    heads += [Head(talk.unit(info.unit), "sum") for info in data.units]
    rows = [
        [
            tier.tier or talk.say("no_tier"),
            talk.number(tier.members),
            talk.number(tier.sales, decimals),
            *(talk.figure(tier.amounts.get(info.unit, Decimal(0)), info.unit) for info in data.units),
        ]
        for tier in ladder.tiers
    ]
    foot = [
        talk.say("total"),
        talk.number(sum(tier.members for tier in ladder.tiers)),
        talk.number(sum((tier.sales for tier in ladder.tiers), Decimal(0)), decimals),
    ]
    for info in data.units:
        amounts = (tier.amounts.get(info.unit, Decimal(0)) for tier in ladder.tiers)
        foot.append(talk.figure(sum(amounts, Decimal(0)), info.unit))
    return table(talk.say("on_ladder", ladder=ladder_title(data, talk, ladder.ladder)), heads, rows, foot)


def _steps(data: ReportData, talk: Talk, steps: StepTable) -> Board:
    latest = steps.windows[-1]
    names = [_place(data, talk, steps, index) for index in range(len(steps.places))]
    shades = _shades(steps)
    rows = [
        Bar(name, Decimal(cell.count), talk.number(cell.count), _note(talk, steps, index), shade)
        for index, (name, cell, shade) in enumerate(zip(names, latest.spreads, shades, strict=True))
    ]
    over_time = [
        Stack(
            talk.window(window.label),
            talk.number(sum(cell.count for cell in window.spreads)),
            tuple(
                Part(Decimal(cell.count), shade, f"{name}: {talk.number(cell.count)}")
                for name, shade, cell in zip(names, shades, window.spreads, strict=True)
            ),
        )
        for window in steps.windows
    ]
    title = clause_title(data, talk, steps.clause)
    return Board(
        title=talk.say("on_steps", clause=title),
        now=talk.say("in_window", window=talk.window(latest.label)),
        bars=bars(rows),
        legend=legend(zip(shades, names, strict=True)),
        stacks=stacks(over_time) if len(over_time) > 1 else Markup(""),
        note=talk.say("windows_cut", count=talk.number(steps.left_out)) if steps.left_out else "",
        tables=tuple(_step_tables(data, talk, steps)),
    )


def _shades(steps: StepTable) -> tuple[str, ...]:
    """Return gray for those who are on no step, and stronger color the higher the step."""
    grays = {"no_facts": "g1", "gate_failed": "g2", "no_baseline": "g2", "below": "g3", "other": "g4"}
    reached = iter(step_shades(sum(place.state == "reached" for place in steps.places)))
    return tuple(next(reached) if place.state == "reached" else grays[place.state] for place in steps.places)


def _place(data: ReportData, talk: Talk, steps: StepTable, index: int) -> str:
    place: Place = steps.places[index]
    if place.threshold is None:
        return talk.say(f"state.{place.state}")
    if place.relative:
        return talk.say("growth_from", threshold=talk.rate(place.threshold))
    currency = data.sales.currency if data.sales else None
    return talk.say("from", threshold=talk.measured(place.threshold, steps.measure, currency))


def _note(talk: Talk, steps: StepTable, index: int) -> str:
    rate, amount = steps.rates[index], steps.windows[-1].spreads[index].amount
    parts = [talk.rate(rate)] if rate is not None else []
    if amount:
        parts.append(talk.amount(amount, steps.unit))
    return " · ".join(parts)


def _step_tables(data: ReportData, talk: Talk, steps: StepTable) -> Iterator[Table]:
    names = [_place(data, talk, steps, index) for index in range(len(steps.places))]
    heads = [Head(talk.say("window")), *(Head(name, "number") for name in names), Head(talk.say("total"), "number")]
    counts = (
        [
            talk.window(window.label),
            *(talk.number(cell.count) for cell in window.spreads),
            talk.number(sum(cell.count for cell in window.spreads)),
        ]
        for window in steps.windows
    )
    title = clause_title(data, talk, steps.clause)
    yield table(f"{title}: {talk.say('window_by_window')}", heads, counts)
    amounts = (
        [
            talk.window(window.label),
            *(talk.figure(cell.amount, steps.unit) for cell in window.spreads),
            talk.figure(sum((cell.amount for cell in window.spreads), Decimal(0)), steps.unit),
        ]
        for window in steps.windows
    )
    yield table(f"{title}: {talk.say('amounts_by_window')}, {talk.unit(steps.unit)}", heads, amounts)
