"""Tokens by the client credentials grant."""

import base64
from collections.abc import Mapping
from datetime import UTC, datetime
from types import MappingProxyType
from typing import Any

import pytest
from django.test import Client

from ristorno.apps.identity.operations import revoke_key
from ristorno.web.api import tokens
from web.api.calling import BASE, Program, codes

pytestmark = pytest.mark.django_db


def asked(program: Program, more: Mapping[str, str] = MappingProxyType({}), *, basic: bool = True) -> Any:
    fields = {"grant_type": "client_credentials", **more}
    headers = {}
    if basic:
        pair = f"{program.secret.public}:{program.secret.private}"
        headers["Authorization"] = f"Basic {base64.b64encode(pair.encode()).decode()}"
    else:
        fields |= {"client_id": program.secret.public, "client_secret": program.secret.private}
    return Client().post(f"{BASE}/token", "&".join(f"{name}={value}" for name, value in fields.items()),
                         content_type="application/x-www-form-urlencoded", headers=headers)  # fmt: skip


@pytest.mark.parametrize("basic", [True, False])
def test_a_token_stands_for_its_key(basic: bool) -> None:
    program = Program("facts:read", "facts:write")
    told = asked(program, basic=basic).json()

    assert (told["token_type"], told["expires_in"], told["scope"]) == ("Bearer", 3600, "facts:read facts:write")
    program.authorization = f"Bearer {told['access_token']}"
    assert program.get("/key").json()["name"] == "a program"


def test_a_token_may_be_for_less() -> None:
    program = Program("facts:read", "facts:write")
    program.authorization = f"Bearer {asked(program, {'scope': 'facts:read'}).json()['access_token']}"

    assert program.get("/key").json()["scopes"] == ["facts:read"]


@pytest.mark.parametrize(
    ("more", "error"),
    [
        ({"scope": "wallets:write"}, "invalid_scope"),
        ({"grant_type": "password"}, "unsupported_grant_type"),
        ({"grant_type": ""}, "invalid_request"),
    ],
)
def test_refusals_are_those_of_the_standard(more: dict[str, str], error: str) -> None:
    response = asked(Program("facts:read"), more)

    assert (response.status_code, response.json()["error"]) == (400, error)


def test_a_wrong_secret_gets_no_token() -> None:
    program, other = Program("facts:read"), Program("facts:read")
    program.secret = type(program.secret)(program.secret.public, other.secret.private)

    response = asked(program)

    assert (response.status_code, response.json()["error"]) == (401, "invalid_client")


def test_a_token_ends_with_its_hour_and_with_its_key(monkeypatch: pytest.MonkeyPatch) -> None:
    program = Program("facts:read")
    key = program.authorization
    program.authorization = f"Bearer {asked(program).json()['access_token']}"
    monkeypatch.setattr(tokens, "SECONDS", -1)
    assert codes(program.get("/key")) == ["api.credentials"]
    monkeypatch.undo()
    assert program.get("/key").status_code == 200

    revoke_key(public=program.secret.public, actor="user:1", at=datetime.now(tz=UTC))

    assert program.get("/key").status_code == 401
    program.authorization = key
    assert program.get("/key").status_code == 401


def test_tokens_are_counted_with_their_key(two_a_minute: None) -> None:
    program = Program("facts:read")
    told = [asked(program) for _ in range(5)]

    assert {each.status_code for each in told} == {200, 429}
    assert "Retry-After" in next(each for each in told if each.status_code == 429).headers
