"""The plan in every database that it can be spelled for: equal to the scalar engine to the smallest step."""

from pathlib import Path

import pytest

from bulk.agreeing import disagreement
from bulk.awkward import disagreements
from bulk.conftest import Opened
from casecheck import calculation_of
from casefile import read_case
from ristorno.bulk.stores.postgres import TYPES
from ristorno.bulk.stores.tables import BESIDE, TABLES
from ristorno.engine.accrual import Moment
from strategies.aimed import aimed, bounded_clauses, clauses_in_order
from strategies.effort import Effort
from strategies.situations import Situation, situations

CASES = sorted((Path(__file__).parents[1] / "cases").rglob("*.case"))


def test_duckdb_agrees_on_awkward_numbers(in_duckdb: Opened) -> None:
    with in_duckdb() as database:
        assert list(disagreements(database)) == []


def test_postgres_knows_every_type_of_the_flat_facts() -> None:
    told = {kind for columns in (*TABLES.values(), *BESIDE.values()) for kind in columns.values()}
    assert told <= set(TYPES)


def test_another_database_agrees_on_awkward_numbers(elsewhere: Opened) -> None:
    with elsewhere() as database:
        assert list(disagreements(database)) == []


def test_another_database_agrees_on_random_programs(effort: Effort, elsewhere: Opened) -> None:
    def law(situation: Situation) -> None:
        with elsewhere() as database:
            assert disagreement(situation.calculation, situation.facts, Moment(situation.as_of), database) == ""

    effort.prove(law, situations(), examples=4)


@pytest.mark.long
def test_another_database_agrees_on_what_was_not_paid_with_money(effort: Effort, elsewhere: Opened) -> None:
    def law(situation: Situation) -> None:
        with elsewhere() as database:
            assert disagreement(situation.calculation, situation.facts, Moment(situation.as_of), database) == ""

    effort.prove(law, aimed(bounded_clauses, tendered=True), examples=4)
    effort.prove(law, aimed(clauses_in_order, staffed=True, tendered=True), examples=4)


@pytest.mark.long
@pytest.mark.parametrize("path", CASES, ids=lambda path: f"{path.parent.name}/{path.stem}")
def test_another_database_agrees_on_a_case(path: Path, elsewhere: Opened) -> None:
    case = read_case(path)

    for expected in case.expected:
        with elsewhere() as database:
            assert disagreement(calculation_of(case), case.facts, expected.moment, database) == ""
