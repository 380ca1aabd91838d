import csv
from pathlib import Path

from cli.conftest import FACTS, Ristorno


def test_importing_twice_changes_nothing(ristorno: Ristorno, facts: Path, program: Path, tmp_path: Path) -> None:
    store = tmp_path / "store"

    first = ristorno("facts", "import", facts, "--store", store)
    again = ristorno("facts", "import", facts, "--store", store)

    assert first.code == again.code == 0
    assert "1 set aside" in first.out
    assert "accepted" not in again.out
    assert ristorno("evaluate", program, store, "--as-of", "2026-03-31", "--format", "csv").out == (
        ristorno("evaluate", program, facts, "--as-of", "2026-03-31", "--format", "csv").out
    )


def test_strict_tells_scripts_that_rows_were_set_aside(ristorno: Ristorno, facts: Path, tmp_path: Path) -> None:
    assert ristorno("facts", "import", facts, "--store", tmp_path / "store", "--strict").code == 3


def test_what_was_set_aside_is_listed_and_written(ristorno: Ristorno, facts: Path, tmp_path: Path) -> None:
    store, file = tmp_path / "store", tmp_path / "aside.csv"
    ristorno("facts", "import", facts, "--store", store)

    listed = ristorno("facts", "quarantine", store)
    ristorno("facts", "quarantine", store, "--csv", file)

    with file.open(encoding="utf-8-sig", newline="") as rows:
        (row,) = csv.DictReader(rows)
    assert f"{facts.name}:8" in listed.out
    assert row["document"] == "B-2"


def test_what_the_source_lost_is_shown_before_it_is_retracted(ristorno: Ristorno, facts: Path, tmp_path: Path) -> None:
    store, rest = tmp_path / "store", tmp_path / "rest.csv"
    ristorno("facts", "import", facts, "--store", store)
    rest.write_text(
        "".join(line for line in FACTS.splitlines(keepends=True) if not line.startswith("A-2")), encoding="utf-8"
    )
    words = ("facts", "import", rest, "--store", store, "--complete-for", "2026-02")

    asked = ristorno(*words)
    done = ristorno(*words, "--yes")

    assert asked.code == 2
    assert "A-2" in asked.out
    assert "usage.confirm" in asked.err
    assert done.code == 0
    assert "1 retracted" in done.out


def test_check_shows_columns_and_what_would_be_set_aside(ristorno: Ristorno, facts: Path) -> None:
    said = ristorno("facts", "check", facts)

    assert said.code == 0
    assert "occurred_at" in said.out
    assert "no_member" in said.out


def test_check_proposes_a_mapping_that_works(ristorno: Ristorno, program: Path, tmp_path: Path) -> None:
    file, mapping = tmp_path / "export.csv", tmp_path / "mapping.yaml"
    file.write_text(
        "Накладная;Дата;Контрагент;Сумма\n1;10.01.2026;7707083893;1200,50\n2;11.01.2026;7707083893;300,00\n",
        encoding="windows-1251",
    )

    said = ristorno("facts", "check", file, "--save-mapping", mapping)

    assert said.code == 0
    evaluated = ristorno("evaluate", program, file, "--mapping", mapping, "--format", "csv", "--as-of", "2026-03-31")
    assert "30.01" in evaluated.out  # 1,500.50 x 2 %
