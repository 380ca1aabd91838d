"""Two lists of documents: everything of both is told once, and the sums add up."""

from datetime import date
from decimal import Decimal

from hypothesis import strategies as st

from ristorno.kernel.period import Period
from ristorno.report.reconciliation import Document, compare
from strategies.effort import Effort

MARCH = Period(date(2026, 3, 1), date(2026, 4, 1))


def document(number: str, amount: str, day: int = 5, month: int = 3) -> Document:
    return Document(number, date(2026, month, day), Decimal(amount), 1)


def test_documents_are_told_by_how_they_differ() -> None:
    ours = [document("A", "10"), document("B", "20"), document("C", "30"), document("D", "40"), document("E", "50")]
    theirs = [
        document("A", "10"),
        document("B", "21"),
        document("C", "30", 6),
        document("D", "4", 6),
        document("F", "1"),
    ]

    found = compare(ours, theirs, MARCH)

    assert {row.number: row.status for row in found.rows} == {
        "A": "matched", "B": "amount", "C": "date", "D": "amount_and_date", "E": "missing_there", "F": "missing_here",
    }  # fmt: skip
    assert (found.ours, found.theirs, found.difference) == (Decimal(150), Decimal(66), Decimal(-84))
    assert found.by_status()["amount"] == (1, Decimal(1))


def test_a_document_belongs_where_either_list_dates_it() -> None:
    ours = [document("A", "10", 31, 3), document("B", "10", 1, 4), document("C", "10", 1, 2)]
    theirs = [
        document("A", "10", 1, 4),
        document("B", "10", 31, 3),
        document("X", "10", 1, 2),
        document("C", "10", 1, 2),
    ]

    found = compare(ours, theirs, MARCH)

    assert [(row.number, row.status) for row in found.rows] == [("A", "date"), ("B", "date")]
    assert found.outside == 2


def test_numbers_written_otherwise_are_shown_and_never_taken_for_the_same() -> None:
    ours, theirs = [document("INV-0012", "10"), document("7", "5")], [document("inv 0012", "10"), document("007", "6")]

    found = compare(ours, theirs, MARCH)

    assert {row.number: (row.status, row.perhaps) for row in found.rows} == {
        "INV-0012": ("missing_there", "inv 0012"),
        "inv 0012": ("missing_here", "INV-0012"),
        "7": ("missing_there", ""),
        "007": ("missing_here", ""),
    }


DOCUMENTS = st.lists(
    st.builds(
        Document, st.sampled_from(["A", "B", "0B", "C", "D"]), st.dates(date(2026, 2, 27), date(2026, 4, 2)),
        st.decimals(-1000, 1000, places=2), st.just(1),
    ),
    unique_by=lambda each: each.number,
)  # fmt: skip


def test_sums_add_up_and_sides_can_be_changed(effort: Effort) -> None:
    def law(ours: list[Document], theirs: list[Document]) -> None:
        found, back = compare(ours, theirs, MARCH), compare(theirs, ours, MARCH)

        assert found.theirs - found.ours == found.difference == sum((row.difference for row in found.rows), Decimal(0))
        assert sum((amount for _, amount in found.by_status().values()), Decimal(0)) == found.difference
        told = [side for row in found.rows for side in (row.ours, row.theirs) if side is not None]
        assert all(each in told for each in (*ours, *theirs) if each.day in MARCH)
        assert back.difference == -found.difference
        assert {row.number for row in back.rows} == {row.number for row in found.rows}

    effort.prove(law, DOCUMENTS, DOCUMENTS, examples=60)
