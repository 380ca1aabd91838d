"""In which order a wallet is spent, how much it may hold, what becomes of the rest of a hold."""

from collections.abc import Sequence
from contextlib import suppress
from datetime import UTC, date, datetime
from decimal import Decimal
from itertools import count
from typing import Literal, NamedTuple

import pytest
from django.db import transaction
from hypothesis import strategies as st

from apps.wallets.wallet import AT, BY, MEMBER, all_is_well, amounts, asked, booked, declare, lots
from ristorno.apps.wallets import operations, queries
from ristorno.apps.wallets.operations import Booking, book_all
from ristorno.apps.wallets.values import Change, Holder
from ristorno.kernel.problem import Refused
from strategies.effort import Effort

pytestmark = pytest.mark.django_db


def spend(amount: int, key: str = "spent") -> int:
    return operations.spend(key=key, **asked(amount))


def test_what_came_first_is_spent_first() -> None:
    declare(spend="oldest")
    booked("old", free=20, ends="2027-12-31")
    booked("new", free=30, ends="2026-12-31")
    assert spend(25) == spend(25), "the same key is the same posting, though other lots would be taken now"
    assert lots() == [("2026-12-31", 25)]
    with pytest.raises(Refused, match="used before"):
        spend(24)
    assert all_is_well()


def test_what_some_clauses_gave_is_spent_first() -> None:
    declare(spend="priority", priority=["gift", "promo"])
    booked("a", free=10, ends="2026-06-30", clause="plain")
    booked("b", free=10, ends="2027-06-30", clause="promo")
    booked("c", free=10, ends="2028-06-30", clause="gift")
    operations.hold(key="held", **asked(15), reason="order")
    assert lots() == [("2026-06-30", 10), ("2027-06-30", 5)]
    operations.release(hold="held", **BY)
    spend(25)
    assert lots() == [("2026-06-30", 5)]
    assert all_is_well()


def test_what_pays_for_some_goods_alone_is_not_used_for_nobody_knows_what() -> None:
    declare()
    booked("earned", free=100)
    operations.hold(key="before", **asked(10))
    spend(10, "spent before")
    declare(pays_for="tyres")
    for used in (spend, lambda amount: operations.hold(key="bare", **asked(amount))):
        with pytest.raises(Refused, match="lie in 'tyres' alone"):
            used(10)
    operations.hold(key="before", **asked(10))
    spend(10, "spent before")
    operations.redeem(key="used", hold="before", **BY)
    operations.hold(key="order", **asked(30), judged=True)
    assert amounts() == (0, 50, 30, 0), "what was done before is not done again, and what the terms let pay is held"
    assert all_is_well()


def test_what_comes_beyond_the_most_is_lost_and_not_taken_back() -> None:
    declare(at_most="100")
    booked("first", free=80)
    number = booked("second", free=50, ends="2026-12-31")
    assert amounts() == (0, 100, 0, 0)
    assert lots() == [("2026-12-31", 20), (None, 80)]
    # 30 of the second 50 were lost: of a return of 40 only 10 are still to be taken, and then the other 10.
    back = booked("returned", free=-40, earlier=number)
    assert lots() == [("2026-12-31", 10), (None, 80)]
    booked("returned again", free=-10, earlier=(*number, *back))
    assert lots() == [(None, 80)]
    assert all_is_well()


def test_what_is_held_counts_and_by_hand_nothing_is_given_beyond() -> None:
    declare(at_most="100")
    booked("first", free=80)
    operations.hold(key="held", **asked(50), reason="order")
    operations.limit(of="key:3", unit="PTS", per_month=Decimal(1000), actor="user:1")
    with pytest.raises(Refused, match="has room for 20 PTS, and 21 is to be given"):
        operations.give(key="gift", reason="sorry", **asked(21))
    operations.give(key="gift", reason="sorry", **asked(20))
    assert amounts() == (0, 50, 50, 0)


def test_an_opening_balance_may_be_more() -> None:
    declare(at_most="100")
    operations.bring_forward(key="old", **asked(150))
    booked("earned", free=10)
    assert amounts() == (0, 150, 0, 0)
    spend(70)
    booked("earned again", free=30)
    assert amounts() == (0, 100, 0, 0)
    assert all_is_well()


def test_the_rest_of_a_hold_stays_where_the_unit_says_so() -> None:
    declare(holds={"expire": "7 days", "post_rest": "keep"})
    booked("first", free=80)
    operations.hold(key="held", **asked(50), reason="order")
    operations.redeem(key="used", hold="held", amount=Decimal(20), **BY)
    assert amounts() == (0, 30, 30, 0)
    operations.redeem(key="the rest", hold="held", amount=Decimal(10), keep_rest=False, **BY)
    assert amounts() == (0, 50, 0, 0)
    operations.hold(key="another", **asked(50), reason="order")
    assert operations.end_holds(at=datetime(2026, 3, 8, 12, tzinfo=UTC), actor="system:test") == 1
    assert amounts() == (0, 50, 0, 0)


def test_together_knows_the_same_order_and_the_same_most() -> None:
    declare(spend="priority", priority=["gift"], at_most="25")
    told = [
        Booking(f"{n}", MEMBER, "PTS", Change(pending=0, free=10, ends_on=date(2026, n, 1), clause=clause))
        for n, clause in ((4, "plain"), (5, "gift"), (6, "plain"))
    ]
    book_all(bookings=told, at=AT, actor="system:test")
    assert lots() == [("2026-04-01", 10), ("2026-05-01", 10), ("2026-06-01", 5)]
    spend(12)
    assert lots() == [("2026-04-01", 8), ("2026-06-01", 5)]
    assert all_is_well()


class Act(NamedTuple):
    """Something that happens to a wallet."""

    verb: Literal["earn", "spend"]
    amount: int
    ends_on: date
    clause: str


class Lot(NamedTuple):
    """A lot as the model has it."""

    came: int
    ends_on: date
    clause: str
    left: int


acts = st.lists(
    st.builds(
        Act,
        st.sampled_from(("earn", "earn", "spend")),
        st.integers(1, 40),
        st.dates(date(2026, 4, 1), date(2026, 4, 5)),
        st.sampled_from(("plain", "promo", "gift")),
    ),
    max_size=10,
)
orders = st.sampled_from(("earliest_expiry", "oldest", "priority"))
_runs = count()


def test_a_history_ends_as_the_model_says(effort: Effort) -> None:
    def law(history: Sequence[Act], order: str, most: int | None) -> None:
        holder, model = Holder(f"modelled-{next(_runs)}"), list[Lot]()
        with transaction.atomic():
            kept: dict[str, object] = {"spend": order, "at_most": None if most is None else str(most)}
            declare("PTS", None, **kept, priority=["gift", "promo"] if order == "priority" else [])
            for number, act in enumerate(history):
                model = _earned(model, act, number, most) if act.verb == "earn" else _spent(model, act.amount, order)
                _do(f"{holder.member}:{number}", act, holder)
            assert _kept(holder) == sorted((lot.ends_on, lot.left) for lot in model)
            assert all_is_well()
            transaction.set_rollback(True)

    effort.prove(law, acts, orders, st.none() | st.integers(1, 60), examples=20)


def _do(key: str, act: Act, holder: Holder) -> None:
    if act.verb == "earn":
        booked(key, free=act.amount, ends=act.ends_on.isoformat(), holder=holder, clause=act.clause)
        return
    with suppress(Refused):
        operations.spend(key=key, **asked(act.amount, holder))


def _kept(holder: Holder) -> list[tuple[date, int]]:
    found = queries.wallet(holder, "PTS")
    return sorted((lot.ends_on or date.max, int(lot.amount)) for lot in found.lots) if found else []


def _earned(model: list[Lot], act: Act, number: int, most: int | None) -> list[Lot]:
    there = sum(lot.left for lot in model)
    kept = act.amount if most is None else max(0, min(act.amount, most - there))
    return [*model, Lot(number, act.ends_on, act.clause, kept)] if kept else model


def _spent(model: list[Lot], amount: int, order: str) -> list[Lot]:
    if amount > sum(lot.left for lot in model):
        return model
    places = {"gift": 0, "promo": 1, "plain": 2}
    sorting = {
        "earliest_expiry": lambda lot: (lot.ends_on, lot.came),
        "oldest": lambda lot: lot.came,
        "priority": lambda lot: (places[lot.clause], lot.ends_on, lot.came),
    }
    left = []
    for lot in sorted(model, key=sorting[order]):
        part = min(lot.left, amount)
        amount -= part
        left += [lot._replace(left=lot.left - part)] if part < lot.left else []
    return left


def test_a_unit_that_no_program_defines_is_refused() -> None:
    declare()
    with pytest.raises(Refused, match=r"'MILES'.*approve the program first.*\[wallets.unit\]"):
        operations.spend(key="a", holder=MEMBER, unit="MILES", amount=Decimal(1), **BY)
