"""Who earns how much: bars for the largest, a table of all, or of as many as a page can bear."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from markupsafe import Markup

from ristorno.report.charts import Bar, bars
from ristorno.report.data import MemberRow, ReportData
from ristorno.report.sections.shades import ladder_title
from ristorno.report.sections.table import Head, Table, table
from ristorno.report.talk import Talk, exact_decimals

TOP = 20
LISTED = 300
"""A longer table helps nobody on a page; the command lists everybody."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Earners:
    """The members: bars of the largest in the first unit, the share that they hold, the table."""

    bars: Markup
    note: str
    table: Table | None
    cut: str


def earners(data: ReportData, talk: Talk) -> Earners:
    """Return who earns how much."""
    shown, others = data.members[:LISTED], data.members[LISTED:]
    cut = talk.say("members_cut", shown=talk.number(len(shown)), count=talk.number(len(data.members)), command=COMMAND)
    return Earners(
        bars=_bars(data, talk),
        note=_note(data, talk),
        table=_table(data, talk, shown, others) if data.members else None,
        cut=cut if others else "",
    )


COMMAND = "ristorno evaluate … --format csv"


def _largest(data: ReportData) -> Sequence[MemberRow]:
    unit = data.units[0].unit
    return [member for member in data.members[:TOP] if member.amounts.get(unit, Decimal(0)) > 0]


def _bars(data: ReportData, talk: Talk) -> Markup:
    unit = data.units[0].unit
    return bars(
        [
            Bar(
                member.name or member.member,
                member.amounts[unit],
                talk.amount(member.amounts[unit], unit),
                " · ".join(part for part in (member.member if member.name else "", *member.tiers.values()) if part),
            )
            for member in _largest(data)
        ]
    )


def _note(data: ReportData, talk: Talk) -> str:
    largest, total = _largest(data), data.cost(data.units[0].unit)
    if not largest or total is None or total.total <= 0 or len(largest) == len(data.members):
        return ""
    held = sum((member.amounts[total.unit] for member in largest), Decimal(0))
    return talk.say(
        "top_note", count=talk.number(len(largest)), share=talk.percent(Fraction(held) / Fraction(total.total))
    )


def _table(data: ReportData, talk: Talk, shown: Sequence[MemberRow], others: Sequence[MemberRow]) -> Table:
    decimals = exact_decimals((member.sales for member in data.members), 0)
    if data.sales is not None:
        decimals = max(decimals, talk.decimals(data.sales.currency))
    heads = [
        Head(talk.say("member")),
        Head(talk.say("segment")),
        *(Head(ladder_title(data, talk, ladder.ladder)) for ladder in data.ladders),
        *(Head(talk.unit(info.unit), "sum") for info in data.units),
        Head(talk.say("net_sales"), "sum"),
    ]
    rows = [[*_person(data, member), *_numbers(data, talk, [member], decimals)] for member in shown]
    blanks = [""] * (1 + len(data.ladders))
    if others:
        name = talk.say("the_others", count=talk.number(len(others)))
        rows.append([name, *blanks, *_numbers(data, talk, others, decimals)])
    foot = [talk.say("total"), *blanks, *_numbers(data, talk, data.members, decimals)]
    return table(talk.say("all_members"), heads, rows, foot)


def _person(data: ReportData, member: MemberRow) -> Iterator[str]:
    yield f"{member.name} · {member.member}" if member.name else member.member
    yield member.segment
    for ladder in data.ladders:
        yield member.tiers.get(ladder.ladder, "")


def _numbers(data: ReportData, talk: Talk, members: Sequence[MemberRow], decimals: int) -> Iterator[str]:
    for info in data.units:
        yield talk.figure(sum((member.amounts.get(info.unit, Decimal(0)) for member in members), Decimal(0)), info.unit)
    yield talk.number(sum((member.sales for member in members), Decimal(0)), decimals)
