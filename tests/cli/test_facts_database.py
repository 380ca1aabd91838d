"""Facts in the database from the command line, where nobody else has told any."""

from pathlib import Path

import pytest

from cli.conftest import Ristorno

pytestmark = pytest.mark.usefixtures("own_database", "wide")

ROWS = """source,document,line,member,occurred_at,amount
erp,D1,1,M,2026-03-01,10
erp,D2,1,M,2026-03-02,20
erp,D3,1,,2026-03-01,30
"""


def test_a_file_goes_into_the_database_as_into_a_store(ristorno: Ristorno, tmp_path: Path) -> None:
    path = tmp_path / "march.csv"
    path.write_text(ROWS)
    store = ristorno("facts", "import", path, "--store", tmp_path / "store")

    first = ristorno("facts", "import", path, "--database")

    assert first.code == 0, first.err
    told = "ristorno facts quarantine"
    assert first.out.split(told)[0] == store.out.split(told)[0]
    assert "2 duplicate, 1 set aside" in ristorno("facts", "import", path, "--database").out
    waits = ristorno("facts", "quarantine", "--database").out
    assert "[intake.no_member]" in waits
    assert "2 lines since 2026-03-01 wait for a member with the code M." in waits

    path.write_text("".join(ROWS.splitlines(keepends=True)[:2]))
    asked = ristorno("facts", "import", path, "--database", "--complete-for", "2026-03")
    assert asked.code == 2
    assert "Would be retracted" in asked.out
    done = ristorno("facts", "import", path, "--database", "--complete-for", "2026-03", "--yes")
    assert "1 duplicate, 1 retracted" in done.out


def test_the_database_becomes_a_store_into_which_nothing_is_imported(ristorno: Ristorno, tmp_path: Path) -> None:
    path, picture = tmp_path / "march.csv", tmp_path / "picture"
    path.write_text(ROWS)
    ristorno("facts", "import", path, "--database")

    first = ristorno("facts", "project", "--store", picture)

    assert first.out == f"{picture}: 0 versions of lines written, all made anew; high water 1.\n", first.err
    refused = ristorno("facts", "import", path, "--store", picture)
    assert refused.code == 2
    assert "intake.picture" in refused.err


@pytest.mark.parametrize("words", [[], ["--database", "--store", "here"]])
def test_facts_are_kept_in_one_place(ristorno: Ristorno, tmp_path: Path, words: list[str]) -> None:
    path = tmp_path / "march.csv"
    path.write_text(ROWS)

    refused = ristorno("facts", "import", path, *words)

    assert refused.code == 2
    assert "usage.one_keeper" in refused.err
