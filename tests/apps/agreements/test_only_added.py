"""What was written and approved stays as it was: the database itself refuses."""

import pytest
from django.db import DatabaseError, connection, transaction

from apps.agreements.writing import AGREEMENT, BORIS, PROGRAM, enacted, proposed
from ristorno.apps.agreements.operations import reject

pytestmark = pytest.mark.django_db


def refused(statement: str, told: str) -> None:
    with pytest.raises(DatabaseError, match=told), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)


@pytest.mark.parametrize(
    "statement",
    [
        "update agreements_version set recorded_at = now()",
        "update agreements_version set number = 7",
        "delete from agreements_version",
        "truncate agreements_version",
        "delete from agreements_draft",
        "truncate agreements_draft cascade",
    ],
)
def test_versions_are_only_added(statement: str) -> None:
    enacted(PROGRAM)
    with connection.cursor() as cursor:
        cursor.execute("set constraints all immediate")
    refused(statement, "only added")


@pytest.mark.parametrize(
    "change", ["text = 'other'", "drafted_by = 'user:9'", "based_on = 5", "note = 'x'", "key = 'other'"]
)
def test_what_was_written_stays(change: str) -> None:
    proposed(PROGRAM)
    refused(f"update agreements_draft set {change}", "stays")  # noqa: S608 - our own words


def test_what_was_decided_is_decided() -> None:
    enacted(PROGRAM)
    (number,) = proposed(AGREEMENT)
    reject(draft=number, actor=BORIS, reason="Not this year.")
    refused("update agreements_draft set state = 'proposed' where state = 'approved'", "was decided")
    refused("update agreements_draft set reason = '' where state = 'rejected'", "was decided")


def test_nobody_approves_their_own_even_past_the_system() -> None:
    proposed(PROGRAM)
    refused("update agreements_draft set state = 'approved', decided_by = drafted_by", "four_eyes")


@pytest.mark.parametrize(
    ("insert", "told"),
    [
        (
            "select id, kind, key, program, based_on + 1, now() from agreements_draft where state = 'proposed'",
            "no approved",
        ),
        (
            "select id, kind, key, program, based_on + 2, now() from agreements_draft where state = 'approved'",
            "no approved",
        ),
        (
            "select max(id), 'agreement', 'A-1', 'dealers', 1, '2020-01-01'::timestamptz from agreements_draft",
            "before the latest",
        ),
    ],
)
def test_nothing_becomes_a_version_that_nobody_signed(insert: str, told: str) -> None:
    enacted(PROGRAM)
    proposed(AGREEMENT)
    if "before" in told:
        with connection.cursor() as cursor:
            cursor.execute("update agreements_draft set state = 'approved', decided_by = 'x' where key = 'A-1'")
    columns = "draft_id, kind, key, program, number, recorded_at"
    refused(f"insert into agreements_version ({columns}) {insert}", told)
