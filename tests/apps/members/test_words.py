"""What holds of a member from a day on: said once, corrected by a version, told to the engine as facts."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import DatabaseError, connection, transaction

from ristorno.apps.events.queries import history
from ristorno.apps.members import operations as members
from ristorno.apps.members.queries import said_of, standing
from ristorno.engine.fact import Fact
from ristorno.kernel.problem import Refused

pytestmark = pytest.mark.django_db
AT = datetime(2026, 3, 1, 12, tzinfo=UTC)
LATER = AT + timedelta(days=30)
ME = "user:7"
DAY = date(2026, 1, 1)


def day(number: int) -> date:
    return DAY + timedelta(days=number)


@pytest.fixture(autouse=True)
def firms() -> None:
    for key in ("A", "B", "C"):
        members.add(key=key, name=f"Firm {key}", actor=ME)
    members.make_group(key="G", name="Buyers", actor=ME)
    members.make_group(key="H", name="Holding", kind="holding", actor=ME)
    members.add_contact(key="A", contact="anna", name="Anna", roles=["buyer", "owner"], influence="decides", actor=ME)


def facts(key: str = "A") -> list[Fact]:
    return list(standing([key])[key])


def test_every_word_is_a_fact_of_its_day_known_from_its_moment() -> None:
    members.enrol(key="A", on=day(0), at=AT, actor=ME)
    members.join_group(key="A", group="G", head=True, on=day(1), at=AT, actor=ME)
    members.name_supplier(key="A", supplier="B", on=day(2), at=AT, actor=ME)
    members.assign_segment(key="A", segment="dealer", on=day(3), at=AT, actor=ME)
    members.give_consent(key="A", contact="anna", on=day(4), origin="letter 5", at=AT, actor=ME)
    members.give_consent(key="A", on=day(4), origin="contract 1", at=AT, actor=ME)
    members.withdraw_consent(key="A", contact="anna", on=day(5), origin="mail", at=AT, actor=ME)
    members.leave_group(key="A", on=day(6), at=AT, actor=ME)
    members.name_supplier(key="A", supplier=None, on=day(7), at=AT, actor=ME)
    members.leave(key="A", on=day(8), at=LATER, actor=ME)
    told = [(each.kind, each.occurred_at, each.contact, dict(each.attributes), dict(each.parties)) for each in facts()]
    assert told == [
        ("enrolled", day(0), None, {}, {}),
        ("joined_group", day(1), None, {"group": "G", "role": "head"}, {}),
        ("supplied_by", day(2), None, {}, {"supplier": "B"}),
        ("segment_assigned", day(3), None, {"segment": "dealer"}, {}),
        ("consent_given", day(4), "anna", {}, {}),
        ("consent_given", day(4), None, {}, {}),
        ("consent_withdrawn", day(5), "anna", {}, {}),
        ("left_group", day(6), None, {}, {}),
        ("supplied_by", day(7), None, {}, {}),
        ("left", day(8), None, {}, {}),
    ]
    assert {each.source for each in facts()} == {"members"}
    assert [each.recorded_at for each in facts()][-2:] == [AT, LATER]
    assert facts() == facts()


def test_what_no_program_asks_for_is_told_to_none() -> None:
    members.name_parent(key="A", parent="B", on=DAY, at=AT, actor=ME)
    members.allow_messages(key="A", contact="anna", channel="sms", on=DAY, origin="form", at=AT, actor=ME)
    members.refuse_messages(key="A", contact="anna", channel="sms", on=day(1), origin="mail", at=AT, actor=ME)
    assert facts() == []
    assert [(each.kind, each.other, each.contact, each.text, each.origin) for each in said_of("A")] == [
        ("subsidiary_of", "B", None, "", ""),
        ("messages_welcome", None, "anna", "sms", "form"),
        ("messages_unwelcome", None, "anna", "sms", "mail"),
    ]


def test_the_same_word_again_is_the_same_word() -> None:
    first = members.enrol(key="A", on=DAY, at=AT, actor=ME)
    again = members.enrol(key="A", on=DAY, at=LATER, actor="user:8")
    assert (first.fresh, again.fresh) == (True, False)
    assert first.number == again.number
    assert [event.name for event in history("member:A")] == ["member.added", "member.enrolled"]


def test_a_wrong_day_is_corrected_and_what_was_known_before_stays_known() -> None:
    number = members.enrol(key="A", on=DAY, at=AT, actor=ME).number
    assert members.correct(number=number, on=day(-400), at=LATER, actor=ME, origin="old contract").fresh
    assert not members.correct(number=number, on=day(-400), at=LATER, actor=ME).fresh
    assert [(each.version, each.occurred_at, each.recorded_at, each.retracted) for each in facts()] == [
        (1, DAY, AT, False),
        (2, day(-400), LATER, False),
    ]
    assert len({each.id for each in facts()}) == 1
    assert [(each.version, each.on, each.origin) for each in said_of("A")] == [(2, day(-400), "old contract")]


def test_a_word_is_taken_back_once_and_can_be_said_again() -> None:
    number = members.enrol(key="A", on=DAY, at=AT, actor=ME).number
    members.retract(number=number, at=LATER, actor=ME)
    assert said_of("A") == ()
    assert [each.retracted for each in facts()] == [False, True]
    with pytest.raises(Refused, match=f"no word {number} in force"):
        members.retract(number=number, at=LATER, actor=ME)
    assert members.enrol(key="A", on=DAY, at=LATER, actor=ME).fresh
    assert [event.name for event in history("member:A")][1:] == [
        "member.enrolled",
        "member.word.retracted",
        "member.enrolled",
    ]


def test_nobody_joins_twice_or_leaves_without_having_joined() -> None:
    with pytest.raises(Refused, match="does not take part on 2026-01-01"):
        members.leave(key="A", on=DAY, at=AT, actor=ME)
    joined = members.enrol(key="A", on=DAY, at=AT, actor=ME).number
    for on in (day(-3), day(3)):
        with pytest.raises(Refused, match="takes part since"):
            members.enrol(key="A", on=on, at=AT, actor=ME)
    members.leave(key="A", on=day(10), at=AT, actor=ME)
    with pytest.raises(Refused, match="does not take part"):
        members.leave(key="A", on=day(12), at=AT, actor=ME)
    members.enrol(key="A", on=day(20), at=AT, actor=ME)
    with pytest.raises(Refused, match="does not take part"):
        members.retract(number=joined, at=LATER, actor=ME)
    with pytest.raises(Refused, match="does not take part on 2026-01-11"):
        members.correct(number=joined, on=day(25), at=LATER, actor=ME)


def test_a_group_is_left_only_from_inside() -> None:
    with pytest.raises(Refused, match="in no group on 2026-01-01"):
        members.leave_group(key="A", on=DAY, at=AT, actor=ME)
    members.join_group(key="A", group="G", on=DAY, at=AT, actor=ME)
    members.join_group(key="A", group="H", on=day(5), at=AT, actor=ME)
    members.leave_group(key="A", on=day(9), at=AT, actor=ME)
    with pytest.raises(Refused, match="no group of members 'K'"):
        members.join_group(key="A", group="K", on=DAY, at=AT, actor=ME)


@pytest.mark.parametrize("relation", [members.name_supplier, members.name_parent])
def test_nobody_stands_above_itself(relation: object) -> None:
    def relate(key: str, above: str, on: date) -> None:
        word = "supplier" if relation is members.name_supplier else "parent"
        relation(key=key, **{word: above}, on=on, at=AT, actor=ME)  # type: ignore[operator]

    relate("A", "B", day(0))
    relate("B", "C", day(5))
    with pytest.raises(Refused, match="itself, over 'A'"):
        relate("C", "A", day(7))
    with pytest.raises(Refused, match="itself"):
        relate("A", "A", day(7))
    with pytest.raises(Refused, match="no member 'Z'"):
        relate("A", "Z", day(7))


def test_a_group_and_a_supplier_concern_others_too() -> None:
    for key in ("A", "B"):
        members.join_group(key=key, group="G", on=DAY, at=AT, actor=ME)
    members.name_supplier(key="B", supplier="C", on=DAY, at=AT, actor=ME)
    assert history("member:B")[-1].data["members"] == ["A", "B", "C"]
    assert history("member:B")[-1].data["kind"] == "supplied_by"
    members.enrol(key="A", on=DAY, at=AT, actor=ME)
    assert history("member:A")[-1].data["members"] == ["A"]


@pytest.mark.parametrize(
    ("act", "told"),
    [
        (lambda: members.give_consent(key="A", on=DAY, origin=" ", at=AT, actor=ME), "not said where the consent"),
        (lambda: members.give_consent(key="A", contact="ana", on=DAY, origin="x", at=AT, actor=ME), "'anna'"),
        (lambda: members.assign_segment(key="A", segment=" ", on=DAY, at=AT, actor=ME), "segment has no name"),
        (lambda: members.enrol(key="A", on=date(202, 1, 1), at=AT, actor=ME), "cannot be meant"),
        (
            lambda: members.allow_messages(
                key="A", contact="anna", channel="smss", on=DAY, origin="x", at=AT, actor=ME
            ),
            "Did you mean 'sms'",
        ),
        (lambda: members.enrol(key="AB", on=DAY, at=AT, actor=ME), "no member 'AB'"),
        (lambda: members.correct(number=0, on=DAY, at=AT, actor=ME), "no word 0"),
    ],
)
def test_what_cannot_be_said_is_refused_and_nothing_is_kept(act: object, told: str) -> None:
    with pytest.raises(Refused, match=told):
        act()  # type: ignore[operator]
    assert said_of("A") == ()


def test_the_story_goes_on_where_it_is_told() -> None:
    members.enrol(key="A", on=DAY, at=AT, actor=ME)
    members.merge(key="A", into="B", at=AT, actor=ME)
    members.leave(key="A", on=day(9), at=AT, actor=ME)  # said of A, so of B, which says nothing of joining itself
    members.give_consent(key="B", contact="anna", on=DAY, origin="x", at=AT, actor=ME)
    assert [each.kind for each in facts("B")] == ["enrolled", "left", "consent_given"]
    members.split(key="A", actor=ME)
    assert [each.kind for each in facts("A")] == ["enrolled", "left", "consent_given"]
    assert facts("B") == []


@pytest.mark.parametrize("statement", ["update {} set version = version + 1", "delete from {}", "truncate {} cascade"])
def test_the_database_refuses_to_change_a_word(statement: str) -> None:
    members.enrol(key="A", on=DAY, at=AT, actor=ME)
    with connection.cursor() as cursor:
        cursor.execute("set constraints all immediate")
    with pytest.raises(DatabaseError, match="only added"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement.format("members_word"))
