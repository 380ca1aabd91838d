"""After so many counted the next is free, for all rows at once: how many are free follows from positions in order."""

from collections.abc import Sequence
from typing import ClassVar

from ristorno.bulk.mechanics.base import Due, Paying
from ristorno.bulk.mechanics.cutting import CutLine
from ristorno.bulk.plan.expressions import NOTHING, call, value, when
from ristorno.bulk.plan.numbers import ZERO, Number, fitting
from ristorno.engine.mechanics.every_nth import EveryNth
from ristorno.kernel.number import ONE


class PayingEveryNth(Paying):
    """What the measure says of the free ones; every line pays the share of it that its free ones are."""

    KEY: ClassVar[str] = EveryNth.KEY

    def pay(self, mechanic: EveryNth, due: Due) -> Number:
        """Return what the free ones of all lines are worth."""
        return due.cuts[0] if due.cuts else ZERO

    def cuts(self, mechanic: EveryNth) -> bool:
        """Return that lines are cut: a line pays the share of it that is free."""
        return True

    def shares(self, mechanic: EveryNth, line: CutLine) -> Sequence[Number]:
        """Return what the free ones of a line are worth."""
        every = mechanic.after + ONE
        free = line.end.whole_steps(every).minus(line.start.whole_steps(every))
        # free pieces / pieces of the line, in parts of the multiple
        unit = 10**line.moved.decimals
        share = (1 + -(-unit // line.smallest)) * line.multiple
        product = call("*", fitting(call("*", fitting(free.expression, share), value(unit)), share), line.inverse)
        signed = when(call("<", line.moved.expression, NOTHING), call("-", NOTHING, product), product)
        worth = line.paid.multiplied(Number(signed, 0, share))
        return [Number(worth.expression, worth.decimals, worth.most, line.multiple)]
