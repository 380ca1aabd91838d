"""Exact numbers of the plan: integers with a fixed number of decimals, each with the most that it can ever be.

Everything that terms multiply by is a finite decimal: a product has the decimals of both factors, a sum the larger
number of them, and an amount is divided once, when it is rounded. Shares of lines are fractions; until then they are
whole numbers over a common denominator. ``most`` is proven from what the store holds. What may pass 64 bits is reckoned
in 128; what may pass those is not compiled (:class:`TooLarge`).
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field, replace
from decimal import Decimal
from math import gcd, lcm
from typing import Literal

from ristorno.bulk.plan.expressions import NOTHING, Constant, Expression, call, col, every, value, when
from ristorno.kernel.number import RoundingMode

NARROW = 2**63 - 1
WIDE = 10**38 - 1
"""The largest number of 38 digits: what decimal(38, 0) of Spark holds, and less than 128 bits."""


_DECIMALS: ContextVar[int] = ContextVar("decimals of factors", default=0)


@contextmanager
def alike(decimals: int) -> Iterator[None]:
    """Give all factors at least so many decimals, so that terms with other rates are reckoned in one form."""
    token = _DECIMALS.set(decimals)
    try:
        yield
    finally:
        _DECIMALS.reset(token)


class TooLarge(ArithmeticError):  # noqa: N818 - an answer: nobody made a mistake
    """A number may come to more than 128 bits: nobody can promise that it is exact."""


@dataclass(frozen=True, slots=True)
class Number:
    """An integer expression that stands for ``expression / (10 ** decimals * denominator)``."""

    expression: Expression
    decimals: int
    most: int
    """What the absolute value of the expression cannot pass."""
    denominator: int = 1
    """The common denominator of fractions."""
    natural: bool = field(default=False, compare=False)
    """Whether it is proven never to lie below zero, so that nothing has to ask for its sign."""

    def plus(self, other: "Number") -> "Number":
        """Return the sum."""
        one, two = self._aligned(other)
        if two.expression == NOTHING:
            return one
        if one.expression == NOTHING:
            return two
        most, natural = one.most + two.most, one.natural and two.natural
        return replace(one, expression=_reckoned("+", one.expression, two.expression, most), most=most, natural=natural)

    def minus(self, other: "Number") -> "Number":
        """Return the difference."""
        one, two = self._aligned(other)
        most = one.most + two.most
        return Number(_reckoned("-", one.expression, two.expression, most), one.decimals, most, one.denominator)

    def times(self, factor: Decimal) -> "Number":
        """Return the product with a number of the terms."""
        by, decimals = constant(factor), _DECIMALS.get()
        if self.expression == NOTHING or (by.expression == NOTHING and not decimals):
            return ZERO
        return self.multiplied(by.scaled(max(decimals, by.decimals)))

    def multiplied(self, other: "Number") -> "Number":
        """Return the product with a number of the row."""
        most, denominator = self.most * other.most, self.denominator * other.denominator
        product = _reckoned("*", self.expression, other.expression, most)
        return Number(product, self.decimals + other.decimals, most, denominator, self.natural and other.natural)

    @property
    def absolute(self) -> "Number":
        """The number without its sign."""
        return self if self.natural else replace(self, expression=call("abs", self.expression), natural=True)

    @property
    def negated(self) -> "Number":
        """The number with the other sign."""
        return replace(self, expression=call("-", NOTHING, self.expression), natural=False)

    def least(self, other: "Number") -> "Number":
        """Return the smaller of two numbers."""
        one, two = self._aligned(other)
        made, natural = _extreme("least", one, two), one.natural and two.natural
        return replace(one, expression=made, most=max(one.most, two.most), natural=natural)

    def greatest(self, other: "Number") -> "Number":
        """Return the larger of two numbers."""
        if self.natural and other.expression == NOTHING:
            return self
        one, two = self._aligned(other)
        made, natural = _extreme("greatest", one, two), one.natural or two.natural
        return replace(one, expression=made, most=max(one.most, two.most), natural=natural)

    def above(self, other: "Number") -> Expression:
        """Return whether it is larger."""
        one, two = self._aligned(other)
        return call(">", one.expression, two.expression)

    def reaches(self, other: "Number") -> Expression:
        """Return whether it is as large or larger."""
        one, two = self._aligned(other)
        return call(">=", one.expression, two.expression)

    def is_zero(self) -> Expression:
        """Return whether it is 0."""
        return call("=", self.expression, NOTHING)

    def whole_steps(self, step: Decimal) -> "Number":
        """Return how many full steps fit into the absolute value, with the sign of the value."""
        return self._counted(step, "down")

    def started_steps(self, step: Decimal) -> "Number":
        """Return how many steps the absolute value has at least begun, with the sign of the value."""
        return self._counted(step, "up")

    def rounded(self, step: Decimal, mode: RoundingMode) -> "Number":
        """Return the nearest multiple of a step as the mode says, judged on the absolute value."""
        return self._counted(step, mode).multiplied(constant(step))

    def named(self, name: str) -> "Number":
        """Return the number as a column in which it was kept."""
        return replace(self, expression=col(name))

    def _counted(self, step: Decimal, mode: RoundingMode) -> "Number":
        by = constant(step)
        # value / 10^d in steps of s / 10^e: value * 10^e over s * 10^d, without what both have in common
        over, under = 10**by.decimals, whole_of(by) * 10**self.decimals * self.denominator
        common = gcd(over, under)
        over, under = over // common, under // common
        most = self.most * over
        if under == 1:
            return Number(_reckoned("*", self.expression, value(over), most), 0, most, natural=self.natural)
        size = self.absolute.expression
        if over != 1:
            size = call("*", fitting(size, most), value(over))
        counted = _divided(size, value(under), most, mode, under)
        if self.natural:
            return Number(counted, 0, most // under + 1, natural=True)
        sign = when(call("<", self.expression, NOTHING), call("-", NOTHING, counted), counted)
        return Number(sign, 0, most // under + 1)

    def over(self, other: "Number", step: Decimal, mode: RoundingMode) -> "Number":
        """Return the quotient by a number of the row, as the nearest multiple of a step; both must lie above zero."""
        by = constant(step)
        over, under = 10 ** (by.decimals + other.decimals), whole_of(by) * 10**self.decimals
        common = gcd(over, under)
        over, under = over // common, under // common
        most, least = self.most * over, other.most * under
        size = self.expression if over == 1 else call("*", fitting(self.expression, most), value(over))
        parts = other.expression if under == 1 else call("*", fitting(other.expression, least), value(under))
        return Number(_divided(size, parts, most, mode, least), 0, most + 1, natural=True).multiplied(constant(step))

    def _aligned(self, other: "Number") -> list["Number"]:
        return aligned([self, other])

    def scaled(self, decimals: int) -> "Number":
        """Return the same number with more decimals."""
        if decimals == self.decimals:
            return self
        return replace(self._enlarged(10 ** (decimals - self.decimals)), decimals=decimals)

    def _enlarged(self, by: int) -> "Number":
        most = self.most * by
        return replace(self, expression=_reckoned("*", self.expression, value(by), most), most=most)

    def under(self, denominator: int) -> "Number":
        """Return the same number over another denominator, a multiple of its own."""
        if denominator == self.denominator:
            return self
        return replace(self._enlarged(denominator // self.denominator), denominator=denominator)


def _divided(size: Expression, by: Expression, most: int, mode: RoundingMode, largest: int) -> Expression:
    """Return size / by as a whole number; both lie above zero, and ``by`` is no more than ``largest``."""
    if by == value(1):
        return size
    if mode == "down":
        return call("div", fitting(size, max(most, largest)), by)
    if mode == "up":
        less = _reckoned("-", by, value(1), largest)
        return call("div", call("+", fitting(size, most + largest), less), by)
    twice = call("*", fitting(size, 2 * (most + largest)), value(2))
    double = _reckoned("*", by, value(2), 2 * largest)
    half_up = call("div", call("+", twice, by), double)
    if mode == "half_up":
        return half_up
    tied = every([call("=", call("rest", twice, double), by)])
    odd = call("=", call("rest", half_up, value(2)), value(1))
    return when(every([tied, odd]), call("-", half_up, value(1)), half_up)


def _reckoned(sign: Literal["+", "-", "*"], one: Expression, other: Expression, most: int) -> Expression:
    """Return a sum, difference or product; what the terms alone decide is reckoned here."""
    if isinstance(one, Constant) and isinstance(other, Constant):
        left, right = one.value, other.value
        assert isinstance(left, int)
        assert isinstance(right, int)
        return value(left + right if sign == "+" else left - right if sign == "-" else left * right)
    if other == (value(1) if sign == "*" else NOTHING):
        return one
    return call(sign, fitting(one, most), other)


def _extreme(which: Literal["least", "greatest"], one: Number, other: Number) -> Expression:
    """Return the smaller or the larger of two numbers; of two literals a database might make a number too small."""
    if isinstance(one.expression, Constant) and isinstance(other.expression, Constant):
        return value((min if which == "least" else max)(whole_of(one), whole_of(other)))
    return call(which, one.expression, other.expression)


def fitting(expression: Expression, most: int) -> Expression:
    """Return an expression in 128 bits where what becomes of it may need them."""
    _held(most)
    return expression if most <= NARROW else call("wide", expression)


def _held(most: int) -> int:
    if most > WIDE:
        raise TooLarge
    return most


def constant(number: Decimal) -> Number:
    """Return a number of the terms, with as few decimals as it has."""
    numerator, denominator = number.as_integer_ratio()
    decimals = 0
    while denominator != 1:
        # A finite decimal has only twos and fives below its line.
        numerator, decimals = numerator * 10, decimals + 1
        common = gcd(numerator, denominator)
        numerator, denominator = numerator // common, denominator // common
    return Number(value(numerator), decimals, abs(numerator), natural=numerator >= 0)


def whole_of(number: Number) -> int:
    """Return the integer that stands for a number of the terms."""
    assert isinstance(number.expression, Constant)
    assert isinstance(number.expression.value, int)
    return number.expression.value


def chosen(branches: Sequence[tuple[Expression, Number]], otherwise: Number) -> Number:
    """Return the first of several numbers whose condition holds."""
    *numbers, result = aligned([*(number for _, number in branches), otherwise])
    for (condition, _), number in reversed(list(zip(branches, numbers, strict=True))):
        made = when(condition, number.expression, result.expression)
        natural = result.natural and number.natural
        result = replace(result, expression=made, most=max(result.most, number.most), natural=natural)
    return result


def aligned(numbers: Sequence[Number]) -> list[Number]:
    """Return the same numbers with the same decimals and denominators, so that their expressions can be compared."""
    decimals, denominator = max(each.decimals for each in numbers), lcm(*(each.denominator for each in numbers))
    return [number.scaled(decimals).under(denominator) for number in numbers]


def total(numbers: Sequence[Number]) -> Number:
    """Return the sum of numbers; 0 for none."""
    result = ZERO
    for number in numbers:
        result = result.plus(number)
    return result


ZERO = Number(NOTHING, 0, 0, natural=True)
