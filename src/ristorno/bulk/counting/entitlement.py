"""The arithmetic of one key, for all rows at once: the mirror of :mod:`ristorno.engine.counting.entitlement`.

mechanic, multiply, bounds of the window, minimum, rounding. Everything is an expression over what was measured.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from ristorno.bulk.mechanics import pay
from ristorno.bulk.mechanics.base import Among, Due, Proportion
from ristorno.bulk.plan.expressions import FALSE, Expression, call
from ristorno.bulk.plan.numbers import ZERO, Number, chosen, constant, total
from ristorno.bulk.reasons import NotCompiled
from ristorno.engine.measures.units import HALF, Counted
from ristorno.engine.terms.clause import Clause
from ristorno.engine.terms.limits import LegalCap


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
    factors: Mapping[int, Number] = field(default_factory=dict)
    """The multiplier by level, under each version that has one."""
    legal: Sequence[tuple[Expression, LegalCap]] = ()
    """What the law allows, each on its days."""
    empty: Expression = FALSE
    rows: Mapping[int, Sequence[Expression]] = field(default_factory=dict)
    """Whether each row of a table holds, under each version whose rows ask for more than a threshold."""
    given: Number = ZERO
    """What the member has already been given under a cap for good."""
    surplus: Number | None = None
    """What earlier windows earned above the guarantee, where it is due now; None where it is not."""
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
    clause, measured = asked.clause, total(list(asked.paid.values()))
    _refuse(clause)
    negative = call("<", measured.expression, ZERO.expression)
    charging = negative if clause.negative == "charge" else FALSE
    given = total([_of_version(asked, version, charging) for version in asked.clauses])
    amount = _bounded(asked, given, measured).rounded(asked.step, clause.rounding.mode)
    if clause.negative == "charge":
        return chosen([(charging, amount.negated)], amount)
    return chosen([(negative, _guaranteed(asked, ZERO))], amount)


def carried_on(asked: Asked) -> Number:
    """Return the negative sum that the next window begins with."""
    if asked.clause.negative != "carry":
        return ZERO
    return total(list(asked.paid.values())).least(ZERO)


def _refuse(clause: Clause) -> None:
    """Raise what the plan cannot say."""
    limits = clause.limits
    asked = {
        "rounding or bounds by line or document": bool(clause.stages),
        "a cap that clauses share": limits.shared is not None,
    }
    for what, is_asked in asked.items():
        if is_asked:
            raise NotCompiled(what)


def _of_version(asked: Asked, version: int, charging: Expression) -> Number:
    """Return what one version of the terms gives, multiplied by the level that counts under it."""
    clause = asked.clauses[version]
    paid = asked.paid.get(version, ZERO)
    judged = asked.judged.absolute if clause.negative == "charge" else asked.judged.greatest(ZERO)
    paid = paid if charging == FALSE else chosen([(charging, paid.negated)], paid)
    if clause.measure.blocks is not None:
        paid, judged = in_blocks(clause.measure.blocks, paid), in_blocks(clause.measure.blocks, judged)
    rows, beside = asked.rows.get(version, ()), _beside(asked)
    amount = pay(clause.mechanic, Due(paid, judged, asked.baseline, charging, asked.empty, rows, asked.among, beside))
    factor = asked.factors.get(version)
    return amount if factor is None else amount.multiplied(factor)


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
    shifted = chosen([(call("<", measured.expression, ZERO.expression), measured.minus(half))], measured.plus(half))
    return (shifted if blocks.round == "half_up" else measured).whole_steps(blocks.size)


def _bounded(asked: Asked, amount: Number, measured: Number) -> Number:
    """Return the amount within the bounds of the window, in their order."""
    limits = asked.clause.limits
    if limits.cap is not None and limits.cap.per != "member":
        amount = amount.least(constant(limits.cap.amount))
    elif limits.cap is not None:
        left = constant(limits.cap.amount).minus(asked.given)
        amount = chosen([(amount.above(left), left.greatest(ZERO))], amount)
    if limits.floor is not None:
        # What is free gets no floor.
        floors = measured.reaches(ZERO) if limits.free is None else measured.above(ZERO)
        amount = chosen([(floors, amount.greatest(constant(limits.floor.amount)))], amount)
    for on_days, law in asked.legal:
        amount = chosen([(on_days, amount.least(constant(law.at_most)))], amount)
    if limits.minimum is not None:
        low = call("<", *_pair(amount, constant(limits.minimum)))
        amount = chosen([(call("and", amount.above(ZERO), low), ZERO)], amount)
    return _guaranteed(asked, amount)


def _guaranteed(asked: Asked, amount: Number) -> Number:
    """Return the amount, or what is guaranteed where that is more."""
    guarantee = asked.clause.limits.guarantee
    if guarantee is None or asked.surplus is None:
        return amount
    return amount.greatest(constant(guarantee.amount).minus(asked.surplus).greatest(ZERO))


def _pair(one: Number, other: Number) -> tuple[Expression, Expression]:
    decimals = max(one.decimals, other.decimals)
    return one.scaled(decimals).expression, other.scaled(decimals).expression
