"""What came in stays as it came: the database itself refuses."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from django.db import DatabaseError, connection, transaction

from ristorno.apps.facts.models import Claim, Decision
from ristorno.apps.facts.operations import Claimed, Draft, File, approve_claim, dismiss, file_claim, ingest
from ristorno.apps.facts.queries import waiting
from ristorno.apps.members import operations as members

pytestmark = pytest.mark.django_db
TABLES = ("batch", "version", "aside", "settled", "claim", "evidence", "decision")


@pytest.fixture(autouse=True)
def something() -> None:
    at = datetime(2026, 1, 1, tzinfo=UTC)
    members.add(key="M", name="Company", actor="user:1")
    good = Draft(document="D", line="1", member="M", occurred_at=date(2026, 1, 1), amount=Decimal(1))
    bad = Draft(document="E", line="1", member="M", occurred_at=date(2026, 1, 1))
    ingest(drafts=[good, bad], channel="api", at=at, actor="key:1")
    dismiss(number=waiting()[0].number, reason="a test", at=at, actor="user:1")
    claimed = Claimed(member="M", what="ad", occurred_on=date(2026, 1, 1))
    number = file_claim(claimed=claimed, files=[File("a", b"a")], at=at, actor="user:1")
    approve_claim(number=number, at=at, actor="user:2")
    with connection.cursor() as cursor:
        cursor.execute("set constraints all immediate")


@pytest.mark.parametrize("table", TABLES)
@pytest.mark.parametrize("statement", ["update {} set {} = {}", "delete from {}", "truncate {} cascade"])
def test_no_row_changes(table: str, statement: str) -> None:
    key = "aside_id" if table == "settled" else "id"
    with pytest.raises(DatabaseError, match="only added"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement.format(f"facts_{table}", key, key))


def test_nobody_decides_on_a_claim_of_his_own() -> None:
    claim = Claim.objects.get()
    with pytest.raises(DatabaseError, match="whoever filed it"), transaction.atomic():
        Decision.objects.create(claim=claim, version=9, approved=True, actor=claim.actor, decided_at=claim.filed_at)
    Decision.objects.create(claim=claim, version=9, approved=True, actor="user:3", decided_at=claim.filed_at)
