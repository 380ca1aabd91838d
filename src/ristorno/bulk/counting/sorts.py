"""Sorts of facts: facts that no set of the program tells apart are of one sort.

A set is never translated to SQL: the engine's own sieve is asked about one fact of every look (the fields that sets
ask about, as far as they differ), and what it answers decides the sort.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from typing import TypeAlias

from ristorno.bulk.plan.expressions import FALSE, TRUE, Apply, Expression, col, value
from ristorno.bulk.reasons import NotCompiled
from ristorno.engine.fact import Fact
from ristorno.engine.history.line import Line
from ristorno.engine.ruling.scope import Sieve
from ristorno.engine.ruling.timeline import Rules
from ristorno.engine.terms.sets import FactSet
from ristorno.engine.terms.terms import Terms

Look: TypeAlias = Mapping[str, str | None]
"""What a fact says of itself, by field, as far as any set asks."""
_ASKED: Mapping[str, str] = {"products": "product", "brands": "brand", "groups": "groups"}
"""The fields of a fact that a set asks about, by the word of the terms."""


@dataclass(frozen=True, slots=True)
class _Asked:
    """A set with the terms that it belongs to, and a day on which it may hold facts at all."""

    sieve: Sieve
    day: date


@dataclass(slots=True)
class Sorts:
    """The sets that a program asks, and the sorts of facts that they make."""

    fields: set[str] = field(default_factory=lambda: {"kind"})
    _asked: dict[str, _Asked] = field(default_factory=dict)
    _holding: dict[str, frozenset[int]] = field(default_factory=dict)
    """By set: the sorts that it holds."""
    _keys: dict[int, tuple[Sieve, str]] = field(default_factory=dict)
    """By sieve: what its set says in full. The sieve is kept, so that no other one can have its number."""
    of_looks: tuple[tuple[tuple[str, ...], int], ...] = ()
    """Every look, its fields in alphabetical order, with the number of its sort."""
    number: int = 1
    """How many sorts there are."""

    def holds(self, rules: Rules, facts: FactSet) -> Expression:
        """Return whether a row lies in a set, by its sort."""
        sieve = rules.sieve(facts)
        if id(sieve) not in self._keys:
            self._keys[id(sieve)] = sieve, _said(rules.terms, facts)
        _, key = self._keys[id(sieve)]
        if key not in self._asked:
            self.fields |= _fields(rules.terms, facts)
            first, _ = days_of(rules.terms, facts)
            self._asked[key] = _Asked(sieve, first or date(2000, 1, 1))
        if key not in self._holding:
            return TRUE
        held = self._holding[key]
        if len(held) == self.number:
            return TRUE
        return Apply("in", (col("sort"), *map(value, sorted(held)))) if held else FALSE

    def settle(self, looks: Sequence[Look]) -> None:
        """Give every look its sort."""
        answers: dict[tuple[bool, ...], int] = {}
        numbered: list[tuple[tuple[str, ...], int]] = []
        for look in looks:
            answer = tuple(_holds(asked, look) for asked in self._asked.values())
            sort = answers.setdefault(answer, len(answers) + 1)
            numbered.append((tuple(look[name] or "" for name in sorted(self.fields)), sort))
        for place, key in enumerate(self._asked):
            self._holding[key] = frozenset(sort for answer, sort in answers.items() if answer[place])
        self.of_looks, self.number = tuple(sorted(numbered)), max(1, len(answers))


def _holds(asked: _Asked, look: Look) -> bool:
    """Return whether a set holds facts of a look."""
    groups = look.get("groups") or ""
    fact = Fact(
        document="",
        member="",
        occurred_at=asked.day,
        kind=look["kind"] or "",
        product=look.get("product") or None,
        brand=look.get("brand") or None,
        groups=tuple(groups.split("\x1f")) if groups else (),
    )
    at = datetime(asked.day.year, asked.day.month, asked.day.day, tzinfo=UTC)
    return asked.sieve.refusal(Line(fact, at, asked.day, "", (at, "", "", ""))) is None


def days_of(terms: Terms, facts: FactSet) -> tuple[date | None, date | None]:
    """Return the first and the last day that a set holds, with those of the sets that it narrows."""
    firsts, lasts = [], []
    for each in _chain(terms, facts):
        first, last = each.days()
        firsts += [first] if first else []
        lasts += [last] if last else []
        if each.excluded is not None and any(inner.days() != (None, None) for inner in _chain(terms, each.excluded)):
            raise NotCompiled("a set that leaves out days")
    return max(firsts, default=None), min(lasts, default=None)


def _fields(terms: Terms, facts: FactSet) -> set[str]:
    """Return the fields of a fact about which a set asks, with the sets that it narrows or leaves out."""
    found: set[str] = set()
    for each in _chain(terms, facts):
        if each.contacts or each.parties or each.attributes:
            raise NotCompiled("a set that asks about persons, parties or attributes")
        found |= {name for word, name in _ASKED.items() if getattr(each, word)}
        if each.excluded is not None:
            found |= _fields(terms, each.excluded)
    return found


def _said(terms: Terms, facts: FactSet) -> str:
    """Return all that a set says, with the sets that it narrows or leaves out: sets that say the same are one."""
    parts = [f"{sorted(terms.groups.items())}"]
    for each in _chain(terms, facts):
        parts.append(each.model_dump_json(exclude={"of"}))
        if each.excluded is not None:
            parts.append(_said(terms, each.excluded))
    return "\n".join(parts)


def _chain(terms: Terms, facts: FactSet) -> Iterator[FactSet]:
    """Yield a set and those that it narrows."""
    yield facts
    while facts.of is not None:
        facts = terms.sets[facts.of]
        yield facts
