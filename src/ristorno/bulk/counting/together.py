"""A cap that several clauses share, cut in proportion: the mirror of :mod:`ristorno.engine.counting.proportion`."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from ristorno.bulk.plan.expressions import NOTHING, Expression, call, every, some, value, when
from ristorno.bulk.plan.numbers import ZERO, Number, aligned, chosen, constant, fitting, total
from ristorno.kernel.number import RoundingMode


@dataclass(frozen=True, slots=True)
class Beside:
    """What another clause gives that shares the cap: exactly, and as it would be rounded; or what it takes ``back``."""

    clause: str
    exact: Number
    rounded: Number
    back: Expression

    def counting(self, charging: Expression) -> "Beside":
        """Return this where it gives, or takes back, as the clause itself does; else nothing."""
        alike = call("same", self.back, charging)
        return Beside(
            self.clause, chosen([(alike, self.exact)], ZERO), chosen([(alike, self.rounded)], ZERO), self.back
        )


@dataclass(frozen=True, slots=True)
class Together:
    """A cap for several clauses, and what the others give before it."""

    clause: str
    cap: Decimal
    others: Sequence[Beside]

    def cut(self, amount: Number, charging: Expression, step: Decimal, mode: RoundingMode) -> Number:
        """Return an amount, in proportion where all that share the cap give more than it."""
        others = [each.counting(charging) for each in self.others]
        paid = amount.rounded(step, mode).plus(total([each.rounded for each in others]))
        over = every([amount.above(ZERO), paid.above(constant(self.cap))])
        return chosen([(over, self._part(amount, others, step))], amount)

    def _part(self, amount: Number, others: Sequence[Beside], step: Decimal) -> Number:
        """Return the part of the cap: rounded down to steps; those left over go one each by the largest remainder."""
        own, *beside = aligned([amount, *(each.exact for each in others)])
        steps = int(self.cap / step)
        most = steps * (own.most + sum(each.most for each in beside))
        whole = fitting(total([own, *beside]).expression, most)
        products = [call("*", fitting(each.expression, most), value(steps)) for each in (own, *beside)]
        # Where nothing goes beyond the cap, nothing is divided: the sum may be 0 then.
        by = when(call(">", whole, NOTHING), whole, call("wide", value(1)))
        (down, *downs), (rest, *rests) = ([call(how, each, by) for each in products] for how in ("div", "rest"))
        given = down
        for each in downs:
            given = call("+", given, each)
        ahead: Expression = NOTHING
        for name, other in zip((each.clause for each in others), rests, strict=True):
            first = [call(">", other, rest), *([call("=", other, rest)] if name < self.clause else [])]
            ahead = call("+", ahead, when(some(first), value(1), NOTHING))
        more = when(call("<", ahead, call("-", value(steps), given)), value(1), NOTHING)
        return Number(call("+", down, more), 0, steps + 1).times(step)
