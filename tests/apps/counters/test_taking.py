"""Taking of counters: together or not at all, until a moment, and what is let go can be had again."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest

from ristorno.apps.counters import operations
from ristorno.apps.counters.queries import counters, gone, takings
from ristorno.apps.counters.values import Wanted
from ristorno.kernel.problem import Refused

pytestmark = pytest.mark.django_db
AT = datetime(2026, 3, 1, 12, tzinfo=UTC)
LAPSE = timedelta(minutes=15)


def wanted(counter: str, amount: str, at_most: str | None = "100") -> Wanted:
    bound = None if at_most is None else Decimal(at_most)
    return Wanted(counter=counter, amount=Decimal(amount), at_most=bound, code="counters.short", what=counter)


def hold(holder: str, *asked: Wanted, at: datetime = AT) -> None:
    operations.hold(holder=holder, wanted=asked, at=at, lapses_at=at + LAPSE)


def left(counter: str, at: datetime = AT) -> Decimal:
    return 100 - gone([counter], at)[counter]


def test_what_is_held_cannot_be_had_by_another_one() -> None:
    hold("a", wanted("spring", "60"))
    with pytest.raises(Refused, match=r"40 is left, and 40\.01 is asked for"):
        hold("b", wanted("spring", "40.01"))
    hold("b", wanted("spring", "40"))
    assert left("spring") == 0


def test_all_is_had_or_nothing() -> None:
    with pytest.raises(Refused):
        hold("a", wanted("spring", "60"), wanted("summer", "101"))
    assert [left("spring"), left("summer")] == [100, 100]


def test_several_that_ask_for_one_counter_share_it() -> None:
    with pytest.raises(Refused, match="120 is asked for"):
        hold("a", wanted("spring", "60"), wanted("spring", "60"))


def test_what_lapsed_is_there_again_at_once_and_is_not_taken_afterwards() -> None:
    hold("a", wanted("spring", "100"))
    assert left("spring", AT + LAPSE) == 100
    hold("b", wanted("spring", "100"), at=AT + LAPSE)
    for clock in (AT, AT + LAPSE):
        with pytest.raises(Refused, match="held until 2026-03-01 12:15"):
            operations.take(holder="a", at=clock)
    operations.take(holder="b", at=AT + LAPSE)
    assert left("spring", AT + 9 * LAPSE) == 0


def test_taking_and_letting_go_twice_is_taking_and_letting_go_once() -> None:
    hold("a", wanted("spring", "60"))
    for _ in range(2):
        operations.take(holder="a", at=AT)
    assert left("spring", AT + 9 * LAPSE) == 40
    for _ in range(2):
        operations.release(holder="a")
    assert left("spring") == 100


def test_a_part_is_given_back_and_then_the_rest_alone() -> None:
    hold("a", wanted("spring", "60"), wanted("code", "1"))
    operations.take(holder="a", at=AT)
    operations.keep_only(holder="a", kept={"spring": Decimal("22.5"), "code": Decimal(2)})
    assert takings("a", AT) == {"spring": Decimal("22.5"), "code": 1}
    operations.keep_only(holder="a", kept={"spring": Decimal(50)})
    assert takings("a", AT)["spring"] == Decimal("22.5")
    operations.release(holder="a")
    assert left("spring") == 100
    assert not takings("a", AT)


def test_what_there_is_of_a_thing_is_said_and_bounds_it() -> None:
    hold("a", wanted("stock", "500", None))
    operations.there_is(counter="stock", amount=Decimal(502))
    hold("b", wanted("stock", "2", None))
    with pytest.raises(Refused, match="0 is left"):
        hold("c", wanted("stock", "1", None))
    assert counters(["stock"], AT)["stock"].there_is == 502
