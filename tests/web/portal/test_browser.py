"""The portal in a browser: everybody can use it, on a phone and a desktop, light and dark, in every language."""

import gzip
import re
from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest
from playwright.sync_api import Browser, FilePayload, expect
from pytest_django import DjangoDbBlocker

from apps.agreements.writing import enacted
from servers.browser import needs_chromium
from servers.databases import another
from web.browsing import WIDTHS, begun, code_for, complaints, in_every_look, let_in
from web.keyboard import Keyboard
from web.portal.test_ordering import OFFERS, came
from web.portal.test_pages import PNG
from web.portal.test_sharing import PAGE as SHARE
from web.portal.test_sharing import PROGRAM as CONTRACTS
from web.portal.world import Parted, address, founded

pytestmark = needs_chromium
MOST_BYTES = 60_000


@pytest.fixture(scope="module")
def own(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[Parted]:
    with django_db_blocker.unblock(), another():
        world = founded()
        enacted(OFFERS)
        enacted(CONTRACTS)
        came("T/1", date(2026, 3, 1), 10, 1_000)
        yield world


def addresses(own: Parted) -> list[str]:
    ours = own.ours
    return [
        "/", "/wallet", "/history", "/history?of=me", "/history?clause=points", f"/history/{ours.amount}",
        "/statements", f"/statements/{ours.statement}", f"/statements/{ours.statement}/lines/1/dispute", "/rules",
        "/claims", "/rewards", "/rewards/trip",
        "/claims/new", "/company", "/company/invite", "/company/people/owner", f"/company/people/{ours.contact}",
        SHARE, "/programs", "/leave", "/messages", "/profile", "/offers", "/order", "/referrals", "/more", "/nowhere",
    ]  # fmt: skip


@in_every_look
def test_everybody_can_use_every_page(
    browser: Browser, site: str, own: Parted, language: str, device: str, theme: str
) -> None:
    page, heard = begun(browser, site, language, WIDTHS[device], theme)
    page.goto("/sign-in")
    assert page.locator("html").get_attribute("lang") == language
    found = [*complaints(page)]
    let_in(page, site, address("owner"), language)
    for each in addresses(own):
        page.goto(each)
        assert page.locator("html").get_attribute("lang") == language
        found += complaints(page)
    heard = [each for each in heard if "status of 404" not in each]  # the page that is nowhere
    page.context.close()
    assert (found, heard) == ([], [])


def test_a_reward_is_asked_for_by_the_keyboard_alone(browser: Browser, site: str, own: Parted) -> None:
    page, heard = begun(browser, site, "en", WIDTHS["phone"], "light")
    page.goto("/")
    keys = Keyboard(page).to("E-mail address").write(address("manager")).enter("**/sign-in/code")
    keys.to("Code").write(code_for(address("manager"))).enter(f"{site}/")
    keys.to("Rewards").enter("**/rewards")
    keys.to("Choose: A day at the test track").enter("**/rewards/trip")
    keys.to("Day").write("04022026").to("How many").to("Get it for 20 points each").enter("**/rewards?done=wished")
    assert page.get_by_role("status").is_visible()
    keys.to("Take back").enter("**/rewards?done=unwished")
    page.context.close()
    assert heard == []


def test_a_line_is_disputed_by_the_keyboard_alone(browser: Browser, site: str, own: Parted) -> None:
    page, heard = begun(browser, site, "en", WIDTHS["narrow"], "dark")
    let_in(page, site, address("accountant"), "en")
    number = own.ours.statement
    page.goto("/")
    keys = Keyboard(page).to("More").enter("**/more").to("Statements").enter("**/statements")
    keys.to("Through 31 January").enter(f"**/statements/{number}").to("This is not right").enter("**/dispute")
    keys.to("Your reason").write("The invoice N-77 is missing.").to("Send").enter("**?done=disputed")
    assert page.get_by_role("status").inner_text() == "Sent. The supplier will answer on this page."
    assert page.get_by_text("The invoice N-77 is missing.").is_visible()
    page.context.close()
    assert heard == []


def test_a_claim_is_filed_by_the_keyboard_alone(browser: Browser, site: str, own: Parted) -> None:
    page, heard = begun(browser, site, "en", WIDTHS["phone"], "dark")
    photo = FilePayload(name="poster.png", mimeType="image/png", buffer=PNG)
    page.on("filechooser", lambda chooser: chooser.set_files(photo))
    let_in(page, site, address("seller"), "en")
    page.goto("/claims")
    keys = Keyboard(page).to("File a claim").enter("**/claims/new").to("What sort of claim").to("In your words")
    keys.write("A poster").to("On which day").write("03182026").to("Amount, EUR").write("120,50")
    keys.to("Photos or papers")
    page.keyboard.press("Enter")
    expect(page.locator("#files")).to_have_value(re.compile("poster.png"))
    keys.to("File it").enter("**/claims?done=filed")
    assert page.get_by_text("A poster").is_visible()
    page.context.close()
    assert heard == []


def test_an_order_is_priced_and_handed_over_by_the_keyboard_alone(browser: Browser, site: str, own: Parted) -> None:
    page, heard = begun(browser, site, "en", WIDTHS["narrow"], "light")
    let_in(page, site, address("buyer"), "en")
    page.goto("/")
    keys = Keyboard(page).to("More").enter("**/more").to("Order again").enter("**/order")
    keys.to("T-1").write("20").to("What does it cost?").enter("**/order")
    page.get_by_role("heading", name="What it costs").wait_for()
    keys.to("Hand over as a draft of an order").enter("**/order?done=handed_over")
    assert page.get_by_role("status").inner_text().startswith("The draft is with the supplier.")
    page.context.close()
    assert heard == []


def test_a_colleague_is_invited_by_the_keyboard_alone(browser: Browser, site: str, own: Parted) -> None:
    page, heard = begun(browser, site, "en", WIDTHS["desktop"], "dark")
    let_in(page, site, address("owner"), "en")
    page.goto("/more")
    keys = Keyboard(page).to("Company").enter("**/company").to("Invite a colleague").enter("**/company/invite")
    keys.to("Name").write("Dora Driver").to("E-mail address").write("dora@north.example").to("Language")
    keys.to("seller").write(" ").to("Send the invitation").enter("**/company?done=invited")
    assert page.get_by_role("link", name="Dora Driver").inner_text().count("seller") == 1
    page.context.close()
    assert heard == []


def test_without_a_connection_a_page_says_so_and_shows_nothing_of_anybody(browser: Browser, site: str) -> None:
    page, _ = begun(browser, site, "ru", WIDTHS["phone"], "light")
    let_in(page, site, address("owner"), "ru")
    page.goto("/")
    page.evaluate("navigator.serviceWorker.ready.then(() => true)")
    page.wait_for_function("navigator.serviceWorker.controller")
    page.context.set_offline(True)
    page.goto("/wallet")
    assert page.get_by_role("heading").inner_text() == "Нет связи"
    assert page.evaluate("getComputedStyle(document.querySelector('.button')).borderRadius") == "999px"
    assert "Owner Person" not in page.content()
    assert [*complaints(page)] == []
    page.context.set_offline(False)
    page.get_by_role("link", name="Попробовать ещё раз").click()
    page.wait_for_url("**/wallet")
    assert page.get_by_role("heading", level=1).inner_text() == "Кошелёк"
    page.context.close()


def test_a_page_needs_little_and_its_policy_is_kept(browser: Browser, site: str) -> None:
    page, heard = begun(browser, site, "en", WIDTHS["phone"], "light")
    loaded: list[Any] = []

    def add(response: Any) -> None:
        loaded.append(response)

    page.on("response", add)
    let_in(page, site, address("owner"), "en")
    page.goto("/")
    (first,) = (each for each in loaded if each.url == f"{site}/")
    assert "unsafe" not in first.headers["content-security-policy"]
    parts = {each.url: each for each in loaded if each.url.endswith((".css", ".js"))}
    assert all(each.headers["content-encoding"] == "gzip" for each in parts.values())
    assert sum(len(gzip.compress(each.body(), 9)) for each in parts.values()) < MOST_BYTES
    page.evaluate("document.body.insertAdjacentHTML('beforeend', '<img src=x onerror=\"window.slipped = 1\">')")
    page.wait_for_timeout(100)
    assert page.evaluate("window.slipped === undefined")
    assert any("Content Security Policy" in each for each in heard)
    page.context.close()
