"""Settling on another database: the same files as here, and a sentence where there is no such database."""

from pathlib import Path

import pytest

from cli.conftest import Ristorno


def files_of(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir() if path.suffix == ".csv"}


def test_postgres_settles_to_the_same_files(
    ristorno: Ristorno, program: Path, facts: Path, tmp_path: Path, postgres_address: str
) -> None:
    asked = ("settle", program, facts, "--format", "csv", "--output")
    assert ristorno(*asked, tmp_path / "here").code == 0

    there = ristorno(*asked, tmp_path / "there", "--on", postgres_address, "--schema", "dealers")

    assert there.code == 0
    assert files_of(tmp_path / "there") == files_of(tmp_path / "here") != {}


def test_what_came_since_is_settled_there_too(
    ristorno: Ristorno, program: Path, tmp_path: Path, postgres_address: str
) -> None:
    header = "document,line,occurred_at,kind,member,amount"
    rows = [f"D-{number},1,2026-02-0{number % 9 + 1},purchase,M{number},{number}00.00" for number in range(1, 13)]
    settled = ("--as-of", "2026-06-30", "--on", postgres_address, "--output", tmp_path / "settled")

    def settled_with(rows: list[str]) -> str:
        (tmp_path / "part.csv").write_text("\n".join([header, *rows]))
        ristorno("facts", "import", tmp_path / "part.csv", "--store", tmp_path / "store")
        return ristorno("settle", program, tmp_path / "store", *settled).out

    settled_with(rows[:-1])
    further = settled_with([rows[-1].replace("D-12", "D-0").replace("M12", "M3")])
    whole = ristorno("settle", program, tmp_path / "store", "--as-of", "2026-06-30", "--output", tmp_path / "whole")

    told = "New facts since the run before touch 1 member; the rest stands.\n"
    assert told in further
    assert further.replace(told, "") == whole.out


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["--on", "mysql://root:secret@here/db"], "mysql"),
        (["--on", "somewhere"], "no scheme"),
        (["--on", "sc://127.0.0.1:1"], "--shared FOLDER"),
        (["--on", "postgresql://nobody@127.0.0.1:1/none"], "PostgreSQL says"),
    ],
)
def test_where_nothing_can_count_a_sentence_says_so(
    ristorno: Ristorno, program: Path, facts: Path, tmp_path: Path, words: list[str], told: str
) -> None:
    refused = ristorno("settle", program, facts, "--output", tmp_path / "out", *words)

    assert refused.code == 2
    assert told in " ".join(refused.err.split())
    assert "secret" not in refused.err
    assert not (tmp_path / "out").exists()
