"""Which facts a set holds, compiled once per terms into a question that is cheap to ask of every line."""

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from fnmatch import translate
from typing import TypeAlias

from ristorno.engine.fact import SALES_KINDS
from ristorno.engine.history.line import Line
from ristorno.engine.terms.sets import FactSet
from ristorno.engine.terms.terms import Terms

Test: TypeAlias = Callable[[Line], bool]


@dataclass(frozen=True, slots=True, eq=False)
class Sieve:
    """The tests of a set, in order, each with the code of the reason why not; ``base`` is the set that it narrows."""

    base: "Sieve | None"
    tests: tuple[tuple[str, Test], ...]

    def sift(self, lines: Sequence[Line]) -> Sequence[Line]:
        """Return those of the base's lines that the set holds too."""
        for _, holds in self.tests:
            lines = [line for line in lines if holds(line)]
        return lines

    def refusal(self, line: Line) -> str | None:
        """Return the first reason why the set does not hold a line, None where it does."""
        reason = self.base.refusal(line) if self.base else None
        return reason or next((reason for reason, holds in self.tests if not holds(line)), None)


def compile_set(terms: Terms, facts: FactSet, base: Sieve | None) -> Sieve:
    """Return the sieve of a set. The terms must have been checked: names exist, nothing is circular.

    ``base`` is the sieve of the set that this one narrows; one that narrows nothing is its base itself.
    """
    tests = tuple(_tests(terms, facts))
    return base if base is not None and not tests else Sieve(base, tests)


def _tests(terms: Terms, facts: FactSet) -> Iterable[tuple[str, Test]]:
    kinds = facts.kinds or (None if facts.of else SALES_KINDS)
    if kinds:
        yield "other_kind", _kind(frozenset(kinds))
    yield from _own_tests(terms, facts)


def _own_tests(terms: Terms, facts: FactSet) -> Iterable[tuple[str, Test]]:
    yield from _dates(facts)
    if facts.groups:
        yield "other_group", _group(frozenset().union(*(terms.below(group) for group in facts.groups)))
    if facts.products:
        yield "other_product", _product(facts.products)
    if facts.brands:
        yield "other_brand", _brand(frozenset(facts.brands))
    if facts.contacts:
        yield "other_contact", _contact(frozenset(facts.contacts))
    for role, names in (facts.parties or {}).items():
        yield "other_party", _party(role, frozenset(names))
    for name, values in (facts.attributes or {}).items():
        yield "other_attribute", _attribute(name, frozenset(values))
    if facts.excluded:
        yield "excluded", _excluded(tuple(test for _, test in _exclusion(terms, facts.excluded)))


def _exclusion(terms: Terms, excluded: FactSet) -> Iterable[tuple[str, Test]]:
    """Yield the tests that a fact must pass to be excluded, those of the sets that the exclusion narrows too."""
    # An exclusion narrows a set that already says its kinds, so it takes every kind unless it names some itself.
    if excluded.kinds:
        yield "other_kind", _kind(frozenset(excluded.kinds))
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
        yield "too_early", lambda line: line.day >= first
    if last:
        yield "too_late", lambda line: line.day <= last


def _kind(kinds: frozenset[str]) -> Test:
    return lambda line: line.fact.kind in kinds


def _group(names: frozenset[str]) -> Test:
    return lambda line: not names.isdisjoint(line.fact.groups)


def _product(patterns: Iterable[str]) -> Test:
    # Case matters in product codes: 85123A and 85123a may be two products.
    match = re.compile("|".join(translate(pattern) for pattern in patterns)).match
    return lambda line: line.fact.product is not None and match(line.fact.product) is not None


def _brand(names: frozenset[str]) -> Test:
    return lambda line: line.fact.brand in names


def _contact(names: frozenset[str]) -> Test:
    return lambda line: line.fact.contact in names


def _party(role: str, names: frozenset[str]) -> Test:
    return lambda line: line.fact.parties.get(role) in names


def _attribute(name: str, values: frozenset[str]) -> Test:
    return lambda line: line.fact.attributes.get(name) in values


def _excluded(tests: tuple[Test, ...]) -> Test:
    if len(tests) == 1:
        (only,) = tests
        return lambda line: not only(line)
    return lambda line: not all(test(line) for test in tests)
