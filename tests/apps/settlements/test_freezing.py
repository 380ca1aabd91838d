"""A closing freezes what is owed by windows that are over; what comes later stands on the next statement."""

from datetime import UTC, date, datetime

import pytest

from apps.accruals.world import all_is_well, balances
from apps.agreements.writing import codes
from apps.settlements.world import (
    APRIL,
    BORIS,
    JULY,
    PROGRAM,
    Q1,
    Q2,
    amounts,
    begin,
    close,
    fact,
    lines,
    only,
    run,
    tell,
)
from ristorno.apps.settlements import operations
from ristorno.apps.settlements.queries import statements
from ristorno.kernel.problem import Refused

pytestmark = pytest.mark.django_db


def test_a_statement_says_what_a_window_gives() -> None:
    begin()
    tell(fact("D1", 600_000))
    said = only(close())
    assert said.number == "dealers-2026Q1-000001"
    assert said.state == "frozen"
    (line,) = lines(said.number)
    assert (line.kind, line.clause, line.label, int(line.amount)) == ("due", "quarterly", "2026-Q1", 12_000)
    assert not line.true_up
    assert line.record is not None
    assert line.record["amount"] == "12000"
    told = [(total.unit, total.channel, int(total.due)) for total in said.totals]
    assert told == [("PTS", "wallet", 600), ("RUB", "payout", 12_000)]
    assert all_is_well()


def test_what_waits_for_its_statement_cannot_be_spent() -> None:
    begin()
    tell(fact("D1", 600_000))
    close()
    run(at=JULY)
    assert balances() == {"PTS": (0, 600), "RUB": (12_000, 0)}


def test_closing_again_changes_nothing() -> None:
    begin()
    tell(fact("D1", 600_000))
    first = close()
    tell(fact("D2", 900_000))
    assert close(actor=BORIS) == first
    assert len(statements(program="dealers")) == 1


def test_what_comes_later_is_a_true_up_on_the_next_statement() -> None:
    begin()
    tell(fact("D1", 600_000))
    first = only(close())
    tell(fact("D2", 900_000, "2026-03-31"), fact("D3", 500_000, "2026-05-05"), at=APRIL)
    second = only(close(Q2, JULY))
    assert amounts(second.number) == [("due", "2026-Q1", 33_000), ("due", "2026-Q2", 10_000)]
    assert [line.true_up for line in lines(second.number)] == [True, False]
    assert lines(first.number)[0].amount == 12_000
    assert all_is_well()


def test_a_window_that_gave_nothing_is_closed_as_well() -> None:
    begin()
    tell(fact("D1", 400_000), fact("D2", 700_000, member="N"))
    close()
    tell(fact("D3", 200_000), at=APRIL)
    later = close(Q2, JULY)
    (mine,) = [each for each in statements(closing=later.number) if each.holder.member == "M"]
    (line,) = lines(mine.number)
    assert (line.label, int(line.before), int(line.amount), line.true_up) == ("2026-Q1", 0, 12_000, True)


def test_a_window_for_which_facts_are_still_taken_is_not_closed() -> None:
    begin()
    tell(fact("D1", 600_000))
    early = datetime(2026, 4, 3, 12, tzinfo=UTC)
    assert amounts(only(close(at=early)).number) == []
    (line,) = lines(only(close(date(2026, 4, 30), datetime(2026, 5, 2, tzinfo=UTC))).number)
    assert (int(line.amount), line.true_up) == (12_000, False)


def test_what_is_learned_after_the_last_day_for_corrections_is_told_and_not_paid() -> None:
    begin()
    tell(fact("D1", 600_000))
    close()
    after = datetime(2026, 10, 1, 12, tzinfo=UTC)  # the last day was 30 September
    tell(fact("D2", 100_000, "2026-03-31"), at=datetime(2026, 9, 30, 20, 59, tzinfo=UTC))
    tell(fact("D3", 800_000, "2026-03-31"), at=after)
    run(at=after)
    assert balances() == {"PTS": (0, 700), "RUB": (14_000, 0)}
    said = only(close(date(2026, 9, 30), after))
    assert amounts(said.number) == [("due", "2026-Q1", 2_000), ("out_of_time", "2026-Q1", 31_000)]
    assert amounts(said.number, "PTS") == [("due", "2026-03-31", 100), ("out_of_time", "2026-03-31", 800)]
    again = close(date(2026, 12, 31), datetime(2027, 1, 10, tzinfo=UTC))
    assert again.statements == {}
    assert all_is_well()


def test_days_that_are_not_over_and_windows_closed_later_are_refused() -> None:
    begin()
    tell(fact("D1", 600_000))
    with pytest.raises(Refused) as refused:
        close(Q2, APRIL)
    assert codes(refused.value) == ["settlements.not_over"]
    close(Q2, JULY)
    with pytest.raises(Refused) as refused:
        close(Q1, JULY)
    assert codes(refused.value) == ["settlements.closed"]


def test_some_members_first_and_the_others_later() -> None:
    begin()
    tell(fact("D1", 600_000), fact("D2", 700_000, member="N"))
    first = operations.close(program="dealers", through=Q1, members=["N"], at=APRIL, actor="user:1")
    assert [each.holder.member for each in statements(closing=first.number)] == ["N"]
    second = close()
    assert (second.round, [each.holder.member for each in statements(closing=second.number)]) == (2, ["M"])


def test_who_is_paid_by_others_has_a_statement_and_they_see_it() -> None:
    begin(PROGRAM.replace("reward: {unit: RUB}", "reward: {unit: RUB, pass_on: {rate: 40 %, to: buyer}}"), "MNB")
    tell(fact("D1", 600_000, parties={"buyer": "B"}))
    found = {each.holder.member: each.number for each in statements(closing=close().number)}
    assert amounts(found["M"]) == [("due", "2026-Q1", 7_200), ("passed_on", "2026-Q1", 4_800)]
    assert amounts(found["B"]) == [("due", "2026-Q1", 4_800)]
