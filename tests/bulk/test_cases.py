"""Every case that a person signed, asked of the plan too: what it counts must be what the scalar engine says."""

from pathlib import Path

import pytest

from bulk.agreeing import disagreement
from casecheck import calculation_of
from casefile import read_case

CASES = sorted((Path(__file__).parents[1] / "cases").rglob("*.case"))


@pytest.mark.parametrize("path", CASES, ids=lambda path: f"{path.parent.name}/{path.stem}")
def test_the_plan_agrees_on_a_case(path: Path) -> None:
    case = read_case(path)

    for expected in case.expected:
        assert disagreement(calculation_of(case), case.facts, expected.moment) == ""
