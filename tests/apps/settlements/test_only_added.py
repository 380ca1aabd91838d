"""What a statement says stays as it was written: the database itself refuses."""

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction

from apps.settlements.world import begin, close, fact, tell

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def something() -> None:
    begin()
    tell(fact("D1", 600_000))
    close()
    with connection.cursor() as cursor:
        cursor.execute("set constraints all immediate")


@pytest.mark.parametrize(
    "table", ["statement", "line", "total", "dispute", "answer", "paper", "returned", "batch", "batched"]
)
@pytest.mark.parametrize("statement", ["update {} set id = id", "delete from {}", "truncate {} cascade"])
def test_no_row_changes(table: str, statement: str) -> None:
    with pytest.raises(DatabaseError, match="only added"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement.format(f"settlements_{table}"))


@pytest.mark.parametrize(
    "change",
    ["approved_by = frozen_by, state = 'approved'", "state = 'agreed'", "state = 'withdrawn'", "state = 'paid'"],
)
def test_no_statement_comes_where_it_may_not(change: str) -> None:
    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"update settlements_course set {change}")  # noqa: S608 - it is all ours
