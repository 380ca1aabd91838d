"""What all members are owed at a moment, as one relation: the plan's answer, with what the engine counts beside it.

with count_everybody(connection, store, calculation, moment) as counted:
    connection.execute("select clause, sum(amount) from wanted group by clause")
"""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace

import duckdb

from ristorno.bulk.compile import Plan
from ristorno.bulk.counting.ground import Holdings
from ristorno.bulk.counting.payments import asked_of
from ristorno.bulk.naming import digits_of, told, words
from ristorno.bulk.running import compiled, run, run_in
from ristorno.bulk.stores.added import add_texts
from ristorno.bulk.stores.apart import who_stands_apart
from ristorno.bulk.stores.calendar import add_calendar
from ristorno.bulk.stores.database import Database
from ristorno.bulk.stores.parquet import Extent, Reading, open_flat
from ristorno.bulk.stores.payments import add_payments
from ristorno.bulk.stores.tables import Row, fill
from ristorno.engine.accrual import Accrual, Moment
from ristorno.engine.calculation import Calculation
from ristorno.engine.fact import Fact
from ristorno.engine.populate import populate
from ristorno.intake import Store
from ristorno.intake.duck import text
from ristorno.intake.progress import Progress, part, silent
from ristorno.kernel.number import AMOUNT_DECIMALS, plain

_BESIDE = "beside"


@dataclass(frozen=True, slots=True)
class Counted:
    """What was counted, and how."""

    plan: Plan | None
    """None where there are no facts to count."""
    extent: Extent


@contextmanager
def count_everybody(
    connection: duckdb.DuckDBPyConnection,
    store: Store,
    calculation: Calculation,
    moment: Moment,
    show: Progress = silent,
    memory_limit: str = "1GB",
    members: Sequence[str] | None = None,
    database: Database | None = None,
) -> Iterator[Counted]:
    """Make the relation ``wanted`` in a connection; the flat facts stay open beside it.

    ``members``: count these alone, which is right for programs that look at no others. ``database``: let that one
    count instead of the connection.

    Raises:
        Refused: a file of the store is missing or damaged, the disk is full, or the database stopped.
    """
    show(0.0, "Bringing the facts up to date")
    reading = Reading.of(calculation.program.terms)
    asked = asked_of([calculation])
    with open_flat(store, reading, moment, connection, memory_limit=memory_limit, asked=asked) as extent:
        enroll(connection, calculation)
        if members is not None:
            _narrow(connection, members, entries=asked.entries(tendered=extent.tendered))
        holdings = holdings_of(extent)
        plan = None
        if holdings is not None:
            holdings = told_besides(connection, [calculation], moment, holdings)
            plan = compiled(connection, calculation, moment, holdings)
            under_way = part(show, 0.05, 0.5 if plan.beside else 0.95)
            listed = words(connection, plan, extent)
            if database is None:
                run(connection, plan, under_way, listed)
            else:
                run_in(database, connection, plan, under_way, listed)
            if members is not None:
                _narrow_to(connection, "documents", "document in (select document from owed)")
        keys = (
            everything(calculation, moment) if plan is None else {(each.agreement, each.clause) for each in plan.beside}
        )
        apart = () if plan is None else plan.apart
        found = count_beside(store, calculation, moment, keys, part(show, 0.5, 0.95), members, apart)
        _join(connection, map(_row, found), plan)
        yield Counted(plan, extent)


def planned(
    connection: duckdb.DuckDBPyConnection, store: Store, calculation: Calculation, moment: Moment
) -> Plan | None:
    """Return the plan of a program over a store without counting anything; None where there are no facts."""
    asked = asked_of([calculation])
    with open_flat(store, Reading.of(calculation.program.terms), moment, connection, asked=asked) as extent:
        enroll(connection, calculation)
        holdings = holdings_of(extent)
        if holdings is None:
            return None
        return compiled(connection, calculation, moment, told_besides(connection, [calculation], moment, holdings))


def told_besides(
    connection: duckdb.DuckDBPyConnection, calculations: Sequence[Calculation], moment: Moment, holdings: Holdings
) -> Holdings:
    """Add what programs ask besides facts: what calendars make, of the first, what was paid, who stands apart."""
    first = calculations[0]
    holdings = replace(holdings, apart=who_stands_apart(connection, calculations))
    holdings = add_calendar(connection, first, moment, holdings)
    return add_payments(connection, asked_of(calculations), first.program.terms, moment, holdings)


def enroll(connection: duckdb.DuckDBPyConnection, calculation: Calculation) -> None:
    """Let members that have an agreement and no fact yet be members too: a floor or a guarantee is owed to them."""
    listed = ", ".join(f"({text(name)})" for name in calculation.members())
    if not listed:
        return
    add_texts(connection, "members", f"from (values {listed}) as listed(id)")


def everything(calculation: Calculation, moment: Moment) -> set[tuple[str, str]]:
    """Return contract and clause of all that is promised."""
    timelines = [calculation.common(moment.known_at)]
    timelines += [each for member in calculation.members() for each in calculation.timelines(member, moment.known_at)]
    return {(each.contract.id, name) for each in timelines for name in each.clauses}


def holdings_of(extent: Extent) -> Holdings | None:
    """Return what a plan has to know of facts; None where there are none."""
    if extent.first_day is None or extent.last_day is None:
        return None
    return Holdings(extent.first_day, extent.last_day, extent.lines, extent.most, extent.tendered)


def count_beside(
    store: Store,
    calculation: Calculation,
    moment: Moment,
    keys: set[tuple[str, str]],
    show: Progress = silent,
    members: Sequence[str] | None = None,
    apart: Sequence[str] = (),
) -> Iterator[Accrual]:
    """Yield what the engine counts member by member, without what comes to nothing for sure.

    That is what some clauses give everybody, or some ``members``, and all that those are given that stand ``apart``.
    """
    if not keys:
        members = sorted({*apart} if members is None else {*apart} & {*members})
    if members is not None and not members:
        return
    population = populate(calculation, store.by_member, moment) if calculation.needs_population else None
    whole = frozenset(apart)
    for member, log, share in _logs(store, calculation, members):
        show(share, "Counting member by member")
        for accrual in calculation.answer(member, log, moment, population).accruals:
            asked = member in whole or (accrual.agreement, accrual.clause) in keys
            if asked and (accrual.amount or accrual.status == "undetermined"):
                yield accrual


def _logs(
    store: Store, calculation: Calculation, members: Sequence[str] | None
) -> Iterator[tuple[str, Iterable[Fact], float]]:
    """Yield members with their facts, and the share of all members that is done; those last that have no facts."""
    waiting = {*calculation.members(), *store.members()} if members is None else {*members}
    total = max(1, len(waiting))
    for member, log in store.by_member(members):
        yield member, log, 1 - len(waiting) / total
        waiting.discard(member)
    for member in sorted(waiting):
        yield member, (), 1.0


def _narrow(connection: duckdb.DuckDBPyConnection, members: Sequence[str], *, entries: bool) -> None:
    """Leave only some members with their facts."""
    listed = ", ".join(map(text, members))
    codes = connection.execute(f"select member from members where id in ({listed})").fetchall()
    held = ", ".join(str(code) for (code,) in codes) or "null"
    for name in ("members", "lines", "states", *(("entries",) if entries else ())):
        _narrow_to(connection, name, f"member in ({held})", "table" if name == "states" else "view")


def _narrow_to(connection: duckdb.DuckDBPyConnection, name: str, condition: str, kind: str = "view") -> None:
    """Leave only some rows of a relation of a connection."""
    connection.execute(f"alter {kind} {name} rename to all_{name}")
    connection.execute(f"create temp view {name} as select * from all_{name} where {condition}")


def _row(accrual: Accrual) -> Row:
    failed, met = accrual.outcomes or (None, None)
    window = accrual.window_label, accrual.window.start, accrual.window.last
    return (
        accrual.agreement, accrual.clause, accrual.member, accrual.contact, accrual.party, accrual.group, accrual.unit,
        plain(accrual.amount), *window, accrual.document, accrual.status,
        None if failed is None else plain(failed), None if met is None else plain(met),
    )  # fmt: skip


def _join(connection: duckdb.DuckDBPyConnection, rows: Iterator[Row], plan: Plan | None) -> None:
    """Make ``wanted``, and ``wanted_sums`` without documents, of what the plan and the engine have counted."""
    decimals = AMOUNT_DECIMALS if plan is None else plan.decimals
    fill(connection, _BESIDE, rows, columns_of(f"DECIMAL(38,{decimals})"))
    (beside,) = connection.execute(f"select count(*) from {_BESIDE}").fetchall()[0]
    digits = 0 if plan is None else digits_of(connection)
    for name, documents in (("wanted", True), ("wanted_sums", False)):
        parts = [f"select * from {_BESIDE}"] if beside or plan is None else []
        parts += [] if plan is None else [told(decimals, digits, documents=documents)]
        connection.execute(f"create or replace temp view {name} as {' union all '.join(parts)}")


def columns_of(amount: str) -> dict[str, str]:
    """Return the columns of ``wanted`` with their types."""
    texts = ("agreement", "clause", "member", "contact", "party", "group", "unit")
    return {
        **dict.fromkeys(texts, "VARCHAR"),
        "amount": amount,
        "window": "VARCHAR",
        "window_start": "DATE",
        "window_end": "DATE",
        "document": "VARCHAR",
        "status": "VARCHAR",
        "if_failed": amount,
        "if_met": amount,
    }
