"""Pages as somebody reads and uses them whose browser runs no script."""

import re
from datetime import UTC, date, datetime
from decimal import Decimal
from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from python_calamine import CalamineWorkbook

from apps.agreements.writing import enacted
from ristorno.apps.accruals.ahead import remembered
from ristorno.apps.accruals.operations import run
from ristorno.apps.facts.draft import Draft
from ristorno.apps.facts.operations import ingest
from ristorno.apps.facts.queries import claims
from ristorno.apps.identity.signing_in import open_visit, speak
from ristorno.apps.members import operations as members
from ristorno.apps.settlements import operations as settlements
from ristorno.apps.settlements.queries import statement
from ristorno.web.ground.visitor import COOKIE
from web.portal.visiting import Browser
from web.portal.world import AT, NORTH, OF_NOBODY, SOUTH, STRANGER, Parted, address

pytestmark = pytest.mark.django_db
PNG = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010806000000"
    "1f15c4890000000d49444154789c6360f8cfc0000000030001a5f645400000000049454e44ae426082"
)


def somebody(email: str, language: str = "en") -> Browser:
    browser = Browser(language)
    opened = open_visit(email=email, name="", language=language, at=datetime.now(tz=UTC))
    speak(user=opened.user, language=language, actor="user:1")
    browser.client.cookies[COOKIE] = opened.word
    return browser


def test_somebody_signs_in_by_a_code_and_sees_home(world: Parted) -> None:
    browser = Browser().sign_in(address("owner"))
    assert (browser.status, browser.at) == (200, "/")
    assert "Hello, Owner Person" in browser.text


@pytest.mark.parametrize(
    ("language", "missing", "marginal"),
    [
        ("en", "€43,513.18 more to Gold", "€23,513.18 more and all of it earns 4%: €1,105.40 more than today."),
        (
            "ru",
            "43 513,18 € ещё до уровня Gold",
            "Ещё 23 513,18 €, и всё принесёт 4 %: на 1 105,40 € больше, чем сегодня.",
        ),
        ("th", "€43,513.18 อีกจึงจะถึงระดับ Gold", "อีก €23,513.18 แล้วทั้งหมดจะได้ 4%: มากกว่าวันนี้ €1,105.40"),
    ],
)
def test_home_says_what_is_missing_and_what_it_brings(
    world: Parted, language: str, missing: str, marginal: str
) -> None:
    """16,486.82 were bought since January: 4 % of 40,000 are 1,600.00, 3 % of what was bought are 494.60."""
    text = somebody(address("owner"), language).open("/").text
    assert missing in text
    assert marginal in text


def test_home_says_where_the_pace_so_far_leads(world: Parted) -> None:
    """79 of 365 days are over: 16,486.82 x 365 / 79 are 76,173."""
    browser = somebody(address("owner")).open("/")
    assert "At the pace so far, about €76,173 by 31 December 2026: enough." in browser.text
    enacted(
        "program: partners\nversions:\n  - effective_from: 2026-01-01\n    ladders: {status: {tiers: {base: 0, "
        "gold: 90_000}}}\n"
    )
    assert "At the pace so far, about €76,173 by 31 December 2026: €13,827 too little." in browser.open("/").text


def test_home_of_the_highest_level_says_what_keeps_it(world: Parted) -> None:
    """25,000 of 2025 made it silver through 2026, for which 16,486.82 of 20,000 are there again."""
    enacted(
        "program: partners\nversions:\n  - effective_from: 2025-01-01\n    ladders:\n      status: {tiers: {base: 0, "
        "silver: 20_000}, kept_until: end_of_next_window, falls: full}\n"
    )
    told = {"document": "N-2025", "line": "1", "member": NORTH, "currency": "EUR"}
    bought = Draft(occurred_at=date(2025, 5, 4), amount=Decimal(25_000), **told)  # type: ignore[arg-type]
    ingest(drafts=[bought], channel="command", at=AT, actor="user:1")
    text = somebody(address("owner")).open("/").text
    assert "Silver" in text
    assert "€3,513.18 more keep Silver for the term after this one" in text


def test_home_of_somebody_at_the_counter_shows_the_own_points_alone(world: Parted) -> None:
    text = somebody(address("seller")).open("/").text
    assert "16,486.82" not in text
    assert "Quarterly bonus" not in text
    assert "The wallet is still empty" in text


def test_the_owner_has_points_of_his_own_beside_the_companys(world: Parted) -> None:
    """He ordered: a point for each full 500 of both orders, of which a cup holds 5; the company's wallet has others."""
    text = somebody(address("owner")).open("/wallet").text
    company, _, own = text.partition("Your own")
    assert "164 points" in company
    assert "27 points" in own
    assert "Ends on 31 January 2027 77 points" in company


def test_an_amount_opens_to_its_reason(world: Parted) -> None:
    browser = somebody(address("buyer")).open("/history")
    assert f"/history/{world.ours.amount}" in browser.page.links
    text = browser.open(f"/history/{world.ours.amount}").text
    assert "€494.60" in text
    assert "From €15,000 everything earns 3%" in text
    assert "Check it step by step" in text
    assert "2 lines count N-100/1/1 12 Jan 2026 €7,743.41 N-100/2/1 10 Feb 2026 €8,743.41" in text


def test_a_part_of_the_history_comes_without_its_frame(world: Parted) -> None:
    browser = somebody(address("buyer"))
    part = browser.client.get("/history", headers={"HX-Request": "true"}).content.decode()
    assert "<html" not in part
    assert 'class="row"' in part
    assert browser.client.get("/history?skip=100000000000000000000").status_code == 200


def test_a_statement_is_agreed_with(world: Parted) -> None:
    number = world.ours.statement
    browser = somebody(address("accountant")).open("/statements")
    assert "approved, waiting for your answer" in browser.text
    browser.open(f"/statements/{number}").send(f"/statements/{number}/agree")
    assert "Thank you. The statement is agreed." in browser.text
    assert statement(number).state == "agreed"
    assert not [action for action, _ in browser.page.forms if action.endswith("/agree")]


def test_a_line_is_disputed_answered_and_the_answer_is_read(world: Parted) -> None:
    number = world.ours.statement
    browser = somebody(address("accountant")).open(f"/statements/{number}/lines/1/dispute")
    browser.send(f"/statements/{number}/lines/1/dispute", reason="   ")
    assert (browser.status, "Say why, in words" in browser.text) == (422, True)
    browser.send(f"/statements/{number}/lines/1/dispute", reason="An invoice is <b>missing</b>.")
    assert "An invoice is <b>missing</b>." in browser.text
    assert statement(number).state == "disputed"

    settlements.answer(number=number, line=1, accepted=False, words="It came in May.", at=AT, actor="user:2")
    assert "It came in May." in browser.open(f"/statements/{number}").text
    browser.client.post(f"/statements/{number}/lines/1/dispute")
    again = browser.open(f"/statements/{number}/lines/1/dispute")
    again.send(f"/statements/{number}/lines/1/dispute", reason="Still")
    assert "This line was disputed before" in again.text


def test_a_statement_is_had_as_a_document(world: Parted) -> None:
    response = somebody(address("owner")).client.get(f"/statements/{world.ours.statement}/pdf")
    assert response.content.startswith(b"%PDF")
    assert "attachment" in response["Content-Disposition"]


def test_a_claim_is_filed_with_a_photo_and_the_photo_is_had_back(world: Parted) -> None:
    browser = somebody(address("marketing"), "ru").open("/claims/new")
    photo = SimpleUploadedFile("ad.png", PNG, "image/png")
    told = {"what": "advertising", "words": "Зимняя реклама", "on": "2026-03-01", "amount": "1 234,50"}
    browser.send("/claims/new", files=photo, **told)
    assert "Зимняя реклама" in browser.text

    filed = claims(member=NORTH)[-1]
    assert (filed.claimed.amount, filed.claimed.occurred_on) == (Decimal("1234.50"), date(2026, 3, 1))
    assert filed.claimed.contact == "marketing"
    (evidence,) = filed.evidence
    sent = browser.client.get(f"/claims/{filed.number}/evidence/{evidence.number}")
    assert (sent.content, sent["Content-Type"]) == (PNG, "image/png")
    assert "sandbox" in sent["Content-Security-Policy"]


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"on": ""}, "Say on which day it was."),
        ({"amount": "a lot"}, "Write the amount as 1234.50."),
        ({"amount": "-5"}, "Write the amount as 1234.50."),
        ({"amount": "1e9"}, "Write the amount as 1234.50."),
        ({"what": ""}, "what sort of claim"),
    ],
)
def test_a_claim_that_cannot_be_filed_stays_on_the_page_as_it_was_typed(
    world: Parted, typed: dict[str, str], said: str
) -> None:
    browser = somebody(address("owner")).open("/claims/new")
    told = {"what": "advertising", "words": "Leaflets", "on": "2026-03-01", "amount": "10"} | typed
    browser.send("/claims/new", **told)
    assert (browser.status, said in browser.text) == (422, True)
    assert browser.page.forms[0][1]["words"] == "Leaflets"
    assert len(claims(member=NORTH)) == 1


def test_the_sort_of_a_claim_is_chosen_where_the_rules_name_some(world: Parted) -> None:
    enacted(
        "program: partners\nversions:\n  - effective_from: 2026-01-02\n    clauses:\n      shows: {title: A fair, "
        "earn_on: {kinds: [claim_approved], attributes: {claim: [fair]}}, window: fact, mechanic: {percent: 50 %}, "
        "reward: {unit: EUR}}\n"
    )
    browser = somebody(address("owner")).open("/claims/new")
    assert "A fair (fair)" in browser.text
    browser.send("/claims/new", what="fair", on="2026-03-01", amount="10")
    assert claims(member=NORTH)[-1].claimed.what == "fair"


def test_a_program_in_the_coat_of_a_picture_is_no_picture(world: Parted) -> None:
    browser = somebody(address("owner")).open("/claims/new")
    page = SimpleUploadedFile("ad.png", b"<html><script>alert(1)</script></html>", "image/png")
    browser.send("/claims/new", what="advertising", on="2026-03-01", files=page)
    if browser.status == 200:
        filed = claims(member=NORTH)[-1]
        sent = browser.client.get(f"/claims/{filed.number}/evidence/{filed.evidence[0].number}")
        assert sent["Content-Type"] not in {"text/html", "image/png"}
        assert "attachment" in sent["Content-Disposition"]


def test_somebody_of_two_companies_chooses_where_to_look(world: Parted) -> None:
    members.change_contact(key=SOUTH, contact="owner", email=address("owner"), actor="user:1")
    browser = somebody(address("owner")).open("/more").send("/more/company", member=SOUTH)
    assert "South Wheels" in browser.text
    assert "Nordwind" in browser.open("/more").text
    assert "N-100" not in browser.open("/history").text
    assert browser.open(f"/statements/{world.ours.statement}").status == 404


def test_who_has_left_is_out_with_the_next_page(world: Parted) -> None:
    browser = somebody(address("owner")).open("/")
    members.change_contact(key=NORTH, contact="owner", left_on=date(2026, 3, 1), actor="user:1")
    browser.open("/")
    assert (browser.status, "No company here knows this address" in browser.text) == (403, True)


def test_a_new_role_holds_with_the_next_page(world: Parted) -> None:
    browser = somebody(OF_NOBODY)
    assert browser.open("/statements").status == 403
    members.change_contact(key=NORTH, contact="nobody", roles=["accountant"], actor="user:1")
    assert browser.open("/statements").status == 200


def test_help_is_linked_where_the_supplier_names_it(world: Parted, monkeypatch: pytest.MonkeyPatch) -> None:
    browser = somebody(address("seller"))
    assert "Help from your supplier" not in browser.open("/more").text
    for told, linked in (("mailto:help@supplier.example", True), ("javascript:alert(1)", False)):
        monkeypatch.setenv("RISTORNO_HELP", told)
        assert (told in browser.open("/more").page.links) is linked


def test_the_language_is_chosen_and_stays(world: Parted) -> None:
    browser = somebody(address("owner")).open("/more")
    browser.send("/language", language="th")
    assert 'lang="th"' in browser.response.content.decode()
    browser.client.post("/language", {"language": "xx"})
    assert 'lang="th"' in browser.open("/").response.content.decode()


@pytest.mark.parametrize(
    ("asked", "shown"),
    [
        ("clause=quarterly", 1),
        ("document=n-100%2F2", 1),
        ("since=2026-02-01&until=2026-02-28", 3),
        ("clause=points&document=N-100", 2),
        ("document=S-4321", 0),
        ("since=yesterday", 5),
    ],
)
def test_amounts_are_looked_for_and_taken_away(world: Parted, asked: str, shown: int) -> None:
    """Of two orders there are points each, and bonuses of one quarter and two months."""
    browser = somebody(address("buyer")).open(f"/history?{asked}")
    assert len([link for link in browser.page.links if link.startswith("/history/") and link[9:].isdigit()]) == shown
    sheet = CalamineWorkbook.from_filelike(BytesIO(browser.client.get(f"/history/workbook?{asked}").content))
    rows = sheet.get_sheet_by_index(0).to_python()[1:]
    assert len(rows) == shown
    assert all(isinstance(row[2], date) and isinstance(row[4], float) for row in rows)


def test_what_others_hand_on_is_in_the_history_without_their_affairs(world: Parted) -> None:
    """A hundredth of what South buys goes to who brought it: 43.22 of 4,321.77."""
    enacted(
        "program: brought\ntitle: Brought\ntime_zone: Europe/Berlin\nunits: {EUR: {kind: money}}\n"
        "clauses: {thanks: {title: Thanks, window: document, mechanic: {percent: 1 %}, "
        "reward: {unit: EUR, to: party.referrer}}}"
    )
    told = {"document": "S-4321/9", "line": "1", "member": SOUTH, "currency": "EUR", "parties": {"referrer": NORTH}}
    bought = Draft(occurred_at=date(2026, 3, 3), amount=Decimal("4321.77"), **told)  # type: ignore[arg-type]
    ingest(drafts=[bought], channel="command", at=AT, actor="user:1")
    run(member=SOUTH, at=AT, actor="system:test")
    browser = somebody(address("owner")).open("/history?clause=thanks")
    assert "Thanks 3 Mar 2026 · handed on to you" in browser.text
    assert "+€43.22" in browser.text
    assert "S-4321" not in browser.text
    assert [link for link in browser.page.links if link[9:].isdigit()] == []
    assert "43.22" not in somebody(STRANGER).open("/history?clause=thanks").text


def test_a_new_company_reads_what_will_stand_on_its_pages(world: Parted) -> None:
    members.add(key="fresh", name="Fresh & <b>New</b>", actor="user:1")
    members.add_contact(key="fresh", contact="o", email="o@fresh.example", roles=["owner"], actor="user:1")
    browser = somebody("o@fresh.example")
    told = {
        "/": "The first €1,500 bring 1%.",
        "/wallet": "The wallet is still empty",
        "/history": "Nothing was earned yet",
        "/statements": "No statement yet",
        "/claims": "No claims yet",
    }
    for path, text in told.items():
        assert text in browser.open(path).text, path
        assert "Fresh &amp; &lt;b&gt;New" in browser.response.content.decode()


def test_no_script_and_no_style_stands_in_a_page(world: Parted) -> None:
    browser = somebody(address("owner"))
    for path in ("/", "/wallet", "/history", "/statements", "/rules", "/claims", "/claims/new", "/more"):
        page = browser.open(path).response
        text = page.content.decode()
        assert page["Content-Security-Policy"].startswith("default-src 'none'; script-src 'self'")
        assert not re.search(r"<style| style=| on\w+=|javascript:", text), path
        assert set(re.findall(r"<script[^>]*>([^<]*)</script>", text)) == {""}
        assert page["Cache-Control"] == "private, no-store"


@pytest.mark.parametrize(("path", "most"), [("/", 27), ("/wallet", 26), ("/history", 14), ("/statements", 14)])
def test_a_page_asks_the_database_a_few_questions(world: Parted, path: str, most: int) -> None:
    browser = somebody(address("owner")).open(path)
    with CaptureQueriesContext(connection) as asked:
        browser.open(path)
    assert len(asked) <= most, [each["sql"][:90] for each in asked]


def test_what_was_bought_since_is_on_home_at_once(world: Parted) -> None:
    """What is remembered of a history is forgotten as soon as something comes to it."""
    browser = somebody(address("owner")).open("/")
    assert "€43,513.18" in browser.text
    told = {"document": "N-9", "line": "1", "member": NORTH, "currency": "EUR"}
    bought = Draft(occurred_at=date(2026, 3, 2), amount=Decimal(513), **told)  # type: ignore[arg-type]
    ingest(drafts=[bought], channel="command", at=AT, actor="user:1")
    assert "€43,000.18 more to Gold" in browser.open("/").text
    remembered.forget()


def test_another_company_has_its_own_home(world: Parted) -> None:
    text = somebody(STRANGER).open("/").text
    assert "South Wheels" in text
    assert "43,513.18" not in text


def test_the_row_from_nothing_up_is_shown_too_and_is_not_reached_by_nothing(world: Parted) -> None:
    rates = "{0: 3 %, 90_000: 4 %}"
    enacted(
        "program: plain\ntitle: Plain\ntime_zone: Europe/Berlin\nunits: {EUR: {kind: money}}\n"
        f"clauses: {{commission: {{window: year, mechanic: {{brackets: {{mode: retroactive, rates: {rates}}}}}}}}}"
    )
    members.add(key="plain", name="Plain", actor="user:1")
    members.add_contact(key="plain", contact="o", email="o@plain.example", roles=["owner"], actor="user:1")
    browser = somebody("o@plain.example").open("/")
    assert "3% from €0 4% from €90,000" in browser.text
    assert 'class="reached"' not in browser.response.content.decode()
