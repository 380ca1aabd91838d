"""A number reckoned from the numbers of one fact: how it is read, and as a tree for whoever reckons it elsewhere.

What comes back takes off what it gave. ``max(amount - 500, 0)`` of -1,000 would be 0, and of a purchase that came back
whole 500 would stay. So a line below zero is reckoned with its numbers as they were when it was bought, and the result
is taken off: -500. A sum of fields times numbers gives the same either way.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import reduce
from operator import add, mul, sub
from types import MappingProxyType
from typing import Literal, NamedTuple, TypeAlias

from ristorno.engine.fact import Fact
from ristorno.engine.measures.fields import FIELDS, Dimension, Read, attribute
from ristorno.kernel.number import ZERO

FACTORS = 4
"""Numbers multiplied with each other: their product stays far inside the exact context."""
Sign: TypeAlias = Literal["+", "-", "*", "min", "max", "back"]
"""``back`` is the first of its two parts, and for a line below zero the second."""


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


def of_number(number: Decimal) -> Expression:
    """Return a number of the terms."""
    return Expression(lambda fact: number, number, "number", 1, degree=0)


def of_field(name: str) -> Expression:
    """Return a field of the fact."""
    field = FIELDS[name]
    return Expression(field.read, Leaf("field", name), field.dimension, 1, frozenset({name}), degree=1)


def of_attribute(name: str) -> Expression:
    """Return a number that the fact carries under a name of its own."""
    return Expression(attribute(name), Leaf("attribute", name), "number", 1, frozenset({name}), degree=0)


def negative(inner: Expression) -> Expression:
    """Return an expression with the other sign."""
    return replace(inner, read=_negated(inner.read), tree=Operation("-", (ZERO, inner.tree)))


def joined(sign: Sign, parts: Sequence[Expression]) -> Expression:
    """Return what adds, subtracts or compares its parts. Raises ``ValueError`` for numbers of several things."""
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


def product(left: Expression, right: Expression) -> Expression:
    """Return what multiplies two numbers. Raises ``ValueError`` for money times money and too many factors."""
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


def taken_off(found: Expression) -> Expression:
    """Return an expression that takes off what lines below zero gave when they were bought."""
    back = _negated(lambda fact: found.read(_bought(fact)))
    tree = Operation("-", (ZERO, _turned(found.tree)))
    return replace(
        found,
        read=lambda fact: (back if _below_zero(fact) else found.read)(fact),
        tree=Operation("back", (found.tree, tree)),
    )


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


def _negated(inner: Read) -> Read:
    def read(fact: Fact) -> Decimal | None:
        number = inner(fact)
        return None if number is None else -number

    return read


_REDUCING: Mapping[Sign, Callable[[Decimal, Decimal], Decimal]] = MappingProxyType(
    {"+": add, "-": sub, "*": mul, "min": min, "max": max}
)
