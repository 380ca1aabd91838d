"""Programs read back in plain words: in three languages, for a member, on a day."""

from datetime import date
from pathlib import Path

import pytest
from syrupy.assertion import SnapshotAssertion

from engine.rulebook.corpus import calculation
from ristorno.engine.calculation import Calculation
from ristorno.engine.rulebook import Rulebook, read_for
from ristorno.engine.terms.scalars import LANGUAGES
from ristorno.kernel.problem import Refused
from ristorno.report.rules import html, markdown
from ristorno.templates import find

HERE = Path(__file__).parent
TODAY = date(2026, 8, 1)


@pytest.fixture(scope="module")
def everything() -> Calculation:
    return calculation((HERE / "program.yaml").read_text("utf-8"), (HERE / "agreements.yaml").read_text("utf-8"))


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_program_that_says_nearly_everything(
    everything: Calculation, language: str, snapshot: SnapshotAssertion
) -> None:
    assert markdown(read_for(everything, language, today=TODAY)) == snapshot


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("template", ["retro-groups", "sellers-bonus", "status-tiers"])
def test_templates(template: str, language: str, snapshot: SnapshotAssertion) -> None:
    assert markdown(read_for(calculation(find(template).text), language, today=TODAY)) == snapshot


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_an_agreement_changes_is_marked(
    everything: Calculation, language: str, snapshot: SnapshotAssertion
) -> None:
    assert markdown(read_for(everything, language, "North", today=TODAY)) == snapshot


def test_as_a_fragment_of_a_page(everything: Calculation, snapshot: SnapshotAssertion) -> None:
    assert html(read_for(everything, "en", "North", today=TODAY)) == snapshot


def test_the_version_in_force_is_read(everything: Calculation) -> None:
    assert "€4,000.00" in _entry(read_for(everything, "en", "North", date(2026, 6, 30), today=TODAY), "limits")
    assert "€6,000.00" in _entry(read_for(everything, "en", "North", date(2026, 7, 1), today=TODAY), "limits")


def test_without_a_day_the_nearest_version_is_read(everything: Calculation) -> None:
    early = read_for(everything, "en", "North", today=date(2025, 1, 1))
    assert _entry(early, "standing").startswith("These terms are in force from 1 January 2026 through 30 June 2026.")


def test_promises_for_others_are_left_out(everything: Calculation) -> None:
    assert "clause:visits" in _sections(read_for(everything, "en", "North", today=TODAY))
    assert "clause:visits" not in _sections(read_for(everything, "en", "Ann", today=TODAY))
    assert "South" not in markdown(read_for(everything, "en", "North", today=TODAY))


def test_a_person_needs_no_consent(everything: Calculation) -> None:
    assert "no employer has to consent" in _entry(read_for(everything, "en", "Ann", today=TODAY), "consent")


@pytest.mark.parametrize(
    ("member", "on", "reason"),
    [
        ("East", None, "The program is for members with an agreement, and 'East' has none."),
        (None, date(2028, 1, 1), "On 2028-01-01 no terms are in force"),
        ("North", date(2025, 12, 31), "the nearest ones are so from 2026-01-01 through 2026-06-30"),
    ],
)
def test_where_no_terms_rule_it_is_refused(
    everything: Calculation, member: str | None, on: date | None, reason: str
) -> None:
    with pytest.raises(Refused, match=reason):
        read_for(everything, "en", member, on, today=TODAY)


def test_another_language_is_refused(everything: Calculation) -> None:
    with pytest.raises(ValueError, match="'de' is not a language of the product"):
        read_for(everything, "de", today=TODAY)


@pytest.mark.parametrize(
    ("by", "row"),
    [
        ("group", "product group summer"),
        ("product", "product summer"),
        ("brand", "brand summer"),
        ("contact", "person summer"),
        ("segment", "segment summer"),
        ("attribute.season", "season: summer"),
        ("party.distributor", "distributor: summer"),
    ],
)
def test_by_what_a_row_is_picked(by: str, row: str) -> None:
    text = (HERE / "program.yaml").read_text("utf-8").replace("by: group, summer: 20", f"by: {by}, summer: 20")
    book = read_for(calculation(text), today=TODAY)
    pieces = next(section for section in book.sections if section.key == "clause:pieces")
    table = next(entry.table for entry in pieces.entries if entry.key == "gives")
    assert table is not None
    assert table.rows[0] == (row, "20\u00a0points")


def test_a_multiplier_names_its_ladder_and_a_split_who_gets_the_rest() -> None:
    text = (HERE / "program.yaml").read_text("utf-8")
    other = text.replace("by: status, silver: 1.5", "by: second, silver: 1.5").replace(
        "clauses:", "  second: {window: year, tiers: {base: 0, silver: 1, gold: 2}}\nclauses:", 1
    )
    assert "(second)" in markdown(read_for(calculation(other), today=TODAY))
    swapped = text.replace("{contact: {rate: 30 %, at_most: 200}}, rest: company", "{company: 70 %}, rest: contact")
    assert "| the persons who acted | the rest |" in markdown(read_for(calculation(swapped), today=TODAY))


def _sections(book: Rulebook) -> tuple[str, ...]:
    return tuple(section.key for section in book.sections)


def _entry(book: Rulebook, key: str) -> str:
    found = [entry for section in book.sections for entry in section.entries if entry.key == key]
    return " ".join(sentence.text for entry in found for sentence in entry.sentences)
