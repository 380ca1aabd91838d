"""The best of a window, for all rows at once."""

from typing import ClassVar

from ristorno.bulk.mechanics.base import Due, Paying
from ristorno.bulk.plan.expressions import call, every, negated, value
from ristorno.bulk.plan.numbers import ZERO, Number, chosen, constant
from ristorno.engine.mechanics.rank import Rank


class PayingRank(Paying):
    """What the place of a member gives."""

    KEY: ClassVar[str] = Rank.KEY

    def pay(self, mechanic: Rank, due: Due) -> Number:
        """Return what the place gives, to who measured anything above zero."""
        assert due.among is not None
        better = due.among.better.expression
        prizes = [(call("=", better, value(place)), constant(gives)) for place, gives in enumerate(mechanic.places)]
        takes_part = every([due.judged.above(ZERO), negated(due.charging)])
        return chosen([(takes_part, chosen(prizes, ZERO))], ZERO)
