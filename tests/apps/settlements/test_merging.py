"""Members that become one between freezing and issuing, or between two statements: nothing is lost or settled twice."""

from datetime import date

import pytest

from apps.accruals.world import all_is_well, balances
from apps.settlements.test_course import refusal
from apps.settlements.world import (
    ANNA,
    APRIL,
    BORIS,
    JULY,
    OCTOBER,
    PROGRAM,
    Q1,
    Q2,
    Q3,
    accounts,
    amounts,
    begin,
    close,
    due,
    fact,
    papers,
    tell,
)
from ristorno.apps.members import operations as members
from ristorno.apps.settlements import operations
from ristorno.apps.settlements.queries import statement, statements

pytestmark = pytest.mark.django_db
LITTLE = PROGRAM.replace("minimum: 1_000", "minimum: 15_000")


def merge() -> None:
    members.merge(key="N", into="M", at=APRIL, actor=ANNA)


def of(member: str, through: date = Q1) -> str:
    """The number of the member's statement through a day that stands."""
    found = [each for each in statements(member=member) if each.state != "withdrawn" and each.through == through]
    (number,) = [each.number for each in found]
    return number


def issue(number: str, at: object = APRIL) -> None:
    operations.approve(number=number, at=at, actor=BORIS)  # type: ignore[arg-type]
    operations.issue(number=number, at=at, actor=ANNA)  # type: ignore[arg-type]


def rubles(number: str) -> tuple[int, int, int]:
    """What a statement carries, what of it is due, and what it carries on."""
    (found,) = [total for total in statement(number).totals if total.unit == "RUB"]
    return int(found.carried), int(found.due), int(found.carried_on)


def test_a_statement_of_a_member_that_was_merged_is_paid_to_the_one_that_remains() -> None:
    begin()
    accounts("M")
    tell(fact("D1", 600_000, member="N"))
    close()
    merge()
    issue(of("N"))
    assert papers(of("N")) == [("payment", "PAY-dealers-000001", 12_000)]
    assert "RUB" not in balances()
    tell(fact("D2", 500_000, "2026-05-05"), at=JULY)
    close(Q2, JULY)
    assert amounts(of("M", Q2)) == [("due", "2026-Q2", 10_000)]
    assert rubles(of("M", Q2)) == (0, 10_000, 0)
    assert all_is_well()


def test_what_a_merged_member_carried_is_on_the_next_statement_of_the_one_that_remains() -> None:
    begin(LITTLE)
    accounts("M")
    tell(fact("D1", 600_000), fact("D2", 600_000, member="N"))
    close()
    issue(of("M"))
    issue(of("N"))
    merge()
    tell(fact("D3", 500_000, "2026-05-05"), at=JULY)
    close(Q2, JULY)
    issue(of("M", Q2), JULY)
    assert rubles(of("M", Q2)) == (24_000, 34_000, 0)
    assert papers(of("M", Q2)) == [("payment", "PAY-dealers-000001", 34_000)]
    assert "RUB" not in balances()
    tell(fact("D4", 800_000, "2026-08-05"), at=OCTOBER)
    close(Q3, OCTOBER)
    assert rubles(of("M", Q3)) == (0, 16_000, 0)
    assert all_is_well()


def test_what_is_carried_waits_until_the_statement_that_carries_it_is_issued() -> None:
    begin(LITTLE)
    accounts("M")
    tell(fact("D1", 600_000, member="N"))
    close()
    merge()
    tell(fact("D3", 500_000, "2026-05-05"), at=JULY)
    close(Q2, JULY)
    operations.approve(number=of("M", Q2), at=JULY, actor=BORIS)
    assert refusal(operations.issue, number=of("M", Q2), at=JULY, actor=ANNA) == ["settlements.order"]
    issue(of("N"), JULY)
    operations.issue(number=of("M", Q2), at=JULY, actor=ANNA)
    assert papers(of("M", Q2)) == [("payment", "PAY-dealers-000001", 22_000)]
    assert "RUB" not in balances()
    assert all_is_well()


def test_a_statement_is_not_withdrawn_on_which_one_of_the_member_that_remains_builds() -> None:
    begin(LITTLE)
    tell(fact("D1", 600_000, member="N"))
    close()
    merge()
    tell(fact("D3", 500_000, "2026-05-05"), at=JULY)
    close(Q2, JULY)
    gone, later = of("N"), of("M", Q2)
    told = {"reason": "look again", "at": JULY, "actor": BORIS}
    assert refusal(operations.withdraw, number=gone, **told) == ["settlements.order"]
    operations.withdraw(number=later, **told)  # type: ignore[arg-type]
    operations.withdraw(number=gone, **told)  # type: ignore[arg-type]
    close(Q2, JULY)
    assert amounts(of("M", Q2)) == [("due", "2026-Q1", 12_000), ("due", "2026-Q2", 10_000)]
    assert rubles(of("M", Q2)) == (0, 22_000, 0)
    assert all_is_well()


def test_a_statement_withdrawn_after_a_merger_is_frozen_anew_for_the_one_that_remains() -> None:
    begin()
    tell(fact("D1", 600_000, member="N"), fact("D2", 700_000))
    close()
    merge()
    operations.withdraw(number=of("N"), reason="look again", at=APRIL, actor=BORIS)
    close()
    assert amounts(of("M")) == [("due", "2026-Q1", 14_000)]
    tell(fact("D3", 500_000, "2026-05-05"), at=JULY)
    close(Q2, JULY)
    assert amounts(of("M", Q2)) == [("due", "2026-Q1", 12_000), ("due", "2026-Q2", 10_000)]
    assert all_is_well()


def test_closing_for_one_member_takes_in_those_that_were_merged_into_it() -> None:
    begin()
    tell(fact("D1", 600_000, member="N"))
    close(date(2026, 2, 28), APRIL)
    merge()
    operations.close(program="dealers", through=Q1, at=APRIL, actor=ANNA, members=["M"])
    assert due(of("M")) == 12_000
    assert all_is_well()


def test_who_is_split_off_again_does_not_carry_what_was_taken_over() -> None:
    begin(LITTLE)
    accounts("M", "N")
    tell(fact("D1", 600_000, member="N"))
    close()
    issue(of("N"))
    merge()
    tell(fact("D3", 500_000, "2026-05-05"), at=JULY)
    close(Q2, JULY)
    issue(of("M", Q2), JULY)
    assert papers(of("M", Q2)) == [("payment", "PAY-dealers-000001", 22_000)]
    members.split(key="N", actor=ANNA)
    close(Q3, OCTOBER)
    # What was paid to the other one for its turnover is its own now, and the other one's is too much.
    assert rubles(of("N", Q3)) == (0, 0, 12_000)
    assert rubles(of("M", Q3)) == (0, 0, -12_000)
    assert all_is_well()
