"""What people do in a browser, and what of a page they would stumble over; in every look that pages have."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from itertools import product
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe  # type: ignore[import-untyped]  # it ships no types
from django.db import connection
from playwright.sync_api import Browser, Page

from ristorno.apps.identity.queries import CodeSeen, newest_code
from ristorno.apps.identity.signing_in import open_visit, speak
from ristorno.web.ground.visitor import COOKIE

WIDTHS = {"narrow": 320, "phone": 390, "desktop": 1280}
LOOKS = list(product(("en", "ru", "th"), WIDTHS, ("light", "dark")))
USUAL = ("ru", "narrow", "dark")
"""The look with the least room for the longest words; the others are long proofs."""
in_every_look = pytest.mark.parametrize(
    ("language", "device", "theme"),
    [pytest.param(*look, marks=[] if look == USUAL else pytest.mark.long) for look in LOOKS],
)


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


def complaints(page: Page) -> Iterator[str]:
    """Whatever somebody would stumble over who reads a page by ear, by keys, or on a small screen."""
    page.evaluate("document.querySelectorAll('details').forEach(it => { it.open = true })")
    wide: int = page.evaluate("document.documentElement.scrollWidth - innerWidth")
    if wide > 0:
        yield f"{page.url} is {wide} pixels too wide"
    found = Axe().run(page)
    if found.violations_count:
        yield f"{page.url}: {found.generate_report()}"
