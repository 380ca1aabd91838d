"""Asking ``ristorno evaluate`` about a published example, and finding numbers in its answer."""

import io
import json
from collections.abc import Iterable, Mapping, Sequence
from contextlib import redirect_stderr, redirect_stdout
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction
from pathlib import Path
from typing import Any

from examples.published import Example
from examples.shaping import facts_file
from ristorno.cli.main import command_line

PROGRAMS = Path(__file__).parent / "programs"

Record = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Answer:
    """What the command answered: accruals in the documented JSON form."""

    accruals: Sequence[Record]
    provisions: Sequence[Record] = ()
    """What the sponsor books, a section of its own."""
    fair_value: Sequence[Record] = ()
    """What the points of all members are worth, by unit."""

    def only(self, **named: str) -> Record:
        """Return the one accrual with this clause, member or window."""
        (found,) = self._all(named)
        return found

    def amount(self, **named: str) -> Fraction:
        """Return the sum of the amounts with this clause, member or window; of at least one."""
        found = self._all(named)
        assert found, f"nothing is called {named}"
        return sum((Fraction(accrual["amount"]) for accrual in found), Fraction(0))

    def measured(self, **named: str) -> Fraction:
        """Return what was measured; zero where nothing was there to be measured."""
        steps = self.steps("measure", **named)
        return Fraction(steps[0]["result"]) if steps else Fraction(0)

    def steps(self, kind: str, **named: str) -> Sequence[Record]:
        """Return the steps of one kind in the explanation of the one accrual meant."""
        return [step for step in self.only(**named)["explanation"]["steps"] if step["kind"] == kind]

    def detail(self, kind: str, name: str, **named: str) -> Fraction:
        """Return a detail of the one step of this kind."""
        (step,) = self.steps(kind, **named)
        return Fraction(step["details"][name])

    def figure(self, name: str, **named: str) -> Fraction:
        """Return the sum of a number that stands beside the amount, such as the sponsor's provision."""
        return sum((Fraction(accrual[name]) for accrual in self._all(named)), Fraction(0))

    def booked(self, name: str = "amount", **named: str) -> Fraction:
        """Return the sum of a number of the sponsor's provisions with this clause."""
        held = [each for each in self.provisions if all(each[key] == named[key] for key in named)]
        assert held, f"nothing is booked for {named}"
        return sum((Fraction(each[name]) for each in held), Fraction(0))

    def fair(self, name: str) -> Fraction:
        """Return a number of the fair value of the one unit of points."""
        (found,) = self.fair_value
        return Fraction(found[name])

    def _all(self, named: Mapping[str, str]) -> list[Record]:
        return [accrual for accrual in self.accruals if all(accrual[name] == named[name] for name in named)]


@dataclass(slots=True)
class Ask:
    """A question to the command about one example; what was asked once is remembered."""

    example: Example
    folder: Path
    _answers: dict[tuple[str, ...], Answer] = field(default_factory=dict)

    def __call__(self, as_of: str | date, *, known: str | None = None, program: str | None = None) -> Answer:
        """Return the state at the end of a day, as it was known at a moment, under the example's own program."""
        program = program or self.example.id
        words = ("--as-of", str(as_of), *(("--known-at", known) if known else ()))
        if (program, *words) not in self._answers:
            self._answers[(program, *words)] = _answer(_run(self._question(program, words)))
        return self._answers[(program, *words)]

    def _question(self, program: str, words: Iterable[str]) -> tuple[str, ...]:
        facts = self.folder / f"{self.example.id}.csv"
        facts.write_text(facts_file(self.example.facts), encoding="utf-8")
        agreements = PROGRAMS / f"{program}.agreements.yaml"
        beside = ("--agreements", str(agreements)) if agreements.is_file() else ()
        return ("evaluate", str(PROGRAMS / f"{program}.yaml"), str(facts), *beside, *words, "--format", "json")


def _answer(said: Record) -> Answer:
    return Answer(said["accruals"], said["provisions"], said["fair_value"])


def _run(words: Sequence[str]) -> Record:
    """Run the command in this process; raises :class:`Refused` where the language has not got the program's words."""
    out, told = io.StringIO(), io.StringIO()
    with redirect_stdout(out), redirect_stderr(told):
        command_line([words[0]])(args=list(words), standalone_mode=False)
    assert "set aside" not in told.getvalue(), told.getvalue()
    answer: Record = json.loads(out.getvalue())
    assert not answer["set_aside"], answer["set_aside"]
    return answer
