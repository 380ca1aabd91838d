"""A rehearsal: last year under the terms of a draft, against those of today."""

from datetime import date
from decimal import Decimal

import pytest

from apps.agreements.test_preview import FACTS
from apps.agreements.writing import AGREEMENT, PROGRAM, RISE, enacted
from ristorno.apps.agreements.queries import considered
from ristorno.apps.agreements.rehearsing import Rehearsed, ever, rehearsed
from ristorno.engine.accrual import Moment

pytestmark = pytest.mark.django_db

TODAY = date(2026, 6, 30)
LATER = """\
program: dealers
versions:
  - effective_from: 2027-01-01
    clauses: {quarterly: {mechanic: {percent: 5 %}}}
"""


def told(text: str, *, begins: date, since: date = date(2025, 7, 1)) -> Rehearsed:
    (it,) = considered(text)
    proposal = ever(it.proposal, it.key, begins=begins, today=TODAY, since=since)
    logs = [each for each in FACTS if proposal.members is None or each[0] in proposal.members]
    return rehearsed(proposal, lambda: logs, Moment(TODAY), since)


def test_a_version_of_next_year_is_tried_on_last_year() -> None:
    enacted(PROGRAM)
    found = told(LATER, begins=date(2027, 1, 1))
    (rubles,) = found.movements
    # 2 % of 2,500 today, 5 % of it by the draft; North 60 more, South 15 more.
    assert (found.members, rubles.before, rubles.after, rubles.change) == (2, Decimal(50), Decimal(125), Decimal(75))
    assert (rubles.winners, rubles.gained, rubles.losers, rubles.lost) == (2, Decimal(75), 0, Decimal(0))
    assert [(each.member, each.change) for each in rubles.movers] == [("North", Decimal(60)), ("South", Decimal(15))]


def test_an_agreement_that_nobody_drafts_stays_as_it_is() -> None:
    enacted(PROGRAM, AGREEMENT)
    (rubles,) = told(LATER, begins=date(2027, 1, 1)).movements
    # North's agreement says 3 % itself; South alone goes from 2 % to 5 % of 500.
    assert (rubles.before, rubles.after, rubles.winners) == (Decimal(70), Decimal(85), 1)


def test_an_agreement_is_tried_on_its_own_members() -> None:
    enacted(PROGRAM, AGREEMENT)
    found = told(RISE, begins=date(2026, 4, 1))
    (rubles,) = found.movements
    # 4 % instead of 3 % of 2,000, in both quarters, though the rise begins with the second one.
    assert (found.members, rubles.before, rubles.after) == (1, Decimal(60), Decimal(80))


def test_windows_that_began_before_are_left_out() -> None:
    enacted(PROGRAM)
    (rubles,) = told(LATER, begins=date(2027, 1, 1), since=date(2026, 4, 1)).movements
    assert (rubles.before, rubles.after) == (Decimal(30), Decimal(75))


def test_less_is_told_as_less() -> None:
    enacted(PROGRAM)
    (rubles,) = told(LATER.replace("5 %", "1 %"), begins=date(2027, 1, 1)).movements
    assert (rubles.change, rubles.winners, rubles.losers, rubles.lost) == (Decimal(-25), 0, 2, Decimal(25))


def test_a_program_that_is_new_costs_nothing_today() -> None:
    (rubles,) = told(PROGRAM, begins=TODAY).movements
    assert (rubles.before, rubles.after) == (Decimal(0), Decimal(50))
