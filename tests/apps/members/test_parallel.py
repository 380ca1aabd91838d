"""Many at once: no circle of merged members, one owner of a code, nobody joins twice."""

import uuid
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime
from itertools import permutations

import pytest
from django.db import connections

from ristorno.apps.events.queries import history
from ristorno.apps.members import operations as members
from ristorno.apps.members.queries import codes, resolve, said_of
from ristorno.kernel.problem import Refused

pytestmark = pytest.mark.usefixtures("committed")
AT = datetime(2026, 3, 1, 12, tzinfo=UTC)
ME = "user:7"


def firms(how_many: int) -> list[str]:
    keys = [f"~{uuid.uuid4()}" for _ in range(how_many)]
    for key in keys:
        members.add(key=key, name="Parallel", actor=ME)
    return keys


def at_once(*works: Callable[[], object]) -> list[object]:
    """Return what each work answered; a refusal by its code."""

    def done(work: Callable[[], object]) -> object:
        try:
            return work()
        except Refused as refused:
            return refused.problems[0].code
        finally:
            connections.close_all()

    with ThreadPoolExecutor(len(works)) as pool:
        return list(pool.map(done, works))


def merging(key: str, into: str) -> Callable[[], object]:
    return lambda: members.merge(key=key, into=into, at=AT, actor=ME)


@pytest.mark.parametrize("_", range(5))
def test_two_that_are_merged_into_each_other_become_one(_: int) -> None:
    one, other = firms(2)
    answers = at_once(merging(one, other), merging(other, one))
    assert sorted(map(str, answers)) == ["True", "members.merged"]
    assert len(set(resolve([one, other]).values())) == 1


def test_whatever_is_merged_at_once_no_circle_closes() -> None:
    keys = firms(5)
    at_once(*(merging(one, other) for one, other in permutations(keys, 2)))
    found = resolve(keys)
    assert len(set(found.values())) == 1
    (remains,) = set(found.values())
    assert codes(keys) == {remains: tuple(sorted(keys))}


def test_a_member_is_split_once() -> None:
    one, other = firms(2)
    members.merge(key=one, into=other, at=AT, actor=ME)
    assert at_once(*[lambda: members.split(key=one, actor=ME)] * 8).count(True) == 1
    assert [event.name for event in history(f"member:{other}")].count("member.split") == 1


def test_one_of_many_gets_the_code() -> None:
    keys = firms(8)
    code = f"~{uuid.uuid4()}"

    def given(key: str) -> Callable[[], object]:
        return lambda: members.give_code(key=key, code=code, system="crm", actor=ME)

    answers = at_once(*map(given, keys))
    assert sorted(map(str, answers)) == ["True", *["members.code_taken"] * 7]
    assert resolve([code])[code] == keys[answers.index(True)]


def test_a_member_that_all_add_is_added_once() -> None:
    key = f"~{uuid.uuid4()}"
    answers = at_once(*[lambda: members.add(key=key, name="Parallel", actor=ME)] * 8)
    assert answers.count(True) == 1
    assert answers.count(False) == 7


def test_a_member_joins_once() -> None:
    (key,) = firms(1)
    days = [date(2026, 1, number) for number in range(1, 9)]

    def enrolled(on: date) -> Callable[[], object]:
        return lambda: members.enrol(key=key, on=on, at=AT, actor=ME).fresh

    answers = at_once(*map(enrolled, days))
    assert sorted(map(str, answers)) == ["True", *["members.enrolled"] * 7]
    assert len(said_of(key)) == 1


def test_nobody_becomes_its_own_supplier_while_others_decide() -> None:
    keys = firms(3)

    def supplied(key: str, supplier: str) -> Callable[[], object]:
        return lambda: members.name_supplier(key=key, supplier=supplier, on=date(2026, 1, 1), at=AT, actor=ME).fresh

    one, two, three = keys
    answers = at_once(supplied(one, two), supplied(two, three), supplied(three, one))
    assert sorted(map(str, answers)) == ["True", "True", "members.circle"]


def test_words_and_mergers_meet_without_loss() -> None:
    one, other = firms(2)

    def assigned(number: int) -> Callable[[], object]:
        on = date(2026, 1, 1 + number)
        return lambda: members.assign_segment(key=one, segment=f"S{number}", on=on, at=AT, actor=ME).fresh

    answers = at_once(*map(assigned, range(8)), merging(one, other))
    assert answers == [True] * 9
    assert len({*(word.number for word in said_of(one)), *(word.number for word in said_of(other))}) == 8


def test_who_names_each_other_while_they_are_merged_never_waits_in_a_circle() -> None:
    for _ in range(3):
        one, other = sorted(firms(2))
        on = date(2026, 1, 1)

        def supplied(key: str, supplier: str, on: date = on) -> Callable[[], object]:
            return lambda: members.name_supplier(key=key, supplier=supplier, on=on, at=AT, actor=ME).fresh

        answers = at_once(supplied(other, one), merging(one, other), supplied(one, other), merging(other, one))
        assert set(map(str, answers)) <= {"True", "False", "members.merged", "members.circle"}
        assert len(set(resolve([one, other]).values())) == 1
