"""A draw that anyone can hold again, for all rows at once."""

from typing import ClassVar

from ristorno.bulk.mechanics.base import Drum, Due, Paying
from ristorno.bulk.plan.expressions import every, negated
from ristorno.bulk.plan.numbers import ZERO, Number, chosen, constant
from ristorno.engine.mechanics.draw import Draw


class PayingDraw(Paying):
    """The prize of who was drawn; nothing is drawn without a seed."""

    KEY: ClassVar[str] = Draw.KEY

    def pay(self, mechanic: Draw, due: Due) -> Number:
        """Return the prize, to who has a ticket that was drawn."""
        drum = drum_of(mechanic)
        if drum is None:
            return ZERO
        assert due.among is not None
        won = every([due.judged.above(ZERO), negated(due.charging), due.among.drawn[drum]])
        return chosen([(won, constant(mechanic.gives))], ZERO)


def drum_of(mechanic: Draw) -> Drum | None:
    """Return what tells a draw from others; None where nothing is drawn."""
    return None if mechanic.seed is None else (mechanic.tickets_per, int(mechanic.winners), mechanic.seed)
