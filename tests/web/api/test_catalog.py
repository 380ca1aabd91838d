"""Products and groups, wallets over some days, and facts tried out, over the wire."""

import pytest

from ristorno.apps.facts.queries import log
from web.api.calling import Program, codes
from web.api.world import NORTH

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("world")]


def test_products_lie_in_groups_from_a_day_on() -> None:
    program = Program("catalog:read", "catalog:write")
    program.post("/product-groups", {"key": "oils", "name": "Oils"})
    program.post("/product-groups", {"key": "motor", "parent": "oils"})

    said = program.post("/products", {"key": "5W30", "name": "Oil 5W-30", "groups": ["motor"], "on": "2026-02-01"})

    assert said.json()["groups"] == ["motor", "oils"]
    assert program.get("/products/5W30", on="2026-01-31").json()["groups"] == []
    assert [each["key"] for each in program.get("/products", search="oil").json()["items"]] == ["5W30"]
    assert {each["key"]: each["above"] for each in program.get("/product-groups").json()} == {
        "motor": ["oils"], "oils": [],
    }  # fmt: skip
    refused = program.post("/product-groups", {"key": "oils", "parent": "motor"})
    assert (refused.status_code, codes(refused)) == (422, ["catalog.circle"])
    lost = program.post("/products", {"key": "new", "groups": ["none"]})
    assert (lost.status_code, program.get("/products/new").status_code) == (422, 404)


def test_a_wallet_over_some_days_adds_up_in_the_words_of_its_member() -> None:
    program = Program("wallets:read", member=NORTH)
    asked = {"unit": "PTS", "first": "2026-03-01", "last": "2026-03-01", "language": "ru"}

    told = program.get("/wallet-statement", **asked).json()
    later = program.get("/wallet-statement", **asked | {"first": "2026-03-02", "last": "2026-03-31"}).json()

    assert told["items"][0]["words"] == "Перенесено из прежней системы"
    for part in ("pending", "free", "held", "owed"):
        moved = sum(float(each[part]) for each in told["items"])
        assert float(told["before"][part]) + moved == float(told["after"][part])
    assert float(told["after"]["held"]) == 100
    assert (later["before"], later["items"], later["language"]) == (told["after"], [], "ru")
    assert program.get("/wallet-statement", **asked | {"unit": "none"}).status_code == 404


def test_facts_are_tried_out_and_nothing_is_done() -> None:
    program = Program("facts:write")
    lines = [{"document": "9", "occurred_at": "2026-03-02", "member": NORTH, "amount": each} for each in ("10", "20")]
    program.post("/facts", {"facts": lines})
    before = log(NORTH)

    tried = program.post("/facts/preview", {"facts": lines[:1]}).json()

    assert (tried["batch"], tried["duplicate"], tried["retracted"]) == (None, 1, 1)
    assert [(gone["document"], float(gone["amount"])) for gone in tried["retractions"]] == [("9", 20)]
    assert log(NORTH) == before
    assert program.post("/facts", {"facts": lines[:1]}).json()["retracted"] == 1
