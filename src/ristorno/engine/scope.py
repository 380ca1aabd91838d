"""Which facts a set holds, compiled once per terms into a question that is cheap to ask of every line."""

import re
from collections.abc import Callable, Iterable
from fnmatch import translate
from typing import TypeAlias

from ristorno.engine.fact import SALES_KINDS
from ristorno.engine.line import Line
from ristorno.engine.terms.sets import FactSet
from ristorno.engine.terms.terms import Terms

Scope: TypeAlias = Callable[[Line], str | None]
"""Returns None for a line that the set holds, else the code of the first reason why not."""

Test: TypeAlias = Callable[[Line], bool]


def compile_set(terms: Terms, facts: FactSet) -> Scope:
    """Return the question that a set asks. The terms must have been checked: names exist, nothing is circular."""
    tests = tuple(_tests(terms, facts))

    def scope(line: Line) -> str | None:
        for reason, holds in tests:
            if not holds(line):
                return reason
        return None

    return scope


def _tests(terms: Terms, facts: FactSet) -> Iterable[tuple[str, Test]]:
    kinds = facts.kinds or (None if facts.of else SALES_KINDS)
    if kinds:
        yield "other_kind", _kind(frozenset(kinds))
    if facts.of:
        yield from _tests(terms, terms.sets[facts.of])
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
        yield "excluded", _excluded(_exclusion(terms, facts.excluded))


def _exclusion(terms: Terms, excluded: FactSet) -> Scope:
    # An exclusion narrows a set that already says its kinds, so it takes every kind unless it names some itself.
    if excluded.of or excluded.kinds:
        return compile_set(terms, excluded)
    return compile_set(terms, excluded.model_copy(update={"kinds": tuple(sorted(terms.known_kinds))}))


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


def _excluded(scope: Scope) -> Test:
    return lambda line: scope(line) is not None
