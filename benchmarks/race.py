"""Contenders side by side: each in a process of its own, taking turns, so that whatever disturbs one disturbs all.

A contender is a module with ``settle(sales, target, *arguments)``, timed from the files that it reads to those that it
leaves; starting Python and importing libraries is not counted. Its peak memory is that of its process.
"""

import json
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from benchmarks.figures import Cost, ratio
from benchmarks.tpch import Sales


@dataclass(frozen=True, slots=True)
class Contender:
    """Who takes part, and against whom it must hold."""

    name: str
    module: str
    arguments: tuple[str, ...] = ()
    limits: Mapping[str, float] = field(default_factory=dict)
    """By the name of another contender: at most so many times its processor time."""
    answers: bool = True
    """Whether its files hold the answer of the task and are compared with those of the others."""


@dataclass(frozen=True, slots=True)
class Finish:
    """How a contender did; one cost for every round, memory in MB."""

    contender: Contender
    target: Path
    """The folder in which it left its files."""
    costs: tuple[Cost, ...]
    peak: float

    def ratio(self, other: "Finish") -> float:
        """Return how many times the processor time of the other it took: the median of rounds that ran side by side."""
        return ratio(self.costs, other.costs)


@dataclass(frozen=True, slots=True)
class Verdict:
    """A limit, and how it was held."""

    contender: str
    against: str
    limit: float
    ratio: float

    @property
    def missed(self) -> bool:
        """Whether it took more than it may."""
        return self.ratio > self.limit

    def __str__(self) -> str:
        word = "missed" if self.missed else "held"
        return f"{self.contender}: {self.ratio:.2f} x {self.against}, at most {self.limit:g} x: {word}"


@dataclass(frozen=True, slots=True)
class Outcome:
    """How everybody did over the same sales."""

    sales: Sales
    finishes: tuple[Finish, ...]

    def of(self, name: str) -> Finish:
        """Return how a contender did, by its name."""
        return next(finish for finish in self.finishes if finish.contender.name == name)

    @property
    def answering(self) -> tuple[Finish, ...]:
        """Those whose files hold an answer."""
        return tuple(finish for finish in self.finishes if finish.contender.answers)

    def verdicts(self) -> Iterator[Verdict]:
        """Yield how the limits of all contenders were held."""
        for finish in self.finishes:
            for against, limit in finish.contender.limits.items():
                yield Verdict(finish.contender.name, against, limit, finish.ratio(self.of(against)))


@dataclass(frozen=True, slots=True)
class _Turn:
    seconds: float
    processors: float
    peak: float


def race(sales: Sales, contenders: Sequence[Contender], folder: Path, rounds: int) -> Outcome:
    """Let everybody run once to warm up, then in so many rounds, each begun by another; files stay in the folder."""
    turns: list[list[_Turn]] = [[] for _ in contenders]
    targets = [folder / str(place) for place in range(len(contenders))]
    for number in range(rounds + 1):
        for step in range(len(contenders)):
            place = (number + step) % len(contenders)
            turns[place].append(_take(sales, contenders[place], targets[place]))
    told = zip(contenders, targets, turns, strict=True)
    return Outcome(sales, tuple(_finish(contender, target, taken[1:]) for contender, target, taken in told))


def _finish(contender: Contender, target: Path, turns: Sequence[_Turn]) -> Finish:
    costs = tuple(Cost(turn.seconds, turn.processors) for turn in turns)
    return Finish(contender, target, costs, max(turn.peak for turn in turns))


def _take(sales: Sales, contender: Contender, target: Path) -> _Turn:
    target.mkdir(parents=True, exist_ok=True)
    asked = [contender.module, str(sales.scale), str(sales.folder), str(target), *contender.arguments]
    done = subprocess.run([sys.executable, "-m", "benchmarks.turn", *asked], stdout=subprocess.PIPE, check=True)
    return _Turn(**json.loads(done.stdout))
