"""Who comes in, and how those are told who do not."""

import pytest
from django.test import Client

from web.api.calling import BASE, Program, codes

pytestmark = pytest.mark.django_db


def test_a_key_comes_in() -> None:
    response = Program("facts:write", "facts:read").get("/key")

    assert response.status_code == 200
    assert response.json() == {"name": "a program", "scopes": ["facts:read", "facts:write"], "member": None}


@pytest.mark.parametrize("word", ["", "Bearer", "Bearer ", "Bearer nonsense", "Basic cnN0OmE=", "Bearer rst_nobody_x"])
def test_nobody_else_does(word: str) -> None:
    response = Client().get(f"{BASE}/key", headers={"Authorization": word})

    assert response.status_code == 401
    assert response.headers["WWW-Authenticate"] == "Bearer"
    assert codes(response) == ["api.credentials"]


@pytest.mark.parametrize(
    ("path", "status", "code"),
    [("/nothing", 404, "api.not_found"), ("/key%00", 400, "api.malformed"), ("/key/", 404, "api.not_found")],
)
def test_what_is_not_there_is_told_as_a_problem(path: str, status: int, code: str) -> None:
    response = Program("facts:read").get(path)

    assert (response.status_code, codes(response)) == (status, [code])


def test_another_method_is_told_with_those_that_are_known() -> None:
    response = Program("facts:read").post("/key")

    assert (response.status_code, codes(response), response.headers["Allow"]) == (405, ["api.method"], "GET")


def test_a_key_that_sends_too_much_is_told_how_long_to_wait(two_a_minute: None) -> None:
    program, other = Program("facts:read", "facts:write"), Program("facts:read")
    told = [program.get("/key") for _ in range(4)] + [program.post("/facts", {"facts": []}, once="1")]

    # A minute may end on the way, and then more are let in.
    refused = [each for each in told if each.status_code == 429]
    assert refused
    for response in refused:
        assert codes(response) == ["api.too_often"]
        assert 0 < int(response.headers["Retry-After"]) <= 60
    assert other.get("/key").status_code == 200
