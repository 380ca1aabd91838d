"""How a statement comes from frozen to agreed: two people, disputes with answers, silence, withdrawal."""

from datetime import UTC, date, datetime

import pytest

from apps.accruals.world import all_is_well
from apps.agreements.writing import codes
from apps.settlements.world import (
    ANNA,
    APRIL,
    BORIS,
    JULY,
    PROGRAM,
    Q1,
    Q2,
    amounts,
    approved,
    begin,
    close,
    fact,
    lines,
    only,
    tell,
)
from ristorno.apps.events.queries import history
from ristorno.apps.settlements import operations
from ristorno.apps.settlements.queries import statement, statements
from ristorno.kernel.problem import Refused

pytestmark = pytest.mark.django_db
MAY = datetime(2026, 5, 2, 12, tzinfo=UTC)
DISPUTED = PROGRAM.replace("minimum: 1_000", "disputes: 14 days")


@pytest.fixture
def number() -> str:
    begin(DISPUTED)
    tell(fact("D1", 600_000))
    return approved(close()).number


def dispute(number: str, line: int = 2, reason: str = "D2 is missing", at: datetime = APRIL) -> None:
    operations.dispute(number=number, line=line, reason=reason, at=at, actor="user:9")


def answer(number: str, *, accepted: bool, line: int = 2) -> None:
    operations.answer(number=number, line=line, accepted=accepted, words="We looked.", at=APRIL, actor=ANNA)


def refusal(act: object, **told: object) -> list[str]:
    with pytest.raises(Refused) as refused:
        act(**told)  # type: ignore[operator]
    return codes(refused.value)


def test_who_froze_cannot_approve() -> None:
    begin()
    tell(fact("D1", 600_000))
    number = only(close()).number
    assert refusal(operations.approve, number=number, at=APRIL, actor=ANNA) == ["settlements.four_eyes"]
    said = operations.approve(number=number, at=APRIL, actor=BORIS)
    assert (said.state, said.approved_by, said.disputes_until) == ("approved", BORIS, None)
    assert operations.approve(number=number, at=MAY, actor=BORIS) == said
    assert refusal(operations.approve, number=number, at=APRIL, actor="user:3") == ["settlements.state"]


def test_a_line_is_disputed_and_answered_in_words(number: str) -> None:
    dispute(number)
    assert statement(number).state == "disputed"
    assert refusal(operations.agree, number=number, at=APRIL, actor="user:9") == ["settlements.state"]
    answer(number, accepted=False)
    (line,) = lines(number)
    assert line.dispute is not None
    assert line.dispute.answer is not None
    assert (line.dispute.reason, line.dispute.answer.words) == ("D2 is missing", "We looked.")
    assert operations.agree(number=number, at=APRIL, actor="user:9").agreed_by == "user:9"
    told = [event.name for event in history(f"statement:{number}")]
    assert told == [f"settlement.{step}" for step in ("frozen", "approved", "disputed", "answered", "agreed")]


def test_what_cannot_be_disputed_or_answered(number: str) -> None:
    asked = {"number": number, "line": 2, "at": APRIL, "actor": "user:9"}
    assert refusal(operations.dispute, reason=" ", **asked) == ["settlements.reason"]
    assert refusal(operations.dispute, reason="no", **{**asked, "line": 7}) == ["settlements.unknown"]
    assert refusal(operations.dispute, reason="no", **{**asked, "at": MAY}) == ["settlements.too_late"]
    assert refusal(operations.answer, accepted=True, words="yes", **asked) == ["settlements.disputed"]
    dispute(number)
    assert refusal(operations.dispute, reason="again", **asked) == ["settlements.disputed"]
    answer(number, accepted=True)
    assert refusal(operations.answer, accepted=True, words="yes", **asked) == ["settlements.disputed"]


def test_silence_is_agreement_when_the_days_are_over(number: str) -> None:
    assert statement(number).disputes_until == date(2026, 4, 24)
    assert operations.agree_by_silence(at=datetime(2026, 4, 24, 20, 59, tzinfo=UTC)) == 0
    assert operations.agree_by_silence(at=datetime(2026, 4, 24, 21, tzinfo=UTC)) == 1  # 25 April in Moscow
    assert (statement(number).state, statement(number).agreed_by) == ("agreed", "system:silence")


def test_a_statement_that_was_wrong_is_withdrawn_and_frozen_anew() -> None:
    begin()
    tell(fact("D1", 600_000))
    first = only(close()).number
    assert refusal(operations.withdraw, number=first, reason="", at=APRIL, actor=ANNA) == ["settlements.reason"]
    operations.withdraw(number=first, reason="D2 was missing", at=APRIL, actor=ANNA)
    tell(fact("D2", 900_000))
    closing = close()
    second = only(closing)
    assert (closing.round, second.number) == (2, "dealers-2026Q1-000002")
    assert amounts(second.number) == [("due", "2026-Q1", 45_000)]
    assert [line.true_up for line in lines(second.number)] == [True]
    assert close() == closing
    assert amounts(first) == [("due", "2026-Q1", 12_000)]
    assert all_is_well()


def test_what_is_approved_is_withdrawn_only_for_an_accepted_dispute(number: str) -> None:
    told = {"number": number, "reason": "wrong", "at": APRIL, "actor": ANNA}
    assert refusal(operations.withdraw, **told) == ["settlements.state"]
    dispute(number)
    answer(number, accepted=True)
    assert operations.withdraw(**told).state == "withdrawn"  # type: ignore[arg-type]


def test_what_a_later_statement_builds_on_is_not_withdrawn() -> None:
    begin()
    tell(fact("D1", 600_000), fact("D2", 700_000, "2026-05-05"))
    first = only(close(Q1)).number
    second = only(close(Q2, JULY)).number
    assert refusal(operations.withdraw, number=first, reason="no", at=JULY, actor=ANNA) == ["settlements.order"]
    operations.withdraw(number=second, reason="no", at=JULY, actor=ANNA)
    assert operations.withdraw(number=first, reason="no", at=JULY, actor=ANNA).state == "withdrawn"
    again = only(close(Q2, JULY)).number
    assert amounts(again) == [("due", "2026-Q1", 12_000), ("due", "2026-Q2", 14_000)]
    assert len(statements(member="M", state="withdrawn")) == 2
