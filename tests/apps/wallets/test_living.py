"""How long points live: to a day of the calendar, or on and on with what is earned last."""

from datetime import UTC, date, datetime

import pytest

from apps.wallets.wallet import MEMBER, all_is_well, amounts, asked, booked, declare, lots
from ristorno.apps.wallets import operations
from ristorno.apps.wallets.values import Holder
from ristorno.engine.terms.keeping import Expiry
from ristorno.kernel.problem import Refused

pytestmark = pytest.mark.django_db
ROLLING = Expiry.model_validate({"after": "12 months", "since": "last_earned"})


def noon(day: str) -> datetime:
    return datetime.fromisoformat(f"{day}T09:00:00").replace(tzinfo=UTC)


def expire(day: str) -> int:
    return operations.expire_all(at=noon(day), actor="system:nightly")


@pytest.mark.parametrize(
    ("terms", "earned", "last"),
    [
        ({"at": "03-31"}, "2026-03-31", "2026-03-31"),
        ({"at": "03-31"}, "2026-04-01", "2027-03-31"),
        ({"at": "02-29"}, "2026-03-01", "2027-02-28"),
        ({"at": "02-29"}, "2027-03-01", "2028-02-29"),
        ({"after": "6 months", "at": "12-31"}, "2026-06-30", "2026-12-31"),
        ({"after": "6 months", "at": "12-31"}, "2026-07-01", "2027-12-31"),
        ({"at": "year_end", "boundary": "exclusive"}, "2026-07-01", "2026-12-30"),
        ({"at": "quarter_end"}, "2026-05-15", "2026-06-30"),
    ],
)
def test_points_live_to_a_day_of_the_calendar(terms: dict[str, str], earned: str, last: str) -> None:
    assert Expiry.model_validate(terms).last_day(date.fromisoformat(earned)) == date.fromisoformat(last)


def test_what_is_earned_last_prolongs_all() -> None:
    declare("PTS", ROLLING)
    booked("a", free=10, earned="2026-01-10", at=noon("2026-01-10"))
    booked("b", free=5, earned="2026-11-20", at=noon("2026-11-20"))
    assert lots() == [("2027-11-20", 10), ("2027-11-20", 5)]
    assert expire("2027-01-11") == 0
    assert expire("2027-11-20") == 0
    assert expire("2027-11-21") == 1
    assert expire("2027-11-21") == 0
    assert amounts() == (0, 0, 0, 0)
    assert all_is_well()


def test_what_is_earned_too_late_prolongs_nothing_and_in_time_it_does() -> None:
    declare("PTS", ROLLING)
    booked("a", free=10, earned="2026-01-10", at=noon("2026-01-10"))
    booked("in time, told late", free=1, earned="2027-01-10", at=noon("2027-01-20"))
    assert amounts() == (0, 11, 0, 0)
    booked("too late", free=5, earned="2028-01-11", at=noon("2028-01-11"))
    assert lots() == [("2029-01-11", 5)]
    assert all_is_well()


def test_what_is_over_cannot_be_spent_and_is_not_taken_back() -> None:
    declare("PTS", ROLLING)
    number = booked("a", free=10, earned="2026-01-10", at=noon("2026-01-10"))
    with pytest.raises(Refused, match="can spend 0 PTS"):
        operations.spend(key="late", **asked(1, at=noon("2027-01-11")))
    expire("2027-01-11")
    booked("b", free=5, earned="2027-02-01", at=noon("2027-02-01"))
    booked("returned", free=-10, earlier=number, at=noon("2027-02-02"))
    assert amounts() == (0, 5, 0, 0)
    assert all_is_well()


def test_a_merger_keeps_the_later_day() -> None:
    declare("PTS", ROLLING)
    booked("a", free=10, earned="2026-01-10", at=noon("2026-01-10"))
    booked("b", free=5, earned="2026-11-20", at=noon("2026-11-20"), holder=Holder("other"))
    operations.merge(key="m", gone="other", into=MEMBER.member, at=noon("2026-12-01"), actor="user:1")
    assert lots() == [("2027-11-20", 10), ("2027-11-20", 5)]
