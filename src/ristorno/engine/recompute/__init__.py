"""The partner's own check: an amount redone from its JSON explanation alone.

Nothing of the engine is used here but exact numbers, and nothing in the record is believed: every step is worked
out again from the facts counted and the steps before it, and compared with what the record says. The steps work
on a pile: a step that pays puts an amount on it, ``sum`` takes several off and puts their sum back, the others
replace the amount on top. docs/reference/explanation.md tells the form.
"""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from ristorno.engine.recompute.reading import Malformed
from ristorno.engine.recompute.whole import rework

__all__ = ["Disagreement", "disagreements", "recompute"]


class Disagreement(ValueError):  # noqa: N818 - it is an answer, not a fault of the program
    """What a record says does not follow from the facts that it counts. ``found`` holds a sentence for each place."""

    def __init__(self, found: tuple[str, ...]) -> None:
        self.found = found
        super().__init__("\n".join(found))


def recompute(record: Mapping[str, Any]) -> Decimal:
    """Return the amount that follows from the facts a record counts.

    ``record`` is an accrual in the form of docs/reference/explanation.md, as :func:`json.loads` returns it.
    Raises :class:`Disagreement` when any number in it, the amount included, does not follow from the others.
    """
    amount, found = _reworked(record)
    if found or amount is None:
        raise Disagreement(found)
    return amount


def disagreements(record: Mapping[str, Any]) -> tuple[str, ...]:
    """Return a sentence for everything in a record that does not follow; nothing where all of it does."""
    return _reworked(record)[1]


def _reworked(record: Mapping[str, Any]) -> tuple[Decimal | None, tuple[str, ...]]:
    try:
        return rework(record)
    except Malformed as malformed:
        return None, (str(malformed),)
