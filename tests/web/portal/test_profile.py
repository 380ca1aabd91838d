"""What is known of a person: taken along, erased, and over which ways it may be written to."""

import io
import json
from datetime import date
from decimal import Decimal
from zipfile import ZipFile

import pytest
from django.db import connection

from ristorno.apps.facts.draft import Draft
from ristorno.apps.facts.operations import ingest
from ristorno.apps.identity.operators import add_operator
from ristorno.apps.identity.queries import user_of
from ristorno.apps.members import operations as members
from ristorno.apps.members.queries import contacts, tales
from web.portal.test_pages import somebody
from web.portal.visiting import Browser
from web.portal.world import AT, NORTH, SECRETS, SOUTH, Parted, address

pytestmark = pytest.mark.django_db
TODAY = date(2026, 3, 20)


def erased(browser: Browser, sure: str = "yes") -> Browser:
    return browser.open("/profile").send("/profile/erase", sure=sure)


def everything() -> str:
    """All rows of what people are known by and sign in with, as text."""
    with connection.cursor() as cursor:
        tables = [each for each in connection.introspection.table_names() if each.startswith(("members_", "identity_"))]
        told = []
        for table in tables:
            cursor.execute(f"select coalesce(string_agg(row.*::text, ' '), '') from {table} as row")  # noqa: S608
            told.append(str(cursor.fetchone()))
    return " ".join(told)


def test_the_last_word_of_a_day_on_messages_holds(world: Parted) -> None:
    browser = somebody(address("seller"))
    for wanted in (["email", "sms"], ["sms"], ["email", "nonsense"], []):
        browser.open("/profile").send("/profile/channels", channels=wanted)
        story = tales([NORTH])[NORTH]
        held = {each for each in ("email", "sms", "post") if story.welcomes("seller", each, TODAY)}
        assert held == {*wanted} - {"nonsense"}
    assert not tales([NORTH])[NORTH].welcomes("buyer", "email", TODAY)


def test_all_that_is_known_is_taken_along_and_nothing_of_anybody_else(world: Parted) -> None:
    members.give_consent(key=NORTH, contact="owner", on=TODAY, origin="letter 7", at=AT, actor="user:1")
    bought = {"document": "N-7", "line": "1", "member": NORTH, "currency": "EUR", "contact": "owner"}
    draft = Draft(occurred_at=TODAY, amount=Decimal(100), cost=Decimal("77.31"), **bought)  # type: ignore[arg-type]
    ingest(drafts=[draft], channel="command", at=AT, actor="user:1")
    sent = somebody(address("owner")).client.get("/profile/data")
    with ZipFile(io.BytesIO(sent.content)) as archive:
        told = json.loads(archive.read("my-data.json"))
        assert archive.read("my-data.xlsx").startswith(b"PK")
    assert told["person"][0]["name"] == "Owner Person"
    assert told["sign_in"][0]["email"] == address("owner")
    assert {row["document"] for row in told["facts"]} == {"N-100/1", "N-100/2", "N-7"}
    assert [row["origin"] for row in told["said"]] == ["letter 7"]
    assert [row["reward"] for row in told["rewards"]] == ["cup-north"]
    assert {row["clause"] for row in told["earned"]} == {"sellers"}
    text = json.dumps(told, ensure_ascii=False)
    assert not [secret for secret in (*SECRETS, "77.31", "Seller Person", address("seller")) if secret in text]


def test_who_is_erased_is_nowhere_and_cannot_come_back(world: Parted) -> None:
    browser = somebody(address("owner"))
    assert address("owner") in everything()
    assert erased(browser, sure="").status == 422
    assert erased(browser).at == "/sign-in"
    assert address("owner") not in everything()
    assert user_of(address("owner")) is None
    (person,) = (each for each in contacts(NORTH) if each.key == "owner")
    assert (person.name, person.email) == ("", "")
    assert browser.open("/").at == "/sign-in"


def test_who_is_at_two_companies_is_erased_at_one(world: Parted) -> None:
    members.change_contact(key=SOUTH, contact="owner", email=address("owner"), actor="user:1")
    browser = erased(somebody(address("owner")))
    assert (browser.status, "South Wheels" in browser.text) == (200, True)
    assert user_of(address("owner")) is not None


def test_the_only_one_who_leads_and_who_operates_stay(world: Parted) -> None:
    members.change_contact(key=NORTH, contact="manager", roles=["buyer"], actor="user:1")
    members.change_contact(key=NORTH, contact="decision_maker", left_on=date(2026, 3, 1), actor="user:1")
    browser = erased(somebody(address("owner")))
    assert (browser.status, "Nobody else leads your company" in browser.text) == (422, True)
    add_operator(email=address("seller"), roles=["analyst"], name="", actor="command:test")
    browser = erased(somebody(address("seller")))
    assert (browser.status, "ask an administrator first" in browser.text) == (422, True)
    assert next(each.email for each in contacts(NORTH) if each.key == "seller") == address("seller")
