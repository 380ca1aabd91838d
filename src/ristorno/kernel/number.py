"""Exact numbers and the only places where they are rounded.

Amounts are :class:`~decimal.Decimal` computed in a context that refuses to round: an operation whose
result would not fit exactly raises :class:`decimal.Inexact` instead of losing a cent. Where a division
cannot be avoided (a straddling line cut in proportion, a prorated baseline) the value becomes a
:class:`~fractions.Fraction` and stays one until its single rounding.
"""

from collections.abc import Iterable, Mapping
from contextlib import AbstractContextManager
from decimal import (
    ROUND_DOWN,
    ROUND_HALF_EVEN,
    ROUND_HALF_UP,
    ROUND_UP,
    Context,
    Decimal,
    DivisionByZero,
    FloatOperation,
    Inexact,
    InvalidOperation,
    localcontext,
)
from decimal import Overflow as DecimalOverflow
from fractions import Fraction
from types import MappingProxyType
from typing import Literal, TypeAlias

Exact: TypeAlias = Decimal | Fraction
RoundingMode: TypeAlias = Literal["half_up", "half_even", "down", "up"]

ZERO = Decimal(0)
ONE = Decimal(1)

AMOUNT_DECIMALS = 4
"""Prices of the trade have up to four decimals; sums round last."""
AMOUNT_LIMIT = Decimal(10) ** 13
"""No single amount or quantity of a fact reaches ten trillion: in ten-thousandths it fits 64 bits."""

# 13 digits before the point and 4 behind it, times a rate, times a multiplier, summed over a million
# facts, stay far below this precision, so an Inexact is always a mistake in our code, never in the data.
_EXACT = Context(prec=150, traps=[Inexact, InvalidOperation, DivisionByZero, DecimalOverflow, FloatOperation])


# Rounding to a place behind the point is what nearly every unit asks for, and what a decimal does by itself.
_CUTTING = Context(prec=150, traps=[InvalidOperation, FloatOperation])
_DIGITS: Mapping[Decimal, Decimal] = MappingProxyType({Decimal(f"1e-{n}"): Decimal(f"1e-{n}") for n in range(7)})
_ROUNDING: Mapping[RoundingMode, str] = MappingProxyType(
    {"half_up": ROUND_HALF_UP, "half_even": ROUND_HALF_EVEN, "down": ROUND_DOWN, "up": ROUND_UP}
)


def exactly() -> AbstractContextManager[Context]:
    """Return the context in which money is computed: exact, or an exception."""
    return localcontext(_EXACT)


def times(left: Exact, right: Exact) -> Exact:
    """Return the exact product of two numbers, a Fraction if either is one."""
    try:
        return left * right  # type: ignore[operator]
    except TypeError:  # a decimal and a fraction have no product of their own
        return Fraction(left) * Fraction(right)


def plus(left: Exact, right: Exact) -> Exact:
    """Return the exact sum of two numbers, a Fraction if either is one."""
    try:
        return left + right  # type: ignore[operator]
    except TypeError:  # a decimal and a fraction have no sum of their own
        return Fraction(left) + Fraction(right)


def smaller(left: Exact, right: Exact) -> Exact:
    """Return the smaller of two numbers."""
    return left if left <= right else right


def per_unit(amount: Exact, size: Exact) -> Fraction:
    """Return how much of an amount falls on one of ``size``, exactly. Raises ZeroDivisionError for a size of 0."""
    return Fraction(amount) / Fraction(size)


def total(values: Iterable[Exact]) -> Exact:
    """Return the exact sum of any number of numbers; 0 for none."""
    held = tuple(values)
    try:
        return sum(held, ZERO)
    except TypeError:  # a decimal and a fraction have no sum of their own
        return sum((Fraction(value) for value in held), Fraction(0))


def whole_steps(value: Exact, step: Decimal) -> int:
    """Return how many full steps fit into the absolute value, with the sign of the value.

    Steps and blocks round the absolute value, then take the sign: -2,500 in steps of 1,000 is -2.
    """
    count, _ = _divided(value, step)
    return -count if value < 0 else count


def started_steps(value: Exact, step: Decimal) -> int:
    """Return how many steps the absolute value has at least begun, with the sign of the value; 0 for 0."""
    count, rest = _divided(value, step)
    count += int(rest > 0)
    return -count if value < 0 else count


def round_to(value: Exact, step: Decimal, mode: RoundingMode = "half_up") -> Decimal:
    """Round to a multiple of ``step``, judging the absolute value and putting the sign back.

    ``half_up`` takes halves away from zero, ``half_even`` to the even neighbor, ``down`` towards zero,
    ``up`` away from zero.
    """
    digits = _DIGITS.get(step)
    if digits is not None and isinstance(value, Decimal):
        return _EXACT.plus(value.quantize(digits, _ROUNDING[mode], _CUTTING))  # plus: there is no -0.00
    lower, rest = _divided(value, step)
    count = Decimal(lower + _carry(lower, rest, step, mode)) * step
    return -count if value < 0 else count


def _divided(value: Exact, step: Decimal) -> tuple[int, Exact]:
    """Return how often the step fits into the absolute value, and what is left over, both exact."""
    if isinstance(value, Decimal):
        lower, rest = _EXACT.divmod(value.copy_abs(), step)
        return int(lower), rest
    return divmod(abs(value), Fraction(step))


def _carry(lower: int, rest: Exact, step: Decimal, mode: RoundingMode) -> int:
    if rest == 0 or mode == "down":
        return 0
    if mode == "up":
        return 1
    twice = 2 * rest
    if twice == step:
        return 1 if mode == "half_up" else lower % 2
    return int(twice > step)


def finite(value: Fraction) -> Decimal | None:
    """Return a fraction as a decimal; None where it has no end of decimals."""
    rest, places = value.denominator, {2: 0, 5: 0}
    for prime in places:
        while rest % prime == 0:
            rest //= prime
            places[prime] += 1
    most = max(places.values())
    return None if rest > 1 else Decimal(value.numerator * 10**most // value.denominator).scaleb(-most, _EXACT)


def plain(value: Exact) -> str:
    """Return the number as text without an exponent and without idle zeros; a Fraction as ``n/d``."""
    if isinstance(value, Fraction):
        if value.denominator != 1:
            return f"{value.numerator}/{value.denominator}"
        value = Decimal(value.numerator)
    text = format(value, "f")
    if "." in text:
        text = text.rstrip("0").rstrip(".")
    return "0" if text in {"-0", ""} else text
