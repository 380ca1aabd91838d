"""The store made of the database: whole or piece by piece the same, and what is counted over it is the same."""

import tempfile
from collections.abc import Iterable
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path

import pytest

from apps.facts.histories import MEMBERS, Step, learned, steps
from apps.rollback import rolled_back
from ristorno.apps.facts.operations import Draft, ingest, project
from ristorno.apps.facts.queries import by_member, high_water
from ristorno.apps.members import operations as members
from ristorno.bulk.settle import settle
from ristorno.engine.accrual import Moment
from ristorno.engine.calculation import Calculation
from ristorno.engine.fact import Fact
from ristorno.engine.populate import answer_all
from ristorno.engine.terms.reading import read_program
from ristorno.intake import Store, import_facts
from ristorno.kernel.problem import Refused
from strategies.effort import Effort

pytestmark = pytest.mark.django_db
AT = datetime(2026, 4, 1, 9, tzinfo=UTC)


@pytest.fixture(autouse=True)
def known() -> None:
    for key in (*MEMBERS, "M", "N"):
        members.add(key=key, name=key, actor="user:1")
    members.enrol(key="M", on=date(2026, 1, 1), at=AT, actor="user:1")


def told(document: str, member: str = "M", amount: str = "10") -> None:
    draft = Draft(
        document=document, line="1", member=member, occurred_at=date(2026, 3, 1), amount=Decimal(amount), currency="EUR"
    )
    ingest(drafts=[draft], channel="api", at=AT, actor="key:1")


def sorted_log(facts: Iterable[Fact]) -> list[Fact]:
    return sorted(facts, key=lambda fact: (fact.source, fact.document, fact.line, fact.version))


def database() -> list[Fact]:
    return sorted_log(fact for _, facts in by_member() for fact in facts)


def test_it_holds_what_the_database_holds_and_grows_by_what_comes(tmp_path: Path) -> None:
    folder = tmp_path / "store"
    told("D1")
    assert (project(folder).versions, project(folder).versions) == (1, 0)
    told("D2")
    told("D1", amount="11")

    done = project(folder)

    assert (done.versions, done.anew, done.place) == (2, False, high_water())
    assert sorted_log(Store(folder).log()) == database()


def test_where_a_code_stands_for_somebody_else_it_is_made_anew(tmp_path: Path) -> None:
    told("D1", "stranger")
    told("D2", "N")
    project(tmp_path)
    assert [fact.document for fact in Store(tmp_path).log("N")] == ["D2"]

    members.give_code(key="M", code="stranger", system="erp", actor="user:1")
    assert project(tmp_path).anew
    members.merge(key="N", into="M", at=AT, actor="user:1")
    assert project(tmp_path).anew

    assert sorted_log(Store(tmp_path).log()) == database()
    assert Store(tmp_path).members() == ["M"]
    assert len(list((tmp_path / "log").glob("*"))) == 2


def test_what_is_said_of_members_comes_along(tmp_path: Path) -> None:
    told("D1")
    project(tmp_path)
    members.enrol(key="N", on=date(2026, 2, 1), at=AT, actor="user:1")

    assert not project(tmp_path).anew

    assert sorted_log(Store(tmp_path).log()) == database()


def test_pieces_come_to_the_whole(effort: Effort) -> None:
    def law(history: list[Step]) -> None:
        with tempfile.TemporaryDirectory() as name, rolled_back():
            for number, step in enumerate(history):
                ingest(drafts=step.drafts(), channel="api", at=learned(number), actor="key:1")
                project(Path(name) / "pieces")
            project(Path(name) / "whole")
            pieces = sorted_log(Store(Path(name) / "pieces").log())
            assert pieces == sorted_log(Store(Path(name) / "whole").log()) == database()

    effort.prove(law, steps(), examples=9)


def test_files_and_the_database_do_not_meet_in_one_store(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text("document,member,occurred_at,amount\nD1,M,2026-03-01,5\n")
    import_facts(Store(tmp_path / "files"), path)
    told("D1")
    project(tmp_path / "picture")

    with pytest.raises(Refused, match=r"facts\.other_store"):
        project(tmp_path / "files")
    with pytest.raises(Refused, match=r"intake\.picture"):
        import_facts(Store(tmp_path / "picture"), path)


PROGRAM = """
program: dealers
time_zone: Europe/Berlin
units: {EUR: {kind: money}}
clauses:
  quarterly:
    window: quarter
    mechanic: {brackets: {mode: retroactive, rates: {500: 1 %, 1_500: 2 %}}}
    reward: {unit: EUR}
"""


def test_a_settlement_over_it_is_what_evaluating_the_database_gives(tmp_path: Path) -> None:
    for number in range(60):
        told(f"D{number}", "MN"[number % 2], f"{number * 17}.25")
    told("D3", "M", "1.5")
    project(tmp_path / "store")
    calculation = Calculation(read_program(PROGRAM, "program"))
    moment = Moment(date(2026, 12, 31))

    settled = settle(calculation, Store(tmp_path / "store"), moment, None, tmp_path / "out")

    answers = answer_all(calculation, by_member, moment)
    amounts = [accrual.amount for answer in answers for accrual in answer.accruals if accrual.amount]
    assert sum(total.amount for total in settled.totals) == sum(amounts)
    assert len({(total.unit) for total in settled.totals}) == 1
    assert amounts
