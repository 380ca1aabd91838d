"""What programs ask, and what they are answered."""

import json
from decimal import Decimal

import pytest

from apps.wallets.wallet import declare
from ristorno.apps.identity.scopes import SCOPES
from web.api.calling import Program, codes
from web.api.world import NORTH

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("world")]


def test_a_hold_is_redeemed_and_the_lines_tell_of_it() -> None:
    program = Program("wallets:read", "wallets:write")

    held = program.post("/holds", {"key": "order.7", "member": "N-1", "unit": "PTS", "amount": "120"}).json()
    assert (held["member"], held["amount"], held["open"]) == (NORTH, "120", "120")
    used = program.post(f"/holds/{held['hold']}/redeem", {"key": "1", "amount": 50, "keep_rest": True}).json()
    assert (used["redeemed"], used["open"]) == ("50", "70")
    freed = program.post(f"/holds/{held['hold']}/release").json()

    assert (freed["released"], freed["open"]) == ("70", "0")
    (wallet,) = [each for each in program.get("/wallets", member=NORTH).json()["items"] if each["unit"] == "PTS"]
    assert (wallet["free"], wallet["held"], wallet["spendable"]) == ("360", "100", "360")
    lines = program.get("/wallet-lines", member=NORTH, unit="PTS").json()["items"]
    assert [line["movement"] for line in lines] == ["open", "hold", "earn", "hold", "redeem", "release"]
    assert lines[-1]["words"]["ru"] == "Резерв снят"


def test_pages_follow_each_other_without_gap_or_repetition() -> None:
    program = Program("wallets:read", "members:read")

    lists: dict[str, dict[str, str]] = {
        "/wallets": {},
        "/members": {},
        "/wallet-lines": {"member": NORTH, "unit": "PTS"},
    }
    for path, fields in lists.items():
        whole = program.get(path, **fields).json()["items"]
        cursor: str | None = ""
        pages: list[object] = []
        while cursor is not None:
            told = program.get(path, limit=1, cursor=cursor, **fields).json()
            pages += told["items"]
            cursor = told["next"]
        assert pages == whole
        assert len(whole) > 1


def test_a_fund_tells_what_it_holds_and_how_it_came_to_that() -> None:
    program = Program("wallets:read")

    (fund,) = program.get("/funds", member="N-1").json()
    assert (fund["member"], fund["program"], fund["name"], fund["balance"]) == (NORTH, "dealers", "stand", "500.00")
    (line,) = program.get(f"/funds/{fund['number']}/lines").json()["items"]
    assert (line["movement"], line["amount"], line["balance"]) == ("fund", "500.00", "500.00")
    assert line["words"]["en"] == "Put into the fund"
    assert codes(program.get("/funds/999/lines")) == ["api.not_found"]


def test_more_than_there_is_cannot_be_held() -> None:
    response = Program("wallets:write").post("/holds", {"key": "a", "member": NORTH, "unit": "PTS", "amount": "411"})

    assert (response.status_code, codes(response)) == (422, ["wallets.short"])


def test_what_pays_for_some_goods_alone_is_not_held_without_an_order() -> None:
    declare(pays_for="tyres")

    response = Program("wallets:write").post("/holds", {"key": "a", "member": NORTH, "unit": "PTS", "amount": "1"})

    assert (response.status_code, codes(response)) == (422, ["wallets.pays_for"])


def test_facts_are_taken_in_once_and_what_cannot_be_is_set_aside() -> None:
    program = Program("facts:write")
    line = {"document": "7", "line": "1", "occurred_at": "2026-03-02", "member": NORTH, "amount": "100.10"}
    said = {"facts": [line, line | {"line": "2", "amount": None}], "name": "march"}

    first, second = program.post("/facts", said).json(), program.post("/facts", said).json()

    assert (first["accepted"], first["duplicate"], first["quarantined"]) == (1, 0, 1)
    assert (second["accepted"], second["duplicate"], second["quarantined"]) == (0, 1, 1)
    (aside,) = first["quarantine"]
    assert aside["place"] == "facts[2].amount"


def test_a_number_is_taken_as_it_is_written() -> None:
    body = (
        '{"facts": [{"document": "7", "line": "1", "occurred_at": "2026-03-02", "member": "7707083893", "amount": %s}]}'
    )
    program = Program("facts:write")

    exact = program._client.post(
        "/api/v1/facts",
        body % "9007199254740.9301",
        content_type="application/json",
        headers={"Authorization": program.authorization},
    )
    told = json.loads(body % '"9007199254740.9301"')

    assert exact.json()["accepted"] == 1
    assert program.post("/facts", told).json()["duplicate"] == 1


def test_what_was_earned_is_told_with_its_reason() -> None:
    program = Program("accruals:read")

    found = {each["clause"]: each for each in program.get("/accruals", member=NORTH).json()["items"]}
    points, bonus = found["points"], found["bonus"]
    assert (points["unit"], points["free"], points["document"]) == ("PTS", "10", "77")
    assert (bonus["unit"], bonus["free"], bonus["window"]) == ("RUB", "30.00", "2026-01")
    told = program.get(f"/accruals/{bonus['number']}").json()
    assert Decimal(told["explanation"]["amount"]) == 30
    assert [(change["free"], change["true_up"]) for change in told["changes"]] == [("30.00", False)]


def test_a_member_is_let_in_once() -> None:
    program = Program("members:write", "members:read")
    said = {"key": "5", "name": "Five", "country": "RU", "codes": {"F": "shop"}, "enrolled_on": "2026-01-01"}

    assert program.post("/members", said).status_code == 201
    assert program.get("/members/F").json()["key"] == "5"
    assert program.get("/members", search="five").json()["items"][0]["codes"] == ["5", "F"]


def test_what_happened_is_told_the_latest_first() -> None:
    program = Program("events:read")

    about = program.get("/events", kind="member", key=NORTH).json()["items"]
    assert about[-1]["name"] == "member.added"
    assert [each["number"] for each in about] == sorted((each["number"] for each in about), reverse=True)
    first = program.get("/events", limit=1).json()
    second = program.get("/events", limit=1, cursor=first["next"]).json()
    assert first["items"][0]["number"] > second["items"][0]["number"]
    assert program.get("/events", since=first["items"][0]["recorded_at"]).json()["items"][0] == first["items"][0]
    assert not program.get("/events", actor="nobody").json()["items"]


def test_what_is_promised_is_told_as_it_was_written() -> None:
    program = Program("agreements:read")

    assert [each["key"] for each in program.get("/programs").json()] == ["dealers"]
    assert [each["key"] for each in program.get("/agreements").json()] == ["A-NORTH", "A-SOUTH"]
    (version,) = program.get("/agreements/A-NORTH").json()
    assert "percent: 3 %" in version["text"]


def test_a_request_with_a_key_is_done_once_and_answered_the_same() -> None:
    program = Program("wallets:write")
    said = {"key": "a", "member": NORTH, "unit": "PTS", "amount": "1"}

    first, second = (program.post("/holds", said, once="7f1c") for _ in range(2))
    other = program.post("/holds", said | {"amount": "2"}, once="7f1c")

    assert first.content == second.content
    assert (other.status_code, codes(other)) == (422, ["api.idempotency_key"])


def test_what_was_refused_may_be_sent_again_under_its_key() -> None:
    program = Program("wallets:write")
    said = {"key": "a", "member": NORTH, "unit": "PTS", "amount": "900"}

    assert program.post("/holds", said, once="7f1c").status_code == 422
    assert program.post("/holds", said | {"amount": "9"}, once="7f1c").status_code == 200


@pytest.mark.parametrize(
    ("said", "place"),
    [
        ({"key": "a b", "unit": "PTS", "amount": "1"}, "body.said.key"),
        ({"key": "a", "unit": "PTS", "amount": "-1"}, "body.said.amount"),
        ({"key": "a", "unit": "PTS", "amount": "1", "expires_at": "2026-03-01T00:00:00"}, "body.said.expires_at"),
        ({"key": "a", "amount": "1"}, "body.said.unit"),
    ],
)
def test_a_wrong_field_is_named(said: dict[str, str], place: str) -> None:
    response = Program("wallets:write").post("/holds", {"member": NORTH} | said)

    assert (response.status_code, codes(response)) == (422, ["api.field"])
    assert response.json()["problems"][0]["place"] == place


@pytest.mark.parametrize("body", [b"", b"{", b"nul", b'{"a": NaN}', b'{"key": "\\u0000"}', b"[" * 100_000, b"\xff"])
def test_what_is_no_json_is_told_so(body: bytes) -> None:
    program = Program("wallets:write")

    response = program._client.post(
        "/api/v1/holds", body, content_type="application/json", headers={"Authorization": program.authorization}
    )

    assert response.status_code in (400, 422)
    assert set(codes(response)) <= {"api.malformed", "api.field"}


ODD = "2026-03-02T00:00:00-23:03"
"""A moment that is well formed, with an offset that no clock has."""


LINE = {"document": "7", "line": "1", "member": NORTH, "amount": "1"}


@pytest.mark.parametrize(
    ("path", "said"),
    [
        ("/holds", {"key": "a", "member": NORTH, "unit": "PTS", "amount": "1", "expires_at": ODD}),
        ("/voucher-batches", {"name": "o", "program": "dealers", "offer": "ten_off", "count": 1, "begins_at": ODD}),
        ("/facts", {"facts": [LINE | {"occurred_at": ODD}]}),
        ("/facts", {"facts": [LINE | {"occurred_at": "2026-03-02", "recorded_at": ODD}]}),
    ],
)
def test_a_moment_is_kept_whatever_offset_it_is_told_with(path: str, said: dict[str, object]) -> None:
    assert Program(*SCOPES).post(path, said).status_code in (200, 201)


def test_a_moment_beyond_all_calendars_is_told() -> None:
    late = {"key": "a", "member": NORTH, "unit": "PTS", "amount": "1", "expires_at": "9999-12-31T23:59:59-01:00"}
    assert codes(Program("wallets:write").post("/holds", late)) == ["api.field"]
