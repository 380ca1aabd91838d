"""The portal in a browser: everybody can use it, on a phone and a desktop, light and dark, in every language."""

import gzip
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from itertools import product
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe  # type: ignore[import-untyped]  # it ships no types
from django.db import connection
from playwright.sync_api import Browser, Page
from pytest_django import DjangoDbBlocker

from ristorno.apps.identity.queries import CodeSeen, newest_code
from ristorno.apps.identity.signing_in import open_visit, speak
from ristorno.web.ground.visitor import COOKIE
from servers.browser import browsing, needs_chromium
from servers.databases import another
from servers.site import answering
from web.portal.world import Parted, address, founded

pytestmark = needs_chromium
WIDTHS = {"narrow": 320, "phone": 390, "desktop": 1280}
LOOKS = list(product(("en", "ru", "th"), WIDTHS, ("light", "dark")))
USUAL = ("ru", "narrow", "dark")
"""The look with the least room for the longest words; the others are long proofs."""
MOST_BYTES = 60_000


@pytest.fixture(scope="module")
def own(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[Parted]:
    with django_db_blocker.unblock(), another():
        yield founded()


@pytest.fixture(scope="module")
def site(own: Parted) -> Iterator[str]:
    with answering() as told:
        yield told


@pytest.fixture(scope="module")
def browser(site: str) -> Iterator[Browser]:
    with browsing() as found:
        yield found


def begun(browser: Browser, site: str, language: str, width: int, theme: Any) -> tuple[Page, list[str]]:
    """A page of a new visitor, and what the console says of it."""
    context = browser.new_context(
        viewport={"width": width, "height": 844}, color_scheme=theme, locale=language, base_url=site
    )
    page = context.new_page()
    heard: list[str] = []
    page.on("console", lambda message: heard.append(f"{message.type}: {message.text}"))
    page.on("pageerror", lambda error: heard.append(f"error: {error}"))
    page.on("request", lambda request: None if request.url.startswith(site) else heard.append(request.url))
    return page, heard


def sign_in(page: Page, email: str) -> None:
    page.goto("/")
    page.locator("#email").fill(email)
    page.locator("button.primary").click()
    page.locator("#code").fill(code_for(email))
    page.locator("button.primary").click()
    page.wait_for_url("**/")


def let_in(page: Page, site: str, email: str, language: str) -> None:
    """Let somebody be signed in already, and be spoken to in a language."""

    def open_up() -> str:
        try:
            opened = open_visit(email=email, name="", language=language, at=datetime.now(tz=UTC))
            speak(user=opened.user, language=language, actor=f"user:{opened.user}")
        finally:
            connection.close()
        return opened.word

    with ThreadPoolExecutor(1) as beside:
        word = beside.submit(open_up).result()
    page.context.add_cookies([{"name": COOKIE, "value": word, "url": site}])


def code_for(email: str) -> str:
    """The newest code; asked for beside the browser, in whose thread Django asks a database nothing."""

    def look() -> CodeSeen | None:
        try:
            return newest_code(email, datetime.now(tz=UTC))
        finally:
            connection.close()

    with ThreadPoolExecutor(1) as beside:
        found = beside.submit(look).result()
    assert found is not None
    return found.digits


def addresses(own: Parted) -> list[str]:
    ours = own.ours
    return [
        "/", "/wallet", "/history", "/history?of=me", f"/history/{ours.amount}", "/statements",
        f"/statements/{ours.statement}", f"/statements/{ours.statement}/lines/1/dispute", "/rules", "/claims",
        "/rewards", "/rewards/trip",
        "/claims/new", "/more", "/nowhere",
    ]  # fmt: skip


def complaints(page: Page) -> Iterator[str]:
    """Whatever somebody would stumble over who reads a page by ear, by keys, or on a small screen."""
    page.evaluate("document.querySelectorAll('details').forEach(it => { it.open = true })")
    wide: int = page.evaluate("document.documentElement.scrollWidth - innerWidth")
    if wide > 0:
        yield f"{page.url} is {wide} pixels too wide"
    found = Axe().run(page)
    if found.violations_count:
        yield f"{page.url}: {found.generate_report()}"


@pytest.mark.parametrize(
    ("language", "device", "theme"),
    [pytest.param(*look, marks=[] if look == USUAL else pytest.mark.long) for look in LOOKS],
)
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


def test_a_line_is_disputed_by_the_keyboard_alone(browser: Browser, site: str, own: Parted) -> None:
    page, heard = begun(browser, site, "en", WIDTHS["phone"], "light")
    sign_in(page, address("accountant"))
    page.goto(f"/statements/{own.ours.statement}")
    page.get_by_role("link", name="This is not right").first.focus()
    page.keyboard.press("Enter")
    page.get_by_label("Your reason").focus()
    page.keyboard.type("The invoice N-77 is missing.")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.wait_for_url(f"**/statements/{own.ours.statement}?done=disputed")
    assert page.get_by_role("status").inner_text() == "Sent. The supplier will answer on this page."
    assert page.get_by_text("The invoice N-77 is missing.").is_visible()
    page.context.close()
    assert heard == []


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
