"""Many at once, and killed in the middle: nothing is lost, nothing comes twice, whoever reads on misses nothing."""

import os
import subprocess
import sys
import time
import uuid
from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime
from decimal import Decimal
from functools import partial
from pathlib import Path

import pytest
from django.db import connection

from apps.parallel import all_at_once, at_once
from ristorno.apps.facts.operations import Draft, ingest, ingest_file
from ristorno.apps.facts.queries import high_water, log
from ristorno.apps.members import operations as members
from ristorno.engine.accrual import Moment
from ristorno.engine.history.known import known_facts
from ristorno.intake.receipt import Receipt

pytestmark = pytest.mark.usefixtures("committed")
AT = datetime(2026, 3, 1, 12, tzinfo=UTC)
CLIENTS = 8


@pytest.fixture
def member(committed: None) -> str:
    """A member of this test alone, and the name of its source: what is committed stays."""
    key = f"{uuid.uuid4()}"
    members.add(key=key, name="Company", actor="user:1")
    return key


def drafts(member: str, lines: int = 40, *, source: str = "", version: int | None = None) -> list[Draft]:
    return [
        Draft(
            source=source or member, document=f"D{number // 4}", line=f"{number % 4}", version=version, member=member,
            occurred_at=date(2026, 3, 1), amount=Decimal(number + (version or 0)),
        )
        for number in range(lines)
    ]  # fmt: skip


def take(told: Sequence[Draft]) -> Receipt:
    return ingest(drafts=told, channel="api", at=AT, actor="key:1")


def in_force(member: str) -> list[Decimal]:
    return sorted(fact.amount or Decimal(0) for fact in known_facts(log(member), Moment(as_of=date(2027, 1, 1))))


def test_what_all_tell_at_once_is_taken_once(member: str) -> None:
    done = all_at_once(CLIENTS, lambda _: take(drafts(member)))

    assert sorted(each.accepted for each in done) == [0] * (CLIENTS - 1) + [40]
    assert in_force(member) == [Decimal(number) for number in range(40)]


def test_the_same_file_twice_at_once_is_taken_once(member: str, tmp_path: Path) -> None:
    path = written(tmp_path, member, 40)

    done = all_at_once(3, lambda _: ingest_file(file=path, at=AT, actor="user:1"))

    assert sorted(each.accepted for each in done) == [0, 0, 40]
    assert len(log(member)) == 40


def written(folder: Path, member: str, lines: int) -> Path:
    path = folder / "march.csv"
    rows = (f"{member},D{number // 4},{number % 4},{member},2026-03-01,{number}\n" for number in range(lines))
    path.write_text("source,document,line,member,occurred_at,amount\n" + "".join(rows))
    return path


def test_of_versions_told_at_once_the_highest_rules(member: str) -> None:
    all_at_once(CLIENTS, lambda number: take(drafts(member, version=number + 1)))

    assert in_force(member) == [Decimal(number + CLIENTS) for number in range(40)]


def test_who_tells_of_many_sources_never_waits_in_a_circle(member: str) -> None:
    sources = [f"{member}-{number}" for number in range(20)]

    def told(number: int) -> Receipt:
        order = sources if number % 2 else sources[::-1]
        return take([draft for source in order for draft in drafts(member, 4, source=source)])

    done = all_at_once(CLIENTS, told)

    assert sum(each.accepted for each in done) == 80
    assert len(log(member)) == 80


def test_a_thousand_deliveries_of_one_fact_change_nothing_after_the_first(member: str) -> None:
    for _ in range(10):
        all_at_once(CLIENTS, lambda _: take(drafts(member, 1)))

    assert len(log(member)) == 1


def test_who_reads_on_misses_nothing(member: str) -> None:
    seen: list[str] = []

    def read_on() -> None:
        place, until = 0, time.monotonic() + 60
        while len(seen) < CLIENTS * 5 * 4 and time.monotonic() < until:
            reached = high_water()
            if reached > place:
                seen.extend(fact.id for fact in log(member, after=place) if fact.id not in seen)
                place = reached

    def told(number: int) -> None:
        for turn in range(5):
            take(drafts(member, 4, source=f"{member}-{number}-{turn}"))

    at_once(read_on, *(partial(told, number) for number in range(CLIENTS)))

    assert len(seen) == len(set(seen)) == CLIENTS * 5 * 4


_CHILD = """
import sys
import django
django.setup()
from datetime import UTC, datetime
from pathlib import Path
from ristorno.apps.facts.operations import ingest_file
print("ready", flush=True)
done = ingest_file(file=Path(sys.argv[1]), at=datetime(2026, 3, 1, tzinfo=UTC), actor="command:test")
print("done", done.accepted, flush=True)
"""


@pytest.fixture
def address() -> str:
    told = connection.settings_dict
    return f"postgresql://{told['USER']}@/{told['NAME']}?host={told['HOST']}"


@pytest.mark.parametrize("times", [2, pytest.param(40, marks=pytest.mark.long)])
def test_a_kill_in_the_middle_loses_and_doubles_nothing(
    committed: None, tmp_path: Path, address: str, times: int
) -> None:
    taken = list(kills(tmp_path, address, [2.0 * number / times for number in range(times)]))

    assert all(each in (0, 2_000) for each in taken)


def kills(folder: Path, address: str, moments: Sequence[float]) -> Iterator[int]:
    """Kill an ingest at each of the moments; yield how many facts were there, and see that all are after another."""
    for moment in moments:
        member = f"{uuid.uuid4()}"
        members.add(key=member, name="Company", actor="user:1")
        path = written(folder, member, 2_000)
        environment = {**os.environ, "DATABASE_URL": address, "DJANGO_SETTINGS_MODULE": "ristorno.config.settings"}
        command = [sys.executable, "-c", _CHILD, str(path)]
        with subprocess.Popen(command, env=environment, stdout=subprocess.PIPE) as child:
            assert child.stdout is not None
            assert child.stdout.readline() == b"ready\n"
            time.sleep(moment)
            child.kill()
        yield len(log(member))

        again = ingest_file(file=path, at=AT, actor="user:1")

        assert again.accepted + again.duplicate == 2_000
        assert in_force(member) == [Decimal(number) for number in range(2_000)]
        assert len(log(member)) == 2_000
