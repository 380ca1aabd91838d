"""People of members and the consents of their employers, as an HR or CRM system tells of them."""

import pytest

from web.api.calling import Program, codes
from web.api.world import NORTH

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("world")]
ANNA = {"member": "N-1", "contact": "S-1", "name": "Anna", "email": "anna@example.com", "roles": ["seller"]}


@pytest.fixture
def program() -> Program:
    return Program("members:read", "members:write")


def test_a_person_is_added_once_and_changed_as_far_as_it_is_said(program: Program) -> None:
    first, second = (program.post("/contacts", ANNA) for _ in range(2))
    assert (first.status_code, second.status_code) == (201, 200)
    changed = program.post(
        "/contacts", {"member": NORTH, "contact": "S-1", "roles": ["buyer"], "left_on": "2026-05-31"}
    )
    assert changed.json() == first.json() | {"roles": ["buyer"], "left_on": "2026-05-31"}
    assert program.get("/contacts", member=NORTH).json() == [changed.json()]


def test_the_last_word_of_an_employer_is_what_holds(program: Program) -> None:
    program.post("/contacts", ANNA)
    said = {"member": NORTH, "contact": "S-1", "origin": "HR form"}
    held = [
        program.post("/consents", said | {"given": given}).json()["consented"] for given in (True, False, True, True)
    ]
    assert held == [True, False, True, True], "three words of one day: the last one holds"
    assert [each["consented"] for each in program.get("/contacts", member=NORTH).json()] == [True]
    program.post("/consents", {"member": NORTH, "given": False, "origin": "letter"})
    assert not program.get("/contacts", member=NORTH).json()[0]["consented"], "taken back from all staff"


def test_a_consent_of_a_day_is_said_once(program: Program) -> None:
    program.post("/contacts", ANNA)
    said = {"member": NORTH, "contact": "S-1", "given": True, "on": "2026-01-15", "origin": "HR form"}
    assert [program.post("/consents", said).json()["consented"] for _ in range(2)] == [True, True]
    about = Program("events:read").get("/events", kind="member", key=NORTH).json()["items"]
    assert [each["name"] for each in about].count("member.consent.given") == 1


@pytest.mark.parametrize(
    ("said", "code"),
    [
        ({"roles": ["seler"]}, "members.role"),
        ({"influence": "much"}, "members.influence"),
        ({"email": "anna"}, "members.email"),
        ({"member": "nobody"}, "api.not_found"),
    ],
)
def test_what_cannot_be_of_a_person_is_told(program: Program, said: dict[str, object], code: str) -> None:
    assert codes(program.post("/contacts", ANNA | said)) == [code]


def test_nobody_consents_for_somebody_unknown(program: Program) -> None:
    response = program.post("/consents", {"member": NORTH, "contact": "S-9", "given": True, "origin": "HR form"})
    assert (response.status_code, codes(response)) == (422, ["members.unknown_contact"])
