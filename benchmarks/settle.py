"""What it costs to count a whole history from zero, beside the same task written by hand.

The task is ``programs/wholesale.yaml``: quarterly brackets on everything bought, growth over the year before, capped
points for every document, over all sales that :mod:`benchmarks.tpch` makes. Everybody must come to the same amounts, to
the cent; a limit that is missed, and an answer that differs, end this with 1.

``python -m benchmarks.settle --scale 10 --rounds 7`` measures another size.
"""

import argparse
import sys
import tempfile
from pathlib import Path

from benchmarks import tpch
from benchmarks.agreement import differences, totals
from benchmarks.figures import clock, machine
from benchmarks.race import Contender, Outcome, race
from benchmarks.results import keep, times

ROUNDS = 5
BY_HAND, FLOOR = "SQL by hand", "floor"
OURS, IN_FULL = "ristorno", "SQL by hand, in full"
CONTENDERS = (
    Contender(OURS, "benchmarks.ours", limits={IN_FULL: 1.5, FLOOR: 6}),
    Contender(IN_FULL, "benchmarks.byhand.with_sql_in_full", answers=False),
    Contender(FLOOR, "benchmarks.byhand.floor", answers=False),
    Contender(BY_HAND, "benchmarks.byhand.with_sql"),
    Contender("Polars by hand", "benchmarks.byhand.with_polars"),
    Contender("pandas by hand", "benchmarks.byhand.with_pandas"),
)
"""Who takes part.

The floor is one scan that sums one column by customer; it answers nothing. By hand in full leaves the rows and columns
of a settlement, the same task as ours; the others by hand leave narrow files of numbers.
"""


def disagreements(outcome: Outcome) -> list[str]:
    """Return a sentence for every contender and clause whose amounts are not those by hand."""
    right = outcome.of(BY_HAND).target
    return [
        f"{finish.contender.name}: {count:,} amounts of {clause} differ from {BY_HAND}"
        for finish in outcome.answering
        for clause, count in differences(right, finish.target).items()
        if count
    ]


def section(outcome: Outcome) -> str:
    """Return what was counted, how many amounts that is an hour, and the table of times."""
    clauses = totals(outcome.of(BY_HAND).target)
    amounts = sum(total.rows for total in clauses.values())
    each = ", ".join(f"{total.rows:,} of {clause}" for clause, total in clauses.items())
    hourly = ", ".join(
        f"{finish.contender.name} {amounts / clock(finish.costs) * 3600 / 1e6:,.0f}" for finish in outcome.answering
    )
    return (
        f"TPC-H at scale {outcome.sales.scale:g}: {outcome.sales.count():,} lines give {amounts:,} amounts ({each}).\n"
        f"Million amounts an hour: {hourly}.\n\n{times(outcome, (IN_FULL, FLOOR))}"
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
        outcome = race(sales, CONTENDERS, Path(name), chosen.rounds)
        wrong, table_of_times = disagreements(outcome), section(outcome)
    verdicts = list(outcome.verdicts())
    same = wrong or ["All answers agree, to the smallest unit."]
    findings = "\n".join(f"- {finding}" for finding in (*same, *verdicts))
    body = f"`{line}`\n\n{table_of_times}\n\n{findings}"
    print(body)
    keep("Settling a whole history", body)
    return len(wrong) + sum(verdict.missed for verdict in verdicts)


if __name__ == "__main__":
    sys.exit(min(main(), 1))
