"""The SQL of Spark 4 in ANSI mode: numbers of 38 digits in ``decimal``, ``div`` for 64 bits alone."""

from collections.abc import Mapping
from datetime import datetime
from types import MappingProxyType
from typing import ClassVar

from ristorno.bulk.dialects.base import Dialect
from ristorno.bulk.plan.expressions import Apply, Case, Constant, Expression, Value
from ristorno.bulk.plan.relations import Kind, Step

_DIGITS = 38
_SHORT = 31
"""A quotient of numbers of so many digits keeps all of them: the scale of a division leaves 32 before the point."""
_HALF = 19


class Spark(Dialect):
    """What runs on a Spark cluster, and on servers that speak its language."""

    KEY: ClassVar[str] = "spark"
    TYPES: ClassVar[Mapping[Kind, str]] = MappingProxyType(
        {
            "integer": "bigint",
            "wide": "decimal(38,0)",
            "text": "string",
            "day": "date",
            "moment": "timestamp_ntz",
            "flag": "boolean",
        }
    )
    JOINS: ClassVar[Mapping[str, str]] = MappingProxyType(
        {"inner": "join", "left": "left join", "semi": "left semi join", "anti": "left anti join"}
    )

    def create(self, step: Step, *, kept: bool = True) -> str:
        """Return the statement that names a step; one to be kept is worked out at once, for views are read anew."""
        spelled = super().create(step, kept=False)
        if not kept:
            return spelled
        return spelled.replace("create temp view", "cache table", 1)

    def name(self, identifier: str) -> str:
        """Return a quoted identifier, which lies on one line."""
        return "`" + " ".join(identifier.splitlines()).replace("`", "``") + "`"

    def quoted(self, line: str) -> str:
        """Return the literal of a text that is on one line."""
        return "'" + line.replace("\\", "\\\\").replace("'", "\\'") + "'"

    def constant(self, value: Value) -> str:
        """Return a literal; moments are those of no time zone."""
        spelled = super().constant(value)
        return spelled.replace("timestamp ", "timestamp_ntz ", 1) if isinstance(value, datetime) else spelled

    def integer(self, value: int) -> str:
        """Return a whole number of any size."""
        if -(2**63) < value < 2**63:
            return super().integer(value)
        return f"cast('{value}' as decimal(38,0))"

    def quotient(self, left: Expression, right: Expression) -> str:
        """Return the quotient of two numbers from 0 up, rounded down.

        ``div`` answers in 64 bits, and ``/`` rounds behind 6 places. So what may be longer is divided by its power of
        ten as text, and what is left of it as far as it divides without a rest.
        """
        if not is_wide(left):
            return self.divided(self.expression(left), self.expression(right))
        digits = f"lpad(cast({self.expression(left)} as string), {_DIGITS}, '0')"
        if not isinstance(right, Constant) or not isinstance(right.value, int):
            return self._by_halves(digits, _DIGITS, self.expression(right))
        by, zeros = right.value, 0
        while by % 10 == 0:
            by, zeros = by // 10, zeros + 1
        kept = _DIGITS - zeros
        if by == 1:
            return self._number(digits, 1, kept)
        if kept <= _SHORT:
            return self._exact(self._number(digits, 1, kept), str(by))
        return self._by_halves(digits, kept, str(by))

    def divided(self, left: str, right: str) -> str:
        """Return the quotient of two numbers of 64 bits."""
        return f"({left} div {right})"

    def same(self, left: str, right: str) -> str:
        """Return whether two values are equal, or both null.

        Sail 0.7 takes the operator for one that may be null, and refuses what it finds twice in a statement.
        """
        return f"coalesce({left} = {right}, {left} is null and {right} is null)"

    def days_between(self, later: str, earlier: str) -> str:
        """Return the days from one day to another."""
        return self.narrow(f"datediff({later}, {earlier})")

    def said(self, document: str, name: str) -> str:
        """Return what a JSON object of texts says under a name; null where it says nothing."""
        return f"try_element_at(from_json({document}, 'map<string,string>'), {self.text(name)})"

    def each_day(self, first: str, last: str) -> str:
        """Return an expression that makes a row for every day from the first to the last."""
        return f"explode(sequence({first}, {last}, interval 1 day))"

    def each_number(self, last: str) -> str:
        """Return an expression that makes a row for every whole number from 1 to the last."""
        return f"explode(sequence(cast(1 as bigint), {last}))"

    def hashed(self, text: str) -> str:
        """Return the SHA-256 of a text in UTF-8, in hexadecimal digits."""
        return f"sha2({text}, 256)"

    def _number(self, digits: str, first: int, count: int) -> str:
        return self.wide(f"substring({digits}, {first}, {count})")

    def _exact(self, number: str, by: str) -> str:
        """Return the quotient of a number that is short enough."""
        return self.wide(f"({number} - {number} % {by}) / {by}")

    def _by_halves(self, digits: str, kept: int, by: str) -> str:
        """Return the quotient of a long number: that of its first half, then that of the rest with the second one."""
        second = kept - _HALF
        high, low = self._number(digits, 1, _HALF), self._number(digits, _HALF + 1, second)
        rest = f"({high} % {by} * {self.integer(10**second)} + {low})"
        return f"({self._exact(high, by)} * {self.integer(10**second)} + {self._exact(rest, by)})"


def is_wide(expression: Expression) -> bool:
    """Return whether an expression is reckoned in more than 64 bits."""
    if isinstance(expression, Case):
        return any(map(is_wide, (*(then for _, then in expression.branches), expression.otherwise)))
    if isinstance(expression, Constant):
        return type(expression.value) is int and abs(expression.value) >= 2**63
    if not isinstance(expression, Apply) or expression.function == "narrow":
        return False
    return expression.function == "wide" or any(map(is_wide, expression.arguments))
