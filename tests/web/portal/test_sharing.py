"""The share of the staff: what the company wishes is proposed, signed by the supplier, and counted from its day on."""

from datetime import date
from decimal import Decimal

import pytest

from apps.agreements.writing import enacted
from ristorno.apps.accruals.operations import run_all
from ristorno.apps.agreements.operations import approve, reject
from ristorno.apps.agreements.queries import drafts, versions
from ristorno.apps.events.queries import history
from ristorno.apps.facts.draft import Draft
from ristorno.apps.facts.operations import ingest
from ristorno.apps.wallets.queries import wallets_of
from web.portal.test_pages import somebody
from web.portal.visiting import Browser
from web.portal.world import AT, NORTH, STRANGER, Parted, address

pytestmark = pytest.mark.django_db

PROGRAM = """\
program: contracts
time_zone: Europe/Berlin
currency: EUR
units: {GEM: {kind: points}}
clauses:
  signed:
    title: {en: Signed contracts, ru: Подписанные контракты, th: สัญญาที่ลงนามแล้ว}
    earn_on: {kinds: [contract_signed]}
    window: document
    mechanic: {percent: 1 %}
    reward: {to: company, without_consent: to_company}
  kept:
    earn_on: {kinds: [sell_out]}
    window: document
    mechanic: {percent: 1 %}
    reward: {without_consent: to_company}
"""
OWN = """\
agreement: A-7
program: contracts
member: north
versions:
  - effective_from: 2026-01-01
    clauses:
      signed: {reward: {to: {shares: {contact: {rate: 30 %, at_most: 500}}, rest: company, remainder: first}}}
      kept: {mechanic: {percent: 2 %}}
"""
PAGE, OTHER = "/company/share/contracts/signed", "/company/share/contracts/kept"
SUPPLIER = "command:console"


@pytest.fixture(autouse=True)
def open_program(world: Parted) -> None:
    enacted(PROGRAM)


def wished(browser: Browser, rate: str = "30", begins: str = "2026-03-20") -> Browser:
    return browser.open(PAGE).send(PAGE, rate=rate, begins=begins)


def sign() -> None:
    (waiting,) = drafts()
    approve(draft=waiting.number, actor=SUPPLIER, at=AT)


def gems() -> dict[str, Decimal]:
    """What each of North has of the points, by contact."""
    run_all(at=AT, actor="system:test")
    return {each.holder.contact: each.free for each in wallets_of(NORTH) if each.unit == "GEM"}


def signed_contracts(*days: date) -> None:
    told = [
        Draft(kind="contract_signed", document=f"C-{day}", line="1", member=NORTH, occurred_at=day, contact="seller",
              amount=Decimal(50_000), currency="EUR")
        for day in days
    ]  # fmt: skip
    ingest(drafts=told, channel="command", at=AT, actor="user:1")


def test_what_the_supplier_signed_is_counted_from_its_day_on_and_no_earlier() -> None:
    signed_contracts(date(2026, 3, 19), date(2026, 3, 20))
    owner = somebody(address("owner"))
    assert "Signed contracts" in owner.open("/company").text
    assert "It holds once the supplier has signed it." in wished(owner, "30").text
    assert gems() == {"": 1_000}
    sign()
    assert gems() == {"": 850, "seller": 150}
    assert "30% goes to whoever" in owner.open(PAGE).text
    told = [(each.name.rpartition(".")[2], each.actor) for each in history("agreement:contracts-north")]
    (by,) = {actor for what, actor in told if what != "approved"}
    assert by.startswith("user:")
    assert [what for what, _ in told] == ["drafted", "proposed", "approved"]
    assert "0% goes to whoever" in somebody(STRANGER).open(PAGE).text


def test_an_own_agreement_keeps_all_else_that_it_says() -> None:
    enacted(OWN)
    wished(somebody(address("manager"), "ru"), "12,5", "2026-04-01")
    sign()
    second = versions("A-7")[-1].text
    assert "contact: {rate: 12.5 %, at_most: 500}" in second
    assert ("remainder: first" in second, "percent: 2 %" in second) == (True, True)
    assert "контракты с 1 апреля 2026: 12,5 % 30 % kept 0 %" in somebody(address("owner"), "ru").open("/company").text


@pytest.mark.parametrize(
    ("rate", "begins", "said"),
    [
        ("many", "2026-03-20", "between 0 % and 100 %"),
        ("100.01", "2026-03-20", "between 0 % and 100 %"),
        ("30", "2026-03-19", "something is agreed already"),
        ("30", "soon", "Write the day as"),
    ],
)
def test_what_makes_no_sense_stays_as_it_was_typed(rate: str, begins: str, said: str) -> None:
    browser = wished(somebody(address("owner")), rate, begins)
    fields = dict(browser.page.forms)[PAGE]
    assert (browser.status, said in browser.text, fields["rate"], fields["begins"]) == (422, True, rate, begins)
    assert drafts() == ()


def test_one_wish_waits_at_a_time_and_who_wished_takes_it_back() -> None:
    owner, manager = somebody(address("owner")), somebody(address("manager")).open(PAGE)
    form = dict(manager.page.forms)[PAGE]
    wished(owner)
    assert "Another proposal waits" in manager.send(PAGE, rate="5", begins="2026-04-01").text
    assert manager.client.post(f"{PAGE}/withdraw", form).status_code == 422
    assert "Another proposal waits" in manager.open(OTHER).send(OTHER, rate="5", begins="2026-04-01").text
    assert "waits for the supplier" in manager.open(PAGE).text
    assert [to for to, _ in manager.page.forms if to.startswith("/company/share")] == []
    assert len(drafts()) == 1
    assert "The proposal is taken back." in owner.open(PAGE).send(f"{PAGE}/withdraw").text
    assert drafts() == ()


def test_a_rejection_is_told_with_its_reason_and_another_share_may_be_wished() -> None:
    owner = somebody(address("owner"))
    wished(owner, "90")
    (waiting,) = drafts()
    reject(draft=waiting.number, actor=SUPPLIER, reason="Half of it is right.")
    assert "Half of it is right." in owner.open("/company").text
    wished(owner, "50")
    sign()
    assert "Half of it" not in owner.open("/company").text


def test_terms_of_several_companies_and_windows_that_would_be_cut_are_left_alone() -> None:
    owner = somebody(address("owner"))
    assert [link for link in owner.open("/company").page.links if "/share/" in link] == [PAGE, OTHER]
    enacted(OWN.replace("member: north", "members: [north, south]"))
    assert "Share for your staff" not in owner.open("/company").text
    assert owner.open(PAGE).status == 404
