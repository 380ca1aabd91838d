"""The questions of money: every case file under tests/cases is counted and compared, to the last cent."""

from pathlib import Path

import pytest

from casecheck import complaints
from casefile import read_case

CASES = Path(__file__).parent / "cases"
FILES = tuple(sorted(CASES.rglob("*.case")))


def test_there_are_cases() -> None:
    assert len(FILES) > 200


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.relative_to(CASES).with_suffix("").as_posix())
def test_case(path: Path) -> None:
    case = read_case(path)
    found = complaints(case)
    if found:
        pytest.fail("\n\n".join([f"{case.title}\n({case.file})\n{case.why}", *found]), pytrace=False)
