"""What an amendment changes in money is told before anybody signs it."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest

from apps.agreements.writing import AGREEMENT, ANNA, AT, BORIS, PROGRAM, RISE, codes, enacted, proposed
from ristorno.apps.agreements.operations import approve, draft
from ristorno.apps.agreements.preview import MemberDifference, money_differences
from ristorno.apps.agreements.queries import calculation, proposals
from ristorno.engine.accrual import Moment
from ristorno.engine.fact import Fact
from ristorno.kernel.problem import Refused

pytestmark = pytest.mark.django_db

MOMENT = Moment(date(2026, 6, 30))


def sale(member: str, day: date, amount: str) -> Fact:
    return Fact(
        source="erp", document=f"{member}-{day}", line="1", version=1, kind="purchase", member=member,
        occurred_at=day, recorded_at=datetime(2026, 5, 1, tzinfo=UTC), amount=Decimal(amount), currency="RUB",
    )  # fmt: skip


FACTS = [
    ("North", [sale("North", date(2026, 2, 1), "1000"), sale("North", date(2026, 5, 1), "1000")]),
    ("South", [sale("South", date(2026, 5, 1), "500")]),
]


def previewed(number: int) -> list[MemberDifference]:
    (proposal,) = proposals(number)
    done: list[int] = []
    logs = [each for each in FACTS if proposal.members is None or each[0] in proposal.members]
    found = list(money_differences(proposal, lambda: logs, MOMENT, done.append))
    assert done == list(range(1, len(done) + 1))
    return found


def changes(found: list[MemberDifference]) -> dict[str, str]:
    return {each.member: ", ".join(f"{total.change} {total.unit}" for total in each.totals) for each in found}


def test_a_rise_for_one_member() -> None:
    enacted(PROGRAM, AGREEMENT)
    (number,) = proposed(RISE)

    (north,) = previewed(number)

    (only,) = north.differences
    assert (only.member, only.clause, only.window_label, only.before, only.after) == (
        "North", "quarterly", "2026-Q2", Decimal(30), Decimal(40),
    )  # fmt: skip
    assert changes([north]) == {"North": "10.00 RUB"}


def test_a_back_dated_amendment_is_a_difference_and_not_a_mess() -> None:
    enacted(PROGRAM, AGREEMENT)
    then = calculation("dealers").answer("North", FACTS[0][1], MOMENT)
    (number,) = proposed(RISE.replace("2026-04-01", "2026-01-01"))

    assert changes(previewed(number)) == {"North": "20.00 RUB"}
    approve(draft=number, actor=BORIS, at=AT + timedelta(days=100))

    now = calculation("dealers").answer("North", FACTS[0][1], MOMENT)
    assert now.totals()["RUB"] - then.totals()["RUB"] == 20
    before = calculation("dealers", AT + timedelta(days=99)).answer("North", FACTS[0][1], MOMENT)
    assert before.totals() == then.totals()


@pytest.mark.parametrize(
    ("text", "seen"),
    [
        (PROGRAM.replace("dealers", "new"), {"North": "40.00 RUB", "South": "10.00 RUB"}),
        (
            RISE.replace("agreement: A-1", "program: dealers").replace("4 %", "1 %"),
            {"South": "-5.00 RUB"},
        ),
        ("agreement: A-1\nmember: South", {"North": "-20.00 RUB", "South": "5.00 RUB"}),
        ("agreement: A-1\nmembers: [North, West]", {}),
        ("agreement: A-1\nends: 2025-12-31", {"North": "-20.00 RUB"}),
        (
            AGREEMENT.replace("A-1", "A-2")
            .replace("North", "West")
            .replace("mechanic: {percent: 3 %}", "limits: {floor: 7}"),
            {"West": "14.00 RUB"},
        ),
    ],
)
def test_who_gets_what(text: str, seen: dict[str, str]) -> None:
    enacted(PROGRAM, AGREEMENT)
    (number,) = draft(text=text, actor=ANNA)
    assert changes(previewed(number)) == seen


def test_a_draft_that_is_overtaken_has_no_preview() -> None:
    enacted(PROGRAM, AGREEMENT)
    (number,) = proposed(RISE)
    enacted(RISE)
    with pytest.raises(Refused) as caught:
        proposals(number)
    assert codes(caught.value) == ["agreements.stale"]


def test_where_members_are_compared_everybody_is_looked_at() -> None:
    ranked = PROGRAM + "  best:\n    window: quarter\n    mechanic: {rank: {best: 1, gives: 100}}\n"
    enacted(ranked, AGREEMENT)
    (number,) = proposed("agreement: A-1\nversions: [{effective_from: 2026-04-01, clauses: {best: none}}]")
    assert proposals(number)[0].members is None
