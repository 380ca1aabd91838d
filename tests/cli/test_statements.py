"""Documents of statements from the command line; what is written stays, so every test has names of its own."""

from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from apps.accruals.world import begin
from apps.settlements.world import PROGRAM, fact, tell
from cli.conftest import Ristorno
from ristorno.apps.settlements.operations import close
from ristorno.apps.settlements.queries import statements


@pytest.fixture
def number(name: str) -> str:
    """A statement of a member and a program with a name of their own."""
    text = PROGRAM.replace("program: dealers", f"program: {name}").replace("PTS", f"P{name}")
    begin(text, keys=[name])
    tell(fact(name, 600_000, member=name))
    made = datetime(2026, 4, 10, 12, tzinfo=UTC)
    closing = close(program=name, through=date(2026, 3, 31), at=made, actor="user:1", members=[name])
    return statements(closing=closing.number)[0].number


def test_a_statement_is_written_as_pdf_and_workbook(number: str, tmp_path: Path, ristorno: Ristorno) -> None:
    pdf, xlsx = tmp_path / "one.pdf", tmp_path / "one.xlsx"

    told = ristorno("settlements", "document", number, "--pdf", pdf, "--xlsx", xlsx, "--language", "th")

    assert (told.code, told.out) == (0, "")
    assert pdf.read_bytes().startswith(b"%PDF-")
    assert xlsx.read_bytes().startswith(b"PK")


def test_what_cannot_be_written_is_told(number: str, tmp_path: Path, ristorno: Ristorno) -> None:
    none = ristorno("settlements", "document", number)
    nowhere = ristorno("settlements", "document", number, "--pdf", tmp_path / "no" / "one.pdf")
    nothing = ristorno("settlements", "document", f"{number}0", "--pdf", tmp_path / "one.pdf")

    assert [each.code for each in (none, nowhere, nothing)] == [2, 2, 2]
    assert "usage.nothing_to_write" in none.err
    assert "file.unwritable" in nowhere.err
    assert f"{number}0" in nothing.err
