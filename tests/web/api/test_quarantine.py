"""Rows that wait, over the wire: looked at, told rightly, or dismissed."""

import pytest

from ristorno.apps.facts.queries import log
from web.api.calling import Program, codes
from web.api.world import NORTH, SOUTH, Holding

pytestmark = pytest.mark.django_db
LINE: dict[str, object] = {
    "document": "4321",
    "line": "2",
    "occurred_at": "2026-01-05",
    "member": SOUTH,
    "amount": "12.5",
}


@pytest.fixture
def sponsor() -> Program:
    return Program("facts:read", "facts:write")


def test_a_row_that_waits_says_why_and_how_it_looked(sponsor: Program, world: Holding) -> None:
    (row,) = sponsor.get("/quarantine").json()["items"]

    assert (row["number"], row["code"], row["column"], row["document"]) == (
        world.row,
        "intake.no_amount",
        "amount",
        "4321",
    )
    assert row["raw"]["member"] == SOUTH
    assert row["remedy"]
    assert sponsor.get(f"/quarantine/{world.row}").json() == row


def test_a_row_told_rightly_counts_and_waits_no_longer(sponsor: Program, world: Holding) -> None:
    receipt = sponsor.post(f"/quarantine/{world.row}/release", {"facts": [LINE], "reason": "they told us"}).json()

    assert receipt["accepted"] == 1
    assert [fact.amount for fact in log(SOUTH) if fact.line == "2"] == [12.5]
    assert sponsor.get("/quarantine").json()["items"] == []
    assert sponsor.get("/quarantine", settled=True).json()["items"][0]["settled"] is True
    again = sponsor.post(f"/quarantine/{world.row}/dismiss", {"reason": "a total"})
    assert (again.status_code, codes(again)) == (422, ["facts.settled"])


def test_another_document_does_not_settle_it(sponsor: Program, world: Holding) -> None:
    said = {"facts": [LINE | {"document": "5"}], "reason": "they told us"}

    response = sponsor.post(f"/quarantine/{world.row}/release", said)

    assert (response.status_code, codes(response)) == (422, ["facts.other_document"])


def test_a_row_that_is_no_fact_is_dismissed(sponsor: Program, world: Holding) -> None:
    assert sponsor.post(f"/quarantine/{world.row}/dismiss", {"reason": "a total"}).json()["settled"] is True
    assert sponsor.get("/quarantine/999999").status_code == 404
    assert sponsor.post("/quarantine/999999/dismiss", {"reason": "a total"}).status_code == 404


def test_a_very_long_draft_is_shown_by_its_beginning(sponsor: Program, world: Holding) -> None:
    attributes = {f"{number}": "я" * 500 for number in range(50)}
    sponsor.post("/facts", {"facts": [LINE | {"line": "3", "amount": None, "attributes": attributes}]})

    row = sponsor.get("/quarantine").json()["items"][1]

    assert row["raw"]["draft"].startswith("{")
    assert len(row["raw"]["draft"]) == 20_000


def test_codes_of_nobody_are_told(sponsor: Program, world: Holding) -> None:
    sponsor.post("/facts", {"facts": [LINE | {"document": "9", "member": "nobody"}]})

    assert sponsor.get("/strangers").json() == [
        {"code": "nobody", "lines": 1, "amount": "12.5000", "first_day": "2026-01-05"}
    ]


def test_what_waits_is_for_the_sponsor_alone(world: Holding) -> None:
    for path in ("/quarantine", f"/quarantine/{world.row}", "/strangers"):
        response = Program("facts:read", member=NORTH).get(path)
        assert (response.status_code, codes(response)) == (403, ["api.scope"])
