"""The console in a browser: every page, on a phone and a desktop, light and dark."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser
from pytest_django import DjangoDbBlocker

from servers.browser import needs_chromium
from servers.databases import another
from web.browsing import WIDTHS, begun, complaints, in_every_look, let_in
from web.console.world import Waiting, employed, operator

pytestmark = needs_chromium


@pytest.fixture(scope="module")
def own(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[Waiting]:
    with django_db_blocker.unblock(), another():
        yield employed()


def addresses(own: Waiting) -> list[str]:
    return [
        "/console", "/console/claims", "/console/intake", "/console/applications",
        "/console/members", "/console/members/north",
        "/console/statements", f"/console/statements/{own.frozen}",
        "/console/more", "/console/programs",
        "/console/programs/partners", f"/console/drafts/{own.draft}?count=1",
    ]  # fmt: skip


@in_every_look
def test_every_operator_can_use_every_page(
    browser: Browser, site: str, own: Waiting, language: str, device: str, theme: str
) -> None:
    page, heard = begun(browser, site, language, WIDTHS[device], theme)
    let_in(page, site, operator("administrator"), language)
    found: list[str] = []
    for each in addresses(own):
        page.goto(each)
        assert page.locator("html").get_attribute("lang") == language
        assert page.locator("nav a[aria-current]").count() == 1
        found += complaints(page)
    page.context.close()
    assert (found, heard) == ([], [])
