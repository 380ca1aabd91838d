"""Drafts become facts: what is new, known, told anew or taken back, as an import of a file has it."""

from collections.abc import Sequence
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest

from ristorno.apps.events.queries import history
from ristorno.apps.facts.operations import Draft, ingest
from ristorno.apps.facts.queries import by_member, high_water, log
from ristorno.apps.members import operations as members
from ristorno.engine.accrual import Moment
from ristorno.engine.fact import Fact, Reference
from ristorno.engine.history.known import known_facts
from ristorno.intake.receipt import Receipt

pytestmark = pytest.mark.django_db
AT = datetime(2026, 4, 1, 9, tzinfo=UTC)


@pytest.fixture(autouse=True)
def known() -> None:
    for key in "MNAB":
        members.add(key=key, name=f"Company {key}", actor="user:1")


def draft(document: str = "D1", amount: str = "100", **told: Any) -> Draft:
    return Draft(
        **{"document": document, "member": "M", "occurred_at": date(2026, 3, 1), "amount": Decimal(amount), **told}
    )


def told(*drafts: Draft) -> Receipt:
    return ingest(drafts=drafts, channel="api", at=AT, actor="key:1")


def counts(receipt: Receipt) -> Sequence[int]:
    return receipt.accepted, receipt.duplicate, receipt.restated, receipt.retracted, receipt.quarantined


def in_force(member: str = "M") -> list[Fact]:
    return known_facts(log(member), Moment(as_of=date(2027, 1, 1)))


def test_every_field_comes_back_as_it_was_told() -> None:
    full = draft(
        source="erp", line="7", version=3, kind="return", occurred_at=datetime(2026, 3, 1, 8, 30, tzinfo=UTC),
        recorded_at=datetime(2026, 3, 2, tzinfo=UTC), contact="ann", parties={"seller": "S"}, product="P", brand="B",
        groups=("a", "b"), quantity=Decimal(2), uom="pcs", cost=Decimal("1.5"), tax=Decimal("20.1234"), currency="rub",
        due_on=date(2026, 4, 1), invoiced_on=date(2026, 3, 3), pays="D0", reverses=Reference("D0", "1"),
        attributes={"b": 'quo"te', "a": "ä\n"}, tenders={"points": Decimal(5)},
    )  # fmt: skip

    assert counts(told(full)) == (1, 0, 0, 0, 0)

    (fact,) = log("M")
    assert fact == Fact(
        source="erp", document="D1", line="7", version=3, kind="return",
        occurred_at=datetime(2026, 3, 1, 8, 30, tzinfo=UTC), recorded_at=datetime(2026, 3, 2, tzinfo=UTC), member="M",
        contact="ann", parties={"seller": "S"}, product="P", brand="B", groups=("a", "b"), quantity=Decimal(-2),
        uom="pcs", amount=Decimal(-100), cost=Decimal("-1.5"), tax=Decimal("-20.1234"), currency="RUB",
        due_on=date(2026, 4, 1), invoiced_on=date(2026, 3, 3), pays="D0", reverses=Reference("D0", "1"),
        attributes={"a": "ä\n", "b": 'quo"te'}, tenders={"points": Decimal(-5)},
    )  # fmt: skip


def test_what_is_known_changes_nothing() -> None:
    lines = [draft(line="1"), draft(line="2", amount="5")]
    assert counts(told(*lines)) == (2, 0, 0, 0, 0)
    before = high_water()

    again = told(*lines)

    assert (counts(again), again.batch) == ((0, 2, 0, 0, 0), None)
    assert high_water() == before
    assert len(log("M")) == 2


def test_other_content_is_a_restatement() -> None:
    told(draft(line="1"))

    assert counts(told(draft(line="1", amount="90"))) == (0, 0, 1, 0, 0)
    assert [(fact.version, fact.amount) for fact in log("M")] == [(1, Decimal(100)), (2, Decimal(90))]
    assert [fact.amount for fact in in_force()] == [Decimal(90)]


@pytest.mark.parametrize("order", [(1, 2, 3), (3, 1, 2), (2, 3, 1)])
def test_the_highest_version_rules_in_whatever_order(order: Sequence[int]) -> None:
    for version in order:
        told(draft(line="1", version=version, amount=f"{version}"))

    assert [fact.amount for fact in in_force()] == [Decimal(3)]


def test_a_document_without_ids_is_replaced_as_a_whole() -> None:
    told(draft(amount="1"), draft(amount="2"), draft(amount="2"))

    assert counts(told(draft(amount="2"), draft(amount="3"))) == (0, 0, 2, 1, 0)
    assert sorted(fact.amount or 0 for fact in in_force()) == [2, 3]


def test_a_line_that_moves_is_taken_back_from_the_other_member() -> None:
    told(draft(line="1"))

    assert counts(told(draft(line="1", member="N"))) == (0, 0, 1, 0, 0)
    assert in_force("M") == []
    assert [fact.version for fact in in_force("N")] == [3]


def test_a_retracted_line_counts_no_more_and_may_come_back() -> None:
    told(draft(line="1", version=1))
    told(draft(line="1", version=2, retracted=True))
    assert in_force() == []

    told(draft(line="1", version=3))
    assert [fact.version for fact in in_force()] == [3]


def test_what_is_wrong_is_set_aside_and_the_rest_goes_on() -> None:
    receipt = told(
        draft("D1", line="1"),
        draft("D2", line="1", member=""),
        draft("D3", line="1", kind="gift"),
        draft("D4", line="1", amount="1.23456"),
        draft("D5", line="1", amount="1"),
        draft("D5", line="1", amount="2"),
        draft("D6", line="1"),
        draft("D6", line="1"),
        draft("D7", line="1"),
        draft("D7"),
    )

    assert counts(receipt) == (3, 1, 0, 0, 6)
    assert [(problem.code, problem.place.path) for problem in receipt.quarantine] == [
        ("intake.no_member", "facts[2].member"),
        ("intake.unknown_kind", "facts[3].kind"),
        ("intake.too_many_decimals", "facts[4].amount"),
        ("intake.double_line", "facts[5]"),
        ("intake.double_line", "facts[6]"),
        ("intake.mixed_lines", "facts[10]"),
    ]
    assert receipt.rows == 10 == sum(counts(receipt)) - receipt.retracted


def test_the_same_version_with_other_content_is_not_believed() -> None:
    told(draft(line="1", version=1))

    receipt = told(draft(line="1", version=1, amount="7"))

    assert [problem.code for problem in receipt.quarantine] == ["intake.conflict"]
    assert [fact.amount for fact in in_force()] == [Decimal(100)]


def test_a_document_with_a_bad_row_stays_as_it_was_until_it_is_whole() -> None:
    told(draft(amount="1"), draft(amount="2"))

    held = told(draft(amount="1"), draft(amount="NaN"))
    assert counts(held) == (0, 0, 0, 0, 2)
    assert len(in_force()) == 2

    whole = told(draft(amount="1"), draft(amount="5"))
    assert (counts(whole), whole.resolved) == ((0, 1, 1, 0, 0), 2)
    assert sorted(fact.amount or 0 for fact in in_force()) == [1, 5]


def test_all_come_by_member_and_later_ones_by_high_water() -> None:
    told(draft("D1", member="B"), draft("D2", member="A"), draft("D3", member="B"))
    seen = high_water()
    told(draft("D4", member="B"))

    assert [(key, [fact.document for fact in facts]) for key, facts in by_member()] == [
        ("A", ["D2"]),
        ("B", ["D1", "D3", "D4"]),
    ]
    assert [key for key, _ in by_member(["A"])] == ["A"]
    assert [fact.document for fact in log("B", after=seen)] == ["D4"]
    assert log("B", after=high_water()) == []


def test_it_is_told_whose_facts_changed_and_from_which_day_on() -> None:
    told(draft("D1", line="1"), draft("D2", line="1", member="nobody"))
    receipt = told(draft("D1", line="1", member="N", occurred_at=date(2026, 2, 1)))

    happened = history(f"batch:{receipt.batch}")

    assert [(each.name, each.data["members"], each.data["first_day"]) for each in happened] == [
        ("facts.recorded", ["N"], "2026-02-01"),
        ("facts.retracted", ["M"], "2026-03-01"),
    ]


def test_facts_of_nobody_wait_for_whoever_has_the_code_and_follow_who_is_merged() -> None:
    told(draft("D1", line="1", member="stranger"))
    assert [key for key, _ in by_member()] == []

    members.give_code(key="M", code="stranger", system="erp", actor="user:1")
    assert [(fact.document, fact.member) for fact in log("M")] == [("D1", "M")]

    members.merge(key="M", into="N", at=AT, actor="user:1")
    assert [fact.member for fact in log("N")] == ["N"]
    assert log("M") == []
    assert [key for key, _ in by_member()] == ["N"]


def test_what_is_said_of_a_member_is_among_its_facts() -> None:
    members.enrol(key="M", on=date(2026, 1, 1), at=AT, actor="user:1")
    told(draft("D1", line="1"))

    assert [fact.kind for fact in log("M")] == ["purchase", "enrolled"]
    assert [(key, [fact.kind for fact in facts]) for key, facts in by_member()] == [("M", ["purchase", "enrolled"])]


@pytest.mark.parametrize(
    ("flaw", "code"),
    [({"version": 0}, "intake.wrong_version"), ({"groups": ("a", "b\x1fc")}, "intake.unit_separator")],
)
def test_a_draft_that_cannot_be_is_set_aside_with_the_reason(flaw: dict[str, Any], code: str) -> None:
    receipt = told(draft(**flaw), draft("D2"))
    assert counts(receipt) == (1, 0, 0, 0, 1)
    assert [problem.code for problem in receipt.quarantine] == [code]
