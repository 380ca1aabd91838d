"""How the cost of bulk counting grows: with clauses, with the variants of a grid, with the length of history.

Each limit that is missed ends this with 1: 50 clauses within 10 x of one; each further variant of a grid under 5 % of
the first; one late line in ten times the history within 1.3 x. Both sides of a ratio take turns in one process and are
compared in processor time, round by round. ``--scale`` names the sales of :mod:`benchmarks.tpch`; the longer history is
ten times that.
"""

import argparse
import shutil
import sys
import tempfile
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import count
from pathlib import Path

from benchmarks import tpch
from benchmarks.clauses import many
from benchmarks.figures import Cost, clock, in_turns, machine, processors, ratio, spent
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


def clauses(sales: tpch.Sales, folder: Path, rounds: int) -> tuple[str, list[Limit]]:
    """Settle 1, 10 and 50 clauses."""
    works = {}
    for number in (1, 10, 50):
        file = folder / f"{number}.yaml"
        file.write_text(many(number), encoding="utf-8")
        works[number] = partial(spent, partial(settle, sales, folder / "out", str(file)))
    costs = in_turns(works, rounds)
    shown = _table(("clauses", "x one"), costs, lambda number: f"{ratio(costs[number], costs[1]):.2f}")
    return shown, [Limit("50 clauses / 1", ratio(costs[50], costs[1]), 10)]


def variants(sales: tpch.Sales, rounds: int) -> tuple[str, list[Limit]]:
    """Simulate grids of 1, 10 and 100 variants that change rates and caps."""
    text, store, works = TASK.read_text(encoding="utf-8"), store_of(sales), {}
    for number in (1, 10, 100):
        rates = [f"{0.1 * step:.1f} %" for step in range(1, 1 + max(1, number // 10))]
        caps = [str(50 * step) for step in range(1, 1 + min(10, number))]
        tried = list(grid(text, str(TASK), {_RATE: rates, _CAP: caps}))
        asked = partial(simulate, tried, store, Question(Moment(tpch.AS_OF)), memory_limit=MEMORY)
        works[number] = partial(spent, asked)
    costs = in_turns(works, rounds)

    def each(number: int) -> float:
        return (ratio(costs[number], costs[1]) - 1) / (number - 1) if number > 1 else 1.0

    shown = _table(("variants", "each further, of the first"), costs, lambda number: f"{each(number):.1%}")
    return shown, [Limit("each further of 100 variants / the first", each(100), 0.05)]


def late(scale: float, folder: Path, rounds: int) -> tuple[str, list[Limit]]:
    """Settle one late line on top of a history, and of one ten times as long."""
    histories = [_History(scale * times, folder) for times in (1, 10)]
    short, long = (history.sales.count() for history in histories)
    costs = in_turns({short: histories[0].late_line, long: histories[1].late_line}, rounds)
    shown = _table(("lines of history", "x the shorter"), costs, lambda line: f"{ratio(costs[line], costs[short]):.2f}")
    return shown, [Limit("one late line in 10 x the history", ratio(costs[long], costs[short]), 1.3)]


class _History:
    """A settled store that late lines come into."""

    def __init__(self, scale: float, folder: Path) -> None:
        self.sales = tpch.make(scale)
        self._folder = folder / f"{scale:g}"
        shutil.copytree(store_of(self.sales).folder, self._folder / "store")
        self._store = Store(self._folder / "store")
        self._calculation = Calculation(read_program(TASK.read_text(encoding="utf-8"), str(TASK)))
        self._number = count()
        self._settle()

    def late_line(self) -> Cost:
        """Import a line of long ago; return what it costs to settle it."""
        number = next(self._number)
        file = self._folder / f"late-{number}.csv"
        line = f"9{number:09},1,{number + 1},1997-05-05,1,Brand#11,Manufacturer#1,TYPE,1,1234.56,1000\n"
        file.write_text(_LATE + line, encoding="utf-8")
        import_facts(self._store, file, read_mapping(tpch.MAPPING))
        return spent(self._settle)

    def _settle(self) -> None:
        """Settle what is new; after the first time that is one line of one member."""
        out, moment = self._folder / "out", Moment(tpch.AS_OF)
        settled = settle_everybody(self._calculation, self._store, moment, None, out, memory_limit=MEMORY)
        assert settled.touched in (None, 1)


def _table(titles: tuple[str, str], costs: Mapping[int, Sequence[Cost]], told: Callable[[int], str]) -> str:
    rows = [
        [f"{number:,}", f"{clock(taken):.2f}", f"{processors(taken):.2f}", told(number)]
        for number, taken in costs.items()
    ]
    return table((titles[0], "median, s", "of processors, s", titles[1]), rows)


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
