"""Makes the pictures of the README: ``make screenshots``. They show what the browser tests try, in the same world."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser
from pytest_django import DjangoDbBlocker

from servers.browser import needs_chromium
from servers.databases import another
from web.browsing import begun, let_in
from web.console.world import Waiting, employed, operator
from web.portal.world import address

pytestmark = needs_chromium
FOLDER = Path(__file__).parent.parent.parent / "docs" / "pictures"
PICTURES = (
    ("portal-home", "/", "en", 390, "light"),
    ("portal-reason", "/history/{amount}", "en", 390, "light"),
    ("console-designer", "/console/design/partners", "en", 1280, "light"),
    ("portal-rewards", "/rewards", "ru", 390, "dark"),
)


@pytest.fixture(scope="module")
def own(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[Waiting]:
    with django_db_blocker.unblock(), another():
        yield employed()


@pytest.mark.parametrize(("name", "path", "language", "width", "theme"), PICTURES)
def test_a_picture(
    browser: Browser, site: str, own: Waiting, name: str, path: str, language: str, width: int, theme: str
) -> None:
    page, heard = begun(browser, site, language, width, theme)
    let_in(page, site, operator("operator") if path.startswith("/console") else address("owner"), language)
    page.goto(path.format(amount=own.parted.ours.amount))
    FOLDER.mkdir(exist_ok=True)
    page.screenshot(path=FOLDER / f"{name}.png")
    assert heard == []
