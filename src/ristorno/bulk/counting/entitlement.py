"""The arithmetic of one key, for all rows at once: the mirror of :mod:`ristorno.engine.counting.entitlement`.

mechanic, multiply, bounds of the window, minimum, rounding. Everything is an expression over what was measured.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal

from ristorno.bulk.counting.cuts import NOTHING_CUT, Cuts
from ristorno.bulk.counting.together import Together
from ristorno.bulk.mechanics import pay
from ristorno.bulk.mechanics.base import Among, Due, Proportion
from ristorno.bulk.plan.expressions import FALSE, TRUE, Expression, call, every, negated, value, when
from ristorno.bulk.plan.numbers import ZERO, Number, chosen, constant, total
from ristorno.bulk.reasons import NotCompiled
from ristorno.engine.measures.units import HALF, Counted
from ristorno.engine.terms.clause import Clause
from ristorno.engine.terms.limits import LegalCap
from ristorno.kernel.number import ONE


@dataclass(frozen=True, slots=True)
class Asked:
    """What the arithmetic of a key has to know."""

    clauses: Mapping[int, Clause]
    """The clause in each version that judges lines of the key, in the order of versions."""
    paid: Mapping[int, Number]
    """What was measured under each version."""
    judged: Number
    """What was measured in the whole window: it picks the row."""
    step: Decimal
    baseline: Number | None = None
    scale: Number | None = None
    """By what the baseline was multiplied, where it would be a fraction."""
    factors: Mapping[int, Number] = field(default_factory=dict)
    """The multiplier by level, under each version that has one."""
    legal: Sequence[tuple[Expression, LegalCap]] = ()
    """What the law allows, each on its days."""
    empty: Expression = FALSE
    rows: Mapping[int, Sequence[Expression]] = field(default_factory=dict)
    """Whether each row of a table holds, under each version whose rows ask for more than a threshold."""
    cuts: Cuts = NOTHING_CUT
    """What the shares of lines come to, under each version whose mechanic cuts lines in their order."""
    given: Number = ZERO
    """What the member has already been given under a cap for good."""
    staged: Number | None = None
    """What the lines come to, each bounded and rounded, where the terms do that by line or document."""
    together: Together | None = None
    """The cap that the clause shares with others; None where it shares none."""
    alone: Number | None = None
    """The amount before that cap, where it was reckoned already."""
    surplus: Number | None = None
    """What earlier windows earned above the guarantee, where it is due now; None where it is not."""
    meant: Expression = TRUE
    """Whether the clause is for the member, who has its floor and guarantee whatever was measured."""
    among: Among | None = None
    """How members stand among all who take part, where they are compared."""
    beside: tuple[Number, Number] | None = None
    """One's own and the whole, where a proportion of a single fact is paid."""

    @property
    def clause(self) -> Clause:
        """The first of the versions: limits and rounding are its."""
        return next(iter(self.clauses.values()))


def entitle(asked: Asked) -> Number:
    """Return the amount, rounded to a multiple of the unit's step, with its sign; raises :class:`NotCompiled`."""
    clause = asked.clause
    negative, charging = _below_zero(asked), charging_of(asked)
    amount = _bounded(asked, _before_sharing(asked)).rounded(asked.step, clause.rounding.mode)
    if clause.negative == "charge":
        return amount.multiplied(Number(when(charging, value(-1), value(1)), 0, 1))
    return chosen([(negative, _guaranteed(asked, ZERO))], amount)


def given_alone(asked: Asked) -> Number:
    """Return the exact amount before a cap that clauses share, with its sign taken off."""
    amount = _before_sharing(asked)
    return amount if asked.clause.negative == "charge" else chosen([(_below_zero(asked), ZERO)], amount)


def _below_zero(asked: Asked) -> Expression:
    return call("<", total(list(asked.paid.values())).expression, ZERO.expression)


def charging_of(asked: Asked) -> Expression:
    """Return whether a negative sum takes back."""
    if asked.clause.negative != "charge":
        return FALSE
    return _below_zero(asked)


def slopes_of(asked: Asked) -> Mapping[int, Number]:
    """Return what one unit of the measure gives under each version, where the mechanic tells."""
    one = replace(asked, paid=dict.fromkeys(asked.clauses, constant(ONE)))
    charging = charging_of(asked)
    return {version: _gives(one, version, charging, one.paid[version]) for version in asked.clauses}


def carried_on(asked: Asked) -> Number:
    """Return the negative sum that the next window begins with."""
    if asked.clause.negative != "carry":
        return ZERO
    return total(list(asked.paid.values())).least(ZERO)


def _of_version(asked: Asked, version: int, charging: Expression) -> Number:
    """Return what one version of the terms gives, multiplied by the level that counts under it."""
    paid = asked.paid.get(version, ZERO)
    if len(asked.paid) == 1:  # its sign is that of the whole, and below zero nothing is given
        paid = paid.greatest(ZERO) if charging == FALSE else paid.absolute
    elif charging != FALSE:
        paid = chosen([(charging, paid.negated)], paid)
    return _gives(asked, version, charging, paid)


def _gives(asked: Asked, version: int, charging: Expression, paid: Number) -> Number:
    """Return what one version of the terms gives on a measure without its sign."""
    clause = asked.clauses[version]
    judged = asked.judged.absolute if clause.negative == "charge" else asked.judged.greatest(ZERO)
    if clause.measure.blocks is not None:
        paid, judged = in_blocks(clause.measure.blocks, paid), in_blocks(clause.measure.blocks, judged)
    due = Due(
        paid,
        judged,
        asked.baseline,
        charging,
        asked.empty,
        rows=asked.rows.get(version, ()),
        among=asked.among,
        beside=_beside(asked),
        cuts=asked.cuts.of(version, charging),
    )
    amount = pay(clause.mechanic, due) if asked.scale is None else _scaled(asked, clause, due, asked.scale)
    factor = asked.factors.get(version)
    return amount if factor is None else amount.multiplied(factor)


def _scaled(asked: Asked, clause: Clause, due: Due, scale: Number) -> Number:
    """Return what a mechanic gives where everything is multiplied by a number of the row, and divided in the end.

    To round it before the bounds changes nothing but what is compared or multiplied: bounds keep the order of amounts.
    """
    limits = clause.limits
    compares = limits.minimum is not None or limits.shared is not None or bool(clause.stages)
    if compares or asked.factors or len(asked.clauses) > 1 or clause.measure.blocks is not None:
        raise NotCompiled("a baseline scaled up for who began inside of it, in this form")
    scaled = replace(due, paid=due.paid.multiplied(scale), judged=due.judged.multiplied(scale), scale=scale)
    amount = pay(clause.mechanic, scaled).greatest(ZERO)
    return amount.over(scale, asked.step, clause.rounding.mode)


def _beside(asked: Asked) -> Proportion | None:
    """Return the proportion that is paid.

    To round it before the bounds changes nothing but what is compared or multiplied: bounds keep the order of amounts.
    """
    if asked.beside is None:
        return None
    if asked.factors or asked.clause.limits.minimum is not None:
        raise NotCompiled("a proportion that is multiplied, or too small to be paid")
    return Proportion(*asked.beside, asked.step, asked.clause.rounding.mode)


def in_blocks(blocks: Counted, measured: Number) -> Number:
    """Return how many blocks a measure makes: its absolute value is rounded, then the sign put back."""
    assert blocks.size is not None
    if blocks.round == "up":
        return measured.started_steps(blocks.size)
    half = constant(blocks.size * HALF)
    below = FALSE if measured.natural else call("<", measured.expression, ZERO.expression)
    shifted = chosen([(below, measured.minus(half))], measured.plus(half))
    return (shifted if blocks.round == "half_up" else measured).whole_steps(blocks.size)


def _before_sharing(asked: Asked) -> Number:
    """Return the amount within the bounds that stand before a cap that clauses share, in their order."""
    if asked.alone is not None:
        return asked.alone
    clause, limits, measured = asked.clause, asked.clause.limits, total(list(asked.paid.values()))
    if clause.stages:
        assert asked.staged is not None
        amount = asked.staged
    else:
        charging = charging_of(asked)
        amount = total([_of_version(asked, version, charging) for version in asked.clauses])
    if limits.cap is not None and limits.cap.per not in {"member", *clause.stages}:
        amount = amount.least(constant(limits.cap.amount))
    elif limits.cap is not None and limits.cap.per == "member":
        left = constant(limits.cap.amount).minus(asked.given)
        amount = chosen([(amount.above(left), left.greatest(ZERO))], amount)
    if limits.floor is not None and limits.floor.per not in clause.stages:
        # What is free gets no floor.
        floors = measured.reaches(ZERO) if limits.free is None else measured.above(ZERO)
        amount = chosen([(every([asked.meant, floors]), amount.greatest(constant(limits.floor.amount)))], amount)
    for on_days, law in asked.legal:
        amount = chosen([(on_days, amount.least(constant(law.at_most)))], amount)
    return amount


def _bounded(asked: Asked, amount: Number) -> Number:
    """Return the amount within the bounds that are left."""
    minimum = asked.clause.limits.minimum
    if asked.together is not None:
        amount = asked.together.cut(amount, charging_of(asked), asked.step, asked.clause.rounding.mode)
    if minimum is not None:
        low = negated(amount.reaches(constant(minimum)))
        amount = chosen([(call("and", amount.above(ZERO), low), ZERO)], amount)
    return _guaranteed(asked, amount)


def _guaranteed(asked: Asked, amount: Number) -> Number:
    """Return the amount, or what is guaranteed where that is more."""
    guarantee = asked.clause.limits.guarantee
    if guarantee is None or asked.surplus is None:
        return amount
    least = amount.greatest(constant(guarantee.amount).minus(asked.surplus).greatest(ZERO))
    return chosen([(asked.meant, least)], amount)
