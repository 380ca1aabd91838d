"""What the sponsor books: provisions for open windows, and what points are worth."""

from collections.abc import Iterator
from decimal import Decimal

from ristorno.engine.sentences.numbers import ended
from ristorno.engine.valued import FairValued
from ristorno.kernel.number import Exact, round_to
from ristorno.report.data import ReportData
from ristorno.report.sections.shades import clause_title
from ristorno.report.sections.table import Head, Table, table
from ristorno.report.talk import Talk

_SHOWN = Decimal("0.0001")
"""A part of a point is shown so far, with a sign that it was cut."""


def books(data: ReportData, talk: Talk) -> tuple[Table, ...]:
    """Return the tables of the sponsor's books; none where nothing is booked beside what is owed."""
    return (*_provisions(data, talk), *_fair_values(data, talk))


def _provisions(data: ReportData, talk: Talk) -> Iterator[Table]:
    rows = [
        (
            clause_title(data, talk, each.clause),
            talk.window(each.label),
            talk.amount(each.entitlement, each.unit),
            talk.amount(each.amount, each.unit),
        )
        for each in data.books.provisions
    ]
    if rows:
        heads = (Head(talk.say("clause")), Head(talk.say("window")))
        numbers = (Head(talk.say("by_terms"), "number"), Head(talk.say("provision"), "number"))
        yield table(talk.say("provisions"), (*heads, *numbers), rows)


def _fair_values(data: ReportData, talk: Talk) -> Iterator[Table]:
    for valued in data.books.fair_values:
        heads = [Head(talk.say("month"))]
        heads += [
            Head(talk.say(key), "number") for key in ("sales", "points_sold", "points_part", "points_granted", "worth")
        ]
        rows = [
            (
                month.month,
                talk.amount(month.sales, valued.currency),
                _points(talk, month.sold),
                talk.amount(month.share, valued.currency),
                _points(talk, month.granted),
                talk.amount(month.worth, valued.currency),
            )
            for month in valued.months
        ]
        yield table(talk.say("fair_value", unit=talk.unit(valued.unit)), heads, rows)
        yield _sums(valued, talk)


def _sums(valued: FairValued, talk: Talk) -> Table:
    """Return what comes of all months, points given before the facts among them."""
    rows = [
        (talk.say("points_given"), _points(talk, valued.given)),
        (talk.say("expected"), _points(talk, valued.expected)),
    ]
    if valued.redeemed is not None:
        rows.append((talk.say("spent"), _points(talk, valued.redeemed)))
    for key, amount in (("put_by", valued.value), ("released", valued.released), ("deferred", valued.deferred)):
        rows.append((talk.say(key), talk.amount(amount, valued.currency)))
    heads = (Head(talk.say("fair_sums", unit=talk.unit(valued.unit))), Head(talk.say("amount"), "number"))
    return table(talk.say("fair_sums", unit=talk.unit(valued.unit)), heads, rows)


def _points(talk: Talk, value: Exact) -> str:
    exact = ended(value)
    return talk.number(exact) if exact is not None else f"≈ {talk.number(round_to(value, _SHOWN))}"
