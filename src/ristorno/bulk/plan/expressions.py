"""Scalar expressions of the plan: what a row says, and what is reckoned from it. Numbers are integers, always."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal, TypeAlias

Function: TypeAlias = Literal[
    "+", "-", "*",
    "div",  # of two numbers from 0 up, rounded down
    "rest",  # what div leaves
    "abs", "least", "greatest",
    "=", "<>", "<", "<=", ">", ">=",
    "same",  # equal, or both null
    "in",  # the first is one of the others
    "and", "or", "not", "is null", "coalesce",
    "wide",  # to 128 bits
    "narrow",  # back to 64 bits, an error where it does not fit
    "text", "joined",
    "days",  # from the second day to the first
    "line order",  # by which the lines of one document stand in order, see engine.fact.line_order
    "said",  # what a JSON object of texts says under a name
    "hashed",  # the SHA-256 of a text in UTF-8, in hexadecimal digits
]  # fmt: skip
"""What can be reckoned. Every dialect prints all of them, so that they mean the same everywhere."""

Value: TypeAlias = int | str | bool | date | datetime | None


@dataclass(frozen=True, slots=True)
class Column:
    """A column of the relation that is read."""

    name: str


@dataclass(frozen=True, slots=True)
class Constant:
    """A value that is the same in every row."""

    value: Value


@dataclass(frozen=True, slots=True)
class Null:
    """Nothing said, of a kind: databases ask which one where nothing else tells."""

    kind: Literal["integer", "text"]


@dataclass(frozen=True, slots=True)
class Apply:
    """A function of other expressions."""

    function: Function
    arguments: tuple["Expression", ...]


@dataclass(frozen=True, slots=True)
class Case:
    """The first of several expressions whose condition holds, else another one."""

    branches: tuple[tuple["Expression", "Expression"], ...]
    otherwise: "Expression"


Expression: TypeAlias = Column | Constant | Null | Apply | Case

TRUE = Constant(value=True)
FALSE = Constant(value=False)
NULL = Null("integer")
"""No number said."""
NO_TEXT = Null("text")
NOTHING = Constant(0)


def col(name: str) -> Column:
    """Return a column."""
    return Column(name)


def value(of: Value) -> Constant:
    """Return a constant."""
    return Constant(of)


def call(function: Function, *arguments: Expression) -> Expression:
    """Return a function of expressions."""
    return Apply(function, arguments)


def when(condition: Expression, then: Expression, otherwise: Expression) -> Expression:
    """Return one of two expressions; a condition that is decided, or two that are one, leave nothing to choose."""
    if condition == TRUE or then == otherwise:
        return then
    if condition == FALSE:
        return otherwise
    if isinstance(otherwise, Case):
        return Case(((condition, then), *otherwise.branches), otherwise.otherwise)
    return Case(((condition, then),), otherwise)


def every(conditions: Iterable[Expression]) -> Expression:
    """Return whether all hold; true for none."""
    return _joined("and", [each for each in conditions if each != TRUE], TRUE, FALSE)


def some(conditions: Iterable[Expression]) -> Expression:
    """Return whether any holds; false for none."""
    return _joined("or", [each for each in conditions if each != FALSE], FALSE, TRUE)


def negated(condition: Expression) -> Expression:
    """Return whether a condition does not hold."""
    if isinstance(condition, Constant):
        return FALSE if condition.value else TRUE
    return call("not", condition)


def among(of: Expression, numbers: Iterable[int]) -> Expression:
    """Return whether a number is one of some; where these follow each other, whether it lies between their ends."""
    listed = sorted(set(numbers))
    if len(listed) == 1:
        return call("=", of, value(listed[0]))
    if listed and listed[-1] - listed[0] + 1 == len(listed):
        return every([call(">=", of, value(listed[0])), call("<=", of, value(listed[-1]))])
    return call("in", of, *map(value, listed)) if listed else FALSE


def within(day: Expression, start: date, end: date) -> Expression:
    """Return whether a day lies in [start, end)."""
    return every([call(">=", day, value(start)), call("<", day, value(end))])


def _joined(function: Function, parts: list[Expression], empty: Expression, decided: Expression) -> Expression:
    if decided in parts:
        return decided
    if len(parts) < 2:
        return parts[0] if parts else empty
    return Apply(function, tuple(parts))
