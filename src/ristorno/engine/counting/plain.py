"""The short way to the amounts of a window whose amount follows from one sum: no line is kept, no step is told.

What an order brings is added to what has run, and the same arithmetic answers as in :class:`Window`.
"""

from collections.abc import Mapping, Sequence
from decimal import Decimal

from ristorno.engine.counting.entitlement import Tally, amount_of
from ristorno.engine.counting.gathering import lines_in
from ristorno.engine.counting.gating import judge
from ristorno.engine.counting.parts import COMPANY, Part, divided, weighed
from ristorno.engine.counting.running import RunningPart
from ristorno.engine.counting.window import Window, anybody
from ristorno.engine.measures.base import NOTHING_SEEN, summed
from ristorno.kernel.number import ONE, ZERO


class PlainWindow(Window):
    """A window of a plain frame (see :class:`Frame`) while its amounts are asked."""

    __slots__ = ()

    def amounts(self) -> Mapping[str | None, Decimal]:
        """Return what every recipient gets as it stands, without the reasons."""
        verdict = judge(self.context, self.frame.rules, self.slot, self.running)
        counts = verdict.met is not None and verdict.for_now
        reward, so_far = self.clause.reward, self.running.parts.get(COMPANY)
        if not counts and not reward.among_persons:
            return {None: ZERO}
        lines = lines_in(self.context, self.frame, self.slot, self.frame.readings[0])
        values = self.clause.measure.values(lines, so_far.seen if so_far else NOTHING_SEEN)
        amount = self._amount_of(values, so_far) if counts else ZERO
        if reward.split is None:
            return {None: amount}
        persons: Mapping[Part, Decimal] = {COMPANY: ONE}
        if reward.among_persons:
            acted = [(line, value) for line, value in zip(lines, values, strict=True) if value is not None]
            persons = anybody(weighed(self.context, acted, so_far.persons if so_far else {}))
        return divided(reward, amount, persons, self.frame.step)

    def _amount_of(self, values: Sequence[Decimal | None], so_far: RunningPart | None) -> Decimal:
        """Return the amount of a sum, on top of what has run."""
        compared = self.running.compared.get(COMPANY) or self._compared(COMPANY)
        if compared.number is None and self.clause.mechanic.needs_baseline:
            return ZERO
        measured, version = summed(values), self.frame.readings[0].version
        if so_far is not None and so_far.tally.paid:
            measured += so_far.tally.judged
            counted = Tally({version: measured}, measured)
        else:
            known = any(value is not None for value in values)
            counted = Tally({version: measured} if known else {}, measured)
        around = self.running.around
        if around is None:
            clauses = self.frame.clauses(self.context, tuple(counted.paid) or (version,))
            around = self._around(clauses, compared)
        return amount_of(counted, around)
