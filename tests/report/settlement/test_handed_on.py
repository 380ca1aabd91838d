"""What a partner earns and hands on stands on two statements; the whole and its reason stand on the partner's alone."""

from pathlib import Path

import pytest
from python_calamine import CalamineWorkbook

from apps.settlements.world import PROGRAM, begin, close, fact, tell
from report.settlement.test_documents import printed, squeezed, stands, texts
from ristorno.apps.settlements.queries import statements
from ristorno.report.settlement import gather, pdf, write_book
from ristorno.report.settlement.paper import document
from ristorno.report.words import LANGUAGES
from ristorno.web.api.statements_shown import line_shown

pytestmark = pytest.mark.django_db
HANDING = PROGRAM.replace("reward: {unit: RUB}", "reward: {unit: RUB, pass_on: {rate: 40 %, to: buyer}}")
AMOUNTS = ("600,000", "12,000", "7,200")
OTHERS = (
    "A-1/77",
    *(f"{each}.00" for each in AMOUNTS),
    *(each.replace(",", "") + end for each in AMOUNTS for end in (".00", ",00")),
)
"""What M bought, what it earned and what it keeps, however they are written."""


@pytest.fixture
def numbers() -> dict[str, str]:
    """The statements of M, who earned 12,000 and hands on 40 %, and of B, who gets them."""
    begin(HANDING, "MNB")
    tell(fact("A-1/77", 600_000, parties={"buyer": "B"}))
    return {each.holder.member: each.number for each in statements(closing=close().number)}


@pytest.mark.parametrize("language", LANGUAGES)
def test_who_is_handed_something_reads_its_own_amount_alone(
    numbers: dict[str, str], tmp_path: Path, language: str
) -> None:
    told = gather(numbers["B"], language)
    (line,) = told.lines
    assert (int(line.state.amount), line.accrual) == (4_800, None)
    (handed,) = line.marks

    write_book(tmp_path / "b.xlsx", told)
    book = CalamineWorkbook.from_path(tmp_path / "b.xlsx")
    cells = [
        squeezed(str(cell))
        for name in book.sheet_names
        for row in book.get_sheet_by_name(name).to_python()
        for cell in row
    ]
    shown = line_shown(line, told.voice)
    said = (printed(pdf(told)), "\n".join(cells), squeezed("\n".join(texts(document(told)))), str(shown.model_dump()))

    assert (shown.sentence, shown.explanation) == ("", None)
    assert all(squeezed(handed) in squeezed(each) for each in (said[1], said[2], said[3]))
    for each in said:
        assert not [other for other in OTHERS if other in each]


def test_who_hands_on_reads_all_of_it(numbers: dict[str, str]) -> None:
    told = gather(numbers["M"], "en")
    text = printed(pdf(told))
    assert all(line.accrual is not None for line in told.lines)
    assert all(stands(each, text) for each in ("A-1/77", "7,200.00", "4,800.00", "600,000.00"))
