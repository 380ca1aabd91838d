"""The page in a browser: on a phone and a desktop, light and dark, in every language."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe  # type: ignore[import-untyped]  # it ships no types
from playwright.sync_api import Browser, Page

from report.test_simulation import SIMULATED, TERMS
from ristorno.report import Language, ReportData, write_report
from ristorno.report.simulation import write_simulation
from servers.browser import browsing, needs_chromium

WIDTHS = {"phone": 390, "desktop": 1280}

pytestmark = needs_chromium


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with browsing() as found:
        yield found


@pytest.fixture(scope="module")
def reports(demo: ReportData, small: ReportData, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("reports")
    languages: tuple[Language, ...] = ("en", "ru", "th")
    for language in languages:
        write_report(folder / f"demo-{language}.html", demo, language)
    write_report(folder / "small-en.html", small)
    for language in languages:
        write_simulation(folder / f"simulation-{language}.html", SIMULATED, TERMS, language, "ristorno simulate")
    return folder


def _open(browser: Browser, file: Path, device: str, theme: str) -> tuple[Page, list[str]]:
    context = browser.new_context(
        viewport={"width": WIDTHS[device], "height": 900},
        color_scheme="dark" if theme == "dark" else "light",
    )
    page = context.new_page()
    heard: list[str] = []
    page.on("console", lambda message: heard.append(f"{message.type}: {message.text}"))
    page.on("pageerror", lambda error: heard.append(f"error: {error}"))
    page.on("request", lambda request: None if request.url.startswith("file:") else heard.append(request.url))
    page.goto(file.as_uri())
    return page, heard


def _combinations() -> Iterator[object]:
    """Yield all looks of the small page; the large one has more rows of the same, so long proofs take the rest."""
    for device in WIDTHS:
        for theme in ("light", "dark"):
            yield "small-en", device, theme
            usual = (device, theme) == ("desktop", "dark")
            yield pytest.param("demo-en", device, theme, marks=[] if usual else pytest.mark.long)
    yield from (("demo-ru", "phone", "light"), ("demo-th", "phone", "dark"))
    yield from (("simulation-en", "desktop", "light"), ("simulation-ru", "phone", "dark"))
    yield ("simulation-th", "phone", "light")


@pytest.mark.parametrize(("name", "device", "theme"), list(_combinations()))
def test_everybody_can_read_it(browser: Browser, reports: Path, name: str, device: str, theme: str) -> None:
    page, heard = _open(browser, reports / f"{name}.html", device, theme)
    assert _fits(page)
    page.evaluate("document.querySelectorAll('details').forEach(it => { it.open = true })")
    assert _fits(page)
    found = Axe().run(page)
    assert found.violations_count == 0, found.generate_report()
    assert heard == []
    page.context.close()


def _fits(page: Page) -> bool:
    """Return whether the page can be read without scrolling sideways."""
    wide: int = page.evaluate("Math.max(document.documentElement.scrollWidth, document.body.scrollWidth) - innerWidth")
    return wide <= 0


def test_labels_are_large_enough_on_a_phone(browser: Browser, reports: Path) -> None:
    page, _ = _open(browser, reports / "demo-en.html", "phone", "light")
    smallest = page.evaluate(
        """() => Math.min(...[...document.querySelectorAll('body *')]
             .filter(it => [...it.childNodes].some(node => node.nodeType === 3 && node.data.trim()))
             .map(it => parseFloat(getComputedStyle(it).fontSize)))"""
    )
    assert smallest >= 12
    page.context.close()


def test_print_shows_the_numbers(browser: Browser, reports: Path) -> None:
    page, _ = _open(browser, reports / "small-en.html", "desktop", "dark")
    page.emulate_media(media="print")
    table = page.get_by_role("region", name="Cost by quarter and clause, EUR")
    assert table.is_visible()
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(255, 255, 255)"
    assert page.pdf(format="A4").startswith(b"%PDF")
    page.context.close()
