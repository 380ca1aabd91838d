"""Both engines asked the same question: what the plan counts must be what the scalar engine says, to the last step."""

from collections import Counter
from collections.abc import Iterable, Sequence
from decimal import Decimal
from functools import cache
from typing import TypeAlias

import duckdb

from ristorno.bulk.compile import Plan
from ristorno.bulk.running import compiled, holdings_of, owed, run, run_in
from ristorno.bulk.stores.database import Database
from ristorno.bulk.stores.lines import load_books
from ristorno.bulk.wanted import told_besides
from ristorno.engine.accrual import Accrual, MemberAnswer, Moment
from ristorno.engine.calculation import Calculation
from ristorno.engine.fact import Fact
from ristorno.engine.history.book import open_book
from ristorno.engine.populate import answer_all

Told: TypeAlias = tuple[object, ...]


def logs(calculation: Calculation, facts: Sequence[Fact]) -> list[tuple[str, list[Fact]]]:
    """Return the log of every member."""
    members = sorted({fact.member for fact in facts} | set(calculation.members()))
    return [(member, [fact for fact in facts if fact.member == member]) for member in members]


@cache
def _database() -> duckdb.DuckDBPyConnection:
    """Return the database of all questions: what each of them makes is temporary, and opening one costs the most."""
    database = duckdb.connect()
    database.execute("set threads = 1")
    return database


def bulk_tells(
    calculation: Calculation, facts: Sequence[Fact], moment: Moment, database: Database | None = None
) -> tuple[Plan | None, Counter[Told]]:
    """Return what the plan says, here or in another database, and the plan; None where there are no facts to count."""
    terms = calculation.program.terms
    with _database().cursor() as connection:
        books = [
            open_book(member, log, moment, terms.zone, terms.fact_currency, terms.tenders)
            for member, log in logs(calculation, facts)
        ]
        load_books(connection, books)
        tendered = any(book.tenders for book in books)
        holdings = holdings_of(connection, tendered=tendered)
        if holdings is None:
            return None, Counter()
        holdings = told_besides(connection, [calculation], moment, holdings)
        plan = compiled(connection, calculation, moment, holdings)
        if database is None:
            run(connection, plan)
        else:
            run_in(database, connection, plan)
        rows = owed(connection)
    places = Decimal(1).scaleb(-plan.decimals)
    return plan, Counter(
        (
            row["agreement"], row["clause"], row["member"], row["contact"], row["party"], row["owner"], row["unit"],
            row["label"], row["start"], row["last"],
            row["document"],
            row["amount"] * places, row["status"],
            None if row["low"] is None else (row["low"] * places, row["high"] * places),
        )
        for row in rows
    )  # fmt: skip


def engine_tells(answers: Iterable[MemberAnswer], keys: Iterable[tuple[str, str]]) -> Counter[Told]:
    """Return what the scalar engine says of some clauses, without what comes to nothing for sure."""
    asked = set(keys)
    return Counter(
        _told(accrual)
        for answer in answers
        for accrual in answer.accruals
        if (accrual.agreement, accrual.clause) in asked and (accrual.amount or accrual.status == "undetermined")
    )


def _told(accrual: Accrual) -> Told:
    return (
        accrual.agreement, accrual.clause, accrual.member, accrual.contact, accrual.party, accrual.group, accrual.unit,
        accrual.window_label, accrual.window.start, accrual.window.last, accrual.document, accrual.amount,
        accrual.status, accrual.outcomes,
    )  # fmt: skip


def disagreement(
    calculation: Calculation, facts: Sequence[Fact], moment: Moment, database: Database | None = None
) -> str:
    """Return what one engine says and the other does not; nothing where they agree."""
    plan, bulk = bulk_tells(calculation, facts, moment, database)
    if plan is None:
        return ""
    held = logs(calculation, facts)
    answers = (answer for answer in answer_all(calculation, lambda: held, moment) if answer.member not in plan.apart)
    engine = engine_tells(answers, plan.compiled)
    lines = [f"engine only: {told}" for told in (engine - bulk).elements()]
    lines += [f"bulk only:   {told}" for told in (bulk - engine).elements()]
    return "\n".join(lines)
