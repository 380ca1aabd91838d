"""Many at once: no counter is overdrawn, nobody is refused for not being alone, or waits for another one for ever."""

import uuid
from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest

from apps.parallel import all_at_once, or_code
from ristorno.apps.counters import operations
from ristorno.apps.counters.queries import gone
from ristorno.apps.counters.values import Wanted

pytestmark = pytest.mark.usefixtures("committed")
CLIENTS = 64
AT = datetime(2026, 3, 1, 12, tzinfo=UTC)


def wanted(name: str, amount: int, at_most: int) -> Wanted:
    return Wanted(counter=name, amount=Decimal(amount), at_most=Decimal(at_most), code="counters.short", what=name)


def test_as_many_have_something_as_there_is() -> None:
    name = f"{uuid.uuid4()}"

    @or_code
    def act(number: int) -> None:
        holder = f"{name}-{number}"
        operations.hold(holder=holder, wanted=[wanted(name, 3, 100)], at=AT, lapses_at=AT + timedelta(hours=1))
        if number % 2:
            operations.take(holder=holder, at=AT)

    done = all_at_once(CLIENTS, act)

    assert (done.count(None), done.count("counters.short")) == (33, CLIENTS - 33)
    assert gone([name], AT) == {name: 99}


def test_those_that_ask_for_many_counters_in_any_order_do_not_stop_each_other() -> None:
    names = [f"{uuid.uuid4()}" for _ in range(8)]

    def asked_by(number: int) -> list[str]:
        return list({f"{names[(number * step) % 7]}": 0 for step in (4, 2, 1, 6)} | {names[7]: 0})

    def act(number: int) -> None:
        holder = f"{names[0]}-{number}"
        asked = [wanted(name, 1, CLIENTS) for name in asked_by(number)]
        operations.hold(holder=holder, wanted=asked, at=AT, lapses_at=AT + timedelta(hours=1))
        if number % 3:
            operations.take(holder=holder, at=AT)
        if number % 5:
            operations.release(holder=holder)

    all_at_once(CLIENTS, act)

    held = sum(gone(names, AT).values())
    assert held == sum(len(asked_by(number)) for number in range(0, CLIENTS, 5))
