"""What reads differently after a change of the terms."""

from ristorno.engine.rulebook import altered, rulebook
from ristorno.engine.terms.reading import read_program

PROGRAM = """\
program: dealers
time_zone: Europe/Moscow
units: {EUR: {kind: money}}
clauses:
  quarterly:
    title: Quarterly bonus
    window: quarter
    mechanic: {brackets: {mode: retroactive, rates: {1_000: 1 %, 5_000: 2 %}}}
  monthly: {title: Monthly bonus, window: month, mechanic: {percent: 1 %}}
"""


def compared(old: str, new: str) -> list[tuple[str, str, tuple[str, ...], tuple[str, ...]]]:
    before, after = (rulebook(read_program(PROGRAM.replace(old, each)).terms)
                     for each in (old, new))  # fmt: skip
    return [(each.heading, each.label, each.gone, each.come) for each in altered(before, after)]


def test_the_same_terms_read_the_same() -> None:
    assert compared("1_000", "1_000") == []


def test_a_row_of_a_table_is_told_alone() -> None:
    ((heading, _, gone, come),) = compared("5_000: 2 %", "5_000: 2.5 %")
    assert heading == "Quarterly bonus"
    assert [len(gone), len(come)] == [1, 1]
    assert "2%" in gone[0]
    assert "2.5%" in come[0]


def test_a_clause_that_goes_is_told_with_all_that_it_said() -> None:
    line = "  monthly: {title: Monthly bonus, window: month, mechanic: {percent: 1 %}}\n"
    found = [each for each in compared(line, "") if each[0] == "Monthly bonus"]
    assert all(gone and not come for _, _, gone, come in found)
    assert any("1% of what is counted." in gone for _, _, gone, _ in found)


def test_a_clause_that_comes_is_told_with_all_that_it_says() -> None:
    line = "  monthly: {title: Monthly bonus, window: month, mechanic: {percent: 1 %}}\n"
    more = f"{line}  yearly: {{title: Yearly bonus, window: year, mechanic: {{percent: 3 %}}}}\n"
    found = [each for each in compared(line, more) if each[0] == "Yearly bonus"]
    assert all(come and not gone for _, _, gone, come in found)
    assert any("3% of what is counted." in come for _, _, _, come in found)
