import csv
import io
import json
from decimal import Decimal
from pathlib import Path

import pytest

from cli.conftest import PROGRAM, Ristorno
from ristorno.engine.recompute import recompute

COLUMNS = {
    "agreement", "clause", "member", "contact", "party", "group", "unit", "amount", "window", "window_start",
    "window_end", "document", "status", "outcomes", "explanation",
    "accept_until", "calculate_on", "usable_on", "unpaid", "granted", "lapsed", "source",
}  # fmt: skip


def test_json_holds_every_accrual_with_a_reason_that_recomputes(ristorno: Ristorno, program: Path, facts: Path) -> None:
    said = ristorno("evaluate", program, facts, "--as-of", "2026-03-31", "--format", "json")

    body = json.loads(said.out)
    amounts = {(a["member"], a["clause"], a["document"] or a["window"]): a["amount"] for a in body["accruals"]}
    assert said.code == 0
    assert amounts == {
        ("M1", "points", "A-1"): "80",
        ("M1", "points", "A-2"): "40",
        ("M1", "points", "A-3"): "60",  # silver since the 1,200 of the two documents before
        ("M1", "quarterly", "2026-Q1"): "30",  # 1,500 x 2 %
        ("M2", "points", "B-1"): "49",
        ("M2", "quarterly", "2026-Q1"): "0",
    }
    for accrual in body["accruals"]:
        assert set(accrual) == COLUMNS
        assert recompute(accrual) == Decimal(accrual["amount"])
    assert {level["tier"] for level in body["levels"] if level["member"] == "M1"} == {"base", "silver"}


def test_what_was_known_then_is_counted_then(ristorno: Ristorno, program: Path, facts: Path) -> None:
    words = ("evaluate", program, facts, "--as-of", "2026-03-31", "--known-at", "2026-04-01", "--format", "json")

    body = json.loads(ristorno(*words).out)

    quarterly = next(a for a in body["accruals"] if (a["member"], a["clause"]) == ("M1", "quarterly"))
    assert quarterly["amount"] == "34"  # 1,700 x 2 %, before the invoice was corrected


def test_csv_has_the_same_amounts_as_json(ristorno: Ristorno, program: Path, facts: Path) -> None:
    as_csv = ristorno("evaluate", program, facts, "--format", "csv")
    as_json = json.loads(ristorno("evaluate", program, facts, "--format", "json").out)

    rows = list(csv.DictReader(io.StringIO(as_csv.out)))
    assert [Decimal(row["amount"]) for row in rows] == [Decimal(a["amount"]) for a in as_json["accruals"]]
    assert "2%" in next(row["explanation"] for row in rows if row["amount"] == "30.00")


def test_a_formula_in_a_name_stays_text_in_a_spreadsheet(ristorno: Ristorno, program: Path, tmp_path: Path) -> None:
    file = tmp_path / "sly.csv"
    file.write_text("document,occurred_at,member,amount\nA,2026-01-10,=cmd(),100\n", encoding="utf-8")

    said = ristorno("evaluate", program, file, "--format", "csv")

    assert "'=cmd()" in said.out
    assert ",=cmd()" not in said.out


def test_without_a_day_the_last_day_of_the_facts_is_meant(ristorno: Ristorno, program: Path, facts: Path) -> None:
    said = ristorno("evaluate", program, facts)

    assert "as of 2026-03-10" in said.out
    assert "1 row was set aside at intake" in said.err


def test_one_member_is_shown_in_full(ristorno: Ristorno, program: Path, facts: Path) -> None:
    said = ristorno("evaluate", program, facts, "--member", "M1", "--as-of", "2026-03-31")

    assert "30.00" in said.out
    assert "silver" in said.out
    assert "ristorno explain" in said.out


def test_an_unknown_member_is_refused_with_a_near_name(ristorno: Ristorno, program: Path, facts: Path) -> None:
    said = ristorno("evaluate", program, facts, "--member", "M11")

    assert said.code == 2
    assert "usage.unknown_member" in said.err
    assert "Did you mean 'M1'?" in said.err


def test_the_report_is_one_file_that_names_its_command(
    ristorno: Ristorno, program: Path, facts: Path, tmp_path: Path
) -> None:
    members = tmp_path / "members.csv"
    members.write_text("id,name\nM1,Northern Wheels\n", encoding="utf-8")
    report = tmp_path / "report.html"

    said = ristorno("evaluate", program, facts, "--report", report, "--members", members, "--lang", "ru")

    page = report.read_text(encoding="utf-8")
    assert said.code == 0
    assert "Northern Wheels" in page
    assert "ristorno evaluate" in page
    assert '<html lang="ru"' in page


def test_running_twice_says_the_same(ristorno: Ristorno, program: Path, facts: Path) -> None:
    first = ristorno("evaluate", program, facts, "--format", "json")

    assert ristorno("evaluate", program, facts, "--format", "json").out == first.out


def test_a_file_without_facts_says_what_to_do_next(ristorno: Ristorno, program: Path, tmp_path: Path) -> None:
    empty = tmp_path / "empty.csv"
    empty.write_text("document,line,occurred_at,member,amount\n", encoding="utf-8")

    said = ristorno("evaluate", program, empty)

    assert said.code == 0
    assert "ristorno facts check" in said.out
    assert "By clause" not in said.out


@pytest.mark.parametrize(
    ("language", "words"),
    [("ru", ("Расчёт", "Не учтено")), ("th", ("การคำนวณ", "ไม่นับ"))],
)
def test_explain_speaks_one_language(
    ristorno: Ristorno, program: Path, facts: Path, language: str, words: tuple[str, ...]
) -> None:
    where = ("--member", "M1", "--clause", "quarterly", "--window", "2026-Q1", "--as-of", "2026-03-31")

    said = ristorno("explain", program, facts, *where, "--lang", language).out

    assert all(word in said for word in words)
    assert not any(word in said for word in ("Arithmetic", "Left out", "reason", "other_"))


def test_explain_says_the_sentence_and_the_arithmetic(ristorno: Ristorno, program: Path, facts: Path) -> None:
    where = ("--member", "M1", "--clause", "quarterly", "--window", "2026-Q1", "--as-of", "2026-03-31")

    said = ristorno("explain", program, facts, *where)

    assert "€30.00" in said.out
    assert "A-3/1" in said.out
    assert "1 line" in said.out  # the delivery that is left out


@pytest.mark.parametrize(
    ("words", "code", "hint"),
    [
        (("--clause", "quartely", "--window", "2026-Q1"), "usage.unknown_clause", "quarterly"),
        (("--clause", "quarterly", "--window", "2026-Q9"), "usage.unknown_window", "2026-Q1"),
    ],
)
def test_explain_of_nothing_names_what_there_is(
    ristorno: Ristorno, program: Path, facts: Path, words: tuple[str, ...], code: str, hint: str
) -> None:
    said = ristorno("explain", program, facts, "--member", "M1", *words)

    assert said.code == 2
    assert code in said.err
    assert hint in said.err


RETURNED = """\
document,line,occurred_at,kind,member,amount,groups,reverses,reverses_line
A-1,1,2026-01-10,purchase,M1,800.00,tires,,
A-2,1,2026-01-11,purchase,M1,400.00,tires,,
A-2,2,2026-01-11,purchase,M1,15.00,delivery,,
R-2,1,2026-01-12,return,M1,-400.00,tires,A-2,1
A-3,1,2026-02-10,purchase,M1,15.00,delivery,,
"""


@pytest.mark.parametrize(
    ("document", "left"),
    [
        ("A-2", {"returned": ["A-2/1"], "excluded": ["A-2/2"]}),
        ("A-3", {"excluded": ["A-3/1"]}),
    ],
)
def test_a_document_that_earned_nothing_is_explained(
    ristorno: Ristorno, program: Path, tmp_path: Path, document: str, left: dict[str, list[str]]
) -> None:
    facts = tmp_path / "returned.csv"
    facts.write_text(RETURNED, encoding="utf-8")
    where = ("explain", program, facts, "--member", "M1", "--clause", "points", "--document", document)

    (accrual,) = json.loads(ristorno(*where, "--format", "json").out)

    assert (accrual["amount"], accrual["document"], accrual["explanation"]["note"]) == ("0", document, "no_facts")
    assert {item["reason"]: item["facts"] for item in accrual["explanation"]["left_out"]} == left
    assert recompute(accrual) == 0
    for language in ("en", "ru", "th"):
        assert f"{document}/1" in ristorno(*where, "--lang", language).out


@pytest.mark.parametrize(
    ("document", "window", "told"),
    [
        ("A-2", "2026-Q1", "counted"),
        ("A-2/2", "2026-Q1", "left out"),
        ("A-9", "2026-Q2", "counted"),
    ],
)
def test_a_document_in_a_wide_window_is_explained_by_that_window(
    ristorno: Ristorno, program: Path, tmp_path: Path, document: str, window: str, told: str
) -> None:
    facts = tmp_path / "wide.csv"
    kept = "".join(line for line in RETURNED.splitlines(keepends=True) if not line.startswith("R-2"))
    facts.write_text(kept + "A-9,1,2026-05-10,purchase,M1,50.00,tires,,\n", encoding="utf-8")
    where = ("explain", program, facts, "--member", "M1", "--clause", "quarterly", "--document", document)

    (accrual,) = json.loads(ristorno(*where, "--as-of", "2026-06-30", "--format", "json").out)

    explanation = accrual["explanation"]
    lists = {
        "counted": [fact["fact"] for fact in explanation["counted"]],
        "left out": [fact for item in explanation["left_out"] for fact in item["facts"]],
    }
    assert accrual["window"] == window
    assert any(fact.startswith(document) for fact in lists[told])


def test_lines_tell_what_they_bring_to_the_row(ristorno: Ristorno, tmp_path: Path) -> None:
    (tmp_path / "acres.yaml").write_text(
        "program: acres\ntime_zone: America/Winnipeg\nunits: {CAD: {kind: money}}\n"
        "uom: [{one: case, is: 40, of: acre}]\n"
        "clauses:\n  savings:\n    window: year\n    mechanic: {brackets: {mode: retroactive,"
        " bracket_by: {sum: quantity, in: acre}, rates: {400: 3 %}}}\n",
        encoding="utf-8",
    )
    (tmp_path / "acres.csv").write_text(
        "document,occurred_at,member,quantity,uom,amount\n1,2026-02-01,North,29,case,23200.00\n", encoding="utf-8"
    )
    where = ("--member", "North", "--clause", "savings", "--window", "2026", "--as-of", "2026-12-31")

    said = " ".join(ristorno("explain", tmp_path / "acres.yaml", tmp_path / "acres.csv", *where).out.split())

    assert "For the row" in said
    assert "1,160.00" in said


def test_the_number_of_a_document_will_do_where_it_is_the_only_one(
    ristorno: Ristorno, program: Path, tmp_path: Path
) -> None:
    facts = tmp_path / "sources.csv"
    facts.write_text(
        "source,document,line,occurred_at,kind,member,amount,groups\n"
        "erp,A-1,1,2026-01-10,purchase,M1,800.00,tires\n"
        "erp,A-2,1,2026-01-11,purchase,M1,400.00,tires\n"
        "shop,A-2,1,2026-01-11,purchase,M1,400.00,tires\n",
        encoding="utf-8",
    )
    where = ("explain", program, facts, "--member", "M1", "--clause", "points", "--document")

    (accrual,) = json.loads(ristorno(*where, "A-1", "--format", "json").out)
    several = ristorno(*where, "A-2")

    assert accrual["document"] == "erp/A-1"
    assert several.code == 2
    assert "Several sources have a document 'A-2'. Say which one: erp/A-2, shop/A-2." in " ".join(several.err.split())


def test_a_document_that_nobody_knows_has_near_names(ristorno: Ristorno, program: Path, facts: Path) -> None:
    said = ristorno("explain", program, facts, "--member", "M1", "--clause", "points", "--document", "A-11")

    assert said.code == 2
    assert "Did you mean 'A-1'?" in said.err


def test_diff_shows_what_new_terms_would_cost(ristorno: Ristorno, program: Path, facts: Path, tmp_path: Path) -> None:
    new = tmp_path / "new.yaml"
    new.write_text(PROGRAM.replace("1_500: 2 %", "1_500: 3 %"), encoding="utf-8")

    said = ristorno("diff", program, new, facts, "--as-of", "2026-03-31")

    assert "+15.00" in said.out
    assert "M2" not in said.out


def test_diff_shows_what_late_knowledge_changed(ristorno: Ristorno, program: Path, facts: Path) -> None:
    said = ristorno(
        "diff", program, program, facts, "--as-of", "2026-03-31", "--known-then", "2026-04-01", "--format", "json"
    )

    changes = {(d["clause"], d["change"]) for d in json.loads(said.out)["differences"]}
    assert changes == {("quarterly", "-4"), ("points", "-40")}


def test_how_many_lines_of_early_payment_are_due_on_no_day(ristorno: Ristorno, tmp_path: Path) -> None:
    program, facts = tmp_path / "early.yaml", tmp_path / "early.csv"
    program.write_text(
        "program: early\ntime_zone: Europe/Berlin\nunits: {EUR: {kind: money}}\nclauses:\n"
        "  monthly: {measure: {days_early: {}}, count_on: as_paid, window: month, mechanic: {percent: 0.1 %}}\n"
        "  each: {measure: {days_early: {}}, count_on: as_paid, window: document, mechanic: {percent: 0.1 %}}\n",
        encoding="utf-8",
    )
    facts.write_text(
        "document,kind,occurred_at,member,amount,due_on,pays\n"
        "N1,purchase,2026-01-05,M1,1000.00,2026-01-30,\nN2,purchase,2026-01-05,M1,500.00,,\n"
        "N3,purchase,2026-01-06,M2,500.00,,\n"
        "P1,payment,2026-01-20,M1,1000.00,,N1\nP2,payment,2026-01-20,M1,500.00,,N2\n"
        "P3,payment,2026-01-20,M2,500.00,,N3\n",
        encoding="utf-8",
    )

    said = ristorno("evaluate", program, facts, "--as-of", "2026-01-31")

    assert said.code == 0
    assert "monthly: 2 paid lines are left out, due on no day. Give them a due_on" in said.out
    assert "each: 2 paid lines are left out" in said.out
    alone = ristorno("evaluate", program, facts, "--as-of", "2026-01-31", "--member", "M2")
    assert "monthly: 1 paid line is left out" in alone.out
