"""Many at once: no circle of merged members, one owner of a code, nobody joins twice."""

import uuid
from datetime import UTC, date, datetime
from functools import partial
from itertools import permutations

import pytest

from apps.parallel import all_at_once, at_once, or_code
from ristorno.apps.events.queries import history
from ristorno.apps.members import operations as members
from ristorno.apps.members.queries import codes, resolve, said_of

pytestmark = pytest.mark.usefixtures("committed")
AT = datetime(2026, 3, 1, 12, tzinfo=UTC)
ME = "user:7"


def firms(how_many: int) -> list[str]:
    keys = [f"~{uuid.uuid4()}" for _ in range(how_many)]
    for key in keys:
        members.add(key=key, name="Parallel", actor=ME)
    return keys


@or_code
def merge(key: str, into: str) -> bool:
    return members.merge(key=key, into=into, at=AT, actor=ME)


@or_code
def supply(key: str, supplier: str) -> bool:
    return members.name_supplier(key=key, supplier=supplier, on=date(2026, 1, 1), at=AT, actor=ME).fresh


@pytest.mark.parametrize("_", range(5))
def test_two_that_are_merged_into_each_other_become_one(_: int) -> None:
    one, other = firms(2)
    answers = at_once(partial(merge, one, other), partial(merge, other, one))
    assert sorted(map(str, answers)) == ["True", "members.merged"]
    assert len(set(resolve([one, other]).values())) == 1


def test_whatever_is_merged_at_once_no_circle_closes() -> None:
    keys = firms(5)
    at_once(*(partial(merge, one, other) for one, other in permutations(keys, 2)))
    found = resolve(keys)
    assert len(set(found.values())) == 1
    (remains,) = set(found.values())
    assert codes(keys) == {remains: tuple(sorted(keys))}


def test_a_member_is_split_once() -> None:
    one, other = firms(2)
    members.merge(key=one, into=other, at=AT, actor=ME)
    assert all_at_once(8, lambda _: members.split(key=one, actor=ME)).count(True) == 1
    assert [event.name for event in history(f"member:{other}")].count("member.split") == 1


def test_one_of_many_gets_the_code() -> None:
    keys = firms(8)
    code = f"~{uuid.uuid4()}"

    @or_code
    def give(number: int) -> bool:
        return members.give_code(key=keys[number], code=code, system="crm", actor=ME)

    answers = all_at_once(8, give)

    assert sorted(map(str, answers)) == ["True", *["members.code_taken"] * 7]
    assert resolve([code])[code] == keys[answers.index(True)]


def test_a_member_that_all_add_is_added_once() -> None:
    key = f"~{uuid.uuid4()}"
    answers = all_at_once(8, lambda _: members.add(key=key, name="Parallel", actor=ME))
    assert answers.count(True) == 1
    assert answers.count(False) == 7


def test_a_member_joins_once() -> None:
    (key,) = firms(1)

    @or_code
    def enrol(number: int) -> bool:
        return members.enrol(key=key, on=date(2026, 1, 1 + number), at=AT, actor=ME).fresh

    answers = all_at_once(8, enrol)

    assert sorted(map(str, answers)) == ["True", *["members.enrolled"] * 7]
    assert len(said_of(key)) == 1


def test_nobody_becomes_its_own_supplier_while_others_decide() -> None:
    one, two, three = firms(3)
    answers = at_once(partial(supply, one, two), partial(supply, two, three), partial(supply, three, one))
    assert sorted(map(str, answers)) == ["True", "True", "members.circle"]


def test_words_and_mergers_meet_without_loss() -> None:
    one, other = firms(2)

    def assign(number: int) -> bool:
        on = date(2026, 1, 1 + number)
        return members.assign_segment(key=one, segment=f"S{number}", on=on, at=AT, actor=ME).fresh

    answers = at_once(*(partial(assign, number) for number in range(8)), partial(merge, one, other))

    assert answers == [True] * 9
    assert len({*(word.number for word in said_of(one)), *(word.number for word in said_of(other))}) == 8


def test_who_names_each_other_while_they_are_merged_never_waits_in_a_circle() -> None:
    for _ in range(3):
        one, other = sorted(firms(2))
        both = (one, other), (other, one)
        answers = at_once(*(partial(act, *pair) for pair in both for act in (supply, merge)))
        assert set(map(str, answers)) <= {"True", "False", "members.merged", "members.circle"}
        assert len(set(resolve([one, other]).values())) == 1
