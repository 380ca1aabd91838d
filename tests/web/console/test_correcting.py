"""Rows that were set aside, put right on pages."""

from decimal import Decimal

import pytest

from ristorno.apps.facts.queries import log, waiting
from web.console.world import Waiting, operator
from web.portal.visiting import Browser
from web.portal.world import NORTH

pytestmark = pytest.mark.django_db


def at_row(office: Waiting) -> Browser:
    return Browser().sign_in(operator("operator")).open(f"/console/intake/{office.row}/row")


def cells(browser: Browser, **typed: str) -> dict[str, str]:
    """Return what is typed by the names of fields, which are told by the labels above them."""
    page = browser.response.content.decode()
    before = {label: page.partition(f'">{label}</label>')[0] for label in typed}
    return {before[label].rpartition('for="')[2]: text for label, text in typed.items()}


def test_a_row_is_tried_out_and_nothing_of_it_counts(office: Waiting) -> None:
    browser, known = at_row(office), len(log(NORTH))
    assert "The row has no amount." in browser.text
    way = f"/console/intake/{office.row}/correct"
    browser.send(way, step="try", **cells(browser, **{"Amount, net": "12.50"}))
    assert "Lines that come in 1 BAD-1 / 1 Nordwind Reifen · purchase · 1 Feb 2026 €12.50" in browser.text
    assert (len(log(NORTH)), len(waiting())) == (known, 1)
    browser.send(way, step="try", **cells(browser, Member="N-77"))
    assert "No member has the code N-77" in browser.text


def test_a_row_is_released_with_a_reason_and_the_trail_says_what_was_changed(office: Waiting) -> None:
    browser, way = at_row(office), f"/console/intake/{office.row}/correct"
    browser.send(way, step="release", **cells(browser, **{"Amount, net": "12.50"}))
    assert (browser.status, "Say why the row is settled so." in browser.text) == (422, True)
    browser.send(way, step="release", reason="read out on the phone")
    assert "Taken in: the row waits no longer." in browser.text
    assert [each.amount for each in log(NORTH) if each.document == "BAD-1"] == [Decimal("12.50")]
    told = Browser().sign_in(operator("approver")).open("/console/trail?kind=aside").text
    assert "amount: – → 12.50" in told
    assert "read out on the phone" in told
    assert at_row(office).status == 404


def test_what_is_still_wrong_is_told_above_what_was_typed(office: Waiting) -> None:
    browser = at_row(office)
    typed = cells(browser, **{"Amount, net": "<b>ten</b>"})
    browser.send(f"/console/intake/{office.row}/correct", step="release", reason="x", **typed)
    assert browser.status == 422
    assert "is not a number" in browser.text
    assert "&lt;b&gt;ten&lt;/b&gt;" in browser.response.content.decode()
    assert len(waiting()) == 1
