from datetime import date
from importlib.resources import files

import pytest

from report.smallworld import small_data
from ristorno.demo import build_world
from ristorno.engine.accrual import Moment
from ristorno.engine.calculation import Calculation
from ristorno.engine.fact import Fact
from ristorno.engine.terms.reading import read_agreements, read_program
from ristorno.report import Figures, Profile, ReportData


@pytest.fixture(scope="session")
def small() -> ReportData:
    return small_data()


@pytest.fixture(scope="session")
def demo() -> ReportData:
    """The demo world in the middle of a quarter, when steps can still be reached."""
    world = build_world()
    texts = files("ristorno.demo")
    program = read_program((texts / "program.yaml").read_text(encoding="utf-8"), "program.yaml")
    agreements = read_agreements((texts / "agreements.yaml").read_text(encoding="utf-8"), "agreements.yaml", program)
    calculation, moment = Calculation(program, agreements), Moment(date(2026, 8, 20))
    logs: dict[str, list[Fact]] = {member.id: [] for member in world.members}
    for fact in world.history:
        logs[fact.member].append(fact)
    figures = Figures(program, moment, agreements=agreements)
    for member, log in logs.items():
        figures.add(calculation.answer(member, log, moment), log)
    profiles = {member.id: Profile(member.name, member.segment) for member in world.members}
    return figures.data(profiles, command="ristorno evaluate program.yaml facts.csv --as-of 2026-08-20")
