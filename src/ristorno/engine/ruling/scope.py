"""Which facts a set holds, compiled once per terms into a question that is cheap to ask of every line."""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from fnmatch import translate
from operator import attrgetter
from typing import Protocol

from ristorno.engine.fact import SALES_KINDS
from ristorno.engine.history.line import Line
from ristorno.engine.terms.sets import ANY, FactSet, Given
from ristorno.engine.terms.terms import Terms


class Test(Protocol):
    """One question about a line."""

    def holds(self, line: Line) -> bool:
        """Return whether the line passes."""
        ...

    def sift(self, lines: Sequence[Line]) -> Sequence[Line]:
        """Return the lines that pass."""
        ...


@dataclass(frozen=True, slots=True)
class Among:
    """A field of the line is one of some values."""

    read: Callable[[Line], object]
    values: frozenset[str]

    def holds(self, line: Line) -> bool:
        """Return whether the line passes."""
        return self.read(line) in self.values

    def sift(self, lines: Sequence[Line]) -> Sequence[Line]:
        """Return the lines that pass."""
        read, values = self.read, self.values
        return [line for line in lines if read(line) in values]


@dataclass(frozen=True, slots=True)
class Meets:
    """A field of several values has one of some values."""

    read: Callable[[Line], tuple[str, ...]]
    values: frozenset[str]

    def holds(self, line: Line) -> bool:
        """Return whether the line passes."""
        return not self.values.isdisjoint(self.read(line))

    def sift(self, lines: Sequence[Line]) -> Sequence[Line]:
        """Return the lines that pass."""
        read, apart = self.read, self.values.isdisjoint
        return [line for line in lines if not apart(read(line))]


@dataclass(frozen=True, slots=True)
class Asks:
    """Any other question."""

    question: Callable[[Line], bool]

    def holds(self, line: Line) -> bool:
        """Return whether the line passes."""
        return self.question(line)

    def sift(self, lines: Sequence[Line]) -> Sequence[Line]:
        """Return the lines that pass."""
        question = self.question
        return [line for line in lines if question(line)]


@dataclass(frozen=True, slots=True, eq=False)
class Sieve:
    """The tests of a set, in order, each with the code of the reason why not; ``base`` is the set that it narrows."""

    base: "Sieve | None"
    tests: tuple[tuple[str, Test], ...]

    def sift(self, lines: Sequence[Line]) -> Sequence[Line]:
        """Return those of the base's lines that the set holds too."""
        for _, test in self.tests:
            lines = test.sift(lines)
        return lines

    def refusal(self, line: Line) -> str | None:
        """Return the first reason why the set does not hold a line, None where it does."""
        reason = self.base.refusal(line) if self.base else None
        return reason or next((reason for reason, test in self.tests if not test.holds(line)), None)


def compile_set(terms: Terms, facts: FactSet, base: Sieve | None) -> Sieve:
    """Return the sieve of a set. The terms must have been checked: names exist, nothing is circular.

    ``base`` is the sieve of the set that this one narrows; one that narrows nothing is its base itself.
    """
    tests = tuple(_tests(terms, facts))
    return base if base is not None and not tests else Sieve(base, tests)


def excludes(terms: Terms, excluded: FactSet) -> Callable[[Line], bool]:
    """Return what says whether a line is among those that a set leaves out."""
    left = _excluded(tuple(test for _, test in _exclusion(terms, excluded)))
    return lambda line: not left.holds(line)


def _tests(terms: Terms, facts: FactSet) -> Iterable[tuple[str, Test]]:
    kinds = facts.kinds or (None if facts.of else SALES_KINDS)
    if kinds:
        yield "other_kind", Among(attrgetter("fact.kind"), frozenset(kinds))
    yield from _own_tests(terms, facts)


def _own_tests(terms: Terms, facts: FactSet) -> Iterable[tuple[str, Test]]:
    yield from _dates(facts)
    if facts.groups:
        below = frozenset[str]().union(*(terms.below(group) for group in facts.groups))
        yield "other_group", Meets(attrgetter("fact.groups"), below)
    if facts.products:
        yield "other_product", _product(facts.products)
    if facts.brands:
        yield "other_brand", Among(attrgetter("fact.brand"), frozenset(facts.brands))
    if facts.contacts:
        yield "other_contact", Among(attrgetter("fact.contact"), frozenset(facts.contacts))
    for role, names in (facts.parties or {}).items():
        yield "other_party", _said(attrgetter("fact.parties"), role, names)
    for name, values in (facts.attributes or {}).items():
        yield "other_attribute", _said(attrgetter("fact.attributes"), name, values)
    if facts.excluded:
        yield "excluded", _excluded(tuple(test for _, test in _exclusion(terms, facts.excluded)))


def _exclusion(terms: Terms, excluded: FactSet) -> Iterable[tuple[str, Test]]:
    """Yield the tests that a fact must pass to be excluded, those of the sets that the exclusion narrows too."""
    # An exclusion narrows a set that already says its kinds, so it takes every kind unless it names some itself.
    if excluded.kinds:
        yield "other_kind", Among(attrgetter("fact.kind"), frozenset(excluded.kinds))
    yield from _own_tests(terms, excluded)
    if excluded.of:
        named = terms.sets[excluded.of]
        yield from _tests(terms, named)
        while named.of:
            named = terms.sets[named.of]
            yield from _tests(terms, named)


def _dates(facts: FactSet) -> Iterable[tuple[str, Test]]:
    first, last = facts.days()
    if first:
        yield "too_early", Asks(lambda line: line.happened_on >= first)
    if last:
        yield "too_late", Asks(lambda line: line.happened_on <= last)


def _product(patterns: Iterable[str]) -> Test:
    # Case matters in product codes: 85123A and 85123a may be two products.
    match = re.compile("|".join(translate(pattern) for pattern in patterns)).match
    return Asks(lambda line: line.fact.product is not None and match(line.fact.product) is not None)


def _said(read: Callable[[Line], Mapping[str, str]], name: str, values: Given) -> Test:
    """Return whether a fact says one of some values, or anything at all, under a name."""
    if values == ANY:
        return Asks(lambda line: bool(read(line).get(name)))
    among = frozenset(values)
    return Asks(lambda line: read(line).get(name) in among)


def _excluded(tests: tuple[Test, ...]) -> Test:
    if len(tests) == 1:
        (only,) = tests
        return Asks(lambda line: not only.holds(line))
    return Asks(lambda line: not all(test.holds(line) for test in tests))
