"""The lines that promises tell apart: of everything that a line can say, one example for each way to be judged.

A product stands in one place of the tree of groups: lines of several groups at once are not thought of.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time
from decimal import Decimal
from itertools import product as every
from math import prod

from ristorno.engine.fact import Fact
from ristorno.engine.history.line import Line
from ristorno.engine.policy.patterns import TooManyError, told_apart
from ristorno.engine.terms.sets import FactSet
from ristorno.engine.terms.terms import Terms

_LINES = 50_000
"""So many kinds of lines are looked at; more are too many to tell apart."""
OTHER = "other"


@dataclass(slots=True)
class Named:
    """Every value that some sets name."""

    products: set[str] = field(default_factory=set)
    brands: set[str] = field(default_factory=set)
    groups: set[str] = field(default_factory=set)
    contacts: set[str] = field(default_factory=set)
    parties: dict[str, set[str]] = field(default_factory=dict)
    attributes: dict[str, set[str]] = field(default_factory=dict)

    def take(self, terms: Terms, facts: FactSet) -> None:
        """Take what a set names, with the sets that it narrows and that it leaves out."""
        self.products |= set(facts.products or ())
        self.brands |= set(facts.brands or ())
        self.contacts |= set(facts.contacts or ())
        for group in facts.groups or ():
            self.groups |= terms.below(group)
        for found, said in ((self.parties, facts.parties), (self.attributes, facts.attributes)):
            for name, values in (said or {}).items():
                found.setdefault(name, set()).update(values if isinstance(values, tuple) else ())
        for inner in (terms.sets[facts.of] if facts.of else None, facts.excluded):
            if inner is not None:
                self.take(terms, inner)


def lines(named: Named, day: date) -> Iterator[Line]:
    """Yield one line of a purchase on a day for each way in which sets can judge it.

    Raises:
        TooManyError: there are too many ways.
    """
    codes = tuple(told_apart(sorted(named.products)).values())
    brands, groups = _values(named.brands), (None, *sorted(named.groups))
    contacts = _values(named.contacts)
    parties, attributes = _said(named.parties), _said(named.attributes)
    if prod(map(len, (codes, brands, groups, contacts, parties, attributes))) > _LINES:
        raise TooManyError
    for code, brand, group, contact, roles, words in every(codes, brands, groups, contacts, parties, attributes):
        fact = Fact(
            document="EXAMPLE",
            occurred_at=day,
            member=OTHER,
            contact=contact,
            product=code,
            brand=brand,
            groups=() if group is None else (group,),
            parties=roles,
            attributes=words,
            quantity=Decimal(1),
            amount=Decimal(1),
        )
        at = datetime.combine(day, time.min, tzinfo=UTC)
        yield Line(fact, at, day, fact.document, (at, "", fact.document, fact.line))


def _values(named: Collection[str]) -> tuple[str, ...]:
    """Return the values that are named, and one that is not."""
    return (*sorted(named), fresh(named))


def fresh(named: Collection[str]) -> str:
    """Return a name that is not among some."""
    return next(name for name in _names() if name not in named)


def _names() -> Iterator[str]:
    number = 1
    yield OTHER
    while True:
        number += 1
        yield f"{OTHER}-{number}"


def _said(named: Mapping[str, Iterable[str]]) -> Sequence[Mapping[str, str]]:
    """Return every choice of values by name: one that is named, another one, or none at all."""
    names = sorted(named)
    choices = [(*_values(set(named[name])), None) for name in names]
    if prod(map(len, choices)) > _LINES:
        raise TooManyError
    return [
        {name: value for name, value in zip(names, chosen, strict=True) if value is not None}
        for chosen in every(*choices)
    ]
