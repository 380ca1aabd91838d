"""Documents of a statement: in three languages, every number and letter there, the same bytes each time."""

import re
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from pathlib import Path
from time import process_time
from typing import Any

import pypdfium2
import pytest
from python_calamine import CalamineWorkbook

from apps.settlements.world import BORIS, JULY, PROGRAM, Q2, accounts, begin, close, fact, only, tell
from ristorno.apps.members.models import Member
from ristorno.apps.settlements import operations
from ristorno.kernel.problem import Refused
from ristorno.report.settlement import StatementTold, gather, pdf, write_book
from ristorno.report.settlement.paper import document
from ristorno.report.words import LANGUAGES

pytestmark = pytest.mark.django_db
THAI = "[\u0e00-\u0e7f]"
NAMED = PROGRAM.replace(
    "  quarterly:\n",
    "  quarterly:\n    title: {en: Quarterly bonus, ru: Квартальный бонус, th: โบนัสรายไตรมาสสำหรับน้ำมันเครื่อง}\n",
)


@pytest.fixture
def number() -> str:
    """The second statement of a firm: a quarter, and a true-up of the one before."""
    begin(NAMED, keys="M")
    Member.objects.filter(key="M").update(name="ООО «Шины и Ко»", language="ru")
    tell(fact("A-1/77", 600_000), fact("D2", 123_456))
    close()
    tell(fact("D3", 900_000, "2026-03-31"), fact("D4", 500_001, "2026-05-05"))
    return only(close(Q2, JULY)).number


def squeezed(text: str) -> str:
    """Without blanks and breaks of lines, which a page sets as it likes."""
    return re.sub(r"\s|\u00ad|\ufffe", "", text)


def printed(content: bytes) -> str:
    pages = pypdfium2.PdfDocument(content)
    return squeezed("".join(page.get_textpage().get_text_range() for page in pages))


def texts(told: object) -> list[str]:
    """All texts of a document, however deep they lie."""
    if isinstance(told, str):
        return [told]
    parts: Any = told.values() if isinstance(told, dict) else told if isinstance(told, list | tuple) else ()
    return [text for part in parts for text in texts(part)]


def stands(text: str, found: str) -> bool:
    """Whether a text is printed.

    Readers of PDFs tell Thai letters that are set in one another twice, and between others. So letters of Thai are
    looked for in their order, with such letters between them; all others as they are.
    """
    wanted = squeezed(text)
    if not re.search(THAI, wanted):
        return wanted in found
    return re.search(f"{THAI}{{0,9}}".join(re.escape(sign) for sign in wanted), found) is not None


@pytest.mark.parametrize("language", LANGUAGES)
def test_everything_that_a_statement_says_is_on_paper(number: str, language: str) -> None:
    told = gather(number, language)
    said = {key: value for key, value in document(told).items() if key != "language"}

    found = printed(pdf(told))

    words = [text for text in texts(said) if text not in {"table", "text"}]
    assert len(words) > 80
    assert [text for text in words if not stands(text, found)] == []


def test_amounts_are_written_as_the_language_writes_them(number: str) -> None:
    found = {language: printed(pdf(gather(number, language))) for language in LANGUAGES}

    assert "₽48,703.68" in found["en"]
    assert "48703,68₽" in found["ru"].replace("\u00a0", "")
    assert "Доначислениезапрошлыйпериод:ранеерассчитано14469,12₽" in found["ru"].replace("\u00a0", "")
    assert stands("โบนัสรายไตรมาสสำหรับน้ำมันเครื่อง", found["th"])


def test_a_member_reads_its_own_language(number: str) -> None:
    assert gather(number).voice.language == "ru"
    assert gather(number).member == "ООО «Шины и Ко» (M)"
    with pytest.raises(Refused) as refused:
        gather(number, "de")
    assert refused.value.problems[0].code == "usage.language"


def test_the_same_statement_is_the_same_file(number: str, tmp_path: Path) -> None:
    first, second = gather(number), gather(number)
    paths = [tmp_path / "1.xlsx", tmp_path / "2.xlsx"]

    for path, told in zip(paths, (first, second), strict=True):
        write_book(path, told)

    assert pdf(first) == pdf(second)
    assert paths[0].read_bytes() == paths[1].read_bytes()


@pytest.fixture
def told(number: str) -> StatementTold:
    return gather(number, "en")


def test_the_workbook_holds_every_line_with_its_facts(told: StatementTold, tmp_path: Path) -> None:
    path = tmp_path / "statement.xlsx"
    write_book(path, told)
    book = CalamineWorkbook.from_path(str(path))

    assert book.sheet_names == ["Statement", "Arithmetic", "Lines"]
    front = book.get_sheet_by_name("Statement").to_python()
    amounts = [row[4:7] for row in front if row[1] == "Quarterly bonus"]
    assert [[round(float(str(cell)), 2) for cell in row] for row in amounts] == [
        [48703.68, 14469.12, 34234.56],
        [10000.02, 0, 10000.02],
    ]
    counted = {row[4] for row in book.get_sheet_by_name("Lines").to_python()[1:]}
    assert {"A-1/77/1", "D2/1", "D3/1", "D4/1"} <= counted


def test_an_issued_statement_tells_what_was_paid_and_the_wallet_before_and_after(number: str, tmp_path: Path) -> None:
    accounts("M")
    later = JULY + timedelta(days=3)
    for each in ("dealers-2026Q1-000001", number):
        operations.approve(number=each, at=later, actor=BORIS)
        operations.issue(number=each, at=later + timedelta(days=each == number), actor=BORIS)

    told = gather(number, "en")
    found = printed(pdf(told))

    (wallet,) = [each for each in told.wallets if each.unit == "RUB"]
    assert wallet.after is not None
    assert (wallet.before.pending, wallet.before.free) == (Decimal("44234.58"), Decimal(0))
    assert (wallet.after.pending, wallet.after.free) == (Decimal(0), Decimal(0))
    (paper,) = told.state.papers
    assert squeezed(f"Payment {paper.number} 14 July 2026 ₽44,234.58") in found
    assert squeezed("What turns out otherwise later will stand on a later statement as a true-up.") in found
    write_book(tmp_path / "issued.xlsx", told)
    front = CalamineWorkbook.from_path(str(tmp_path / "issued.xlsx")).get_sheet_by_name("Statement").to_python()
    assert [row[1:3] for row in front if row[1] == "Payment"] == [["Payment", paper.number]]


def test_a_long_statement_is_a_small_file_made_quickly(told: StatementTold) -> None:
    line = told.lines[0]
    many = [replace(line, state=replace(line.state, place=n, document=f"INV-{n}")) for n in range(1, 1_001)]
    began = process_time()
    content = pdf(replace(told, lines=many))
    assert process_time() - began < 6  # a third of it on a machine that does nothing else
    assert len(content) < 1_000_000
    found = printed(content)
    assert all(f"INV-{n}" in found for n in (1, 500, 1_000))
