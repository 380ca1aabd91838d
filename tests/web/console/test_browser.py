"""The console in a browser: every page, on a phone and a desktop, light and dark."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser
from pytest_django import DjangoDbBlocker

from servers.browser import needs_chromium
from servers.databases import another
from web.browsing import WIDTHS, begun, complaints, in_every_look, let_in
from web.console.world import AGREEMENT, Waiting, employed, operator

pytestmark = needs_chromium


@pytest.fixture(scope="module")
def own(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[Waiting]:
    with django_db_blocker.unblock(), another():
        yield employed()


def addresses(own: Waiting) -> list[str]:
    return [
        "/console", "/console/claims", "/console/intake", f"/console/intake/{own.row}/row", "/console/applications",
        "/console/members", "/console/members/north",
        "/console/statements", f"/console/statements/{own.frozen}",
        "/console/more", "/console/find", "/console/find?q=north", "/console/programs",
        "/console/programs/partners", f"/console/drafts/{own.draft}?count=1",
        "/console/design", "/console/design?empty=1", "/console/design?template=retro-groups",
        "/console/design/partners",
        "/console/rewards?state=fulfilled", "/console/rewards?state=approved", "/console/rewards/gifts",
        "/console/users", "/console/trail", "/console/agreements", "/console/accruals",
        "/console/products", "/console/product-groups",
        f"/console/accruals/{own.parted.ours.amount}",
        f"/console/agreements/{AGREEMENT}", f"/console/design/{AGREEMENT}",
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


def test_a_version_of_a_program_is_published_by_two_people(browser: Browser, site: str, own: Waiting) -> None:
    page, heard = begun(browser, site, "en", WIDTHS["desktop"], "light")
    let_in(page, site, operator("operator"), "en")
    page.goto("/console/programs/partners")
    page.get_by_role("link", name="Draft a change").click()
    rate = page.get_by_role("region", name="Promise quarterly").get_by_label("Value of row 4")
    rate.fill("much")
    rate.blur()
    page.get_by_text("This does not hold yet").wait_for()
    assert "40_000: much" in page.locator("#text").input_value()
    rate.fill("5 %")
    rate.blur()
    page.locator(".altered ins", has_text="5%").wait_for()
    page.locator("#text").fill(page.locator("#text").input_value() + "# for the best\n")
    page.get_by_role("button", name="Propose").click()
    page.get_by_text("Proposed: another person can approve it now.").wait_for()
    address = page.url.partition("?")[0]
    page.context.close()

    second, listened = begun(browser, site, "en", WIDTHS["phone"], "light")
    let_in(second, site, operator("approver"), "en")
    second.goto(address)
    assert "# for the best" in second.locator(".written").inner_text()
    second.get_by_role("button", name="Approve").click()
    second.get_by_text("Approved: it rules from its day on.").wait_for()
    second.goto("/console/programs/partners")
    second.get_by_text("Version 2", exact=False).first.wait_for()
    second.context.close()
    assert (heard, listened) == ([], [])


def test_a_program_is_made_of_nothing_by_the_form_alone(browser: Browser, site: str, own: Waiting) -> None:
    page, heard = begun(browser, site, "en", WIDTHS["desktop"], "light")
    let_in(page, site, operator("operator"), "en")
    page.goto("/console/design")
    page.get_by_role("link", name="An empty program").click()
    program = page.get_by_role("region", name="The program")
    program.get_by_label("Its name in the document").fill("workshops")
    program.get_by_label("Title (English)").fill("Workshop program")
    page.get_by_label("Kind: Promise").select_option("growth")
    page.get_by_label("Name in the document: Promise").fill("bonus")
    page.get_by_role("button", name="Add Promise").click()
    promise = page.get_by_role("region", name="Promise bonus")
    promise.get_by_label("Kind", exact=True).select_option("brackets")
    promise.get_by_role("button", name="Change the kind").click()
    page.get_by_role("status").get_by_text("baseline: {window: previous_year}").wait_for()
    promise.get_by_label("Title (English)").fill("Quarterly bonus")
    promise.get_by_label("Row 3", exact=True).fill("20_000")
    promise.get_by_label("Value of row 3").fill("3 %")
    promise.get_by_role("button", name="Add a condition").click()
    promise.get_by_label("at least", exact=True).fill("2_500")
    page.get_by_label("Name in the document: Set").fill("tires")
    page.get_by_role("button", name="Add Set").click()
    page.get_by_role("region", name="Set tires").get_by_label("Product groups").fill("summer, winter")
    promise.get_by_label("What counts", exact=True).select_option("tires")
    promise.get_by_role("button", name="Copy").click()
    page.get_by_role("region", name="Promise bonus-2").get_by_role("button", name="Take away").click()
    assert page.get_by_role("region", name="Promise bonus-2").count() == 0
    assert list(complaints(page)) == []
    page.get_by_role("button", name="Propose").click()
    page.get_by_text("Proposed: another person can approve it now.").wait_for()
    address = page.url.partition("?")[0]
    page.context.close()

    second, listened = begun(browser, site, "en", WIDTHS["phone"], "light")
    let_in(second, site, operator("approver"), "en")
    second.goto(address)
    second.get_by_role("button", name="Approve").click()
    second.get_by_text("Approved: it rules from its day on.").wait_for()
    second.goto("/console/programs/workshops")
    rules = second.locator("section.rules").text_content() or ""
    for words in ("Quarterly bonus", "20,000", "3%", "2,500", "summer"):
        assert words in rules, rules
    second.context.close()
    assert (heard, listened) == ([], [])


def test_a_row_is_tried_out_and_taken_in(browser: Browser, site: str, own: Waiting) -> None:
    page, heard = begun(browser, site, "th", WIDTHS["narrow"], "dark")
    let_in(page, site, operator("operator"), "en")
    page.goto("/console/intake")
    page.get_by_role("link", name="Put right").click()
    page.get_by_label("Amount, net").fill("12.50")
    page.get_by_label("Member", exact=True).fill("N-77")
    page.get_by_role("button", name="Try it").click()
    page.get_by_text("No member has the code N-77").wait_for()
    found = list(complaints(page))
    page.get_by_label("Member", exact=True).fill("north")
    page.get_by_label("Why it is put right").fill("read out on the phone")
    page.get_by_role("button", name="Take it in").click()
    page.get_by_text("Taken in: the row waits no longer.").wait_for()
    page.context.close()
    assert (found, heard) == ([], [])


def test_the_portal_is_seen_as_somebody_else_sees_it(browser: Browser, site: str, own: Waiting) -> None:
    page, heard = begun(browser, site, "ru", WIDTHS["narrow"], "dark")
    let_in(page, site, operator("operator"), "ru")
    page.goto("/console/members/north")
    page.locator("#contact").select_option("owner")
    page.locator("#reason").fill("Звонок в поддержку")
    page.get_by_role("button", name="Смотреть").click()
    page.locator(".viewing").wait_for()
    found = list(complaints(page))
    page.get_by_role("button", name="Закончить").click()
    page.get_by_text("Вы снова видите консоль.").wait_for()
    page.context.close()
    assert (found, heard) == ([], [])
