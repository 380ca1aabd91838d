"""A code stands for one member; merged members count as one, and split again they are as before."""

from datetime import UTC, date, datetime, timedelta

import pytest

from ristorno.apps.events.queries import history
from ristorno.apps.members.operations import (
    add,
    assign_segment,
    enrol,
    give_code,
    merge,
    name_supplier,
    retract,
    split,
    take_code,
)
from ristorno.apps.members.queries import Held, codes_of, held, member, members, resolve, standing
from ristorno.kernel.problem import Refused

pytestmark = pytest.mark.django_db
AT = datetime(2026, 3, 1, 12, tzinfo=UTC)
ME = "user:7"


def added(*keys: str) -> None:
    for key in keys:
        add(key=key, name=f"Firm {key}", actor=ME)


def merged(key: str, into: str) -> bool:
    return merge(key=key, into=into, at=AT, actor=ME)


def test_a_code_leads_to_its_member_and_an_unknown_one_nowhere() -> None:
    added("A")
    give_code(key="A", code="CRM-1", system="crm", actor=ME)
    assert resolve(["A", "CRM-1", "B", ""]) == {"A": "A", "CRM-1": "A"}
    assert codes_of("A") == ("A", "CRM-1")
    assert codes_of("B") == ()


def test_who_was_merged_leads_to_who_remains_over_any_number_of_steps() -> None:
    added("A", "B", "C")
    give_code(key="A", code="CRM-1", system="crm", actor=ME)
    assert merged("A", "B")
    assert merged("B", "C")
    assert resolve(["A", "B", "C", "CRM-1"]) == dict.fromkeys(["A", "B", "C", "CRM-1"], "C")
    assert codes_of("C") == ("A", "B", "C", "CRM-1")
    assert codes_of("A") == codes_of("B") == ()
    assert split(key="B", actor=ME)
    assert codes_of("C") == ("C",)
    assert codes_of("B") == ("A", "B", "CRM-1")


def test_the_same_again_changes_nothing() -> None:
    added("A", "B")
    assert merged("A", "B")
    assert not merged("A", "B")
    assert split(key="A", actor=ME)
    assert not split(key="A", actor=ME)
    names = [event.name for event in history("member:B")]
    assert names == ["member.added", "member.merged", "member.split"]
    assert history("member:B")[1].data["members"] == ["A", "B"]


@pytest.mark.parametrize(
    ("key", "into", "code"),
    [
        ("A", "A", "members.merge_itself"),
        ("A", "nobody", "members.unknown"),
        ("nobody", "A", "members.unknown"),
        ("B", "A", "members.merged"),
        ("A", "D", "members.merged"),
        ("D", "A", "members.merged"),
    ],
)
def test_what_makes_no_sense_is_refused(key: str, into: str, code: str) -> None:
    added("A", "B", "C", "D")
    merged("D", "C")
    merged("B", "C")
    with pytest.raises(Refused) as refused:
        merged(key, into)
    assert [problem.code for problem in refused.value.problems] == [code]


def test_no_circle_is_closed() -> None:
    added("A", "B", "C")
    merged("A", "B")
    merged("B", "C")
    with pytest.raises(Refused, match="'A' was merged into 'B'"):
        merged("C", "A")


def test_a_code_of_somebody_else_is_refused_with_both_ways_out() -> None:
    added("A", "B")
    give_code(key="A", code="15", system="crm", actor=ME)
    assert not give_code(key="A", code="15", system="crm", actor=ME)
    with pytest.raises(Refused, match=r"stands for the member 'A'. If both are one, merge them; .* erp:15"):
        give_code(key="B", code="15", system="erp", actor=ME)
    with pytest.raises(Refused, match="is a code of the member 'A'"):
        add(key="15", name="Somebody", actor=ME)
    assert take_code(code="15", actor=ME)
    assert not take_code(code="15", actor=ME)
    assert give_code(key="B", code="15", system="erp", actor=ME)
    with pytest.raises(Refused, match="is the key of a member"):
        take_code(code="A", actor=ME)


def test_what_was_said_of_who_was_merged_holds_where_the_other_says_nothing() -> None:
    added("A", "B", "S")
    enrol(key="A", on=date(2020, 1, 1), at=AT, actor=ME)
    name_supplier(key="B", supplier="S", on=date(2026, 1, 1), at=AT, actor=ME)
    before = standing(["A", "B", "S"])
    merged("A", "B")
    told = standing(["A", "B"])
    assert [(fact.member, fact.kind, str(fact.occurred_at)) for fact in told["B"]] == [
        ("B", "supplied_by", "2026-01-01"),
        ("B", "enrolled", "2020-01-01"),
    ]
    assert "A" not in told
    split(key="A", actor=ME)
    assert standing(["A", "B", "S"]) == before


def test_where_both_say_something_the_one_that_remains_is_heard() -> None:
    added("A", "B", "C")
    for key, segment, day in (("A", "retail", 9), ("B", "dealer", 1), ("C", "fleet", 5)):
        assign_segment(key=key, segment=segment, on=date(2026, 1, day), at=AT, actor=ME)
    enrol(key="C", on=date(2021, 1, 1), at=AT, actor=ME)
    enrol(key="A", on=date(2020, 1, 1), at=AT, actor=ME)
    merge(key="C", into="B", at=AT, actor=ME)
    merge(key="A", into="B", at=AT + timedelta(days=1), actor=ME)
    assert held("B", date(2026, 2, 1)) == Held(enrolled_on=date(2021, 1, 1), segment="dealer")
    assert {fact.attributes.get("segment") for fact in standing(["B"])["B"]} == {"dealer", None}
    split(key="C", actor=ME)
    assert held("B", date(2026, 2, 1)) == Held(enrolled_on=date(2020, 1, 1), segment="dealer")
    assert held("A", date(2026, 2, 1)) == Held()


def test_a_word_that_was_taken_back_leaves_the_matter_to_who_was_merged() -> None:
    added("A", "B")
    assign_segment(key="A", segment="retail", on=date(2026, 1, 1), at=AT, actor=ME)
    number = assign_segment(key="B", segment="dealer", on=date(2026, 1, 1), at=AT, actor=ME).number
    merged("A", "B")
    retract(number=number, at=AT, actor=ME)
    assert held("B", date(2026, 2, 1)).segment == "retail"


def test_a_supplier_that_was_merged_is_named_by_the_key_that_remains() -> None:
    added("A", "S", "T")
    name_supplier(key="A", supplier="S", on=date(2026, 1, 1), at=AT, actor=ME)
    merged("S", "T")
    assert [dict(fact.parties) for fact in standing(["A"])["A"]] == [{"supplier": "T"}]
    merged("A", "T")
    assert [dict(fact.parties) for fact in standing(["T"])["T"]] == [{}]


def test_a_member_is_found_by_any_of_its_words_in_any_letters() -> None:
    add(key="M1", name="ООО «Ёлка и Ко»", actor=ME, legal_ids={"ru.inn": "7707083893"}, codes={"CRM-77": "crm"})
    add(key="M2", name="บริษัท ยางไทย จำกัด", actor=ME, country="th", legal_ids={"th.tin": "1-2345-45678-78-1"})
    add(key="M3", name="Straße & Söhne GmbH 100%", actor=ME)
    for words, key in [
        ("елка", "M1"),
        ("ЁЛКА ооо", "M1"),
        ("770708", "M1"),
        ("crm-77", "M1"),
        ("ยางไทย", "M2"),
        ("จำกัด", "M2"),
        ("1234545678", "M2"),
        ("STRASSE", "M3"),
        ("söhne", "M3"),
        ("100%", "M3"),
    ]:
        assert [each.key for each in members(words)] == [key], words
    assert members("елка ยาง") == ()
    assert [each.key for each in members(after="M1", limit=1)] == ["M2"]
    found = member("M2")
    assert found is not None
    assert (found.country, dict(found.legal_ids)) == ("TH", {"th.tin": "1234545678781"})
    assert member("M9") is None
