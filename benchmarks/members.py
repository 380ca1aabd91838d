"""How many facts a second the scalar engine counts: all members of the demo world, and of Online Retail.

Online Retail is a public set that does not come with the project; docs tell where it is to be had. Put it beside
the project, into ``../shared/data/online_retail``, or name its folder in ``RISTORNO_DATA``.
"""

import gc
import os
import time
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from importlib.resources import files
from pathlib import Path

from benchmarks.figures import machine
from ristorno.demo import build_world
from ristorno.engine.accrual import Moment
from ristorno.engine.calculation import Calculation
from ristorno.engine.fact import Fact
from ristorno.engine.preview.order import prepare
from ristorno.engine.terms.reading import read_agreements, read_program
from ristorno.intake import open_facts

RUNS = 3
_DATA = Path(os.environ.get("RISTORNO_DATA", Path(__file__).resolve().parents[2] / "shared" / "data"))
_RETAIL = _DATA / "online_retail" / "online_retail_ii_year1.parquet"

_RETAIL_PROGRAM = """
program: retail
time_zone: Europe/London
units: {GBP: {kind: money}, PTS: {kind: points}}
ladders:
  status: {window: year, tiers: {base: 0, silver: 2_000, gold: 10_000}}
clauses:
  points: {window: document, mechanic: {per_step: {step: 10, gives: 1}},
    multiply: {by: status, silver: 1.5, gold: 2}, reward: {unit: PTS}}
  quarterly: {window: quarter, qualify: [{measure: {count: documents}, at_least: 2}],
    mechanic: {brackets: {mode: retroactive, rates: {500: 1 %, 2_000: 2 %, 10_000: 3 %}}}, reward: {unit: GBP}}
  monthly: {window: month, measure: quantity, mechanic: {per_unit: 0.01}, limits: {cap: 50}, reward: {unit: GBP}}
"""


def demo() -> tuple[Calculation, Mapping[str, Sequence[Fact]], Moment]:
    """Return the demo's program with the facts of its members."""
    folder = files("ristorno.demo")
    program = read_program((folder / "program.yaml").read_text(encoding="utf-8"), "program.yaml")
    agreements = (folder / "agreements.yaml").read_text(encoding="utf-8")
    calculation = Calculation(program, read_agreements(agreements, "agreements.yaml", program))
    members: dict[str, list[Fact]] = defaultdict(list)
    for fact in build_world().history:
        members[fact.member].append(fact)
    return calculation, members, Moment(date(2026, 9, 30))


def online_retail() -> tuple[Calculation, Mapping[str, Sequence[Fact]], Moment]:
    """Return a small program over a year of a real wholesaler."""
    with open_facts(_RETAIL, "online-retail") as store:
        members = dict(store.by_member())
    return Calculation(read_program(_RETAIL_PROGRAM, "retail.yaml")), members, Moment(date(2010, 12, 9))


def report(name: str, calculation: Calculation, members: Mapping[str, Sequence[Fact]], moment: Moment) -> None:
    """Print how fast everybody is counted, explained, and prepared for orders."""
    count = sum(len(facts) for facts in members.values())
    answers = [calculation.answer(member, facts, moment) for member, facts in members.items()]
    accruals = [accrual for answer in answers for accrual in answer.accruals]
    print(f"{name}: {len(members):,} members, {count:,} facts, {len(accruals):,} accruals")
    counted = _best(lambda: [calculation.answer(member, facts, moment) for member, facts in members.items()])
    print(f"  counted    {count / counted:10,.0f} facts/s {counted:7.2f} s")
    sample = accruals[:: max(1, len(accruals) // 2_000)]
    explained = _best(lambda: [accrual.explanation for accrual in sample])
    print(f"  explained  {len(sample) / explained:10,.0f} accruals/s")
    some = list(members.items())[:100]
    prepared = _best(lambda: [prepare(calculation, member, facts, moment) for member, facts in some])
    again = _best(lambda: [calculation.answer(member, facts, moment) for member, facts in some])
    print(f"  prepared for orders: {prepared / again:.2f} x the time of one answer")


def _best(work: Callable[[], object]) -> float:
    """Return the shortest of some runs, in seconds: what the machine needs when nothing else disturbs it."""
    times = []
    for _ in range(RUNS):
        gc.collect()
        start = time.perf_counter()
        work()
        times.append(time.perf_counter() - start)
    return min(times)


def main() -> None:
    """Print the figures."""
    print(machine("benchmarks.members"))
    report("demo world", *demo())
    if _RETAIL.is_file():
        report("Online Retail", *online_retail())
    else:
        print(f"Online Retail: left out, there is no {_RETAIL.name} in {_RETAIL.parent}")


if __name__ == "__main__":
    main()
