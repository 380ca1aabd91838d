"""Reading ``quantity * 2 - tax``: a small arithmetic over the numbers of one fact.

``+``, ``-``, ``*``, ``min(...)``, ``max(...)``, parentheses, numbers, fields, ``attribute.NAME``. There is no division:
a third of a cent has no end of decimals, and a share is written as a factor (``amount * 0.5``). Money times money,
and money plus pieces, mean nothing and are refused.
"""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from difflib import get_close_matches
from types import MappingProxyType
from typing import NamedTuple

from ristorno.engine.measures.fields import FIELDS
from ristorno.engine.measures.reckoned import (
    Expression,
    Sign,
    joined,
    negative,
    of_attribute,
    of_field,
    of_number,
    product,
    taken_off,
)
from ristorno.engine.terms.scalars import read_number
from ristorno.kernel.problem import near

LENGTH = 200
"""An expression that is longer cannot be read aloud any more."""
DEPTH = 8
"""Parentheses inside of parentheses."""

_TOKEN = re.compile(r"(?P<number>\d[\w.]*)|(?P<name>[^\W\d][\w-]*(?:\.(?:\"[^\"]+\"|[\w-]+))?)|(?P<sign>[-+*/(),])")
_SPACE = re.compile(r"\s*")
_CALLS: Mapping[str, Sign] = MappingProxyType({"min": "min", "max": "max"})
_ATTRIBUTE = "attribute."


class Token(NamedTuple):
    """A piece of the text: a number, a name or a sign."""

    kind: str
    text: str


def parse(text: str) -> Expression:
    """Return what a text says. Raises ``ValueError`` with a sentence on what is wrong and what would be right."""
    if len(text) > LENGTH:
        raise ValueError(f"the expression has {len(text)} characters; {LENGTH} are the most")
    found = _Parser(tuple(tokens(text))).whole()
    if not found.names:
        raise ValueError(f"{text!r} reads nothing of the fact; to count facts write {{count: facts}}")
    return found if found.alike else taken_off(found)


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
            found = joined("-" if sign == "-" else "+", (found, right))
        return found

    def _product(self) -> Expression:
        found = self._term()
        while (sign := self._take("*", "/")) is not None:
            if sign == "/":
                raise ValueError("there is no division, which has no end of decimals; multiply, as in amount * 0.5")
            found = product(found, self._term())
        return found

    def _term(self) -> Expression:
        if self._take("-"):
            return negative(self._term())
        if self._take("("):
            return self._inner(self._sum)
        piece = self._next()
        if piece.kind == "number":
            return of_number(read_number(piece.text))
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
        return joined(_CALLS[name], given)

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
        return of_field(name)
    if name.startswith(_ATTRIBUTE):
        return of_attribute(name.removeprefix(_ATTRIBUTE).strip('"'))
    if "." in name:
        raise ValueError(f"{name!r} is not known; a number of one's own is written attribute.NAME")
    if not set(name.split("-")).isdisjoint(FIELDS):
        raise ValueError(f"{name!r} is one word; write spaces around a minus: {name.replace('-', ' - ')}")
    if get_close_matches(name, FIELDS, n=1, cutoff=0.8):
        raise ValueError(f"{name!r} is not a field. {near(name, FIELDS)} An attribute is written attribute.{name}")
    return of_attribute(name)
