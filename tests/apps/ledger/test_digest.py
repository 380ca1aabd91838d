"""The digest by which a posting is known that comes again."""

import hashlib
import json

from hypothesis import strategies as st

from ristorno.apps.ledger.transfers import Transfer, digest_of
from strategies.effort import Effort

_NUMBERS = st.integers(1, 2**62)
_MOVED = st.builds(Transfer, _NUMBERS, _NUMBERS, _NUMBERS, st.none() | st.dates(), st.none() | _NUMBERS)


def test_the_digest_is_that_of_the_posting_in_json(effort: Effort) -> None:
    """Written by hand it must stay what it always was: keys that were posted before are known by it."""

    def law(movement: str, moved: list[Transfer], reverses: int | None) -> None:
        rows: list[list[object]] = []
        for each in moved:
            ends_on = each.ends_on.isoformat() if each.ends_on else None
            rows.append([each.giver, each.taker, each.amount, ends_on, *([] if each.lot is None else [each.lot])])
        told = json.dumps([movement, rows, reverses], separators=(",", ":"))
        assert digest_of(movement, moved, reverses) == hashlib.sha256(told.encode()).hexdigest()

    effort.prove(law, st.text(max_size=20), st.lists(_MOVED, max_size=4), st.none() | _NUMBERS)
