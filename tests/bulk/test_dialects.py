"""The plan in every database that it can be spelled for: equal to the scalar engine to the smallest step."""

from pathlib import Path

import pytest

from bulk.agreeing import disagreement
from bulk.awkward import disagreements
from bulk.conftest import Opened
from casecheck import calculation_of
from casefile import read_case
from ristorno.engine.accrual import Moment
from strategies.effort import Effort
from strategies.situations import Situation, situations

CASES = sorted((Path(__file__).parents[1] / "cases").rglob("*.case"))


def test_duckdb_agrees_on_awkward_numbers(in_duckdb: Opened) -> None:
    with in_duckdb() as database:
        assert list(disagreements(database)) == []


def test_another_database_agrees_on_awkward_numbers(elsewhere: Opened) -> None:
    with elsewhere() as database:
        assert list(disagreements(database)) == []


def test_another_database_agrees_on_random_programs(effort: Effort, elsewhere: Opened) -> None:
    def law(situation: Situation) -> None:
        with elsewhere() as database:
            assert disagreement(situation.calculation, situation.facts, Moment(situation.as_of), database) == ""

    effort.prove(law, situations(), examples=4)


@pytest.mark.long
@pytest.mark.parametrize("path", CASES, ids=lambda path: f"{path.parent.name}/{path.stem}")
def test_another_database_agrees_on_a_case(path: Path, elsewhere: Opened) -> None:
    case = read_case(path)

    for expected in case.expected:
        with elsewhere() as database:
            assert disagreement(calculation_of(case), case.facts, expected.moment, database) == ""
