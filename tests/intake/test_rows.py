"""Lists that are no facts: read like files of facts, each cell with its place."""

from datetime import date
from pathlib import Path

import pytest
import xlsxwriter

from ristorno.intake.duck import workshop
from ristorno.intake.rows import header_words, headers_of, read_rows, take
from ristorno.kernel.problem import Problem, Refused

COLUMNS = {"key": ("key", "код", "tax number"), "name": ("name", "наименование"), "day": ("day", "дата")}


def written(folder: Path, text: str, encoding: str = "utf-8") -> Path:
    file = folder / "list.csv"
    file.write_bytes(text.encode(encoding))
    return file


@pytest.mark.parametrize(
    ("header", "words"),
    [
        ("TaxNumber", "tax number"),
        ("tax_number", "tax number"),
        (" Tax  number: ", "tax number"),
        ("КодТовара", "код товара"),
        ("Счёт-фактура", "счет фактура"),
        ("ชื่อ", "ชื่อ"),
    ],
)
def test_headers_are_words(header: str, words: str) -> None:
    assert header_words(header) == header_words(words)


@pytest.mark.parametrize("encoding", ["utf-8", "windows-1251", "utf-16"])
@pytest.mark.parametrize("mark", [",", ";", "\t"])
def test_any_usual_file_is_read(tmp_path: Path, encoding: str, mark: str) -> None:
    text = "Код;Наименование;Дата;Прочее\n007; Ёлка ;31.12.2025;x\n;;;\n8;Дуб;;\n".replace(";", mark)
    rows = read_rows(written(tmp_path, text, encoding), COLUMNS, ["key"])
    assert [(row.number, row["key"], row["name"], row.day("day")) for row in rows.rows] == [
        (2, "007", "Ёлка", date(2025, 12, 31)),
        (4, "8", "Дуб", None),
    ]
    assert rows.unread == ("Прочее",)
    assert rows.problems == ()


def test_rows_that_cannot_be_read_are_told_and_the_others_are_read(tmp_path: Path) -> None:
    rows = read_rows(written(tmp_path, 'key,name\n1,One\n2,"Two\n3,Three,more\n4,Four\n'), COLUMNS, ["key"])
    assert [row["key"] for row in rows.rows] == ["1", "4"]
    assert [(each.code, each.place.line) for each in rows.problems] == [
        ("intake.open_quote", 3),
        ("intake.wrong_width", 4),
    ]


def test_a_cell_of_a_workbook_is_told_by_its_name_and_one_without_a_value_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "list.xlsx"
    with xlsxwriter.Workbook(file) as book:
        sheet = book.add_worksheet("All of them")
        sheet.write_row(0, 0, ["Key", "Name", "Day"])
        sheet.write_row(1, 0, ["A", "One", "soon"])
        sheet.write_row(2, 0, [12345678901234567890, "Two"])
        sheet.write_row(3, 0, ["C", "Three"])
    rows = read_rows(file, COLUMNS, ["key", "name"])
    assert [str(each.place).split(": ")[1] for each in rows.problems] == ["'All of them'!A3 (Key)"]
    assert [row["key"] for row in rows.rows] == ["A", "C"]
    with pytest.raises(Refused, match=r"'All of them'!C2 \(Day\): 'soon' is no day"):
        rows.rows[0].day("day")
    assert headers_of(file) == ("Key", "Name", "Day")


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("name\nx\n", "no column 'key' or 'код' or 'tax number'"),
        ("key,код\n1,2\n", "'key' and 'код' mean the same"),
        ("kez,name\n1,2\n", "Did you mean 'kez'"),
    ],
)
def test_headers_that_say_too_little_or_too_much_are_refused(tmp_path: Path, text: str, told: str) -> None:
    with pytest.raises(Refused, match=told):
        read_rows(written(tmp_path, text), COLUMNS, ["key"])


def test_a_file_without_sheets_has_none(tmp_path: Path) -> None:
    with pytest.raises(Refused, match="no sheets"):
        read_rows(written(tmp_path, "key\n1\n"), COLUMNS, ["key"], sheet="Members")


def test_a_parquet_file_is_read_too(tmp_path: Path) -> None:
    file = tmp_path / "list.parquet"
    with workshop() as shop:
        shop.run(f"copy (select 'A' as key, date '2026-01-31' as day, 5 as name) to '{file}'")
    (row,) = read_rows(file, COLUMNS, ["key"]).rows
    assert (row["key"], row["name"], row.day("day"), str(row.place("day"))) == (
        "A",
        "5",
        date(2026, 1, 31),
        f"{file}:1, column day",
    )


def test_rows_go_through_all_steps_until_one_refuses(tmp_path: Path) -> None:
    rows = read_rows(written(tmp_path, "key,name\n1,a\n2,b\n3,c\n"), COLUMNS, ["key"])
    seen: list[str] = []

    def first(row: object) -> bool:
        key = row["key"]  # type: ignore[index]
        seen.append(f"first {key}")
        if key == "2":
            raise Refused([Problem("test.wrong", "It is wrong.")])
        return bool(key == "3")

    def second(row: object) -> bool:
        seen.append(f"second {row['key']}")  # type: ignore[index]
        return False

    taken = take(rows, [first, second])
    assert seen == ["first 1", "first 2", "first 3", "second 1", "second 3"]
    assert (taken.rows, taken.changed, [str(each.place) for each in taken.problems]) == (
        3,
        1,
        [f"{rows.rows[0].file}:3"],
    )
