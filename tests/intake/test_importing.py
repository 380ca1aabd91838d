from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path

import pytest

from intake.conftest import LEARNED, WriteFile, in_force, taken
from ristorno.intake import Store, import_facts, preview_retraction
from ristorno.intake.mapping import Mapping
from ristorno.intake.mapping_file import parse_mapping
from ristorno.kernel.problem import Refused

HEAD = "Doc,Client,Date,Item,Qty,Sum\n"
NUMBERED = "Doc,No,Client,Date,Item,Qty,Sum\n"


def test_a_new_file_is_accepted_row_by_row(store: Store, orders: Mapping, write: WriteFile) -> None:
    receipt = taken(store, write("a.csv", HEAD + "D1,m1,2026-03-01,A,2,20.00\nD1,m1,2026-03-01,B,1,5\n"), orders)
    assert (receipt.rows, receipt.accepted, receipt.amounts["accepted"]) == (2, 2, Decimal("25.0000"))
    facts = list(store.log())
    assert [(f.source, f.document, f.line, f.amount, f.currency) for f in facts] == [
        ("erp", "D1", "1", Decimal("20.00"), "RUB"),
        ("erp", "D1", "2", Decimal("5.00"), "RUB"),
    ]
    assert facts[0].occurred_at == date(2026, 3, 1)
    assert facts[0].recorded_at == LEARNED


def test_the_same_file_again_changes_nothing(store: Store, orders: Mapping, write: WriteFile) -> None:
    path = write("a.csv", HEAD + "D1,m1,2026-03-01,A,2,20\nD2,m2,2026-03-02,B,1,5\n")
    taken(store, path, orders)
    before = store.manifest
    again = taken(store, path, orders, hour=13)
    assert (again.duplicate, again.accepted, again.changed) == (2, 0, False)
    assert store.manifest == before


def test_identical_lines_of_one_document_all_count(store: Store, orders: Mapping, write: WriteFile) -> None:
    path = write("a.csv", HEAD + "D1,m1,2026-03-01,A,1,5\n" * 3)
    assert taken(store, path, orders).accepted == 3
    assert taken(store, path, orders).duplicate == 3
    assert len(in_force(store)) == 3


def test_the_order_of_rows_does_not_matter(store: Store, orders: Mapping, write: WriteFile) -> None:
    rows = ["D1,m1,2026-03-01,A,2,20\n", "D1,m1,2026-03-01,B,1,5\n", "D2,m1,2026-03-01,A,1,10\n"]
    taken(store, write("a.csv", HEAD + "".join(rows)), orders)
    assert taken(store, write("b.csv", HEAD + "".join(reversed(rows))), orders).duplicate == 3


def test_scattered_documents_and_several_times_are_numbered_alike(
    store: Store, orders: Mapping, write: WriteFile
) -> None:
    rows = [
        "D1,m1,2026-03-01 10:00:05,B,1,5\n",
        "D1,m1,2026-03-01 10:00:04,C,1,7\n",
        "D1,m1,2026-03-01 10:00:04,A,2,20\n",
        "D2,m2,2026-03-02,A,1,5\n",
        "D2,m2,2026-03-02 09:00:00,B,1,5\n",
    ]
    taken(store, write("a.csv", HEAD + "".join(rows)), orders)
    scattered = [rows[at] for at in (3, 0, 2, 4, 1)]
    assert taken(store, write("b.csv", HEAD + "".join(scattered)), orders).duplicate == 5
    found = {(f.document, f.line): (f.product, f.occurred_at) for f in store.log()}
    early, later = datetime(2026, 3, 1, 7, 0, 4, tzinfo=UTC), datetime(2026, 3, 2, 6, tzinfo=UTC)
    assert found == {
        ("D1", "1"): ("A", early), ("D1", "2"): ("C", early), ("D1", "3"): ("B", early),
        ("D2", "1"): ("B", later), ("D2", "2"): ("A", date(2026, 3, 2)),
    }  # fmt: skip


def test_a_file_of_nothing_good_is_set_aside(store: Store, orders: Mapping, write: WriteFile) -> None:
    receipt = taken(store, write("a.csv", HEAD + "D1,,2026-03-01,A,2,20\nD1,,2026-03-01,B,1,5\n"), orders)
    assert (receipt.rows, receipt.quarantined) == (2, 2)


def test_a_changed_document_is_replaced_as_a_whole(store: Store, orders: Mapping, write: WriteFile) -> None:
    taken(
        store,
        write("a.csv", HEAD + "D1,m1,2026-03-01,A,2,20\nD1,m1,2026-03-01,B,1,5\nD1,m1,2026-03-01,C,1,7\n"),
        orders,
    )
    receipt = taken(store, write("b.csv", HEAD + "D1,m1,2026-03-01,A,2,20\nD1,m1,2026-03-01,B,1,6\n"), orders, hour=13)
    assert (receipt.duplicate, receipt.restated, receipt.retracted) == (1, 1, 1)
    assert in_force(store) == [("D1", "1", "m1", "20.00"), ("D1", "2", "m1", "6.00")]
    versions = [(f.line, f.version, f.retracted, f.recorded_at) for f in store.log() if f.line != "1"]
    later = LEARNED.replace(hour=13)
    assert versions == [
        ("2", 1, False, LEARNED),
        ("2", 2, False, later),
        ("3", 1, False, LEARNED),
        ("3", 2, True, later),
    ]


def test_a_document_may_grow_and_come_back(store: Store, orders: Mapping, write: WriteFile) -> None:
    small = write("a.csv", HEAD + "D1,m1,2026-03-01,B,1,5\n")
    large = write("b.csv", HEAD + "D1,m1,2026-03-01,A,1,1\nD1,m1,2026-03-01,B,1,5\n")
    taken(store, small, orders)
    assert taken(store, large, orders).restated == 2  # its place among the lines of the document has changed
    receipt = taken(store, small, orders)
    assert (receipt.restated, receipt.retracted) == (1, 1)
    assert in_force(store) == [("D1", "1", "m1", "5.00")]
    assert taken(store, large, orders).restated == 2
    assert in_force(store) == [("D1", "1", "m1", "1.00"), ("D1", "2", "m1", "5.00")]


def test_with_line_ids_only_the_lines_of_the_file_are_judged(store: Store, lines: Mapping, write: WriteFile) -> None:
    taken(store, write("a.csv", NUMBERED + "D1,1,m1,2026-03-01,A,2,20\nD1,2,m1,2026-03-01,B,1,5\n"), lines)
    receipt = taken(store, write("b.csv", NUMBERED + "D1,2,m1,2026-03-01,B,1,6\nD1,3,m1,2026-03-01,C,1,7\n"), lines)
    assert (receipt.accepted, receipt.restated, receipt.retracted) == (1, 1, 0)
    assert in_force(store) == [("D1", "1", "m1", "20.00"), ("D1", "2", "m1", "6.00"), ("D1", "3", "m1", "7.00")]


def test_a_line_twice_in_one_file(store: Store, lines: Mapping, write: WriteFile) -> None:
    same = "D1,1,m1,2026-03-01,A,2,20\n"
    receipt = taken(
        store, write("a.csv", NUMBERED + same * 2 + "D2,1,m1,2026-03-01,A,1,1\nD2,1,m1,2026-03-01,A,1,2\n"), lines
    )
    assert (receipt.accepted, receipt.duplicate, receipt.quarantined) == (1, 1, 2)
    codes = {(problem.code, problem.place.line) for problem in receipt.quarantine}
    assert codes == {("intake.double_line", 4), ("intake.double_line", 5)}
    assert next(row.raw for row in store.quarantine()).startswith('{"Doc":"D2","No":"1"')


@pytest.mark.parametrize("ids", [("9", "10", "100"), ("9a", "10a", "b", "ab"), ("b", "a"), ("1", "01", "001")])
def test_lines_in_whatever_order_are_told_apart(
    store: Store, lines: Mapping, write: WriteFile, ids: tuple[str, ...]
) -> None:
    def row(name: str, amount: int) -> str:
        return f"D1,{name},m1,2026-03-01,A,1,{amount}\n"

    rows = "".join(row(name, 5) for name in ids)
    assert taken(store, write("a.csv", NUMBERED + rows), lines).accepted == len(ids)
    again = taken(store, write("b.csv", NUMBERED + rows + row(ids[0], 6)), lines)
    assert (again.duplicate, again.quarantined) == (len(ids) - 1, 2)
    fresh = taken(Store(store.folder / "other"), write("c.csv", NUMBERED + rows + row(ids[0], 5)), lines)
    assert (fresh.accepted, fresh.duplicate) == (len(ids), 1)


def test_a_line_that_moves_to_another_member_is_taken_back_there(
    store: Store, lines: Mapping, write: WriteFile
) -> None:
    taken(store, write("a.csv", NUMBERED + "D1,1,m1,2026-03-01,A,2,20\n"), lines)
    assert taken(store, write("b.csv", NUMBERED + "D1,1,m2,2026-03-01,A,2,20\n"), lines, hour=13).restated == 1
    by_member = {member: [(f.version, f.retracted) for f in facts] for member, facts in store.by_member()}
    assert by_member == {"m1": [(1, False), (2, True)], "m2": [(3, False)]}
    assert in_force(store) == [("D1", "1", "m2", "20.00")]


VERSIONED = """
mapping: versioned
source: erp
facts: {document: Doc, line: No, version: Ver, member: Client, occurred_at: Date, amount: Sum, currency: RUB}
"""
VERSIONS = "Doc,No,Ver,Client,Date,Sum\n"


def test_versions_of_the_source_decide(store: Store, write: WriteFile) -> None:
    mapping = parse_mapping(VERSIONED, "v.yaml")
    taken(store, write("a.csv", VERSIONS + "D1,1,3,m1,2026-03-01,20\n"), mapping)
    stale = taken(store, write("b.csv", VERSIONS + "D1,1,2,m1,2026-03-01,15\n"), mapping)
    assert [(r.code, r.rows) for r in stale.reasons] == [("intake.stale_version", 1)]
    higher = taken(store, write("c.csv", VERSIONS + "D1,1,5,m1,2026-03-01,25\n"), mapping)
    assert higher.restated == 1
    assert [(f.version, f"{f.amount}") for f in store.log()] == [(3, "20.00"), (5, "25.00")]
    conflict = taken(store, write("d.csv", VERSIONS + "D1,1,5,m1,2026-03-01,26\n"), mapping)
    assert [problem.code for problem in conflict.quarantine] == ["intake.conflict"]
    assert in_force(store) == [("D1", "1", "m1", "25.00")]


def test_several_versions_in_one_file(store: Store, write: WriteFile) -> None:
    mapping = parse_mapping(VERSIONED, "v.yaml")
    rows = "D1,1,7,m2,2026-03-01,30\nD1,1,1,m1,2026-03-01,10\nD1,1,4,m1,2026-03-01,20\n"
    receipt = taken(store, write("a.csv", VERSIONS + rows), mapping)
    assert (receipt.accepted, receipt.restated) == (1, 2)
    told = {member: [(f.version, f.retracted, f"{f.amount}") for f in facts] for member, facts in store.by_member()}
    assert told == {"m1": [(1, False, "10.00"), (4, False, "20.00"), (7, True, "30.00")], "m2": [(8, False, "30.00")]}
    assert taken(store, write("a.csv", VERSIONS + rows), mapping).changed is False


def test_files_agree_in_any_order(tmp_path: Path, lines: Mapping, write: WriteFile) -> None:
    first = write("a.csv", NUMBERED + "D1,1,m1,2026-03-01,A,2,20\nD2,1,m1,2026-03-01,B,1,5\n")
    second = write("b.csv", NUMBERED + "D2,1,m1,2026-03-01,B,1,5\nD3,1,m2,2026-03-05,B,1,5\n")
    contents = []
    for name, files in (("ab", (first, second)), ("ba", (second, first))):
        store = Store(tmp_path / name)
        for file in files:
            taken(store, file, lines)
        contents.append(list(store.log()))
    assert contents[0] == contents[1]


class TestCompleteFor:
    MARCH = NUMBERED + "D1,1,m1,2026-03-01,A,2,20\nD2,1,m1,2026-03-31,B,1,5\nD3,1,m1,2026-04-01,B,1,7\n"

    def test_nothing_is_retracted_without_a_look(self, store: Store, lines: Mapping, write: WriteFile) -> None:
        taken(store, write("a.csv", self.MARCH), lines)
        less = write("b.csv", NUMBERED + "D1,1,m1,2026-03-01,A,2,20\n")
        before = store.manifest
        with pytest.raises(Refused) as refused:
            import_facts(store, less, lines, complete_for="2026-03")
        assert refused.value.problems[0].code == "intake.unconfirmed_retraction"
        assert store.manifest == before

    def test_a_confirmed_preview_retracts_exactly_that(self, store: Store, lines: Mapping, write: WriteFile) -> None:
        taken(store, write("a.csv", self.MARCH), lines)
        less = write("b.csv", NUMBERED + "D1,1,m1,2026-03-01,A,2,20\n")
        preview = preview_retraction(store, less, lines, "2026-03")
        assert [(line.document, line.member, line.day, line.amount) for line in preview.lines] == [
            ("D2", "m1", "2026-03-31", Decimal("5.0000"))
        ]
        assert preview.sums == {"RUB": Decimal("5.0000")}
        receipt = import_facts(store, less, lines, complete_for="2026-03", confirm=preview)
        assert (receipt.retracted, receipt.duplicate) == (1, 1)
        assert in_force(store) == [("D1", "1", "m1", "20.00"), ("D3", "1", "m1", "7.00")]
        again = import_facts(store, less, lines, complete_for="2026-03")
        assert again.changed is False

    def test_another_list_than_the_confirmed_one_is_refused(
        self, store: Store, lines: Mapping, write: WriteFile
    ) -> None:
        taken(store, write("a.csv", self.MARCH), lines)
        less = write("b.csv", NUMBERED + "D1,1,m1,2026-03-01,A,2,20\n")
        preview = preview_retraction(store, less, lines, "2026-03")
        taken(store, write("c.csv", NUMBERED + "D4,1,m1,2026-03-02,A,2,9\n"), lines)
        with pytest.raises(Refused, match="not what was confirmed"):
            import_facts(store, less, lines, complete_for="2026-03", confirm=preview)

    def test_days_are_those_of_the_zone(self, store: Store, lines: Mapping, write: WriteFile) -> None:
        # 31 March 21:30 in UTC is already 1 April in Moscow, and 28 February 21:30 is 1 March.
        rows = "D1,1,m1,2026-03-31T21:30:00Z,A,2,20\nD2,1,m1,2026-02-28T21:30:00Z,A,2,20\n"
        taken(store, write("a.csv", NUMBERED + rows), lines)
        other = write("b.csv", NUMBERED + "D9,1,m1,2026-03-01,A,2,1\n")
        assert [x.document for x in preview_retraction(store, other, lines, "2026-03").lines] == ["D2"]

    def test_documents_that_were_set_aside_are_not_missing(
        self, store: Store, lines: Mapping, write: WriteFile
    ) -> None:
        taken(store, write("a.csv", self.MARCH), lines)
        bad = write("b.csv", NUMBERED + "D1,1,m1,2026-03-01,A,2,20\nD2,1,m1,2026-03-31,B,1,five\n")
        assert preview_retraction(store, bad, lines, "2026-03").lines == ()

    def test_a_retracted_line_may_come_back(self, store: Store, lines: Mapping, write: WriteFile) -> None:
        full, less = write("a.csv", self.MARCH), write("b.csv", NUMBERED + "D1,1,m1,2026-03-01,A,2,20\n")
        taken(store, full, lines)
        preview = preview_retraction(store, less, lines, "2026-Q1")
        import_facts(store, less, lines, complete_for="2026-Q1", confirm=preview)
        assert taken(store, full, lines).restated == 1
        assert len(in_force(store)) == 3

    def test_whole_documents(self, store: Store, orders: Mapping, write: WriteFile) -> None:
        taken(
            store,
            write("a.csv", HEAD + "D1,m1,2026-03-01,A,2,20\nD2,m1,2026-03-02,B,1,5\nD2,m1,2026-03-02,B,1,5\n"),
            orders,
        )
        less = write("b.csv", HEAD + "D1,m1,2026-03-01,A,2,20\n")
        preview = preview_retraction(store, less, orders, "2026-03-01..2026-03-02")
        assert (len(preview.lines), preview.documents) == (2, 1)


class TestQuarantine:
    def test_a_known_document_waits_until_it_is_whole(self, store: Store, orders: Mapping, write: WriteFile) -> None:
        taken(store, write("a.csv", HEAD + "D1,m1,2026-03-01,A,2,20\nD1,m1,2026-03-01,B,1,5\n"), orders)
        receipt = taken(store, write("b.csv", HEAD + "D1,m1,2026-03-01,A,2,x\nD1,m1,2026-03-01,B,1,6\n"), orders)
        assert {problem.code for problem in receipt.quarantine} == {"intake.wrong_number", "intake.document_incomplete"}
        assert in_force(store) == [("D1", "1", "m1", "20.00"), ("D1", "2", "m1", "5.00")]
        whole = taken(store, write("c.csv", HEAD + "D1,m1,2026-03-01,A,2,21\nD1,m1,2026-03-01,B,1,6\n"), orders)
        assert (whole.restated, whole.resolved) == (2, 2)
        assert list(store.quarantine()) == []

    def test_the_same_bad_row_is_kept_once(self, store: Store, orders: Mapping, write: WriteFile) -> None:
        bad = "D1,,2026-03-01,A,2,20\n"
        first = taken(store, write("a.csv", HEAD + bad * 2), orders)
        assert (first.quarantined, first.quarantined_before) == (2, 0)
        second = taken(store, write("b.csv", HEAD + "D2,m1,2026-03-01,A,2,20\n" + bad * 3), orders)
        assert (second.quarantined, second.quarantined_before) == (3, 2)
        assert [row.row for row in store.quarantine()] == [2, 3, 5]

    def test_a_corrected_row_resolves_the_old_one(self, store: Store, lines: Mapping, write: WriteFile) -> None:
        taken(store, write("a.csv", NUMBERED + "D1,1,m1,2026-03-01,A,2,2o\nD1,2,m1,2026-03-01,A,2,3o\n"), lines)
        receipt = taken(store, write("b.csv", NUMBERED + "D1,1,m1,2026-03-01,A,2,20\n"), lines)
        assert receipt.resolved == 1
        assert [row.line for row in store.quarantine()] == ["2"]
        assert [(row.line, row.resolved) for row in store.quarantine(resolved=True)] == [("1", True), ("2", False)]

    def test_the_export_holds_place_sentence_and_row(
        self, store: Store, orders: Mapping, write: WriteFile, tmp_path: Path
    ) -> None:
        taken(store, write("a.csv", HEAD + "D1,,2026-03-01,A,2,20\n"), orders)
        assert store.export_quarantine(tmp_path / "aside.csv") == 1
        head, row = (tmp_path / "aside.csv").read_text(encoding="utf-8").splitlines()
        assert head == "file,row,column,code,reason,remedy,Doc,Client,Date,Item,Qty,Sum"
        assert row.endswith(
            'a.csv,2,Client,intake.no_member,The row names no member.,"Fill in the member, or correct the mapping.",'
            "D1,,2026-03-01,A,2,20"
        )


def test_what_was_known_before(store: Store, lines: Mapping, write: WriteFile) -> None:
    taken(store, write("a.csv", NUMBERED + "D1,1,m1,2026-03-01T10:00:00,A,2,20\n"), lines, hour=1)
    (fact,) = store.log("m1")
    assert fact.occurred_at == datetime(2026, 3, 1, 7, tzinfo=UTC)
    assert fact.recorded_at == LEARNED.replace(hour=1)
    assert list(store.log("nobody")) == []
    assert store.members() == ["m1"]
    summary = store.summary()
    assert (summary.lines, summary.documents, summary.last_day, summary.amounts) == (
        1, 1, date(2026, 3, 1), {"RUB": Decimal("20.0000")},
    )  # fmt: skip
