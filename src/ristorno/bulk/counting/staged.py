"""Bounds and rounding of every line, then of every document; the amount of a window is their sum.

The mirror of what :mod:`ristorno.engine.counting.entitlement` does line by line.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Literal

from ristorno.bulk.counting.entitlement import Asked, charging_of, slopes_of
from ristorno.bulk.counting.lined import VERSION, Lined
from ristorno.bulk.plan.expressions import Expression, call, col, every, negated, value
from ristorno.bulk.plan.numbers import ZERO, Number, aligned, chosen, constant
from ristorno.bulk.plan.relations import Join, Relation, Summed, aggregate, filtered, select, union
from ristorno.engine.terms.clause import Clause
from ristorno.kernel.number import ZERO as ZERO_AMOUNT

STAGED, _SIGN = "staged", "charged"


@dataclass(frozen=True, slots=True)
class Staging:
    """Windows whose lines are bounded and rounded alike."""

    among: Expression
    """Whether a row belongs to one of them."""
    asked: Asked
    lines: int
    """How many lines there are at most."""

    @property
    def clause(self) -> Clause:
        """The terms that bound and round."""
        return self.asked.clause

    def amounts(self, rows: Relation, lines: Lined) -> tuple[Relation, Number]:
        """Return by window the sum of what its lines come to, and its column."""
        slopes = {version: slope.named(f"slope_{version}") for version, slope in slopes_of(self.asked).items()}
        known = {f"slope_{version}": slope.expression for version, slope in slopes_of(self.asked).items()}
        kept = {name: col(name) for name in lines.keys}
        told = select(filtered(rows, self.among), {**kept, **known, _SIGN: charging_of(self.asked)})
        found: Relation = Join(lines.relation, told, lines.keys)
        signed = chosen([(col(_SIGN), lines.value.negated)], lines.value)
        amount = chosen(
            [(call("=", col(VERSION), value(version)), signed.multiplied(slope)) for version, slope in slopes.items()],
            ZERO,
        )
        amount = self._of_all(self._bounded(amount, "fact"))
        if "document" in self.clause.stages:
            by = {**kept, "document": col("document")}
            found = aggregate(found, by, {STAGED: Summed("total", amount.expression)})
            amount = self._of_all(self._bounded(amount.named(STAGED), "document"))
        return aggregate(found, kept, {STAGED: Summed("total", amount.expression)}), amount.named(STAGED)

    def _of_all(self, amount: Number) -> Number:
        """Return what a line comes to, with what the sum of all lines cannot pass: each may be raised or rounded up."""
        floor = self.clause.limits.floor
        raised = constant(self.asked.step + (ZERO_AMOUNT if floor is None else floor.amount))
        one, other = aligned([amount, raised])
        return replace(one, most=one.most + self.lines * other.most)

    def _bounded(self, amount: Number, scope: Literal["fact", "document"]) -> Number:
        clause = self.clause
        cap, floor = clause.limits.cap, clause.limits.floor
        if cap is not None and cap.per == scope:
            amount = amount.least(constant(cap.amount)).greatest(constant(-cap.amount))
        if floor is not None and floor.per == scope:
            low = every([amount.above(ZERO), negated(amount.reaches(constant(floor.amount)))])
            amount = chosen([(low, constant(floor.amount))], amount)
        if clause.rounding.at == scope and clause.narrower(scope):
            amount = amount.rounded(self.asked.step, clause.rounding.mode)
        return amount


def with_stages(rows: Relation, lines: Lined, kinds: Sequence[Staging]) -> tuple[Relation, Number]:
    """Return rows by window with what their lines come to."""
    found = [kind.amounts(rows, lines) for kind in kinds]
    kept = {name: col(name) for name in lines.keys}
    scaled = aligned([amount for _, amount in found])
    parts = [
        select(relation, {**kept, STAGED: amount.expression})
        for (relation, _), amount in zip(found, scaled, strict=True)
    ]
    most = max(amount.most for amount in scaled)
    staged = Number(call("coalesce", col(STAGED), value(0)), scaled[0].decimals, most, scaled[0].denominator)
    return Join(rows, union(parts), lines.keys, "left"), staged
