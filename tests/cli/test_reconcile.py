"""A partner's own list against a statement, from the command line."""

from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path

import pytest
import xlsxwriter
from python_calamine import CalamineWorkbook

from apps.accruals.world import begin
from apps.settlements.world import PROGRAM, fact, tell
from cli.conftest import Ristorno, said
from ristorno.apps.settlements.operations import close
from ristorno.apps.settlements.queries import statements

pytestmark = pytest.mark.usefixtures("wide")
PARTNERS = [
    ("Номер накладной", "Дата", "Сумма без НДС"),
    ("1", "10.02.2026", "600 000,00"),
    ("2", "11.02.2026", "1 000,50"),
    ("3", "12.02.2026", "70,00"),
    ("4", "15.05.2026", "80,00"),
    ("5", "12.02.2026", "oops"),
]


@pytest.fixture
def number(name: str) -> str:
    text = PROGRAM.replace("program: dealers", f"program: {name}").replace("PTS", f"P{name}")
    begin(text, keys=[name])
    rows = [("1", 600_000, "2026-02-10"), ("2", 1_001, "2026-02-11"), ("9", 5, "2026-03-01"), ("8", 5, "2026-04-01")]
    tell(*(fact(number, amount, day, member=name, source=name) for number, amount, day in rows))
    made = datetime(2026, 4, 10, 12, tzinfo=UTC)
    closing = close(program=name, through=date(2026, 3, 31), at=made, actor="user:1", members=[name])
    return statements(closing=closing.number)[0].number


@pytest.fixture
def csv(tmp_path: Path) -> Path:
    path = tmp_path / "ours.csv"
    good = [row for row in PARTNERS if row[2] != "oops"]
    path.write_text("\n".join(";".join(row) for row in good), encoding="utf-8")
    return path


def test_a_list_is_read_by_its_headers_and_told_line_by_line(
    number: str, csv: Path, tmp_path: Path, ristorno: Ristorno
) -> None:
    output = tmp_path / "found.xlsx"

    told = ristorno(
        "settlements", "reconcile", number, csv, "--period", "2026-Q1", "--output", output, "--language", "ru"
    )

    assert told.code == 0, told.err
    assert "document = Номер накладной, occurred_at = Дата, amount = Сумма без НДС" in told.err.replace("\n", " ")
    assert "1 missing_here, 1 missing_there, 1 amount, 1 matched." in told.out
    assert "Theirs 601,070.50 - ours 601,006.00 = 64.50." in told.out
    assert "1 documents of theirs lie outside the period." in told.out
    book = CalamineWorkbook.from_path(str(output))
    rows = {row[0]: row for row in book.get_sheet_by_name("Строки").to_python()[1:]}
    assert rows["2"][1] == "другая сумма"
    assert Decimal(str(rows["2"][6])) == Decimal("-0.5")
    assert [rows[each][1] for each in "139"] == ["совпадает", "только у вас", "только у нас"]
    assert (rows["1"][7], rows["3"][7]) == ("да", "")


def test_a_workbook_with_a_row_that_cannot_be_read(number: str, tmp_path: Path, ristorno: Ristorno) -> None:
    path, output = tmp_path / "partner.xlsx", tmp_path / "found.xlsx"
    book = xlsxwriter.Workbook(str(path))
    sheet = book.add_worksheet("2026")
    days = book.add_format({"num_format": "dd.mm.yyyy"})
    sheet.write_row(0, 0, ("Invoice No", "Invoice Date", "Amount"))
    for row, (document, day, amount) in enumerate([("1", 10, 600_000), ("2", 11, 1_001), ("9", 40, "oops")], 1):
        sheet.write(row, 0, document)
        sheet.write_datetime(row, 1, datetime(2026, 2, min(day, 28)), days)  # noqa: DTZ001
        sheet.write(row, 2, amount)
    book.close()
    mapping = tmp_path / "m.yaml"
    mapping.write_text(
        "mapping: theirs\ntime_zone: Europe/Moscow\nfacts:\n  document: Invoice No\n"
        f"  member: {{value: {statement_member(number)}}}\n  occurred_at: Invoice Date\n  amount: Amount\n"
    )

    told = ristorno(
        "settlements", "reconcile", number, path, "--mapping", mapping, "--period", "2026-Q1", "--output", output
    )

    assert told.code == 0, told.err
    assert "1 missing_there, 2 matched." in told.out
    assert "1 rows of the file could not be read." in told.out
    assert "Not read" in CalamineWorkbook.from_path(str(output)).sheet_names


def statement_member(number: str) -> str:
    return number.partition("-")[0]


def test_headers_that_do_not_say_it_are_refused(number: str, tmp_path: Path, ristorno: Ristorno) -> None:
    path = tmp_path / "odd.csv"
    path.write_text("a;b\n1;2\n", encoding="utf-8")

    told = ristorno("settlements", "reconcile", number, path)

    assert told.code == 2
    assert "reconcile.columns" in told.err
    assert "the number of a document, its date, its amount" in told.err.replace("\n", " ")


def test_the_command_loads_nothing_of_the_database_before_it_is_open(folder: Path) -> None:
    told = said(folder, "settlements", "reconcile", "--help")

    assert (told.code, "PARTNER.xlsx" in told.out) == (0, True), told.err
