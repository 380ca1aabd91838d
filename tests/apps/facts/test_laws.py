"""Random histories: the database holds what a store of files holds, by whatever way the facts came."""

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import pytest

from apps.facts.histories import MEMBERS, Step, learned, steps
from apps.rollback import rolled_back
from ristorno.apps.facts.operations import ingest, ingest_file, preview_retraction
from ristorno.apps.facts.queries import by_member, log
from ristorno.apps.members import operations as members
from ristorno.engine.fact import Fact
from ristorno.intake import Receipt, Store, import_facts
from ristorno.intake import preview_retraction as preview_in_store
from ristorno.intake.retraction import parse_period
from strategies.effort import Effort

pytestmark = pytest.mark.django_db


@contextmanager
def forgotten() -> Iterator[Path]:
    """A folder and a database that are as they were afterwards."""
    with tempfile.TemporaryDirectory() as name, rolled_back():
        for key in MEMBERS:
            members.add(key=key, name=key, actor="user:1")
        yield Path(name)


def into_store(store: Store, path: Path, step: Step, number: int) -> Receipt:
    confirm = preview_in_store(store, path, None, step.complete_for) if step.complete_for else None
    return import_facts(store, path, recorded_at=learned(number), complete_for=step.complete_for, confirm=confirm)


def into_database(path: Path, step: Step, number: int) -> Receipt:
    period = parse_period(step.complete_for) if step.complete_for else None
    confirm = preview_retraction(file=path, complete_for=period) if period else None
    return ingest_file(file=path, at=learned(number), actor="user:1", complete_for=period, confirm=confirm)


def sorted_log(facts: Iterator[Fact] | list[Fact]) -> list[str]:
    return sorted(map(repr, facts))


def in_database() -> list[str]:
    every = [fact for _, facts in by_member() for fact in facts]
    assert sorted_log(every) == sorted_log([fact for key in MEMBERS for fact in log(key)])
    return sorted_log(every)


def test_files_come_to_what_a_store_of_them_holds_with_the_same_receipts(effort: Effort) -> None:
    def law(history: list[Step]) -> None:
        with forgotten() as folder:
            store = Store(folder / "store")
            for number, step in enumerate(history):
                path = step.written(folder, number)
                kept, told = into_store(store, path, step, number), into_database(path, step, number)
                assert (told.batch is None) == (kept.batch is None)
                assert replace(told, batch=kept.batch) == kept
            assert in_database() == sorted_log(store.log())

    effort.prove(law, steps(), examples=20, costly=True)


def test_drafts_come_to_what_a_file_of_them_comes_to(effort: Effort) -> None:
    def law(history: list[Step]) -> None:
        with forgotten() as folder:
            store = Store(folder / "store")
            for number, step in enumerate(history):
                kept = into_store(store, step.written(folder, number), replace(step, complete_for=None), number)
                told = ingest(drafts=step.drafts(), channel="api", at=learned(number), actor="key:1")
                assert counts(told) == counts(kept)
                assert told.reasons == kept.reasons
            assert in_database() == sorted_log(store.log())

    effort.prove(law, steps(wrong=False), examples=30, costly=True)


def counts(receipt: Receipt) -> tuple[int, ...]:
    return (
        receipt.rows, receipt.accepted, receipt.duplicate, receipt.restated, receipt.quarantined, receipt.retracted,
        receipt.resolved,
    )  # fmt: skip


def test_bad_drafts_hold_back_what_bad_rows_of_a_file_hold_back(effort: Effort) -> None:
    def law(history: list[Step]) -> None:
        with forgotten() as folder:
            store = Store(folder / "store")
            for number, step in enumerate(history):
                kept = into_store(store, step.written(folder, number), replace(step, complete_for=None), number)
                told = ingest(drafts=step.drafts(), channel="api", at=learned(number), actor="key:1")
                assert counts(told)[:-1] == counts(kept)[:-1]
            assert in_database() == sorted_log(store.log())

    effort.prove(law, steps(), examples=20, costly=True)
