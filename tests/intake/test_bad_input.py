"""Bad input gets a sentence with file, row and column; never a traceback, never half an import."""

from decimal import Decimal
from pathlib import Path

import pytest

from intake.conftest import WriteFile, in_force, taken
from ristorno.intake import Store, import_facts
from ristorno.intake.direct import direct_mapping
from ristorno.intake.mapping import Mapping
from ristorno.intake.mapping_file import parse_mapping
from ristorno.kernel.problem import Refused

HEAD = "Doc,Client,Date,Item,Qty,Sum\n"
GOOD = "D9,m1,2026-03-01,A,1,5\n"


@pytest.mark.parametrize(
    ("row", "code", "column", "sentence"),
    [
        ("D1,,2026-03-01,A,1,5", "intake.no_member", "Client", "The row names no member."),
        ("D1,  ,2026-03-01,A,1,5", "intake.no_member", "Client", "The row names no member."),
        (",m1,2026-03-01,A,1,5", "intake.no_document", "Doc", "The row names no document."),
        ("D1,m1,,A,1,5", "intake.no_date", "Date", "The row has no date."),
        ("D1,m1,2026-02-30,A,1,5", "intake.wrong_date", "Date", "'2026-02-30' is not a date that exists"),
        ("D1,m1,31.03.2026,A,1,5", "intake.wrong_date", "Date", "'31.03.2026' is not a date that exists"),
        ("D1,m1,2026-03-01 25:00:00,A,1,5", "intake.wrong_date", "Date", "not a date that exists"),
        ("D1,m1,0026-03-01,A,1,5", "intake.impossible_date", "Date", "lies outside 1900 to 2200"),
        ("D1,m1,2260-03-01 10:00:00,A,1,5", "intake.impossible_date", "Date", "lies outside 1900 to 2200"),
        ("D1,m1,2026-03-01,A,1,", "intake.no_amount", "Sum", "The row has no amount."),
        ("D1,m1,2026-03-01,A,1,five", "intake.wrong_number", "Sum", "'five' is not a number"),
        ("D1,m1,2026-03-01,A,1,1_000", "intake.wrong_number", "Sum", "'1_000' is not a number"),
        ('D1,m1,2026-03-01,A,1,"1,5"', "intake.wrong_number", "Sum", "'1,5' is not a number"),
        ("D1,m1,2026-03-01,A,1,NaN", "intake.wrong_number", "Sum", "'NaN' is not a number"),
        ("D1,m1,2026-03-01,A,1,1.00001", "intake.too_many_decimals", "Sum", "'1.00001' has more than 4 decimals"),
        ("D1,m1,2026-03-01,A,1,1e-7", "intake.too_many_decimals", "Sum", "'1e-7' has more than 4 decimals"),
        ("D1,m1,2026-03-01,A,1,10000000000000", "intake.too_large", "Sum", "is ten trillion or more"),
        ("D1,m1,2026-03-01,A,1,999999999999999999999999", "intake.too_large", "Sum", "is ten trillion or more"),
        ("D1,m1,2026-03-01,A,1.23456,5", "intake.too_many_decimals", "Qty", "'1.23456' has more than 4 decimals"),
        ("D1,m1,2026-03-01,A,x,5", "intake.wrong_number", "Qty", "'x' is not a number"),
    ],
)
def test_a_wrong_cell(
    row: str, code: str, column: str, sentence: str, store: Store, orders: Mapping, write: WriteFile
) -> None:
    path = write("a.csv", HEAD + GOOD + row + "\n")
    receipt = taken(store, path, orders)
    (problem,) = receipt.quarantine
    assert (problem.code, problem.place.file, problem.place.line, problem.place.column) == (code, str(path), 3, column)
    assert sentence in problem.reason
    assert problem.remedy
    assert receipt.accepted == 1


@pytest.mark.parametrize(
    "text", ["9999999999999.9999", "-9999999999999.9999", "0.0001", "+5", ".5", "5.", "1.50000", " 7 "]
)
def test_exact_numbers_come_through(text: str, store: Store, orders: Mapping, write: WriteFile) -> None:
    assert taken(store, write("a.csv", HEAD + f"D1,m1,2026-03-01,A,1,{text}\n"), orders).accepted == 1
    (fact,) = store.log()
    assert fact.amount == Decimal(text.strip())


@pytest.mark.parametrize(
    ("row", "code"),
    [
        ("D1,m1,2026-03-01,A,1", "intake.wrong_width"),
        ("D1,m1,2026-03-01,A,1,5,6", "intake.wrong_width"),
        ('D1,m1,2026-03-01,"A,1,5', "intake.open_quote"),
        ('D1,m1,2026-03-01,"A"x,1,5', "intake.wrong_quotes"),
        ("D1,m1,2026-03-01," + "A" * 200_000 + ",1,5", "intake.huge_cell"),
        ("D1,m1,2026-03-01," + "A" * 3_000_000 + ",1,5", "intake.huge_row"),
        ("D" * 5_000 + ",m1,2026-03-01,A,1,5", "intake.too_long"),
        ("D1,m1,2026-03-01,A\x00,1,5", "intake.zero_byte"),
    ],
)
def test_a_malformed_row_costs_only_itself(
    row: str, code: str, store: Store, orders: Mapping, write: WriteFile
) -> None:
    rows = "".join(f"D{n},m1,2026-03-01,A,1,5\n" for n in range(100, 150))
    receipt = taken(store, write("a.csv", HEAD + rows + row + "\n" + GOOD), orders)
    assert [(problem.code, problem.place.line) for problem in receipt.quarantine] == [(code, 52)]
    assert (receipt.rows, receipt.accepted) == (52, 51)


def test_a_byte_that_is_not_utf8_costs_its_row(store: Store, orders: Mapping, write: WriteFile) -> None:
    rows = "".join(f"D{n},клиент,2026-03-01,Шина,1,5\n" for n in range(100, 150)).encode()
    receipt = taken(store, write("a.csv", HEAD.encode() + rows + b"D1,\xff\xfe,2026-03-01,A,1,5\n"), orders)
    assert [(problem.code, problem.place.line) for problem in receipt.quarantine] == [("intake.wrong_encoding", 52)]
    assert receipt.accepted == 50


def test_lines_within_quotes_are_one_row(store: Store, orders: Mapping, write: WriteFile) -> None:
    receipt = taken(
        store, write("a.csv", HEAD + 'D1,m1,2026-03-01,"A ""big""\nbox",1,5\nD2,m1,2026-03-01,A,x,5\n'), orders
    )
    assert [problem.place.line for problem in receipt.quarantine] == [3]
    assert [fact.product for fact in store.log()] == ['A "big"\nbox']


REFUSED = {
    "empty": (b"", "intake.empty_file"),
    "blank": (b"\n \n", "intake.empty_file"),
    "spreadsheet": (b"PK\x03\x04" + b"x" * 100, "intake.not_text"),
    "parquet under a false name": (b"PAR1" + b"x" * 100, "intake.not_text"),
    "twice the same header": (b"Doc,Client,Doc\n1,2,3\n", "intake.duplicate_header"),
    "other columns": (b"Doc,Kunde,Date,Item,Qty,Sum\n", "intake.unknown_column"),
    "binary": (bytes(range(256)) * 40, "intake.wrong_encoding"),
    "too many columns": (b",".join(b"c%d" % n for n in range(5000)) + b"\n", "intake.too_many_columns"),
}


@pytest.mark.parametrize("name", REFUSED)
def test_a_file_that_cannot_be_used_is_refused(name: str, store: Store, orders: Mapping, write: WriteFile) -> None:
    content, code = REFUSED[name]
    with pytest.raises(Refused) as refused:
        import_facts(store, write("a.csv", content), orders)
    assert refused.value.problems[0].code == code
    assert refused.value.problems[0].place.file.endswith("a.csv")
    assert list(store.log()) == []


def test_near_names_are_told(store: Store, orders: Mapping, write: WriteFile) -> None:
    with pytest.raises(Refused) as refused:
        import_facts(store, write("a.csv", "Doc,Cleint,Date,Item,Qty,Sum\n"), orders)
    told = str(refused.value)
    assert "The file has no column 'Client'" in told
    assert "Did you mean 'Cleint'?" in told


def test_a_missing_file_and_a_folder(store: Store, orders: Mapping, tmp_path: Path) -> None:
    for path in (tmp_path / "nothing.csv", tmp_path):
        with pytest.raises(Refused) as refused:
            import_facts(store, path, orders)
        assert refused.value.problems[0].code == "intake.no_file"


def test_what_is_called_parquet_must_be_one(store: Store, orders: Mapping, write: WriteFile) -> None:
    with pytest.raises(Refused) as refused:
        import_facts(store, write("a.parquet", b"PAR1 but not really PAR1"), orders)
    assert refused.value.problems[0].code == "intake.not_parquet"


def test_a_header_alone_is_a_file_of_no_rows(store: Store, orders: Mapping, write: WriteFile) -> None:
    receipt = taken(store, write("a.csv", HEAD), orders)
    assert (receipt.rows, receipt.changed) == (0, False)


ZONED = """
mapping: zoned
source: erp
facts: {document: Doc, member: Client, occurred_at: Date, amount: Sum}
"""


def test_times_of_which_nobody_knows_the_zone_are_set_aside(store: Store, write: WriteFile) -> None:
    times = ("2026-03-01T10:00:00+03:00", "2026-03-01 10:00:00", "2026-03-01", "2026-03-01T10:00Z")
    rows = "".join(f"D{number},m1,{moment},1\n" for number, moment in enumerate(times))
    receipt = taken(store, write("a.csv", "Doc,Client,Date,Sum\n" + rows), parse_mapping(ZONED, "z.yaml"))
    assert [(p.code, p.place.line, p.place.column) for p in receipt.quarantine] == [("intake.no_time_zone", 3, "Date")]
    assert receipt.quarantine[0].remedy.startswith("Say time_zone in the mapping")
    assert sorted(str(fact.occurred_at) for fact in store.log()) == [
        "2026-03-01", "2026-03-01 07:00:00+00:00", "2026-03-01 10:00:00+00:00",
    ]  # fmt: skip


def test_with_a_zone_both_kinds_of_times_are_understood(store: Store, write: WriteFile) -> None:
    rows = "D1,m1,2026-03-01T10:00:00+05:00,1\nD2,m1,2026-03-01 10:00:00,1\nD3,m1,2026-03-01 10:00-0130,1\n"
    mapping = parse_mapping(ZONED + "time_zone: Europe/Moscow", "z.yaml")
    taken(store, write("a.csv", "Doc,Client,Date,Sum\n" + rows), mapping)
    assert {fact.document: f"{fact.occurred_at:%H:%M}" for fact in store.log()} == {
        "D1": "05:00",
        "D2": "07:00",
        "D3": "11:30",
    }


def test_nothing_is_changed_by_a_refused_import(store: Store, orders: Mapping, write: WriteFile) -> None:
    taken(store, write("a.csv", HEAD + GOOD), orders)
    before = in_force(store)
    with pytest.raises(Refused):
        import_facts(store, write("b.csv", b"\x00\x01\x02" * 1000), orders)
    assert in_force(store) == before


def test_many_rows_of_one_sort_do_not_hide_the_only_row_of_another(
    store: Store, orders: Mapping, write: WriteFile
) -> None:
    rows = "D1,,2026-03-01,A,1,5\n" * 200 + "D1,m1,2026-03-01,A,1,five\n"
    receipt = taken(store, write("a.csv", HEAD + rows), orders)
    assert receipt.quarantined == 201
    last = receipt.quarantine[-1]
    assert (last.code, last.place.line, last.place.column) == ("intake.wrong_number", 202, "Sum")


GRANTS = """document,member,occurred_at,kind,amount,attributes.reason,attributes.approver,attributes.second_approver
"""


@pytest.mark.parametrize(
    ("row", "code"),
    [
        ("G2,m1,2026-03-01,granted,5,,Braun,", "intake.no_reason"),
        ("G2,m1,2026-03-01,granted,5,late delivery,,", "intake.no_approver"),
        ("G2,m1,2026-03-01,granted,5,late delivery,Braun,Braun", "intake.same_approver"),
    ],
)
def test_a_grant_needs_a_reason_and_an_approver(row: str, code: str, store: Store, write: WriteFile) -> None:
    good = "G1,m1,2026-03-01,granted,5,late delivery,Braun,Adler\nP1,m1,2026-03-01,purchase,5,,,\n"
    mapping = direct_mapping(GRANTS.strip().split(","), "Europe/Moscow")
    receipt = taken(store, write("g.csv", GRANTS + good + row + "\n"), mapping)
    assert [(problem.code, problem.place.line) for problem in receipt.quarantine] == [(code, 4)]
    assert receipt.accepted == 2


def test_a_file_of_grants_alone_must_say_why(store: Store, write: WriteFile) -> None:
    mapping = parse_mapping(
        "mapping: grants\nsource: crm\ntime_zone: Europe/Moscow\n"
        "facts: {kind: {value: granted}, document: Doc, member: Client, occurred_at: Date, amount: Sum}\n",
        "grants.yaml",
    )
    receipt = taken(store, write("g.csv", "Doc,Client,Date,Sum\nG1,m1,2026-03-01,5\n"), mapping)
    assert [problem.code for problem in receipt.quarantine] == ["intake.no_reason"]
