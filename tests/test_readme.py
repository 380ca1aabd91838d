"""What the README shows is what the product says."""

from datetime import date
from importlib.resources import files
from pathlib import Path

from ristorno.demo import build_world
from ristorno.engine.accrual import Moment
from ristorno.engine.calculation import Calculation
from ristorno.engine.sentences import sentence
from ristorno.engine.terms.reading import read_agreements, read_program

README = (Path(__file__).parents[1] / "README.md").read_text(encoding="utf-8")


def test_the_sample_is_what_the_demo_says() -> None:
    shipped = files("ristorno.demo")
    program = read_program(shipped.joinpath("program.yaml").read_text(encoding="utf-8"))
    agreements = read_agreements(shipped.joinpath("agreements.yaml").read_text(encoding="utf-8"), "", program)
    facts = [fact for fact in build_world().history if fact.member == "M006"]

    answer = Calculation(program, agreements).answer("M006", facts, Moment(date(2026, 8, 20)))

    told = next(
        sentence(accrual, "en")
        for accrual in answer.accruals
        if (accrual.clause, accrual.window_label) == ("quarterly", "2026-Q3")
    )
    quoted = " ".join(line.removeprefix("> ") for line in README.splitlines() if line.startswith("> "))
    assert quoted == told
