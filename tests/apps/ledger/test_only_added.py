"""What was written stays as it was: the database itself refuses, and the proof finds what somebody forced."""

from datetime import UTC, datetime

import pytest
from django.db import DatabaseError, connection, transaction

from ristorno.apps.events.operations import record
from ristorno.apps.ledger.operations import open_account, post
from ristorno.apps.ledger.transfers import Transfer
from ristorno.apps.ledger.verification import complaints

pytestmark = pytest.mark.django_db
TABLES = ("ledger_posting", "ledger_entry", "ledger_lot", "events_event")


@pytest.fixture(autouse=True)
def something() -> None:
    giver = open_account(name="giver", unit="PTS", live=False)
    taker = open_account(name="taker", unit="PTS", keeps_lots=True)
    moved = [Transfer(giver, taker, 5)]
    post(key="a", movement="test", at=datetime(2026, 1, 1, tzinfo=UTC), actor="system:test", transfers=moved)
    record(name="test.done", actor="system:test", subject="test:1")
    with connection.cursor() as cursor:
        cursor.execute("set constraints all immediate")


@pytest.mark.parametrize("table", TABLES)
@pytest.mark.parametrize("statement", ["update {} set id = id + 1", "delete from {}", "truncate {} cascade"])
def test_no_row_changes(table: str, statement: str) -> None:
    with pytest.raises(DatabaseError, match="only added"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement.format(table))


@pytest.mark.parametrize(
    ("forced", "told"),
    [
        ("update ledger_account set balance = balance + 1 where name = 'taker'", "A balance is not the sum"),
        ("update ledger_holding set remaining = remaining + 1", "What is left of a lot is not the sum"),
        ("update ledger_holding set ends_on = '2030-01-01'", "another last day"),
        (
            "alter table ledger_entry disable trigger only_added; delete from ledger_entry where amount < 0",
            "not balance",
        ),
        ("alter table ledger_entry disable trigger only_added; delete from ledger_entry", "has no entries"),
    ],
)
def test_what_somebody_forced_is_found(forced: str, told: str) -> None:
    assert not list(complaints())
    with connection.cursor() as cursor:
        cursor.execute(forced)
    assert any(told in problem.reason for problem in complaints())
