"""What it costs to count a whole history from zero, beside the same task written by hand.

The task is ``programs/wholesale.yaml``: quarterly brackets on everything bought, growth over the year before, capped
points for every document, over all sales that :mod:`benchmarks.tpch` makes. The second task,
``programs/wholesale-by-quarter.yaml``, caps points by quarter, so that nothing is told by document. Everybody must come
to the same amounts, to the cent; a limit that is missed, and an answer that differs, end this with 1.

``python -m benchmarks.settle --scale 10 --rounds 7`` measures another size.
"""

import argparse
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from benchmarks import tpch
from benchmarks.agreement import Points, differences, totals
from benchmarks.figures import clock, machine
from benchmarks.race import Contender, Outcome, race
from benchmarks.results import keep, times

ROUNDS = 5
PROGRAMS = Path(__file__).with_name("programs")
BY_HAND, FLOOR = "SQL by hand", "floor"
OURS, IN_FULL = "ristorno", "SQL by hand, in full"


def _contenders(program: str, points: Points) -> tuple[Contender, ...]:
    """Return who takes part in any task."""
    return (
        Contender(OURS, "benchmarks.ours", (str(PROGRAMS / program),), limits={IN_FULL: 1.5, FLOOR: 6}),
        Contender(IN_FULL, "benchmarks.byhand.with_sql_in_full", (points,), answers=False),
        Contender(FLOOR, "benchmarks.byhand.floor", answers=False),
        Contender(BY_HAND, "benchmarks.byhand.with_sql", (points,)),
    )


CONTENDERS = (
    *_contenders("wholesale.yaml", "document"),
    Contender("Polars by hand", "benchmarks.byhand.with_polars"),
    Contender("pandas by hand", "benchmarks.byhand.with_pandas"),
)
"""Who takes part.

The floor is one scan that sums one column by customer; it answers nothing. By hand in full leaves the rows and columns
of a settlement, the same task as ours; the others by hand leave narrow files of numbers.
"""


@dataclass(frozen=True, slots=True)
class Task:
    """What is counted, by whom."""

    title: str
    contenders: tuple[Contender, ...]
    points: Points


TASKS = (
    Task("Points for every document, each capped", CONTENDERS, "document"),
    Task("Points for every quarter, each capped", _contenders("wholesale-by-quarter.yaml", "quarter"), "quarter"),
)


@dataclass(frozen=True, slots=True)
class Result:
    """How a task came out."""

    task: Task
    outcome: Outcome
    wrong: tuple[str, ...]
    """A sentence for every contender and clause whose amounts are not those by hand."""


def run(task: Task, sales: tpch.Sales, folder: Path, rounds: int) -> Result:
    """Let everybody count a task, and compare what came out."""
    outcome = race(sales, task.contenders, folder / task.points, rounds)
    return Result(task, outcome, tuple(_disagreements(task, outcome)))


def _disagreements(task: Task, outcome: Outcome) -> Iterator[str]:
    right = outcome.of(BY_HAND).target
    for finish in outcome.answering:
        for clause, count in differences(right, finish.target, task.points).items():
            if count:
                yield f"{finish.contender.name}: {count:,} amounts of {clause} differ from {BY_HAND}"


def section(result: Result) -> str:
    """Return what was counted, how many amounts that is an hour, the table of times, and what was found."""
    outcome = result.outcome
    clauses = totals(outcome.of(BY_HAND).target, result.task.points)
    amounts = sum(total.rows for total in clauses.values())
    each = ", ".join(f"{total.rows:,} of {clause}" for clause, total in clauses.items())
    hourly = ", ".join(
        f"{finish.contender.name} {amounts / clock(finish.costs) * 3600 / 1e6:,.0f}" for finish in outcome.answering
    )
    same = result.wrong or ["All answers agree, to the smallest unit."]
    findings = "\n".join(f"- {finding}" for finding in (*same, *outcome.verdicts()))
    return (
        f"### {result.task.title}\n\n"
        f"TPC-H at scale {outcome.sales.scale:g}: {outcome.sales.count():,} lines give {amounts:,} amounts ({each}).\n"
        f"Million amounts an hour: {hourly}.\n\n{times(outcome, (IN_FULL, FLOOR))}\n\n{findings}"
    )


def main() -> int:
    """Measure, compare, keep the section of results; return how many limits were missed and answers were wrong."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.settle")
    parser.add_argument("--scale", type=float, help="scale factor of the sales; what the machine bears if left out")
    parser.add_argument("--rounds", type=int, default=ROUNDS, help="how often everybody runs")
    chosen = parser.parse_args()
    sales = tpch.make(tpch.fitting_scale() if chosen.scale is None else chosen.scale)
    line = machine(f"benchmarks.settle --scale {sales.scale:g} --rounds {chosen.rounds}", "duckdb", "polars", "pandas")
    with tempfile.TemporaryDirectory(prefix="ristorno-bench-") as name:
        results = [run(task, sales, Path(name), chosen.rounds) for task in TASKS]
        body = "\n\n".join([f"`{line}`", *map(section, results)])
    print(body)
    keep("Settling a whole history", body)
    missed = [verdict for result in results for verdict in result.outcome.verdicts() if verdict.missed]
    return sum(len(result.wrong) for result in results) + len(missed)


if __name__ == "__main__":
    sys.exit(min(main(), 1))
