"""The audit trail: found by who, what and when, told in words, taken away as a table that no spreadsheet runs."""

import csv
import io
from datetime import UTC, datetime

import pytest
from django.db import transaction

from ristorno.apps.events.operations import record
from ristorno.apps.events.seeking import Sought, seek
from ristorno.web.ground.voice import voice
from web.console.world import Waiting, operator
from web.portal.visiting import Browser

pytestmark = pytest.mark.django_db


def shown(query: str) -> str:
    return Browser().sign_in(operator("approver")).open(f"/console/trail?{query}").text


def happen(name: str = "member.code.given", actor: str = "user:999", **data: object) -> None:
    with transaction.atomic():
        record(name=name, actor=actor, subject="member:north", data=data)


def test_what_happened_is_told_in_words(office: Waiting) -> None:
    happen(code="CRM-7")
    text = shown("kind=member&key=north")
    assert "code: given Member north 999 · " in text
    assert "code CRM-7" in text


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("actor=user:999", True),
        ("actor=user:9", False),
        ("actor=system", False),
        ("kind=member", True),
        ("kind=statement", False),
        ("key=north", True),
        ("key=nor", False),
        (f"since={datetime.now(tz=UTC).date()}", True),
        ("since=2999-01-01", False),
        (f"until={datetime.now(tz=UTC).date()}", True),
        ("until=2020-01-01", False),
        ("until=9999-12-31", True),
        ("since=yesterday", True),
        ("before=1", False),
    ],
)
def test_an_event_is_found_by_what_it_is(query: str, found: bool, office: Waiting) -> None:
    happen(code="CRM-7")
    assert ("code CRM-7" in shown(query)) == found


def test_an_operator_is_called_by_name_and_what_nobody_has_words_for_by_its_own(office: Waiting) -> None:
    happen(name="member.somehow.turned", actor="system:nightly")
    text = shown("actor=system")
    assert "member.somehow.turned Member north the system" in text
    assert "signed in User" in shown("kind=user")


def test_all_that_has_happened_here_is_told_in_words(office: Waiting) -> None:
    happened = seek(Sought(), most=5_000)
    assert len(happened) > 50
    for each in happened:
        assert voice("en").has(f"console.event.{each.name.rpartition('.')[2]}"), each.name
        assert voice("en").has(f"console.subject.{each.subject.partition(':')[0]}"), each.subject


def test_a_table_is_taken_away_that_holds_no_formula(office: Waiting) -> None:
    happen(actor="=cmd()", note="x")
    response = Browser().sign_in(operator("approver")).open("/console/trail/file?key=north").response
    rows = list(csv.DictReader(io.StringIO(response.content.decode("utf-8-sig"))))
    assert response["Content-Type"].startswith("text/csv")
    assert (rows[0]["actor"], rows[0]["subject"], rows[0]["data"]) == ("'=cmd()", "member:north", '{"note": "x"}')
