"""From which money: what budgets and funds hold, what is due out of them, what is granted and what lapses."""

from collections.abc import Iterator

from ristorno.report.data import ReportData
from ristorno.report.sections.table import Head, Table, table
from ristorno.report.sources import SourceUse
from ristorno.report.talk import Talk

_NUMBERS = ("source_balance", "source_due", "source_granted", "source_lapsed")


def sources(data: ReportData, talk: Talk) -> Table | None:
    """Return the table of budgets and funds, None where the program has none."""
    if not data.sources:
        return None
    heads = [Head(talk.say(key)) for key in ("source", "window")]
    heads += [Head(talk.say(key), "number") for key in _NUMBERS]
    return table(talk.say("sources"), heads, [tuple(_cells(talk, use)) for use in data.sources])


def _cells(talk: Talk, use: SourceUse) -> Iterator[str]:
    yield talk.say(f"source.{use.kind}", name=use.name)
    yield talk.window(use.label)
    for amount in (use.balance, use.due, use.granted):
        yield talk.amount(amount, use.unit)
    yield talk.amount(use.lapsed, use.unit) if use.kind == "fund" else ""
