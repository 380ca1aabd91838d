"""How the cost of bulk counting grows: with clauses, with the variants of a grid, with the length of history.

Each limit that is missed ends this with 1: 50 clauses within 10 x of one; each further variant of a grid under 5 % of
the first; one late line in ten times the history within 1.3 x. ``--scale`` names the sales of :mod:`benchmarks.tpch`;
the longer history is ten times that.
"""

import argparse
import shutil
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from benchmarks import tpch
from benchmarks.clauses import many
from benchmarks.figures import machine
from benchmarks.ours import MEMORY, TASK, settle, store_of
from benchmarks.results import keep, table
from ristorno.bulk.settle import settle as settle_everybody
from ristorno.bulk.simulate import Question, grid, simulate
from ristorno.engine.accrual import Moment
from ristorno.engine.calculation import Calculation
from ristorno.engine.terms.reading import read_program
from ristorno.intake import Store, import_facts, read_mapping

ROUNDS = 3
_LATE = "document,line,member,occurred_at,product,brand,manufacturer,type,quantity,amount,cost\n"
_RATE = "clauses.quarterly.mechanic.brackets.rates.50_000"
_CAP = "clauses.points.limits.cap.amount"


@dataclass(frozen=True, slots=True)
class Limit:
    """A ratio and the most that it may be."""

    what: str
    ratio: float
    most: float

    @property
    def missed(self) -> bool:
        """Whether it is above."""
        return self.ratio > self.most

    def __str__(self) -> str:
        return f"{self.what}: {self.ratio:.3f}, at most {self.most:g}: {'missed' if self.missed else 'held'}"


def median(work: Callable[[], object], rounds: int) -> float:
    """Return the median time of some rounds, after one that warms up."""
    times = []
    for number in range(rounds + 1):
        start = time.perf_counter()
        work()
        times += [time.perf_counter() - start] if number else []
    return statistics.median(times)


def clauses(sales: tpch.Sales, folder: Path, rounds: int) -> tuple[str, list[Limit]]:
    """Settle 1, 10 and 50 clauses."""
    rows, found = [], {}
    for count in (1, 10, 50):
        file = folder / f"{count}.yaml"
        file.write_text(many(count), encoding="utf-8")
        found[count] = median(lambda: settle(sales, folder / "out", str(file)), rounds)  # noqa: B023
        rows.append([str(count), f"{found[count]:.2f}", f"{found[count] / found[1]:.2f}"])
    limit = Limit("50 clauses / 1", found[50] / found[1], 10)
    return table(("clauses", "median, s", "x one"), rows), [limit]


def variants(sales: tpch.Sales, rounds: int) -> tuple[str, list[Limit]]:
    """Simulate grids of 1, 10 and 100 variants that change rates and caps."""
    text, store, rows, found = TASK.read_text(encoding="utf-8"), store_of(sales), [], {}
    for count in (1, 10, 100):
        rates = [f"{0.1 * number:.1f} %" for number in range(1, 1 + max(1, count // 10))]
        caps = [str(50 * number) for number in range(1, 1 + min(10, count))]
        tried = list(grid(text, str(TASK), {_RATE: rates, _CAP: caps}))
        found[count] = median(
            lambda: simulate(tried, store, Question(Moment(tpch.AS_OF)), memory_limit=MEMORY),  # noqa: B023
            rounds,
        )
        each = (found[count] - found[1]) / (count - 1) / found[1] if count > 1 else 1.0
        rows.append([str(count), f"{found[count]:.2f}", f"{each:.1%}"])
    limit = Limit("each further of 100 variants / the first", (found[100] - found[1]) / 99 / found[1], 0.05)
    return table(("variants", "median, s", "each further, of the first"), rows), [limit]


def late(scale: float, folder: Path, rounds: int) -> tuple[str, list[Limit]]:
    """Settle one late line on top of a history, and of one ten times as long."""
    rows, found = [], {}
    for times in (1, 10):
        sales = tpch.make(scale * times)
        copied = folder / f"store-{times}"
        shutil.copytree(store_of(sales).folder, copied)
        store, out = Store(copied), folder / f"out-{times}"
        calculation = Calculation(read_program(TASK.read_text(encoding="utf-8"), str(TASK)))
        moment = Moment(tpch.AS_OF)
        settle_everybody(calculation, store, moment, None, out, memory_limit=MEMORY)
        taken = []
        for number in range(rounds):
            _import_late(store, folder, number)
            start = time.perf_counter()
            settled = settle_everybody(calculation, store, moment, None, out, memory_limit=MEMORY)
            taken.append(time.perf_counter() - start)
            assert settled.touched == 1
        found[times] = statistics.median(taken)
        rows.append([f"{sales.count():,}", f"{found[times]:.3f}", f"{found[times] / found[1]:.2f}"])
    limit = Limit("one late line in 10 x the history", found[10] / found[1], 1.3)
    return table(("lines of history", "median, s", "x the shorter"), rows), [limit]


def _import_late(store: Store, folder: Path, number: int) -> None:
    file = folder / f"late-{number}.csv"
    line = f"9{number:09},1,{number + 1},1997-05-05,1,Brand#11,Manufacturer#1,TYPE,1,1234.56,1000\n"
    file.write_text(_LATE + line, encoding="utf-8")
    import_facts(store, file, read_mapping(tpch.MAPPING))


def main() -> int:
    """Measure everything; return how many limits were missed."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.bulk_growth")
    parser.add_argument("--scale", type=float, default=0.1, help="scale factor of the shorter history")
    parser.add_argument("--rounds", type=int, default=ROUNDS, help="how often everything runs")
    chosen = parser.parse_args()
    sales = tpch.make(chosen.scale)
    with tempfile.TemporaryDirectory(prefix="ristorno-bench-") as name:
        parts = [
            clauses(sales, Path(name), chosen.rounds),
            variants(sales, chosen.rounds),
            late(chosen.scale, Path(name), chosen.rounds),
        ]
    limits = [limit for _, held in parts for limit in held]
    line = machine(f"benchmarks.bulk_growth --scale {chosen.scale:g} --rounds {chosen.rounds}", "duckdb")
    body = "\n\n".join([f"`{line}`", *(part for part, _ in parts), "\n".join(f"- {limit}" for limit in limits)])
    print(body)
    keep("How bulk counting grows", body)
    return sum(limit.missed for limit in limits)


if __name__ == "__main__":
    sys.exit(min(main(), 1))
