"""Whether the memory of a settlement is bounded by its setting, and what the same answer costs with less of it.

The task of :mod:`benchmarks.settle` is counted over the same sales with plenty of memory and with settings smaller than
the lines themselves, which then go to disk and come back. All must answer the same, to the smallest unit, and none may
hold more than its setting and what a process holds beside the database: Python, the libraries, the compiled program,
what the database keeps for its own work. A limit that is missed, and an answer that differs, end this with 1.

``python -m benchmarks.bounded --scale 10 --settings 4GB 1GB 500MB`` measures another size.
"""

import argparse
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

from benchmarks import tpch
from benchmarks.agreement import differences
from benchmarks.figures import clock, machine, processors
from benchmarks.ours import TASK
from benchmarks.race import Contender, Finish, race
from benchmarks.results import keep, table

ROUNDS = 1
SETTINGS = ("4GB", "250MB", "150MB")
"""The first is plenty; a line of seven numbers takes 40 bytes unpacked, six million of them 240 MB."""
BESIDE = 200
"""What a process may hold beside its setting, in MB, whatever the size of the sales."""
_BYTES_OF_A_LINE = 40
_UNITS = {"MB": 1.0, "GB": 1000.0}
_BYTES = 1_000_000 / (1 << 20)


def megabytes(setting: str) -> float:
    """Return a setting such as ``250MB`` in the MB of 1,048,576 bytes in which memory is measured."""
    return float(setting[:-2]) * _UNITS[setting[-2:]] * _BYTES


def findings(finishes: Sequence[Finish]) -> list[tuple[str, bool]]:
    """Return a sentence for every setting, and whether it says that something was missed."""
    plenty, found = finishes[0], []
    for finish in finishes:
        beside = finish.peak - megabytes(finish.contender.name)
        over = beside > BESIDE
        told = f"{finish.contender.name}: {max(beside, 0):.0f} MB beside the setting, at most {BESIDE}"
        found.append((f"{told}: {'missed' if over else 'held'}", over))
        for clause, count in differences(plenty.target, finish.target).items():
            if count:
                sentence = f"{finish.contender.name}: {count:,} amounts of {clause} differ from {plenty.contender.name}"
                found.append((sentence, True))
    return found


def shown(finishes: Sequence[Finish]) -> str:
    """Return the table of times and memory."""
    columns = ("setting", "median, s", "of processors, s", f"x {finishes[0].contender.name}", "peak, MB")
    rows = [
        [
            finish.contender.name,
            f"{clock(finish.costs):.2f}",
            f"{processors(finish.costs):.2f}",
            f"{finish.ratio(finishes[0]):.2f}",
            f"{finish.peak:.0f}",
        ]
        for finish in finishes
    ]
    return table(columns, rows)


def main() -> int:
    """Measure, compare, keep the section of results; return how many limits were missed and answers were wrong."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.bounded")
    parser.add_argument("--scale", type=float, default=1, help="scale factor of the sales")
    parser.add_argument("--rounds", type=int, default=ROUNDS, help="how often each setting runs")
    parser.add_argument("--settings", nargs="+", default=SETTINGS, help="in MB or GB, plenty first")
    chosen = parser.parse_args()
    sales = tpch.make(chosen.scale)
    settings = " ".join(chosen.settings)
    command = f"benchmarks.bounded --scale {chosen.scale:g} --rounds {chosen.rounds} --settings {settings}"
    contenders = [Contender(setting, "benchmarks.ours", (str(TASK), setting)) for setting in chosen.settings]
    with tempfile.TemporaryDirectory(prefix="ristorno-bench-") as name:
        finishes = race(sales, contenders, Path(name), chosen.rounds).finishes
        found = findings(finishes)
    lines = sales.count()
    unpacked = lines * _BYTES_OF_A_LINE / (1 << 20)
    told = f"TPC-H at scale {sales.scale:g}: {lines:,} lines, {unpacked:,.0f} MB of numbers when unpacked."
    listed = "\n".join(f"- {sentence}" for sentence, _ in found)
    body = f"`{machine(command, 'duckdb')}`\n\n{told}\n\n{shown(finishes)}\n\n{listed}"
    print(body)
    keep("Settling in little memory", body)
    return sum(missed for _, missed in found)


if __name__ == "__main__":
    sys.exit(min(main(), 1))
