"""Facts in the database from the command line, on a server of its own."""

from pathlib import Path

import pytest

from cli.test_database import folder, said

__all__ = ["folder"]

ROWS = """source,document,line,member,occurred_at,amount
erp,D1,1,M,2026-03-01,10
erp,D2,1,M,2026-03-02,20
erp,D3,1,,2026-03-01,30
"""


def test_a_file_goes_into_the_database_as_into_a_store(folder: Path, tmp_path: Path) -> None:
    path = tmp_path / "march.csv"
    path.write_text(ROWS)
    store = said(folder, "facts", "import", str(path), "--store", str(tmp_path / "store"))

    first = said(folder, "facts", "import", str(path), "--database")

    assert first.returncode == 0, first.stderr
    told = "ristorno facts quarantine"
    assert first.stdout.split(told)[0] == store.stdout.split(told)[0]
    assert "2 duplicate, 1 set aside" in said(folder, "facts", "import", str(path), "--database").stdout
    waits = said(folder, "facts", "quarantine", "--database").stdout
    assert "[intake.no_member]" in waits
    assert "2 lines since 2026-03-01 wait for a member with the code M." in waits

    path.write_text("".join(ROWS.splitlines(keepends=True)[:2]))
    asked = said(folder, "facts", "import", str(path), "--database", "--complete-for", "2026-03")
    assert asked.returncode == 2
    assert "Would be retracted" in asked.stdout
    done = said(folder, "facts", "import", str(path), "--database", "--complete-for", "2026-03", "--yes")
    assert "1 duplicate, 1 retracted" in done.stdout


def test_the_database_becomes_a_store_into_which_nothing_is_imported(folder: Path, tmp_path: Path) -> None:
    path, picture = tmp_path / "march.csv", tmp_path / "picture"
    path.write_text(ROWS)
    said(folder, "facts", "import", str(path), "--database")

    first = said(folder, "facts", "project", "--store", str(picture))

    assert first.stdout == f"{picture}: 0 versions of lines written, all made anew; high water 1.\n", first.stderr
    refused = said(folder, "facts", "import", str(path), "--store", str(picture))
    assert refused.returncode == 2
    assert "intake.picture" in refused.stderr


@pytest.mark.parametrize("words", [[], ["--database", "--store", "here"]])
def test_facts_are_kept_in_one_place(folder: Path, tmp_path: Path, words: list[str]) -> None:
    path = tmp_path / "march.csv"
    path.write_text(ROWS)

    refused = said(folder, "facts", "import", str(path), *words)

    assert refused.returncode == 2
    assert "usage.one_keeper" in refused.stderr
