"""A part of a pool that all members divide, for all rows at once."""

from typing import ClassVar

from ristorno.bulk.mechanics.base import Due, Paying
from ristorno.bulk.plan.expressions import every, negated
from ristorno.bulk.plan.numbers import ZERO, Number, chosen
from ristorno.bulk.reasons import NotCompiled
from ristorno.engine.mechanics.share import ShareOf


class PayingShare(Paying):
    """A member's part of the pool."""

    KEY: ClassVar[str] = ShareOf.KEY

    def pay(self, mechanic: ShareOf, due: Due) -> Number:
        """Return the part, to who measured anything above zero."""
        if mechanic.pool is None:
            raise NotCompiled("a share of an expense")
        assert due.among is not None
        takes_part = every([due.judged.above(ZERO), negated(due.charging)])
        return chosen([(takes_part, due.among.parts[mechanic.pool, due.among.step])], ZERO)
