"""Several people, threads and processes at once: one approval follows the other, and everybody sees it."""

import os
import subprocess
import sys
import uuid
from datetime import UTC, datetime

import pytest
from django.db import connection

from apps.agreements.writing import AGREEMENT, AT, BORIS, PROGRAM, RISE, enacted, proposed
from apps.parallel import all_at_once, or_code
from ristorno.apps.agreements.operations import approve
from ristorno.apps.agreements.queries import calculation, versions

AT_ONCE = 8
pytestmark = pytest.mark.usefixtures("committed")


@pytest.fixture
def name() -> str:
    """A program, an agreement and a unit that no other test has."""
    return f"x{uuid.uuid4().hex[:12]}"


def named(text: str, name: str) -> str:
    return text.replace("dealers", name).replace("A-1", f"{name}-1")


@or_code
def approved(number: int) -> int:
    return approve(draft=number, actor=BORIS, at=AT)


def test_of_several_drafts_that_are_approved_at_once_one_becomes_the_version(name: str) -> None:
    enacted(named(PROGRAM, name), named(AGREEMENT, name))
    waiting = [proposed(named(RISE, name).replace("4 %", f"{5 + each} %"))[0] for each in range(AT_ONCE)]

    done = all_at_once(AT_ONCE, lambda place: approved(waiting[place]))

    assert sorted(map(str, done)) == ["2", *["agreements.stale"] * (AT_ONCE - 1)]
    assert [each.number for each in versions(f"{name}-1")] == [1, 2]


def test_one_draft_is_approved_once(name: str) -> None:
    (number,) = proposed(named(PROGRAM, name))
    done = all_at_once(AT_ONCE, lambda _: approved(number))
    assert sorted(map(str, done)) == ["1", *["agreements.state"] * (AT_ONCE - 1)]


def test_a_member_gets_one_agreement_however_many_sign_at_once(name: str) -> None:
    enacted(named(PROGRAM, name))
    waiting = [proposed(named(AGREEMENT, name).replace("-1\n", f"-{each}\n"))[0] for each in range(AT_ONCE)]

    done = all_at_once(AT_ONCE, lambda place: approved(waiting[place]))

    assert sorted(map(str, done)) == ["1", *["terms.agreement"] * (AT_ONCE - 1)]


def test_a_unit_means_one_thing_however_many_sign_at_once(name: str) -> None:
    own = f"PTS{name[1:]}"
    texts = [
        named(PROGRAM, f"{name}{place}").replace("RUB: {kind: money}", f"{own}: {{kind: points, step: {step}}}")
        + "currency: RUB\n"
        for place, step in enumerate(["1", "0.1", "0.01", "0.001"])
    ]
    waiting = [proposed(text)[0] for text in texts]

    done = all_at_once(4, lambda place: approved(waiting[place]))

    assert sorted(map(str, done)) == ["1", *["agreements.unit"] * 3]


def test_threads_see_an_approval_at_once_and_share_one_calculation(name: str) -> None:
    enacted(named(PROGRAM, name))
    first = all_at_once(AT_ONCE, lambda _: calculation(name))
    assert len({id(each) for each in first}) == 1
    assert calculation(name) is first[0]

    enacted(named(AGREEMENT, name))

    assert {each.members() for each in all_at_once(AT_ONCE, lambda _: calculation(name))} == {("North",)}
    assert calculation(name).members() == ("North",)


ASK = """
import sys
import django
django.setup()
from ristorno.apps.agreements.queries import calculation
for line in sys.stdin:
    print(",".join(calculation(line.strip()).members()), flush=True)
"""


def test_other_processes_see_an_approval_at_once(name: str) -> None:
    enacted(named(PROGRAM, name))
    told = connection.settings_dict
    address = f"host={told['HOST']} user={told['USER']} dbname={told['NAME']}"
    environment = {**os.environ, "DATABASE_URL": address, "DJANGO_SETTINGS_MODULE": "ristorno.config.settings"}
    others = [
        subprocess.Popen(
            [sys.executable, "-c", ASK], env=environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )
        for _ in range(2)
    ]
    try:
        assert [_asked(other, name) for other in others] == ["", ""]
        enacted(named(AGREEMENT, name))
        assert [_asked(other, name) for other in others] == ["North", "North"]
        enacted(named("agreement: A-1\nmembers: [North, South]\n", name), at=datetime(2026, 5, 1, tzinfo=UTC))
        assert [_asked(other, name) for other in others] == ["North,South", "North,South"]
    finally:
        for other in others:
            assert other.stdin is not None
            other.stdin.close()
            other.wait(10)
            assert other.stdout is not None
            other.stdout.close()


def _asked(other: "subprocess.Popen[str]", program: str) -> str:
    assert other.stdin is not None
    assert other.stdout is not None
    other.stdin.write(f"{program}\n")
    other.stdin.flush()
    return other.stdout.readline().strip()
