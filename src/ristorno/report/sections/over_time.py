"""The cost by quarter and clause: a chart and a table for every unit, then clause by clause, window by window."""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from markupsafe import Markup

from ristorno.kernel.period import DAY
from ristorno.report.charts import Bar, Column, Part, bars, columns
from ristorno.report.costs import WindowCost
from ristorno.report.data import ReportData
from ristorno.report.quarters import quarter_of
from ristorno.report.sections.shades import clause_title, series
from ristorno.report.sections.table import Head, Table, table
from ristorno.report.talk import Talk, exact_decimals

SHOWN = 12
"""So many columns fit a phone; the table has all quarters."""
WINDOWS = 60
"""The latest windows of all clauses that the table holds."""
_HUNDREDTH = Decimal("0.01")


@dataclass(frozen=True, slots=True, kw_only=True)
class UnitOverTime:
    """One unit over time."""

    unit: str
    columns: Markup
    note: str
    table: Table
    clauses: Markup


@dataclass(frozen=True, slots=True, kw_only=True)
class OverTime:
    """All units over time, with the clauses and their windows as tables."""

    units: tuple[UnitOverTime, ...]
    clauses: Table
    windows: Table


def over_time(data: ReportData, talk: Talk) -> OverTime:
    """Return the cost over time."""
    units = tuple(_unit(data, talk, cost.unit) for info in data.units if (cost := data.cost(info.unit)))
    return OverTime(units=units, clauses=_clauses(data, talk), windows=_windows(data, talk))


def _unit(data: ReportData, talk: Talk, unit: str) -> UnitOverTime:
    drawn = series(data, talk, unit)
    cut = len(data.quarters) > SHOWN
    return UnitOverTime(
        unit=talk.unit(unit),
        columns=columns(list(_columns(data, talk, unit))),
        note=talk.say("latest_quarters", count=SHOWN) if cut else "",
        table=_table(data, talk, unit),
        clauses=bars(
            [
                Bar(
                    found.title,
                    sum((cost.amount for cost in found.costs), Decimal(0)),
                    talk.figure(sum((cost.amount for cost in found.costs), Decimal(0)), unit),
                    shade=found.shade,
                )
                for found in drawn
            ]
        ),
    )


def _columns(data: ReportData, talk: Talk, unit: str) -> Iterator[Column]:
    drawn = series(data, talk, unit)
    for quarter in data.quarters[-SHOWN:]:
        year, name = quarter.split("-")
        amounts = [(found, found.in_quarter(quarter)) for found in drawn]
        parts = (Part(amount, found.shade, f"{found.title}: {talk.amount(amount, unit)}") for found, amount in amounts)
        whole = sum((amount for _, amount in amounts), Decimal(0))
        running = quarter == data.quarters[-1] == quarter_of(data.as_of + DAY)
        yield Column((f"{name}…" if running else name, year), talk.short(whole), tuple(parts))


def _table(data: ReportData, talk: Talk, unit: str) -> Table:
    costs = [cost for cost in data.clauses if cost.unit == unit]
    total = data.cost(unit)
    assert total is not None
    sales = data.sales if data.sales and data.sales.currency == unit else None
    heads = [Head(talk.say("quarter")), *(Head(clause_title(data, talk, cost.clause), "sum") for cost in costs)]
    heads.append(Head(talk.say("total"), "sum"))
    foot = [talk.say("total"), *(talk.figure(cost.amount, unit) for cost in costs), talk.figure(total.total, unit)]
    rows: list[list[str]] = []
    decimals = exact_decimals(sales.quarters.values(), talk.decimals(unit)) if sales else 0
    for quarter in data.quarters:
        amounts = [cost.quarters.get(quarter, Decimal(0)) for cost in costs]
        whole = sum(amounts, Decimal(0))
        row = [quarter, *(talk.figure(amount, unit) for amount in amounts), talk.figure(whole, unit)]
        if sales:
            bought = sales.quarters.get(quarter, Decimal(0))
            row += [talk.number(bought, decimals), _share(talk, whole, bought)]
        rows.append(row)
    if sales:
        heads += [Head(talk.say("net_sales"), "sum"), Head(talk.say("of_net_sales"), "number")]
        foot += [talk.number(sales.net, decimals), _share(talk, total.total, sales.net)]
    return table(f"{talk.say('over_time')}, {talk.unit(unit)}", heads, rows, foot)


def _share(talk: Talk, part: Decimal, whole: Decimal) -> str:
    return talk.percent(Fraction(part) / Fraction(whole) if whole > 0 else None, _HUNDREDTH)


def _clauses(data: ReportData, talk: Talk) -> Table:
    heads = (
        Head(talk.say("clause")),
        Head(talk.say("amount"), "number"),
        Head(talk.say("final"), "number"),
        Head(talk.say("members"), "number"),
        Head(talk.say("paid"), "number"),
    )
    rows = (
        (
            clause_title(data, talk, cost.clause),
            talk.amount(cost.amount, cost.unit),
            talk.amount(cost.final, cost.unit),
            talk.number(cost.members),
            talk.number(cost.paid),
        )
        for cost in data.clauses
    )
    return table(talk.say("by_clause"), heads, rows)


def _windows(data: ReportData, talk: Talk) -> Table:
    heads = (
        Head(talk.say("clause")),
        Head(talk.say("window")),
        Head(talk.say("amount"), "number"),
        Head(talk.say("members"), "number"),
        Head(talk.say("status")),
    )
    rows = [_window(data, talk, window) for window in data.windows[-WINDOWS:]]
    return table(talk.say("by_window"), heads, rows)


def _window(data: ReportData, talk: Talk, window: WindowCost) -> tuple[str, ...]:
    return (
        clause_title(data, talk, window.clause),
        talk.window(window.label),
        talk.amount(window.amount, window.unit),
        talk.number(window.members),
        talk.say("final" if window.final else "provisional"),
    )
