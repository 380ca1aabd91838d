"""The parser of case files: what it reads, and that every mistake is told with file and line."""

from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path

import pytest

from casecheck import complaints
from casefile import Case, parse_case, read_case
from ristorno.engine.accrual import Moment
from ristorno.engine.fact import Fact, Reference
from ristorno.kernel.problem import Refused

PROGRAM = """Program:
  program: dealers
  time_zone: UTC
  units: {EUR: {kind: money}}
  clauses:
    bonus:
      earn_on: {kinds: [purchase, return]}
      window: month
      mechanic: {percent: 5 %}
      reward: {unit: EUR}
"""
FACTS = """Facts:
  document | occurred_at | member | amount
  N1       | 2026-01-10  | North  | 1,000.00
  N1       | 2026-01-10  | North  | 0.40
"""
ACCRUALS = """As of: 2026-01-31
Accruals:
  member | clause | window  | amount | status
  North  | bonus  | 2026-01 | 50.02  | final
"""


def case(*parts: str, head: str = "A title\n\nWhy it is so.\n") -> Case:
    return parse_case("\n".join([head, *parts]), "x.case")


def told(*parts: str, head: str = "A title\n\nWhy it is so.\n") -> str:
    with pytest.raises(Refused) as refused:
        case(*parts, head=head)
    return str(refused.value)


def facts(*lines: str) -> tuple[Fact, ...]:
    table = "\n".join(["Facts:", *(f"  {line}" for line in lines)])
    return case(PROGRAM, table, ACCRUALS).facts


def test_a_case_is_read_whole() -> None:
    found = case(PROGRAM, FACTS, ACCRUALS)
    assert (found.title, found.why) == ("A title", "Why it is so.")
    assert found.program.startswith("program: dealers\ntime_zone: UTC\n")
    assert found.expected[0].moment == Moment(date(2026, 1, 31))
    assert complaints(found) == []


def test_lines_are_numbered_within_their_document() -> None:
    found = facts(
        "source | document | occurred_at | member",
        "shop | N1 | 2026-01-10 | North",
        "shop | N1 | 2026-01-10 | North",
        "books | N1 | 2026-01-10 | North",
    )
    assert [fact.id for fact in found] == ["shop/N1/1", "shop/N1/2", "books/N1/1"]


def test_a_written_line_is_kept() -> None:
    found = facts("document | line | occurred_at | member", "N1 | 10 | 2026-01-10 | North", "N1 | | 2026-01-10 | North")
    assert [fact.line for fact in found] == ["10", "2"]


def test_every_field_of_a_fact() -> None:
    names = "document | version | retracted | kind | occurred_at | recorded_at | member | groups | quantity"
    more = "amount | due_on | reverses | attributes.color | parties.distributor"
    cells = "R1 | 2 | yes | return | 2026-01-10T10:00:00Z | 2026-02-01T00:00:00Z | North | a, b | -1.5"
    (found,) = facts(f"{names} | {more}", f"{cells} | -1,234.5678 | 2026-03-01 | N1/2 | red | D1")
    assert found == Fact(
        document="R1",
        version=2,
        retracted=True,
        kind="return",
        occurred_at=datetime(2026, 1, 10, 10, tzinfo=UTC),
        recorded_at=datetime(2026, 2, 1, tzinfo=UTC),
        member="North",
        groups=("a", "b"),
        quantity=Decimal("-1.5"),
        amount=Decimal("-1234.5678"),
        due_on=date(2026, 3, 1),
        reverses=Reference("N1", "2"),
        attributes={"color": "red"},
        parties={"distributor": "D1"},
    )


def test_empty_cells_are_nothing() -> None:
    names = "document | occurred_at | member | contact | amount | groups | reverses | attributes.a"
    (found,) = facts(names, "N1 | 2026-01-10 | North | | | | |")
    assert found == Fact(document="N1", occurred_at=date(2026, 1, 10), member="North")


def test_a_return_may_name_a_document_alone() -> None:
    (found,) = facts("document | occurred_at | member | reverses", "R1 | 2026-01-10 | North | N1")
    assert found.reverses == Reference("N1")


def test_two_moments() -> None:
    later = "As of: 2026-02-28\nKnown at: 2026-02-01T00:00:00+03:00\nAccruals: none\n"
    found = case(PROGRAM, FACTS, ACCRUALS, later)
    assert found.expected[1].moment.known_at == datetime(2026, 1, 31, 21, tzinfo=UTC)
    assert found.expected[1].accruals == ()


def test_a_refusal_names_the_line_that_it_quotes() -> None:
    found = case(PROGRAM, "Refused:\n  code | at | says\n  terms.value | percent: 5 % | one; two\n")
    (refusal,) = found.refusals
    assert (refusal.document, refusal.line, refusal.says) == ("program", 8, ("one", "two"))


def test_a_file_is_named_in_mistakes(tmp_path: Path) -> None:
    path = tmp_path / "wrong.case"
    path.write_text("A title\n\nWhy.\n\nFacts: x\n", encoding="utf-8")
    with pytest.raises(Refused, match=r"wrong\.case:1: There is no program"):
        read_case(path)


@pytest.mark.parametrize(
    ("parts", "said"),
    [
        ((FACTS, ACCRUALS), ":1: There is no program"),
        ((PROGRAM, FACTS), ":1: A case says what comes out"),
        ((PROGRAM, FACTS, ACCRUALS, "Refused:\n  code | says\n  a | b\n"), ":1: A case says what comes out"),
        ((PROGRAM, PROGRAM, ACCRUALS), ":16: 'Program:' stands twice"),
        ((PROGRAM, "Fact:\n", ACCRUALS), ":16: There is no section 'Fact'. Did you mean 'Facts'?"),
        ((PROGRAM, "and so on\n", ACCRUALS), ":16: A line below a section must be indented"),
        (("Program: dealers\n", ACCRUALS), ":5: 'Program:' stands alone on its line"),
        ((PROGRAM, "Accruals: none\n", ACCRUALS), ":16: 'Accruals:' stands before any 'As of:'"),
        ((PROGRAM, "As of: 2026-01-31\n"), ":16: Nothing is expected as of this day"),
        ((PROGRAM, "As of: 2026-02-30\nAccruals: none\n"), ":16: '2026-02-30' is no day"),
        ((PROGRAM, "As of: 2026-01-31\nKnown at: 2026-01-31\nAccruals: none\n"), ":17: '2026-01-31' names no offset"),
        ((PROGRAM, "As of: 2026-01-31\nKnown at: noon\nAccruals: none\n"), ":17: 'noon' is no instant"),
        ((PROGRAM, "As of: 2026-01-31\nAccruals: nothing\n"), ":17: Unexpected text 'nothing'"),
        ((PROGRAM, "As of: 2026-01-31\nAccruals:\n"), ":17: The table has no rows"),
        ((PROGRAM, "As of: 2026-01-31\nAccruals: none\nAccruals: none\n"), ":18: 'Accruals:' stands twice"),
        ((PROGRAM, "As of: 2026-01-31\nSet aside:\n  fact\n  N1/1\n"), ":18: The column 'code' is missing"),
    ],
)
def test_mistakes_in_sections(parts: tuple[str, ...], said: str) -> None:
    assert f"x.case{said}" in told(*parts)


@pytest.mark.parametrize(
    ("names", "cells", "said"),
    [
        (
            "document | occurred_at | member | amout",
            "N1 | 2026-01-10 | North | 1",
            ":17: 'Facts:' has no column 'amout'.",
        ),
        ("document | occurred_at", "N1 | 2026-01-10", ":17: The column 'member' is missing"),
        ("document | member | occurred_at | member", "N1 | a | 2026-01-10 | b", ":17: A column stands twice"),
        ("document | occurred_at | member", "N1 | 2026-01-10", ":18: The row has 2 cells, the table 3 columns"),
        ("document | occurred_at | member", " | 2026-01-10 | North", ":18: The cell 'document' is empty"),
        ("document | occurred_at | member", "N1 | 10.01.2026 | North", ":18: '10.01.2026' is no day"),
        ("document | occurred_at | member", "N1 | 2026-01-10T10:00 | North", ":18: '2026-01-10T10:00' names no offset"),
        (
            "document | occurred_at | member | amount",
            "N1 | 2026-01-10 | North | 1,5",
            ":18: '1,5' in 'amount' is no number",
        ),
        (
            "document | occurred_at | member | amount",
            "N1 | 2026-01-10 | North | 1_000",
            ":18: '1_000' in 'amount' is no",
        ),
        (
            "document | occurred_at | member | retracted",
            "N1 | 2026-01-10 | North | x",
            ":18: 'x' in 'retracted' is neither",
        ),
    ],
)
def test_mistakes_in_facts(names: str, cells: str, said: str) -> None:
    assert f"x.case{said}" in told(PROGRAM, f"Facts:\n  {names}\n  {cells}\n", ACCRUALS)


def test_a_title_and_a_reason_are_asked() -> None:
    assert "x.case:1: The first line must be the title" in told(PROGRAM, ACCRUALS, head="")
    assert "x.case:2: There is no paragraph that says why" in told(PROGRAM, ACCRUALS, head="A title\n")


@pytest.mark.parametrize("quoted", ["kind", "nowhere"])
def test_a_quote_must_stand_on_one_line(quoted: str) -> None:
    assert "lines of the documents" in told(PROGRAM, f"Refused:\n  code | at | says\n  a | {quoted} | b\n")


def test_a_wrong_amount_is_shown_beside_the_right_one_with_its_reason() -> None:
    (table, reason) = complaints(case(PROGRAM, FACTS, ACCRUALS.replace("50.02", "50.00")))
    assert "expected | North  | bonus  | 2026-01 | 50" in table
    assert "came out | North  | bonus  | 2026-01 | 50.02" in table
    assert "1000.4" in reason.replace(",", "")


def test_what_was_not_expected_is_told() -> None:
    (table, _) = complaints(case(PROGRAM, FACTS, "As of: 2026-01-31\nAccruals: none\n"))
    assert "came out | North  | bonus  | 2026-01 | 50.02" in table


def test_a_zero_row_must_be_there_where_it_is_named() -> None:
    zero = ACCRUALS + "  South  | bonus  | 2026-01 | 0      | final\n"
    assert "expected | South" in complaints(case(PROGRAM, FACTS, zero))[0]


def test_documents_that_should_be_refused_and_are_not() -> None:
    found = complaints(case(PROGRAM, "Refused:\n  code | says\n  terms.value | x\n"))
    assert found == ["The documents must be refused, and were taken."]


def test_another_problem_than_the_expected_one_is_told() -> None:
    wrong = PROGRAM.replace("window: month", "window: mnth")
    (missing,) = complaints(case(wrong, "Refused:\n  code | at | says\n  terms.window | percent | mnth\n"))
    assert missing.startswith("Not told: ")
    assert "'mnth'" in missing


def test_every_problem_that_is_told_must_be_listed() -> None:
    wrong = PROGRAM.replace("window: month", "window: mnth").replace("percent: 5 %", "percent: 5")
    (besides,) = complaints(case(wrong, "Refused:\n  code | at | says\n  terms.window | mnth | mnth\n"))
    assert besides.startswith("Told besides:")
    assert "'5'" in besides
