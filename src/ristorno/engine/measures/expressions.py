"""Reading ``quantity * 2 - tax``: a small arithmetic over the numbers of one fact.

``+``, ``-``, ``*``, ``min(...)``, ``max(...)``, parentheses, numbers, fields, ``attribute.NAME``. There is no division:
a third of a cent has no end of decimals, and a share is written as a factor (``amount * 0.5``). Money times money,
and money plus pieces, mean nothing and are refused.

What comes back takes off what it gave. ``max(amount - 500, 0)`` of -1,000 would be 0, and of a purchase that came back
whole 500 would stay. So a line below zero is reckoned with its numbers as they were when it was bought, and the result
is taken off: -500. A sum of fields times numbers gives the same either way.
"""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from difflib import get_close_matches
from functools import reduce
from operator import add, mul, sub
from types import MappingProxyType
from typing import Literal, NamedTuple, TypeAlias

from ristorno.engine.fact import Fact
from ristorno.engine.measures.fields import FIELDS, Dimension, Read, attribute
from ristorno.engine.terms.scalars import read_number
from ristorno.kernel.number import ZERO
from ristorno.kernel.problem import near

LENGTH = 200
"""An expression that is longer cannot be read aloud any more."""
DEPTH = 8
"""Parentheses inside of parentheses."""
FACTORS = 4
"""Numbers multiplied with each other: their product stays far inside the exact context."""

_TOKEN = re.compile(r"(?P<number>\d[\w.]*)|(?P<name>[^\W\d][\w-]*(?:\.(?:\"[^\"]+\"|[\w-]+))?)|(?P<sign>[-+*/(),])")
_SPACE = re.compile(r"\s*")
Sign: TypeAlias = Literal["+", "-", "*", "min", "max", "back"]
"""``back`` is the first of its two parts, and for a line below zero the second."""
_CALLS: Mapping[str, Sign] = MappingProxyType({"min": "min", "max": "max"})
_ATTRIBUTE = "attribute."


class Token(NamedTuple):
    """A piece of the text: a number, a name or a sign."""

    kind: str
    text: str


class Leaf(NamedTuple):
    """A number that the fact carries: one of its fields, or an attribute of its own."""

    kind: Literal["field", "attribute"]
    name: str


class Operation(NamedTuple):
    """Numbers put together by one sign, from left to right."""

    sign: Sign
    parts: "tuple[Tree, ...]"


Tree: TypeAlias = Leaf | Decimal | Operation
"""How a number is reckoned, for whoever reckons it elsewhere."""


@dataclass(frozen=True, slots=True)
class Expression:
    """A number of each fact: how it is read, what it is a number of, and how many numbers it multiplies at most."""

    read: Read
    tree: Tree
    dimension: Dimension
    factors: int
    names: frozenset[str] = frozenset()
    """The fields and attributes that it reads; none for a constant."""
    degree: int | None = None
    """1 where half of every field gives half of the number, 0 where it gives the same; None for anything else."""

    @property
    def alike(self) -> bool:
        """Whether a line below zero gives what its purchase gave, with the other sign; attributes alone are as told."""
        return self.degree == 1 or self.names.isdisjoint(FIELDS)

    @property
    def divisible(self) -> bool:
        """Whether a part of a line has its part of the number; an attribute is not divided with the line."""
        return self.degree == 1 and self.names <= set(FIELDS)


def parse(text: str) -> Expression:
    """Return what a text says. Raises ``ValueError`` with a sentence on what is wrong and what would be right."""
    if len(text) > LENGTH:
        raise ValueError(f"the expression has {len(text)} characters; {LENGTH} are the most")
    found = _Parser(tuple(tokens(text))).whole()
    if not found.names:
        raise ValueError(f"{text!r} reads nothing of the fact; to count facts write {{count: facts}}")
    return found if found.alike else _taken_off(found)


def tokens(text: str) -> Iterator[Token]:
    """Yield the pieces of a text. Raises ``ValueError`` for a sign that has no meaning here."""
    at = 0
    while (at := _after_space(text, at)) < len(text):
        found = _TOKEN.match(text, at)
        if found is None or found.lastgroup is None:
            raise ValueError(f"{text[at]!r} has no meaning in an expression; write + - *, min(...), max(...)")
        yield Token(found.lastgroup, found[0])
        at = found.end()


def _after_space(text: str, at: int) -> int:
    found = _SPACE.match(text, at)
    return found.end() if found else at


class _Parser:
    """Recursive descent: a sum of products of single terms."""

    def __init__(self, pieces: Sequence[Token]) -> None:
        self._pieces = pieces
        self._at = 0
        self._depth = 0

    def whole(self) -> Expression:
        """Return the expression that all pieces make."""
        found = self._sum()
        if self._at < len(self._pieces):
            raise ValueError(f"{self._pieces[self._at].text!r} does not follow; a sign is missing before it")
        return found

    def _sum(self) -> Expression:
        found = self._product()
        while (sign := self._take("+", "-")) is not None:
            right = self._product()
            found = _joined("-" if sign == "-" else "+", (found, right))
        return found

    def _product(self) -> Expression:
        found = self._term()
        while (sign := self._take("*", "/")) is not None:
            if sign == "/":
                raise ValueError("there is no division, which has no end of decimals; multiply, as in amount * 0.5")
            found = _product(found, self._term())
        return found

    def _term(self) -> Expression:
        if self._take("-"):
            inner = self._term()
            tree = Operation("-", (ZERO, inner.tree))
            return Expression(_negative(inner.read), tree, inner.dimension, inner.factors, inner.names, inner.degree)
        if self._take("("):
            return self._inner(self._sum)
        piece = self._next()
        if piece.kind == "number":
            number = read_number(piece.text)
            return Expression(lambda fact: number, number, "number", 1, degree=0)
        if piece.kind == "sign":
            raise ValueError(f"a number or a name is missing before {piece.text!r}")
        if piece.text in _CALLS and self._take("("):
            return self._inner(lambda: self._call(piece.text))
        return _named(piece.text)

    def _call(self, name: str) -> Expression:
        given = [self._sum()]
        while self._take(","):
            given.append(self._sum())
        if len(given) < 2:
            raise ValueError(f"{name} chooses between several numbers, as in {name}(amount, 1_000)")
        return _joined(_CALLS[name], given)

    def _inner(self, read: Callable[[], Expression]) -> Expression:
        self._depth += 1
        if self._depth > DEPTH:
            raise ValueError(f"more than {DEPTH} parentheses lie inside each other")
        found = read()
        if not self._take(")"):
            raise ValueError("a closing parenthesis is missing")
        self._depth -= 1
        return found

    def _take(self, *signs: str) -> str | None:
        if self._at < len(self._pieces) and self._pieces[self._at].text in signs:
            self._at += 1
            return self._pieces[self._at - 1].text
        return None

    def _next(self) -> Token:
        if self._at == len(self._pieces):
            raise ValueError("the expression ends where a number or a name is missing")
        self._at += 1
        return self._pieces[self._at - 1]


def _named(name: str) -> Expression:
    if name in FIELDS:
        return Expression(
            FIELDS[name].read, Leaf("field", name), FIELDS[name].dimension, 1, frozenset({name}), degree=1
        )
    if name.startswith(_ATTRIBUTE):
        return _of_attribute(name.removeprefix(_ATTRIBUTE).strip('"'))
    if "." in name:
        raise ValueError(f"{name!r} is not known; a number of one's own is written attribute.NAME")
    if not set(name.split("-")).isdisjoint(FIELDS):
        raise ValueError(f"{name!r} is one word; write spaces around a minus: {name.replace('-', ' - ')}")
    if get_close_matches(name, FIELDS, n=1, cutoff=0.8):
        raise ValueError(f"{name!r} is not a field. {near(name, FIELDS)} An attribute is written attribute.{name}")
    return _of_attribute(name)


def _of_attribute(name: str) -> Expression:
    return Expression(attribute(name), Leaf("attribute", name), "number", 1, frozenset({name}), degree=0)


def _joined(sign: Sign, parts: Sequence[Expression]) -> Expression:
    """Return what adds, subtracts or compares its parts, which must be numbers of the same thing."""
    dimensions = {part.dimension for part in parts} - {"number"}
    if len(dimensions) > 1:
        raise ValueError("money and pieces cannot be added or compared; multiply the pieces by a price")
    names = frozenset().union(*(part.names for part in parts))
    return Expression(
        _combined(_REDUCING[sign], [part.read for part in parts]),
        Operation(sign, tuple(part.tree for part in parts)),
        dimensions.pop() if dimensions else "number",
        max(part.factors for part in parts),
        names,
        _degree(sign, parts),
    )


def _degree(sign: Sign, parts: Sequence[Expression]) -> int | None:
    degrees = {part.degree for part in parts}
    return degrees.pop() if len(degrees) == 1 and sign in {"+", "-"} else None


def _product(left: Expression, right: Expression) -> Expression:
    money = [part.dimension for part in (left, right)].count("money")
    if money > 1:
        raise ValueError("money times money means nothing; multiply by a quantity or a plain number")
    factors = left.factors + right.factors
    if factors > FACTORS:
        raise ValueError(f"more than {FACTORS} numbers are multiplied with each other")
    read = _combined(_REDUCING["*"], (left.read, right.read))
    tree = Operation("*", (left.tree, right.tree))
    degree = None if left.degree is None or right.degree is None else left.degree + right.degree
    return Expression(read, tree, "money" if money else "number", factors, left.names | right.names, degree)


def _taken_off(found: Expression) -> Expression:
    """Return an expression that takes off what lines below zero gave when they were bought."""

    def read(fact: Fact) -> Decimal | None:
        if not _below_zero(fact):
            return found.read(fact)
        number = found.read(_bought(fact))
        return None if number is None else -number

    back = Operation("-", (ZERO, _turned(found.tree)))
    return replace(found, read=read, tree=Operation("back", (found.tree, back)))


def _below_zero(fact: Fact) -> bool:
    """Return whether a line takes something back: by its pieces, or where it tells none by its amount."""
    told = fact.amount if fact.quantity is None else fact.quantity
    return told is not None and told < ZERO


def _bought(fact: Fact) -> Fact:
    """Return what came back as it was when it was bought; attributes say what they said then."""
    numbers = (fact.amount, fact.quantity, fact.cost, fact.tax)
    amount, quantity, cost, tax = (None if number is None else -number for number in numbers)
    return replace(fact, amount=amount, quantity=quantity, cost=cost, tax=tax)


def _turned(tree: Tree) -> Tree:
    """Return a tree with the other sign for every field."""
    if isinstance(tree, Leaf):
        return Operation("-", (ZERO, tree)) if tree.kind == "field" else tree
    if isinstance(tree, Operation):
        return Operation(tree.sign, tuple(_turned(part) for part in tree.parts))
    return tree


def _combined(operation: Callable[[Decimal, Decimal], Decimal], reads: Sequence[Read]) -> Read:
    def read(fact: Fact) -> Decimal | None:
        numbers = [number for each in reads if (number := each(fact)) is not None]
        return reduce(operation, numbers) if len(numbers) == len(reads) else None

    return read


def _negative(inner: Read) -> Read:
    def read(fact: Fact) -> Decimal | None:
        number = inner(fact)
        return None if number is None else -number

    return read


_REDUCING: Mapping[Sign, Callable[[Decimal, Decimal], Decimal]] = MappingProxyType(
    {"+": add, "-": sub, "*": mul, "min": min, "max": max}
)
