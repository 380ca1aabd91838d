"""Workbooks read back: every amount exact, every formula worth what it says, nothing run that came from a file."""

import re
import shutil
import subprocess
import zipfile
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from python_calamine import CalamineWorkbook

from cli.conftest import FACTS, Ristorno
from ristorno.intake.workbook.cells import Cell, cell_text
from ristorno.report.workbook.pen import Pen, amount_form, plain_form

Sheets = dict[str, list[list[str]]]


def read(path: Path) -> Sheets:
    book = CalamineWorkbook.from_path(path)
    return {name: [[_shown(cell) for cell in row] for row in _rows(book, name)] for name in book.sheet_names}


def _rows(book: CalamineWorkbook, name: str) -> list[list[Cell]]:
    return list(book.get_sheet_by_name(name).iter_rows())


def _shown(cell: Cell) -> str:
    return cell_text(cell)


def column(rows: list[list[str]], head: str) -> list[str]:
    index, at = next((i, row.index(head)) for i, row in enumerate(rows) if head in row)
    return [row[at] for row in rows[index + 1 :]]


@given(st.decimals(min_value=-(10**11), max_value=10**11, places=4))
def test_every_amount_is_written_digit_for_digit(tmp_path_factory: pytest.TempPathFactory, amount: Decimal) -> None:
    path = tmp_path_factory.mktemp("pen") / "n.xlsx"
    pen = Pen(path)
    sheet = pen.sheet("N", (20,))
    pen.number(sheet, 0, 0, amount, plain_form(amount))
    pen.number(sheet, 1, 0, amount, plain_form(amount), formula="=A1")
    pen.close()
    with zipfile.ZipFile(path) as package:
        xml = package.read("xl/worksheets/sheet1.xml").decode()
    assert [Decimal(text) for text in re.findall(r"<v>([^<]*)</v>", xml)] == [amount, amount]
    assert [Decimal(row[0]) for row in read(path)["N"]] == [amount, amount]


def test_numbers_that_a_spreadsheet_would_cut_are_texts(tmp_path: Path) -> None:
    pen = Pen(tmp_path / "n.xlsx")
    sheet = pen.sheet("N", (20,))
    pen.number(sheet, 0, 0, Decimal("12345678901234.5678"), "0")
    pen.number(sheet, 1, 0, Fraction(1, 3), "0")
    pen.number(sheet, 2, 0, Fraction(1, 3), "0", formula="=1/3")
    pen.close()
    assert [row[0] for row in read(tmp_path / "n.xlsx")["N"]] == [
        "12345678901234.5678", "≈ 0.3333", "0.33333333333333",
    ]  # fmt: skip


def test_formats_of_amounts() -> None:
    assert amount_form(2, "EUR", "en") == '"€"#,##0.00;-"€"#,##0.00'
    assert amount_form(2, "RUB", "ru") == '#,##0.00" ₽"'
    assert amount_form(0, None, "th") == "#,##0"
    assert plain_form(Decimal("7.1250")) == "#,##0.000"


@pytest.fixture
def answered(ristorno: Ristorno, program: Path, facts: Path, tmp_path: Path) -> Path:
    path = tmp_path / "answer.xlsx"
    said = ristorno("evaluate", program, facts, "--format", "xlsx", "--output", path)
    assert said.code == 0, said.err
    return path


def test_all_accruals(answered: Path) -> None:
    book = read(answered)
    assert list(book) == ["Summary", "Accruals", "Lines", "Set aside"]
    accruals = book["Accruals"]
    rows = [row for row in accruals[1:] if row[0]]
    amounts = {(row[1], row[4], row[5]): Decimal(row[9]) for row in rows}
    assert amounts["M1", "quarterly", "2026-Q1"] == Decimal("30.00")
    totals = {row[10]: Decimal(row[9]) for row in accruals if row[1] == "Total"}
    assert totals == {
        unit: sum((Decimal(row[9]) for row in rows if row[10] == unit), Decimal(0)) for unit in ("EUR", "PTS")
    }


def test_the_lines_of_every_accrual_are_there(answered: Path) -> None:
    lines = read(answered)["Lines"]
    of_quarter = [row for row in lines if row[2] == "quarterly" and row[1] == "M1" and row[3] == "2026-Q1"]
    assert sum(Decimal(row[9]) for row in of_quarter) == Decimal(1500)


def test_what_was_set_aside_is_there(answered: Path) -> None:
    aside = read(answered)["Set aside"]
    assert aside[1][0].endswith("facts.csv:8, column member")
    assert aside[1][3] == "The row names no member."


def test_texts_are_never_run(ristorno: Ristorno, program: Path, tmp_path: Path) -> None:
    facts = tmp_path / "facts.csv"
    facts.write_text(FACTS.replace("M1", "=1+1"), encoding="utf-8")
    path = tmp_path / "answer.xlsx"
    assert ristorno("evaluate", program, facts, "--format", "xlsx", "--output", path).code == 0
    assert "=1+1" in column(read(path)["Accruals"], "Member")


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("--format", "xlsx"), "A workbook does not go to standard output."),
        (("--output", "a.xlsx"), "--output is where a workbook goes"),
        (("--format", "xlsx", "--output", "/nowhere/a.xlsx"), "The workbook cannot be written"),
    ],
)
def test_refusals(ristorno: Ristorno, program: Path, facts: Path, words: tuple[str, ...], told: str) -> None:
    said = ristorno("evaluate", program, facts, *words)
    assert (said.code, told in said.err) == (2, True), said.err


@pytest.mark.parametrize("language", ["en", "ru", "th"])
def test_a_statement(ristorno: Ristorno, program: Path, facts: Path, tmp_path: Path, language: str) -> None:
    path = tmp_path / "statement.xlsx"
    words = ("--member", "M1", "--window", "2026-Q1", "--lang", language, "--output", path)
    said = ristorno("statement", program, facts, *words)
    assert said.code == 0, said.err
    front, steps, lines, *_ = read(path).values()
    totals = {row[6]: Decimal(row[5]) for row in front[-12:] if row[6] and not row[0]}
    assert totals["EUR"] == Decimal("30.00")
    assert any(row[3] == "1500" for row in steps)
    assert len(lines) > 3
    if language == "en":
        assert any("You bought" in row[1] for row in front)


def test_a_statement_of_nothing_says_so(ristorno: Ristorno, program: Path, facts: Path, tmp_path: Path) -> None:
    path = tmp_path / "statement.xlsx"
    words = ("--member", "M2", "--clause", "quarterly", "--window", "2031", "--output", path)
    said = ristorno("statement", program, facts, *words)
    assert said.code == 2
    assert "Nothing that member 'M2' may earn lies within 2031." in said.err


def test_a_spreadsheet_program_computes_the_same(
    ristorno: Ristorno, program: Path, facts: Path, tmp_path: Path
) -> None:
    office = shutil.which("soffice")
    if office is None:
        pytest.skip("no office program is here to compute formulas")
    path = tmp_path / "statement.xlsx"
    assert ristorno("statement", program, facts, "--member", "M1", "--output", path).code == 0
    told = read(path)
    with zipfile.ZipFile(path) as package:
        parts = {name: package.read(name) for name in package.namelist()}
    forgotten = tmp_path / "forgotten.xlsx"
    count = 0
    with zipfile.ZipFile(forgotten, "w") as package:
        for name, content in parts.items():
            if name.startswith("xl/worksheets/sheet"):
                text, found = re.subn(r"</f><v>[^<]*</v>", "</f>", content.decode())
                count, content = count + found, text.encode()
            package.writestr(name, content)
    assert count > 10
    profile = f"-env:UserInstallation=file://{tmp_path}/profile"
    command = [office, profile, "--headless", "--convert-to", "ods", "--outdir", str(tmp_path), str(forgotten)]
    subprocess.run(command, check=True, capture_output=True, timeout=120)
    assert read(tmp_path / "forgotten.ods") == told
