"""What waits for a payment, or for some days, is expected until then and can be used from then on."""

from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from apps.accruals.world import all_is_well, balances, begin, fact, lots, run, tell
from ristorno.apps.accruals.following import work_off
from ristorno.apps.clock.operations import advance, make_sandbox
from ristorno.apps.wallets.queries import statement
from ristorno.apps.wallets.values import Holder
from ristorno.engine.fact import Reference

pytestmark = pytest.mark.django_db
PROGRAM = """\
program: dealers
time_zone: Europe/Moscow
currency: RUB
units:
  PTS: {kind: points, expires: {after: 12 months, at: month_end}}
clauses:
  points:
    window: document
    mechanic: {per_step: {step: 1_000, gives: 1}}
    reward: {available: AVAILABLE}
"""


def waiting(available: str) -> str:
    return PROGRAM.replace("AVAILABLE", available)


def noon(month: int, day: int) -> datetime:
    return datetime(2026, month, day, 12, tzinfo=UTC)


def test_points_wait_for_the_whole_payment() -> None:
    begin(waiting("when_paid"))
    tell(fact("D1", 10_000), at=noon(2, 10))
    run(at=noon(2, 10))
    assert balances() == {"PTS": (10, 0)}
    tell(fact("P1", 9_999, "2026-02-20", kind="payment", pays="D1"), at=noon(2, 20))
    run(at=noon(2, 20))
    assert balances() == {"PTS": (10, 0)}
    tell(fact("P2", 1, "2026-02-25", kind="payment", pays="D1"), at=noon(2, 25))
    run(at=noon(2, 25))
    assert balances() == {"PTS": (0, 10)}
    assert [str(ends) for ends, _ in lots()] == ["2027-02-28"], "they live from the day on which they were earned"
    tell(fact("P3", -10_000, "2026-02-27", kind="payment", pays="D1"), at=noon(2, 27))
    run(at=noon(2, 27))
    assert balances() == {"PTS": (10, 0)}
    assert [line.movement for line in statement(Holder("M"), "PTS")] == [
        "accrue", "make_available", "accrue", "take_back"
    ]  # fmt: skip
    assert all_is_well()


def test_what_was_returned_need_not_be_paid() -> None:
    begin(waiting("when_paid"))
    tell(fact("D1", 10_000), fact("P1", 6_000, "2026-02-20", kind="payment", pays="D1"), at=noon(2, 20))
    run(at=noon(2, 20))
    assert balances() == {"PTS": (10, 0)}
    tell(fact("R1", -4_000, "2026-02-22", kind="return", reverses=Reference("D1")), at=noon(2, 22))
    run(at=noon(2, 22))
    assert balances() == {"PTS": (0, 6)}
    assert all_is_well()


FOURTEEN = ("{after: 14 days}", "at_once}\n    accept_until: +14 days\n    limits: {cap: 1_000")


@pytest.mark.parametrize("available", FOURTEEN)
def test_the_days_pass_by_themselves(available: str) -> None:
    begin(waiting(available))
    tell(fact("D1", 10_000, "2026-02-10"), at=noon(2, 10))
    run(at=noon(2, 10))
    assert balances() == {"PTS": (10, 0)}
    tell(fact("D2", 5_000, "2026-02-20"), at=noon(2, 20))
    run(at=noon(2, 20))
    assert run(at=noon(2, 24)).whole == {}
    assert balances() == {"PTS": (15, 0)}, "the fourteenth day is a day of waiting"
    assert run(at=noon(2, 25)).whole == {}
    assert balances() == {"PTS": (5, 10)}
    assert run(at=noon(3, 7)).whole == {}
    assert balances() == {"PTS": (0, 15)}
    assert all_is_well()


def test_a_sandbox_lets_the_days_pass() -> None:
    make_sandbox(at=noon(2, 1), actor="user:1")
    begin(waiting("{after: 14 days}"))
    tell(fact("D1", 10_000, "2026-02-10"), at=noon(2, 10))
    work_off(at=noon(2, 10), actor="system:test")
    advance(to=noon(2, 24), actor="user:1")
    assert balances() == {"PTS": (10, 0)}
    advance(to=noon(2, 25), actor="user:1")
    assert balances() == {"PTS": (0, 10)}
    (usable,) = [line for line in statement(Holder("M"), "PTS") if line.movement == "make_available"]
    assert usable.happened_at == datetime(2026, 2, 24, 21, tzinfo=UTC), "at midnight in Moscow, wherever the leap ends"


def test_a_line_that_is_a_window_waits_by_itself_whatever_its_document_is_called() -> None:
    begin(waiting("{after: 14 days}").replace("window: document", "window: fact"))
    tell(fact("D/1/2", 10_000, "2026-02-10", line="7", source="erp/x"), at=noon(2, 10))
    run(at=noon(2, 10))
    assert run(at=noon(2, 25)).whole == {}
    assert balances() == {"PTS": (0, 10)}
    assert all_is_well()


def test_a_day_asks_the_database_as_often_whatever_waits() -> None:
    begin(waiting("{after: 14 days}"))
    counts = []
    for day, lines in ((1, 1), (17, 30)):
        tell(*(fact(f"{day}-{line}", 1_000, f"2026-02-{day:02}") for line in range(lines)), at=noon(2, day))
        run(at=noon(2, day))
        with CaptureQueriesContext(connection) as asked:
            assert run(at=noon(2, day) + timedelta(days=15)).whole == {}
        counts.append(len(asked))
    assert counts[0] == counts[1]
    assert balances() == {"PTS": (0, 31)}
