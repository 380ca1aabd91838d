"""A program settled on a real Spark cluster, one worker killed in the middle: the same cents as in this process.

Run by `make test-cluster`. Without Java it says so, and Sail alone is asked.
"""

# ruff: noqa: S608 - the names in the queries are ours

from collections import Counter
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from threading import Timer

import duckdb
import pytest

from ristorno.bulk.compile import Plan
from ristorno.bulk.running import compiled, holdings_of, owed, run, run_in
from ristorno.bulk.stores.spark import working
from ristorno.bulk.stores.tables import TABLES
from ristorno.engine.accrual import Moment
from ristorno.engine.calculation import Calculation
from ristorno.engine.terms.reading import read_program
from servers import sail, spark

LINES, MEMBERS = 300_000, 3_000
PROGRAM = """
program: cluster
time_zone: Etc/UTC
units: {USD: {kind: money}, PTS: {kind: points}}
clauses:
  quarterly:
    window: quarter
    mechanic: {brackets: {mode: marginal, rates: {5_000: 0.5 %, 15_000: 1.25 %, 30_000: 1.5 %}}}
    reward: {unit: USD}
  growth:
    window: year
    baseline: {window: previous_year, new_members: none, if_not_positive: nothing}
    mechanic: {growth: {pays: on_excess, rates: {1 %: 1 %, 25 %: 2 %}}}
    reward: {unit: USD}
  points:
    window: document
    mechanic: {per_step: {step: 100, gives: 1}}
    limits: {cap: {amount: 20, per: document}}
    reward: {unit: PTS}
"""
FACTS = {
    "lines": f"""
        select cast(n // 3 * 7919 % {MEMBERS} + 1 as integer) as member, cast(n % 5 + 1 as integer) as item,
          0 as detail, null as contact, cast(n // 3 + 1 as integer) as document, cast(n % 3 + 1 as varchar) as line,
          timestamp '2025-01-01 08:00:00' + to_days(cast(n // 3 % 700 as integer)) as "at",
          date '2025-01-01' + cast(n // 3 % 700 as integer) as day,
          cast((n * 104729 % 20000003) - 900000 as bigint) as amount, cast(n % 9 + 1 as bigint) * 10000 as quantity,
          null as cost, null as tax, null as due_on, null as invoiced_on
        from range({LINES}) as numbers(n)""",
    "members": f"select cast(n + 1 as integer) as member, 'member ' || n as id from range({MEMBERS}) as numbers(n)",
    "documents": f"select cast(n + 1 as integer) as document, '' as source, 'd' || n as number "
    f"from range({LINES} // 3 + 1) as numbers(n)",
    "items": "select cast(n + 1 as integer) as item, 'purchase' as kind, 'p' || n as product, null as brand, "
    "null as groups, null as uom, null as currency from range(5) as numbers(n)",
}  # fmt: skip


@pytest.fixture
def facts() -> Iterator[duckdb.DuckDBPyConnection]:
    """Sales of two years, of which returns and negative lines are a part."""
    with duckdb.connect() as connection:
        for table, columns in TABLES.items():
            listed = ", ".join(f'"{name}" {kind}' for name, kind in columns.items())
            connection.execute(f"create temp table {table} ({listed})")
            if table in FACTS:
                connection.execute(f"insert into {table} by name {FACTS[table]}")
        yield connection


def test_a_cluster_that_loses_a_worker_comes_to_the_same_cents(
    facts: duckdb.DuckDBPyConnection, tmp_path: Path
) -> None:
    lacking = spark.lacking()
    if lacking is not None:
        pytest.skip(f"no cluster: {lacking}; Sail alone is asked")
    plan = _plan(facts)
    with spark.running(tmp_path) as cluster:
        killing = _Killing(cluster.workers[0])
        with cluster.session() as session, working(session, tmp_path) as database:
            run_in(database, facts, plan, killing)
        assert killing.worker.process.poll() is not None, "the worker was never killed"

    _agree(facts, plan)


def test_sail_comes_to_the_same_cents(facts: duckdb.DuckDBPyConnection, tmp_path: Path) -> None:
    plan = _plan(facts)
    with sail.session() as session, working(session, tmp_path) as database:
        run_in(database, facts, plan)

    _agree(facts, plan)


def _agree(facts: duckdb.DuckDBPyConnection, plan: Plan) -> None:
    """Count here too, and compare with what came back from elsewhere."""
    told = _told(facts)
    facts.execute("drop table owed")
    run(facts, plan)
    assert told == _told(facts)
    assert len(told) > LINES // 10


def _plan(facts: duckdb.DuckDBPyConnection) -> Plan:
    holdings = holdings_of(facts)
    assert holdings is not None
    plan = compiled(facts, Calculation(read_program(PROGRAM, "cluster.yaml"), ()), Moment(date(2026, 12, 31)), holdings)
    assert not plan.beside
    return plan


def _told(facts: duckdb.DuckDBPyConnection) -> Counter[tuple[object, ...]]:
    return Counter(tuple(row.values()) for row in owed(facts))


class _Killing:
    """Kills a worker, with what it holds, in the middle of the steps, while one is worked out."""

    def __init__(self, worker: spark.Worker) -> None:
        self.worker = worker
        self._waits = True

    def __call__(self, share: float, title: str) -> None:
        if share > 0.4 and self._waits:
            self._waits = False
            Timer(0.5, self.worker.kill).start()
