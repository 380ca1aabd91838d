"""What is left out of lines in their order: what is free, and what passes a cap of what is measured."""

from collections.abc import Sequence

from ristorno.bulk.plan.expressions import NOTHING, Expression, call, col, value, when
from ristorno.bulk.plan.numbers import ZERO, Number, chosen, constant
from ristorno.bulk.plan.relations import Relation, Running, Summed, extended
from ristorno.engine.terms.limits import Bound, Free
from ristorno.kernel.number import AMOUNT_DECIMALS

_SUM, _COUNT, _PIECES = "free_sum", "free_count", "free_pieces"


def without_free(
    lines: Relation, keys: Sequence[str], free: Free, measured: Number, quantity: Expression
) -> tuple[Relation, Number]:
    """Return lines with a column ``unfree``: what is measured of them without the first, which is free."""
    pieces = call("coalesce", quantity, NOTHING)
    before = (
        (_SUM, Summed("sum", measured.expression)),
        (_COUNT, Summed("count", value(1))),
        (_PIECES, Summed("sum", pieces)),
    )
    running = Running(lines, tuple(keys), ("place",), before, before=True)
    if free.quantity is not None:
        left = measured.minus(_of_pieces(free, measured, pieces))
    else:
        left = measured.minus(_of_facts_and_amount(free, measured))
    return extended(running, {"unfree": left.expression}), Number(
        col("unfree"), left.decimals, measured.scaled(left.decimals).most
    )


def _of_facts_and_amount(free: Free, measured: Number) -> Number:
    first = call("<", col(_COUNT), value(int(free.facts or 0)))
    by_fact = chosen([(first, measured)], ZERO)
    if free.mode == "facts":
        return by_fact
    assert free.amount is not None
    before = Number(col(_SUM), measured.decimals, measured.most)
    by_amount = _part_of(before, before.plus(measured), constant(free.amount))
    if free.mode == "amount":
        return by_amount
    more, less = by_fact.absolute.reaches(by_amount.absolute), by_amount.absolute.reaches(by_fact.absolute)
    return chosen([(less if free.mode == "first" else more, by_fact)], by_amount)


def _of_pieces(free: Free, measured: Number, pieces: Expression) -> Number:
    """Return the part of a line that its free pieces have, in ten-thousandths."""
    assert free.quantity is not None
    before = Number(col(_PIECES), AMOUNT_DECIMALS, measured.most)
    part = _part_of(before, before.plus(Number(pieces, AMOUNT_DECIMALS, measured.most)), constant(free.quantity))
    whole = Number(pieces, AMOUNT_DECIMALS, measured.most).scaled(part.decimals).absolute
    up = 10 ** max(0, AMOUNT_DECIMALS - measured.decimals)
    down = 10 ** max(0, measured.decimals - AMOUNT_DECIMALS)
    product = call("*", call("wide", call("abs", measured.expression)), call("abs", part.expression))
    under = call("*", call("wide", whole.expression), value(down))
    rounded = call("div", call("+", call("*", product, value(2 * up)), under), call("*", under, value(2)))
    signed = when(call("<", measured.expression, NOTHING), call("-", NOTHING, rounded), rounded)
    found = when(call("=", pieces, NOTHING), NOTHING, signed)
    return Number(found, AMOUNT_DECIMALS, measured.scaled(max(measured.decimals, AMOUNT_DECIMALS)).most)


def _part_of(before: Number, after: Number, bound: Number) -> Number:
    """Return how much of the way from one sum to another lies between 0 and a bound."""
    return after.greatest(ZERO).least(bound).minus(before.greatest(ZERO).least(bound))


def capped(lines: Relation, keys: Sequence[str], bound: Bound, measured: Number) -> tuple[Relation, Number]:
    """Return lines with a column ``capped``: what is measured of them up to a bound, the first in order count."""
    inside = {"fact": ("document", "line"), "document": ("document",)}.get(bound.per, ())
    before = (("capped_before", Summed("sum", measured.expression)),)
    running = Running(lines, (*keys, *(name for name in inside if name not in keys)), ("place",), before, before=True)
    earlier, at = Number(col("capped_before"), measured.decimals, measured.most), constant(bound.amount)
    after, before_it = (each.least(at).greatest(at.negated) for each in (earlier.plus(measured), earlier))
    left = after.minus(before_it)
    return extended(running, {"capped": left.expression}), Number(
        col("capped"), left.decimals, measured.scaled(left.decimals).most
    )
