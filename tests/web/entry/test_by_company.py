"""Signing in at the own company: there and back over a real provider, and everything that must not come in so."""

import time
from collections.abc import Iterator
from urllib.parse import urlsplit

import httpx
import pytest
from joserfc.jwk import RSAKey
from pytest_django import DjangoDbBlocker

from ristorno.apps.identity.models import Code, Visit
from ristorno.apps.identity.providers import add_provider, provider_of, providers, remove_provider
from ristorno.kernel.problem import Refused
from servers.databases import another
from servers.openid import CLIENT, SECRET, Openid, provider
from web.entry.test_account import asked, with_passkey
from web.portal.visiting import Browser
from web.portal.world import STRANGER, address, founded

pytestmark = pytest.mark.django_db
ANNA = address("owner")
VARIABLE = "NORTH_SECRET"


@pytest.fixture(scope="module")
def world(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    with django_db_blocker.unblock(), another():
        founded()
        yield


def agreed(issuer: str, key: str = "north", domain: str = "north.example") -> None:
    add_provider(
        key=key, title="Nordwind", issuer=issuer, client=CLIENT, secret_in=VARIABLE, domains=[domain],
        actor="command:test",
    )  # fmt: skip


@pytest.fixture
def north(world: None, monkeypatch: pytest.MonkeyPatch) -> Iterator[Openid]:
    monkeypatch.setenv(VARIABLE, SECRET)
    with provider() as told:
        agreed(told.issuer)
        told.signed_in = ANNA
        yield told


def begun(email: str = ANNA, path: str = "/sign-in") -> Browser:
    return Browser().open(path).send("/sign-in", email=email)


def there(browser: Browser) -> str:
    """Follow the link to the provider; return the address to which it sends back."""
    (link,) = (each for each in browser.page.links if each.startswith("http"))
    back = urlsplit(httpx.get(link).headers["Location"])
    assert (back.netloc, back.path) == ("testserver", "/sign-in/company/back")
    return f"{back.path}?{back.query}"


def test_somebody_comes_in_by_his_company_and_goes_where_he_wanted_to(north: Openid) -> None:
    browser = begun(path="/sign-in?next=/wallet")
    assert (browser.status, browser.at) == (200, "/sign-in/company")
    assert "Go on to Nordwind" in browser.text
    assert browser.open(there(browser)).at == "/wallet"
    assert Visit.objects.get().strong
    assert not Code.objects.exists()


def test_others_are_sent_a_code_as_ever(north: Openid) -> None:
    assert begun(STRANGER).at == "/sign-in/code"


@pytest.mark.parametrize(
    "says",
    [
        {"email": STRANGER}, {"email": "owner@evil.example"}, {"email_verified": False}, {"email": 7},
        {"aud": "another"}, {"aud": [CLIENT, "another"], "azp": "another"}, {"iss": "https://evil.example"},
        {"nonce": "older"}, {"exp": int(time.time()) - 120}, {"iat": int(time.time()) + 600}, {"exp": "soon"},
    ],
    ids=[
        "another's address", "another domain", "not verified", "no text", "another client", "for another",
        "another issuer", "an older way", "over", "to come", "no number",
    ],
)  # fmt: skip
def test_what_is_not_signed_for_this_way_and_these_people_is_refused(north: Openid, says: dict[str, object]) -> None:
    north.says = says
    refused(begun(), north)


def refused(browser: Browser, north: Openid, words: str = "did not answer as agreed") -> None:
    browser.open(there(browser))
    assert browser.status == 422
    assert words in browser.text
    assert browser.open("/").at == "/sign-in"
    assert not Visit.objects.exists()


def test_a_signature_of_somebody_else_is_refused(north: Openid) -> None:
    north.signs = RSAKey.generate_key(2048, {"kid": "one"})
    refused(begun(), north)


def test_another_secret_is_refused(north: Openid, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(VARIABLE, "guessed")
    refused(begun(), north)


def test_a_way_that_somebody_else_began_is_not_ended_here(north: Openid) -> None:
    back = there(begun())
    other = begun()
    there(other)
    assert other.open(back).status == 422
    assert Browser().open(back).at == "/sign-in"
    assert not Visit.objects.exists()


def test_a_way_is_ended_once(north: Openid) -> None:
    browser = begun()
    back = there(browser)
    browser.open(back)
    assert browser.open(back).at in {"/", "/sign-in"}
    assert Visit.objects.count() == 1


def test_who_is_known_to_the_company_alone_is_told_so(north: Openid) -> None:
    north.signed_in = "new@north.example"
    refused(begun("new@north.example"), north, "nobody here knows this address")


def test_a_provider_that_does_not_answer_is_told_of(world: None) -> None:
    agreed("http://127.0.0.1:9")
    browser = begun()
    assert (browser.status, "did not answer as agreed" in browser.text) == (422, True)


def test_a_provider_that_speaks_as_another_is_refused(north: Openid) -> None:
    north.tells = {"issuer": "https://evil.example"}
    assert begun().status == 422


def test_a_passkey_opens_no_way_past_the_company(north: Openid) -> None:
    browser = begun()
    browser.open(there(browser))
    device = with_passkey(browser)
    other = Browser().open("/sign-in")
    answer = device.answer(asked(other, "/sign-in/passkey"))
    other.open("/sign-in").send("/sign-in/passkey/answer", answer=answer)
    assert other.status == 422
    assert "sign in at their company" in other.text


def test_what_is_agreed_with_providers_holds_together(world: None) -> None:
    agreed("https://login.north.example/")
    assert [(each.key, each.issuer, each.domains) for each in providers()] == [
        ("north", "https://login.north.example", ("north.example",))
    ]
    assert provider_of(" Somebody@NORTH.example ") == providers()[0]
    assert provider_of("somebody@sub.north.example") is None
    told = [
        (("http://login.north.example", "n2", "x.example"), "identity.provider_address"),
        (("https://login.other.example", "n2", "@North.example"), "identity.provider_domain"),
        (("https://login.other.example", "n2", " "), "identity.provider_incomplete"),
    ]
    for given, code in told:
        with pytest.raises(Refused) as caught:
            agreed(*given)
        assert [each.code for each in caught.value.problems] == [code]
    remove_provider(key="north", actor="command:test")
    assert provider_of(ANNA) is None
    with pytest.raises(Refused) as caught:
        remove_provider(key="north", actor="command:test")
    assert caught.value.problems[0].code == "identity.unknown_provider"
