"""Rewards over the interface: seen, asked for, agreed with, handed over, taken back; once is once."""

from typing import Any

import pytest

from apps.rewards.shelf import OWNER, points, rich, stocked
from ristorno.apps.clock.queries import now
from ristorno.apps.members import operations as members
from web.api.calling import Program, codes

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def shelf() -> None:
    members.add(key=OWNER.member, name="North", actor="user:1")
    members.add_contact(key=OWNER.member, contact="anna", actor="user:1", name="Anna", roles=["owner"])
    stocked(at=now())
    rich()


@pytest.fixture
def company() -> Program:
    return Program("rewards:read", "rewards:ask", member=OWNER.member)


@pytest.fixture
def sponsor() -> Program:
    return Program("rewards:read", "rewards:decide", "rewards:ask")


def asked(caller: Program, key: str = "w1", **more: object) -> Any:
    return caller.post("/wishes", {"key": key, "reward": "later", "details": {"document": "4711"}, **more})


def test_what_can_be_had_depends_on_who_asks(company: Program, sponsor: Program) -> None:
    own = {each["name"]: each for each in company.get("/rewards").json()["items"]}
    assert own["later"]["missing"] == "0"
    assert "drill" not in own
    assert "drill" in {each["name"] for each in company.get("/rewards", contact="anna").json()["items"]}
    assert {each["missing"] for each in sponsor.get("/rewards").json()["items"]} == {None}
    assert codes(company.get("/rewards", contact="nobody")) == ["api.not_found"]


def test_a_wish_is_agreed_with_by_somebody_else_handed_over_and_told(company: Program, sponsor: Program) -> None:
    first = asked(company)
    assert (first.status_code, first.json()["state"], points()) == (201, "asked", (9_000, 1_000))
    number = first.json()["number"]
    assert asked(company).json()["number"] == number
    assert codes(asked(company, details={"document": "12"})) == ["rewards.key"]
    assert sponsor.post(f"/wishes/{number}/approve", {}).json()["state"] == "approved"
    done = sponsor.post(f"/wishes/{number}/hand-over", {"handed": {"invoice": "due later"}}).json()
    assert (done["state"], done["handed"], points()) == ("fulfilled", {"invoice": "due later"}, (9_000, 0))
    (shown,) = company.get("/wishes").json()["items"]
    assert [(each["state"], each["actor"]) for each in shown["steps"]] == [
        ("asked", None), ("approved", None), ("fulfilled", None),
    ]  # fmt: skip
    assert codes(company.post(f"/wishes/{number}/cancel", {"reason": "no"})) == ["rewards.state"]
    assert sponsor.post(f"/wishes/{number}/cancel", {"reason": "by mistake"}).json()["state"] == "canceled"
    assert points() == (10_000, 0)


def test_a_company_takes_its_wish_back_and_nobody_agrees_with_his_own(company: Program, sponsor: Program) -> None:
    number = asked(company).json()["number"]
    assert company.post(f"/wishes/{number}/cancel", {"reason": "no"}).json()["state"] == "canceled"
    assert points() == (10_000, 0)
    own = asked(sponsor, "w2", member=OWNER.member).json()["number"]
    assert codes(sponsor.post(f"/wishes/{own}/approve", {})) == ["rewards.four_eyes"]
    assert sponsor.post(f"/wishes/{own}/refuse", {"reason": "not now"}).json()["state"] == "refused"
    assert points() == (10_000, 0)
