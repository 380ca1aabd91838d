"""Returns that a set leaves out by what they say of themselves, such as ``except: {attributes: {reason: [recall]}}``.

A return that names its original is taken off before any set is asked, and is judged by what the original says. Only an
exclusion by kind or attribute is asked of the return as well: it is read as the original with the kind and the
attributes of the return. Where it is excluded so, and the original is not, the original counts as if it had not come
back, for the clauses of whose set this is said. A kind that a set does not list excludes nothing: "purchases" are those
that were kept.
"""

from bisect import bisect_right
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import TypeAlias

from ristorno.engine.fact import CALENDAR_KINDS, NEGATIVE_KINDS, Fact
from ristorno.engine.history.book import Book
from ristorno.engine.history.line import Line
from ristorno.engine.history.reversals import net
from ristorno.engine.ruling.scope import excludes
from ristorno.engine.ruling.timeline import Span
from ristorno.engine.terms.sets import ANY, FactSet
from ristorno.engine.terms.terms import Terms

Exclusions: TypeAlias = tuple[FactSet, ...]


def exclusions(terms: Terms, facts: FactSet) -> Exclusions:
    """Return what a set, and those that it narrows, leave out by kinds of returns or by attributes."""
    found = tuple(each.excluded for each in _narrowed(terms, facts) if each.excluded is not None)
    return tuple(excluded for excluded in found if _of_returns(terms, excluded))


def _narrowed(terms: Terms, facts: FactSet) -> Iterator[FactSet]:
    yield facts
    while facts.of:
        facts = terms.sets[facts.of]
        yield facts


def _of_returns(terms: Terms, excluded: FactSet) -> bool:
    narrowed = tuple(_narrowed(terms, excluded))
    kinds = [frozenset(each.kinds) for each in narrowed if each.kinds]
    asked = any(each.attributes for each in narrowed) or bool(kinds)
    return asked and all(not named.isdisjoint(NEGATIVE_KINDS) for named in kinds)


def may_leave_out(terms: Terms, excluded: FactSet, kind: str, attributes: Mapping[str, str]) -> bool:
    """Return whether an exclusion can hold for a return by what that says of itself, whatever it takes back."""
    narrowed = tuple(_narrowed(terms, excluded))
    if any(each.kinds and kind not in each.kinds for each in narrowed):
        return False
    asked = [(attributes.get(name), values) for each in narrowed for name, values in (each.attributes or {}).items()]
    said = [(value, values) for value, values in asked if value is not None]
    if any(values != ANY and value not in values for value, values in said):
        return False
    return bool(said) or any(each.kinds for each in narrowed)


def unheard(book: Book, spans: Sequence[Span], said: Sequence[Exclusions]) -> frozenset[str]:
    """Return the returns that are not taken off, by what is ``said`` under the terms of their originals' days."""
    if not any(said) or not spans:
        return frozenset()
    backs = [line for line in book.entries if line.fact.reverses is not None and line.fact.kind in NEGATIVE_KINDS]
    if not backs:
        return frozenset()
    sold: dict[tuple[str, str], list[Line]] = {}
    for line in book.entries:
        if line.fact.reverses is None:
            sold.setdefault((line.fact.source, line.fact.document), []).append(line)
    starts = [span.days.start for span in spans]

    def left_out(back: Fact, line: Line) -> bool:
        place = max(0, bisect_right(starts, line.day) - 1)
        meant = _as_told(line, back)
        tests = [excludes(spans[place].rules.terms, excluded) for excluded in said[place]]
        return any(test(meant) and not test(line) for test in tests)

    found = ((back.fact, _originals(back.fact, sold)) for back in backs)
    return frozenset(back.id for back, lines in found if lines and all(left_out(back, line) for line in lines))


def _originals(back: Fact, sold: Mapping[tuple[str, str], Sequence[Line]]) -> Sequence[Line]:
    assert back.reverses is not None
    lines = sold.get((back.source, back.reverses.document), ())
    return [line for line in lines if back.reverses.line in {None, line.fact.line}]


def _as_told(line: Line, back: Fact) -> Line:
    """Return an original as its return tells of it."""
    return line._replace(
        fact=replace(line.fact, kind=back.kind, attributes={**line.fact.attributes, **back.attributes})
    )


def kept(book: Book, gone: frozenset[str]) -> list[Line]:
    """Return the lines of a book without some returns, in order."""
    lines, _ = net([line for line in book.entries if line.fact.id not in gone])
    known = {line.order for line in book.entries}
    made = [line for line in book.lines if line.order not in known and line.fact.kind in CALENDAR_KINDS]
    return sorted([*lines, *made], key=lambda line: line.order) if made else lines
