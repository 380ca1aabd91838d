"""Sorts of facts: facts that nothing in the program tells apart are of one sort.

A set is never translated to SQL: the engine's own sieve is asked about one fact of every look (the fields that sets
ask about, as far as they differ), and what it answers decides the sort. The same is done for whatever else the look of
a fact alone decides.
"""

from collections.abc import Callable, Hashable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from typing import TypeAlias

from ristorno.bulk.counting.looks import ATTRIBUTE, PARTY, PERSON, Look
from ristorno.bulk.plan.expressions import TRUE, Expression, among, col
from ristorno.bulk.reasons import NotCompiled
from ristorno.engine.fact import CALENDAR_KINDS, NEGATIVE_KINDS, Fact
from ristorno.engine.history.line import Line
from ristorno.engine.ruling.scope import Sieve
from ristorno.engine.ruling.timeline import Rules
from ristorno.engine.terms.sets import FactSet
from ristorno.engine.terms.terms import Terms

_ASKED: Mapping[str, str] = {"products": "product", "brands": "brand", "groups": "groups", "contacts": PERSON}
"""The fields of a fact that a set asks about, by the word of the terms."""
Question: TypeAlias = Callable[[Line], Hashable]
_SOME_DAY = date(2000, 1, 1)
_YES = True


@dataclass(frozen=True, slots=True)
class _Asked:
    """A question about some fields of a fact, and a day on which it is asked."""

    question: Question
    fields: tuple[str, ...]
    day: date


class _Alike:
    """Questions about the same fields: facts that are alike in these are asked about once."""

    def __init__(self, fields: tuple[str, ...]) -> None:
        self.fields = fields
        self.asked: list[_Asked] = []
        self.answers: list[tuple[Hashable, ...]] = []
        """All combinations of answers that are given."""
        self._numbers: dict[tuple[Hashable, ...], int] = {}
        self._known: dict[tuple[str, ...], int] = {}

    def about(self, look: Look) -> int:
        """Return the place of the answers about a fact that has a look."""
        own = tuple([look[name] for name in self.fields])
        if own not in self._known:
            lines = {day: _line(look, day) for day in {each.day for each in self.asked}}
            answers = tuple([each.question(lines[each.day]) for each in self.asked])
            self._known[own] = self._numbers.setdefault(answers, len(self._numbers))
            self.answers = list(self._numbers)
        return self._known[own]


@dataclass(slots=True)
class Sorts:
    """What a program asks about facts, and the sorts of facts that the answers make."""

    fields: set[str] = field(default_factory=lambda: {"kind"})
    _asked: dict[Hashable, _Asked] = field(default_factory=dict)
    _answers: dict[Hashable, Mapping[Hashable, frozenset[int]]] = field(default_factory=dict)
    """By question: the sorts of which each answer is given."""
    _keys: dict[int, tuple[Sieve, str]] = field(default_factory=dict)
    """By sieve: what its set says in full. The sieve is kept, so that no other one can have its number."""
    of_looks: tuple[tuple[tuple[str, ...], int], ...] = ()
    """Every look, its fields in alphabetical order, with the number of its sort."""
    number: int = 1
    """How many sorts there are."""

    def holds(self, rules: Rules, facts: FactSet) -> Expression:
        """Return whether a row lies in a set, by its sort."""
        sieve = rules.sieve(facts)
        key = self.key(rules, facts)
        if key not in self._asked:
            first, _ = days_of(rules.terms, facts)
            self.ask(key, lambda line: sieve.refusal(line) is None, _fields(rules.terms, facts), first)
        return self.answering(key, _YES)

    def key(self, rules: Rules, facts: FactSet) -> str:
        """Return all that a set says: sets that say the same are one."""
        sieve = rules.sieve(facts)
        if id(sieve) not in self._keys:
            self._keys[id(sieve)] = sieve, _said(rules.terms, facts)
        return self._keys[id(sieve)][1]

    def bought(self) -> Expression:
        """Return whether a row is anything but a return or a credit note."""
        self.ask("bought", lambda line: line.fact.kind not in NEGATIVE_KINDS, {"kind"})
        return self.answering("bought", _YES)

    def happened(self) -> Expression:
        """Return whether a row is anything but made by the calendar, which alone does not begin anything."""
        self.ask("happened", lambda line: line.fact.kind not in CALENDAR_KINDS, {"kind"})
        return self.answering("happened", _YES)

    def ask(self, key: Hashable, question: Question, fields: set[str], day: date | None = None) -> None:
        """Let sorts tell apart facts about which a question, known by its key, is answered differently."""
        if key not in self._asked:
            self.fields |= fields
            self._asked[key] = _Asked(question, tuple(sorted({"kind", *fields})), day or _SOME_DAY)

    def answering(self, key: Hashable, answer: Hashable) -> Expression:
        """Return whether a question is so answered about a row."""
        if key not in self._answers:
            return TRUE
        held = self._answers[key].get(answer, frozenset())
        if len(held) == self.number:
            return TRUE
        return among(col("sort"), held)

    def settle(self, looks: Sequence[Look]) -> None:
        """Give every look its sort."""
        alike: dict[tuple[str, ...], _Alike] = {}
        for asked in self._asked.values():
            alike.setdefault(asked.fields, _Alike(asked.fields)).asked.append(asked)
        sorts: dict[tuple[int, ...], int] = {}
        numbered: list[tuple[tuple[str, ...], int]] = []
        for look in looks:
            answers = tuple([each.about(look) for each in alike.values()])
            sort = sorts.setdefault(answers, len(sorts) + 1)
            numbered.append((tuple(look[name] for name in sorted(self.fields)), sort))
        for key, asked in self._asked.items():
            place, own = list(alike).index(asked.fields), alike[asked.fields]
            number = own.asked.index(asked)
            given: dict[Hashable, set[int]] = {}
            for answers, sort in sorts.items():
                given.setdefault(own.answers[answers[place]][number], set()).add(sort)
            self._answers[key] = {answer: frozenset(held) for answer, held in given.items()}
        self.of_looks, self.number = tuple(sorted(numbered)), max(1, len(sorts))


def _line(look: Look, day: date) -> Line:
    """Return a line that has a look."""
    groups = look.get("groups")
    fact = Fact(
        document="",
        member="",
        occurred_at=day,
        kind=look["kind"],
        product=look.get("product") or None,
        brand=look.get("brand") or None,
        groups=tuple(groups.split("\x1f")) if groups else (),
        contact=look.get(PERSON) or None,
        attributes=_named(look, ATTRIBUTE),
        parties=_named(look, PARTY),
    )
    at = datetime(day.year, day.month, day.day, tzinfo=UTC)
    return Line(fact, at, day, "", (at, "", "", ""))


def _named(look: Look, prefix: str) -> Mapping[str, str]:
    return {name.removeprefix(prefix): text for name, text in look.items() if name.startswith(prefix) and text}


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
        found |= {name for word, name in _ASKED.items() if getattr(each, word)}
        found |= {f"{ATTRIBUTE}{name}" for name in each.attributes or ()}
        found |= {f"{PARTY}{role}" for role in each.parties or ()}
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
