"""The ways in, in a real browser: a passkey of a device, the account in every look."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser
from pytest_django import DjangoDbBlocker

from servers.browser import needs_chromium
from servers.databases import another
from web.browsing import WIDTHS, begun, complaints, in_every_look, let_in, sign_in
from web.portal.world import Parted, address, founded

pytestmark = needs_chromium
DEVICE = {
    "protocol": "ctap2", "transport": "internal", "hasResidentKey": True, "hasUserVerification": True,
    "isUserVerified": True, "automaticPresenceSimulation": True,
}  # fmt: skip


@pytest.fixture(scope="module")
def own(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[Parted]:
    with django_db_blocker.unblock(), another():
        yield founded()


@in_every_look
def test_everybody_can_use_the_account(browser: Browser, site: str, language: str, device: str, theme: str) -> None:
    page, heard = begun(browser, site, language, WIDTHS[device], theme)
    let_in(page, site, address("owner"), language)
    found: list[str] = []
    for each in ("/account", "/account/app"):
        page.goto(each)
        assert page.locator("html").get_attribute("lang") == language
        found += complaints(page)
    page.context.close()
    assert (found, heard) == ([], [])


def test_a_passkey_is_made_and_opens_the_door(browser: Browser, site: str) -> None:
    named = site.replace("127.0.0.1", "localhost")  # no passkey is made for a number
    page, heard = begun(browser, named, "en", WIDTHS["phone"], "light")
    tools = page.context.new_cdp_session(page)
    tools.send("WebAuthn.enable")
    tools.send("WebAuthn.addVirtualAuthenticator", {"options": DEVICE})
    sign_in(page, address("manager"))
    page.goto("/account")
    page.get_by_label("Name of the device").fill("This phone")
    page.get_by_role("button", name="Add a passkey").click()
    page.get_by_text("A passkey was added.").wait_for()
    assert page.get_by_text("This phone").is_visible()
    assert page.get_by_text("Chrome, Linux").is_visible()
    page.get_by_role("button", name="Sign out", exact=True).click()
    page.wait_for_url("**/sign-in")
    page.goto("/sign-in?next=/wallet")
    page.get_by_role("button", name="Sign in with a passkey").click()
    page.wait_for_url("**/wallet")
    page.context.close()
    assert heard == []


def test_a_device_without_one_is_told_of_another_way(browser: Browser, site: str) -> None:
    named = site.replace("127.0.0.1", "localhost")
    page, heard = begun(browser, named, "en", WIDTHS["phone"], "light")
    tools = page.context.new_cdp_session(page)
    tools.send("WebAuthn.enable")
    tools.send("WebAuthn.addVirtualAuthenticator", {"options": DEVICE})
    page.goto("/sign-in")
    page.get_by_role("button", name="Sign in with a passkey").click()
    page.get_by_text("or have a code sent").wait_for()
    page.context.close()
    assert heard == []


def test_without_scripts_there_is_a_code_and_no_dead_button(browser: Browser, site: str) -> None:
    context = browser.new_context(java_script_enabled=False, base_url=site)
    page = context.new_page()
    page.goto("/sign-in")
    assert page.get_by_role("button", name="Send me a code").is_visible()
    assert not page.get_by_role("button", name="Sign in with a passkey").is_visible()
    context.close()
