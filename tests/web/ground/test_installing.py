"""What phones ask for that keep the portal among their apps."""

import json
import re

import pytest
from django.test import Client


@pytest.mark.parametrize(("language", "short"), [("en", "Wallet"), ("ru", "Кошелёк"), ("th", "กระเป๋า")])
def test_the_manifest_names_pictures_of_the_sizes_that_it_says(language: str, short: str) -> None:
    client = Client(headers={"Accept-Language": language})
    told = client.get("/manifest.webmanifest").json()
    assert (told["lang"], told["shortcuts"][1]["name"]) == (language, short)
    pictures = [each for each in told["icons"] if each["type"] == "image/png"]
    assert {(each["sizes"], each["purpose"]) for each in pictures} >= {
        ("192x192", "any"), ("512x512", "any"), ("192x192", "maskable"), ("512x512", "maskable"),
    }  # fmt: skip
    for each in pictures:
        found = client.get(each["src"])
        sides = [int.from_bytes(found.content[at : at + 4]) for at in (16, 20)]
        assert (found["Content-Type"], "x".join(map(str, sides))) == ("image/png", each["sizes"])


def test_the_worker_keeps_what_can_be_had_and_is_asked_for_anew() -> None:
    client = Client()
    found = client.get("/worker.js")
    first, _, _ = found.content.decode().partition("\n")
    page, *dress = json.loads(first.removeprefix("const kept = ").removesuffix(";"))
    assert (page, found["Cache-Control"]) == ("/offline", "no-cache")
    assert [client.get(each).status_code for each in dress] == [200] * len(dress)


def test_nothing_is_served_under_a_name_that_says_something_else() -> None:
    client = Client()
    (style,) = re.findall(r'"(/static/ground[^"]+)"', client.get("/worker.js").content.decode())
    for wrong in (style[:-5] + "0.css", style.replace("ground", "nothing"), "/static/ground.css", "/static/x"):
        assert client.get(wrong).status_code == 404
