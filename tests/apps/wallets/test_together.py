"""Changes that are booked together end as if each had been booked by itself."""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

import pytest
from django.db import transaction
from hypothesis import strategies as st

from apps.wallets.wallet import AT, all_is_well, amounts, booked, declare, lots
from ristorno.apps.wallets.operations import Booking, book_all
from ristorno.apps.wallets.values import Change, Holder
from strategies.effort import Effort

pytestmark = pytest.mark.django_db
ALONE, TOGETHER = Holder("alone"), Holder("together")


class Drawn(NamedTuple):
    """By how much what is expected, and what can be spent, of a key changes."""

    pending: int
    free: int


changes = st.lists(st.builds(Drawn, st.integers(-50, 50), st.integers(-50, 50)), max_size=6)
kept = st.sampled_from(({}, {"spent_before_return": "offset_next"}, {"spent_before_return": "invoice"}))


def test_together_is_one_after_the_other(effort: Effort) -> None:
    def law(drawn: Sequence[Drawn], keeping: Mapping[str, object]) -> None:
        # What can be spent comes before what is taken back, as whoever books several keys sees to.
        ordered = sorted(drawn, key=lambda each: -each.free)
        with transaction.atomic():
            declare("PTS", None, **keeping)
            one_by_one = [booked(f"alone:{n}", each.pending, each.free, holder=ALONE) for n, each in enumerate(ordered)]
            told = [
                Booking(f"together:{n}", TOGETHER, "PTS", Change(pending=each.pending, free=each.free, ends_on=None))
                for n, each in enumerate(ordered)
            ]
            at_once = book_all(bookings=told, at=AT, actor="system:test")
            assert [len(numbers) for numbers in one_by_one] == [len(numbers) for numbers in at_once]
            if drawn:
                assert (amounts(ALONE), lots(ALONE)) == (amounts(TOGETHER), lots(TOGETHER))
            assert all_is_well()
            transaction.set_rollback(True)

    effort.prove(law, changes, kept, examples=30)
