"""Laws over random histories: of merging and splitting, and of words said in any order."""

from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta
from itertools import count
from typing import Literal, NamedTuple
from zoneinfo import ZoneInfo

import pytest
from hypothesis import strategies as st

from apps.rollback import rolled_back
from ristorno.apps.members import operations as members
from ristorno.apps.members.queries import all_standing, codes, resolve, standing
from ristorno.engine.accrual import Moment
from ristorno.engine.history.book import open_book
from ristorno.kernel.problem import Refused
from strategies.effort import Effort

pytestmark = pytest.mark.django_db
AT = datetime(2026, 3, 1, 12, tzinfo=UTC)
ME = "user:7"
FIRST = date(2026, 1, 1)
HOW_MANY = 5
_runs = count()


class Act(NamedTuple):
    """Something that happens to members, by number."""

    verb: Literal["merge", "split", "code", "segment", "group", "consent"]
    one: int
    other: int


acts = st.lists(
    st.builds(
        Act,
        st.sampled_from(("merge", "merge", "merge", "split", "code", "segment", "group", "consent")),
        st.integers(0, HOW_MANY - 1),
        st.integers(0, HOW_MANY - 1),
    ),
    max_size=16,
)


class World:
    """Members of one run, and beside them what a few lines of Python say of who was merged into whom."""

    def __init__(self) -> None:
        self.run = next(_runs)
        self.keys = [f"{self.run}-{number}" for number in range(HOW_MANY)]
        self.into: dict[str, str] = {}
        self.owner = {key: key for key in self.keys}
        for key in self.keys:
            members.add(key=key, name=f"Firm {key}", actor=ME)
            members.add_contact(key=key, contact=f"staff of {key}", actor=ME)
        members.make_group(key=f"{self.run}", name="Buyers", actor=ME)

    def stands_for(self, key: str) -> str:
        while key in self.into:
            key = self.into[key]
        return key

    def may_merge(self, key: str, into: str) -> bool:
        return key != into and key not in self.into and into not in self.into

    def play(self, act: Act) -> None:
        key, other = self.keys[act.one], self.keys[act.other]
        on = FIRST + timedelta(days=act.other)
        match act.verb:
            case "merge":
                self._merge(key, other)
            case "split":
                assert members.split(key=key, actor=ME) == (self.into.pop(key, None) is not None)
            case "code":
                code = f"{key}/{len(self.owner)}"
                members.give_code(key=key, code=code, system="crm", actor=ME)
                self.owner[code] = self.stands_for(key)
            case "segment":
                members.assign_segment(key=key, segment=f"S{act.other}", on=on, at=AT, actor=ME)
            case "group":
                members.join_group(key=key, group=f"{self.run}", on=on, at=AT, actor=ME)
            case "consent":
                members.give_consent(key=key, contact=f"staff of {key}", on=on, origin="form", at=AT, actor=ME)

    def _merge(self, key: str, into: str) -> None:
        if self.into.get(key) == into:
            assert not members.merge(key=key, into=into, at=AT, actor=ME)
        elif self.may_merge(key, into):
            assert members.merge(key=key, into=into, at=AT, actor=ME)
            self.into[key] = into
        else:
            with pytest.raises(Refused):
                members.merge(key=key, into=into, at=AT, actor=ME)

    def seen(self) -> object:
        """Return all that others see of the members of this run."""
        known = [*self.owner, "nobody"]
        return resolve(known), codes(self.keys), standing(self.keys)


def test_resolving_and_listing_codes_are_each_others_inverse(effort: Effort) -> None:
    @rolled_back()
    def law(history: list[Act]) -> None:
        world = World()
        for act in history:
            world.play(act)
        found, listed = resolve([*world.owner, "nobody"]), codes(world.keys)
        assert found == {code: world.stands_for(owner) for code, owner in world.owner.items()}
        assert set(listed) == {key for key in world.keys if key not in world.into}
        assert sorted(found.items()) == sorted((code, key) for key, own in listed.items() for code in own)

    effort.prove(law, acts, examples=30)


def test_who_was_merged_and_split_again_is_as_before(effort: Effort) -> None:
    @rolled_back()
    def law(history: list[Act], one: int, other: int) -> None:
        world = World()
        for act in history:
            world.play(act)
        key, into = world.keys[one], world.keys[other]
        if world.may_merge(key, into):
            before = world.seen()
            members.merge(key=key, into=into, at=AT, actor=ME)
            assert world.seen() != before
            members.split(key=key, actor=ME)
            assert world.seen() == before

    effort.prove(law, acts, st.integers(0, HOW_MANY - 1), st.integers(0, HOW_MANY - 1), examples=30)


def test_every_fact_belongs_to_one_member_and_none_is_told_twice(effort: Effort) -> None:
    @rolled_back()
    def law(history: list[Act]) -> None:
        world = World()
        for act in history:
            world.play(act)
        told = standing(world.keys)
        assert told == standing(tuple(reversed(world.keys)))
        assert told == {key: facts for key, facts in all_standing() if key in world.keys}
        assert all(fact.member == key for key, facts in told.items() for fact in facts)
        ids = [(fact.id, fact.version) for facts in told.values() for fact in facts]
        assert len(ids) == len(set(ids))

    effort.prove(law, acts, examples=20)


class Saying(NamedTuple):
    """A word of its own day: nobody else says anything on it."""

    kind: Literal["segment", "group", "supplier", "consent", "staff"]
    text: int


sayings = st.lists(
    st.builds(Saying, st.sampled_from(("segment", "group", "supplier", "consent", "staff")), st.integers(0, 2)),
    max_size=8,
).flatmap(lambda said: st.tuples(st.just(said), st.permutations(range(len(said)))))


def test_words_of_different_days_may_come_in_any_order(effort: Effort) -> None:
    @rolled_back()
    def law(told: tuple[list[Saying], list[int]]) -> None:
        said, order = told
        world = World()
        in_time, shuffled, *_ = world.keys
        for key, numbers in ((in_time, range(len(said))), (shuffled, order)):
            for number in numbers:
                _say(world, key, said[number], FIRST + timedelta(days=number))
        assert _states(in_time) == _states(shuffled)

    effort.prove(law, sayings, examples=30)


def _say(world: World, key: str, said: Saying, on: date) -> None:
    match said.kind:
        case "segment":
            members.assign_segment(key=key, segment=f"S{said.text}", on=on, at=AT, actor=ME)
        case "group":
            members.join_group(key=key, group=f"{world.run}", head=said.text > 0, on=on, at=AT, actor=ME)
        case "supplier":
            supplier = None if said.text == 0 else world.keys[2 + said.text]
            members.name_supplier(key=key, supplier=supplier, on=on, at=AT, actor=ME)
        case "consent":
            contact = None if said.text == 0 else f"staff of {key}"
            members.give_consent(key=key, contact=contact, on=on, origin="form", at=AT, actor=ME)
        case "staff":
            members.withdraw_consent(key=key, on=on, origin="form", at=AT, actor=ME)


def _states(key: str) -> Iterable[object]:
    """Return what the engine reads of a member, without the numbers of the documents."""
    moment = Moment(as_of=FIRST + timedelta(days=40))
    book = open_book(key, standing([key])[key], moment, ZoneInfo("UTC"), "EUR")
    assert not book.aside
    return [
        (line.day, line.fact.kind, line.fact.contact is None, dict(line.fact.attributes), dict(line.fact.parties))
        for line in book.states
    ]
