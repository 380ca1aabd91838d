"""Coming into a program and leaving it: open, by invitation, or by an application that somebody answers."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from ristorno.apps.events.queries import history
from ristorno.apps.members import operations as members
from ristorno.apps.members.queries import applicants, held, joining
from ristorno.kernel.problem import Refused

pytestmark = pytest.mark.django_db
AT = datetime(2026, 3, 1, 12, tzinfo=UTC)
DAY = date(2026, 3, 1)
ME, THEY = "user:7", "user:99"


@pytest.fixture(autouse=True)
def firm() -> None:
    members.add(key="A", name="Firm", actor=ME)
    members.add_contact(key="A", contact="anna", actor=ME)


def stands() -> str | None:
    found = joining("A", "dealers")
    return found.step if found else None


def test_an_applicant_is_approved_accepts_a_version_and_takes_part() -> None:
    asked = {"key": "A", "program": "dealers", "on": DAY, "at": AT}
    assert members.apply(**asked, contact="anna", actor=THEY)  # type: ignore[arg-type]
    assert not members.apply(**asked, contact="anna", actor=THEY)  # type: ignore[arg-type]
    assert [(each.member, each.contact) for each in applicants(["dealers"])] == [("A", "anna")]
    members.approve(key="A", program="dealers", on=DAY, at=AT, actor=ME)
    assert applicants(["dealers"]) == ()
    assert held("A", DAY).enrolled_on is None
    accepted = DAY + timedelta(days=5)
    members.accept(key="A", program="dealers", version="3", contact="anna", on=accepted, at=AT, actor=THEY)
    found = joining("A", "dealers")
    assert found is not None
    assert (found.step, found.version, found.contact, found.on) == ("accepted", "3", "anna", accepted)
    assert held("A", accepted).enrolled_on == accepted
    assert [event.name for event in history("member:A")][1:] == [
        "member.applied",
        "member.approved",
        "member.accepted",
        "member.enrolled",
    ]


def test_who_is_declined_is_told_why_and_what_would_change_it() -> None:
    members.apply(key="A", program="dealers", on=DAY, at=AT, actor=THEY)
    with pytest.raises(Refused, match="what would change that, and one of them is missing"):
        members.decline(key="A", program="dealers", reason="small", remedy=" ", on=DAY, at=AT, actor=ME)
    reason, remedy = "Your turnover is under 1,000,000 a year.", "Apply again from 1,000,000 on."
    members.decline(key="A", program="dealers", reason=reason, remedy=remedy, on=DAY, at=AT, actor=ME)
    found = joining("A", "dealers")
    assert found is not None
    assert (found.step, found.reason, found.remedy) == ("declined", reason, remedy)
    assert members.apply(key="A", program="dealers", on=DAY, at=AT, actor=THEY)


def test_who_is_invited_accepts_and_a_new_version_is_accepted_too() -> None:
    members.invite(key="A", program="dealers", on=DAY, at=AT, actor=ME)
    for version, fresh in (("1", True), ("1", False), ("2", True)):
        done = members.accept(key="A", program="dealers", version=version, on=DAY, at=AT, actor=THEY)
        assert done == fresh
    assert held("A", DAY).enrolled_on == DAY


def test_an_open_program_is_entered_freely_and_no_other_is() -> None:
    entering = {"key": "A", "program": "dealers", "version": "1", "on": DAY, "at": AT, "actor": THEY}
    with pytest.raises(Refused, match="It was neither invited, nor did it apply"):
        members.accept(**entering)  # type: ignore[arg-type]
    assert held("A", DAY).enrolled_on is None
    assert members.accept(**entering, freely=True)  # type: ignore[arg-type]
    assert held("A", DAY).enrolled_on == DAY


def test_who_left_begins_anew() -> None:
    members.invite(key="A", program="dealers", on=DAY, at=AT, actor=ME)
    members.accept(key="A", program="dealers", version="1", on=DAY, at=AT, actor=THEY)
    later = AT + timedelta(days=40)
    left, back = DAY + timedelta(days=40), DAY + timedelta(days=60)
    members.leave(key="A", on=left, at=later, actor=THEY)
    assert stands() is None
    with pytest.raises(Refused, match="cannot be accepted"):
        members.accept(key="A", program="dealers", version="1", on=back, at=later, actor=THEY)
    at = later + timedelta(days=20)
    members.invite(key="A", program="dealers", on=back, at=at, actor=ME)
    members.accept(key="A", program="dealers", version="1", on=back, at=at, actor=THEY)
    assert held("A", back).enrolled_on == back


def test_applications_to_several_programs_wait_in_the_order_in_which_they_came() -> None:
    for key in ("B", "C", "D"):
        members.add(key=key, name=key, actor=ME)
    for key, program in (("B", "dealers"), ("C", "fleets"), ("D", "dealers"), ("A", "fleets"), ("C", "others")):
        members.apply(key=key, program=program, on=DAY, at=AT, actor=THEY)
    members.merge(key="B", into="A", at=AT, actor=ME)
    members.enrol(key="D", on=DAY, at=AT, actor=ME)
    members.leave(key="D", on=DAY, at=AT, actor=THEY)
    found = applicants(["dealers", "fleets"])
    assert [(each.member, each.program) for each in found] == [("A", "dealers"), ("C", "fleets"), ("A", "fleets")]


def test_reading_applications_asks_no_more_of_many(django_assert_num_queries: Any) -> None:
    for number in range(5):
        members.add(key=f"M{number}", name="Firm", actor=ME)
        members.apply(key=f"M{number}", program="dealers", on=DAY, at=AT, actor=THEY)
    with django_assert_num_queries(6):
        assert len(applicants(["dealers"])) == 5


@pytest.mark.parametrize(
    ("steps", "told"),
    [
        (["approve"], "Before that it has to be applied"),
        (["apply", "approve", "invite"], "It was approved on 2026-03-01"),
        (["invite", "apply"], "It was invited on 2026-03-01. Before that it has to be declined or new"),
    ],
)
def test_steps_have_an_order(steps: list[str], told: str) -> None:
    *before, last = (getattr(members, step) for step in steps)
    for step in before:
        step(key="A", program="dealers", on=DAY, at=AT, actor=ME)
    with pytest.raises(Refused, match=told):
        last(key="A", program="dealers", on=DAY, at=AT, actor=ME)


def test_programs_are_entered_one_by_one() -> None:
    members.invite(key="A", program="dealers", on=DAY, at=AT, actor=ME)
    assert joining("A", "others") is None
    assert stands() == "invited"
    with pytest.raises(Refused, match="which version"):
        members.accept(key="A", program="dealers", version=" ", on=DAY, at=AT, actor=THEY)
    members.add(key="B", name="Other", actor=ME)
    members.merge(key="A", into="B", at=AT, actor=ME)
    assert joining("A", "dealers") is None
    assert members.accept(key="A", program="dealers", version="1", on=DAY, at=AT, actor=THEY)
    assert held("B", DAY).enrolled_on == DAY
