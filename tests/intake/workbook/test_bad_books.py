"""Broken workbooks get a sentence, never a traceback; other formats are read as far as they tell."""

import shutil
import subprocess
import zipfile
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from intake.workbook.books import HEADER, SHEET, Formula, changed, write_book
from intake.workbook.test_reading import facts_of, reasons, row
from ristorno.intake import open_facts
from ristorno.kernel.problem import Refused


@pytest.fixture
def book(tmp_path: Path) -> Path:
    return write_book(tmp_path / "s.xlsx", {"Sales": [HEADER, row(), row("A2", amount=Formula("=D2", 5.5))]})


@pytest.mark.parametrize("name", ["s.xlsx", "s.xls", "s.xlsb", "s.ods", "s.xlsm"])
@pytest.mark.parametrize("content", [b"", b"PK\x03\x04" + b"x" * 100, b"\xd0\xcf\x11\xe0" * 50, b"document,member\n"])
def test_what_is_no_workbook_is_refused(tmp_path: Path, name: str, content: bytes) -> None:
    path = tmp_path / name
    path.write_bytes(content)
    with pytest.raises(Refused) as caught:
        open_facts(path)
    assert {problem.code for problem in caught.value.problems} == {"intake.no_workbook"}


def test_a_workbook_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(Refused, match="There is no such file"):
        open_facts(tmp_path / "none.xlsx")


@given(position=st.integers(0, 10_000), byte=st.integers(0, 255))
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60)
def test_damaged_parts_are_read_or_refused(book: Path, position: int, byte: int) -> None:
    def damage(xml: str) -> str:
        raw = bytearray(xml.encode())
        raw[position % len(raw)] = byte
        return raw.decode("latin-1")

    damaged = changed(Path(shutil.copy(book, book.with_name("damaged.xlsx"))), SHEET, damage)
    try:
        with open_facts(damaged) as opened:
            list(opened.log())
    except Refused:
        pass


def test_prefixed_markup_is_understood(book: Path) -> None:
    """Some exporters write ``x:c`` for ``c``."""

    def prefixed(xml: str) -> str:
        for tag in ("worksheet", "sheetData", "row", "c", "f", "v"):
            xml = (
                xml.replace(f"<{tag} ", f"<x:{tag} ")
                .replace(f"<{tag}>", f"<x:{tag}>")
                .replace(f"</{tag}>", f"</x:{tag}>")
            )
        return xml.replace("xmlns=", "xmlns:x=").replace("<x:v>5.5</x:v>", "<x:v></x:v>")

    assert reasons(facts_of(changed(book, SHEET, prefixed))[1]) == [
        ("intake.uncomputed_formula", "s.xlsx: Sales!D3 (amount)")
    ]


def test_lock_files_of_a_folder_are_passed_over(tmp_path: Path, book: Path) -> None:
    (tmp_path / "~$s.xlsx").write_bytes(b"locked by somebody")
    with open_facts(tmp_path) as opened:
        assert len(list(opened.log())) == 2


def test_a_workbook_under_the_name_of_a_csv_file(book: Path) -> None:
    with pytest.raises(Refused, match="This is a workbook or an archive, not a CSV file"):
        open_facts(Path(shutil.copy(book, book.with_name("s.csv"))))


@pytest.mark.parametrize("ending", ["ods", "xls"])
def test_other_formats(book: Path, ending: str) -> None:
    office = shutil.which("soffice")
    if office is None:
        pytest.skip("no office program is here to write other formats")
    profile = f"-env:UserInstallation=file://{book.parent}/profile"
    command = [office, profile, "--headless", "--convert-to", ending, "--outdir", str(book.parent), str(book)]
    subprocess.run(command, check=True, capture_output=True, timeout=120)
    facts, receipt = facts_of(book.with_suffix(f".{ending}"))
    assert [fact.document for fact in facts] == ["A1", "A2"]
    assert facts[0].amount == Decimal(10)
    assert receipt.quarantined == 0


def test_entities_do_not_grow(book: Path) -> None:
    bomb = '<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">]>'
    changed(book, SHEET, lambda xml: xml.replace("?>", f"?>{bomb}", 1).replace("<v>5.5</v>", "<v>&b;</v>"))
    assert zipfile.is_zipfile(book)
    try:
        with open_facts(book) as opened:
            assert len(list(opened.log())) <= 2
    except Refused:
        pass
