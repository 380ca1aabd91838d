"""Sorts of facts: facts that nothing in the program tells apart are of one sort.

A set is never translated to SQL: the engine's own sieve is asked about one fact of every look (the fields that sets
ask about, as far as they differ), and what it answers decides the sort. The same is done for whatever else the look of
a fact alone decides.

Where facts count on other days than their own, or a set leaves out days, its days are asked of the day on which a fact
happened: these days cut time into eras, and a fact is asked about once for each of them.
"""

from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from typing import TypeAlias

from ristorno.bulk.counting.looks import ATTRIBUTE, PARTY, PERSON, Look
from ristorno.bulk.plan.expressions import TRUE, Expression, among, col
from ristorno.engine.fact import CALENDAR_KINDS, NEGATIVE_KINDS, Fact
from ristorno.engine.history.line import Line
from ristorno.engine.ruling.scope import Sieve
from ristorno.engine.ruling.timeline import Rules
from ristorno.engine.terms.sets import FactSet
from ristorno.engine.terms.terms import Terms
from ristorno.kernel.period import DAY

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
    day: date | None
    """None: it is asked for every era."""

    @property
    def about(self) -> tuple[tuple[str, ...], bool]:
        """What questions have in common that are asked together: the fields, and whether the era matters."""
        return self.fields, self.day is None


class _Alike:
    """Questions about the same fields: facts that are alike in these are asked about once."""

    def __init__(self, fields: tuple[str, ...], *, by_era: bool) -> None:
        self.fields = fields
        self.by_era = by_era
        self.asked: list[_Asked] = []
        self.answers: list[tuple[Hashable, ...]] = []
        """All combinations of answers that are given."""
        self._numbers: dict[tuple[Hashable, ...], int] = {}
        self._known: dict[tuple[date | None, tuple[str, ...]], int] = {}

    def about(self, look: Look, era: date) -> int:
        """Return the place of the answers about a fact that has a look and happened in the era that begins on a day."""
        own = era if self.by_era else None, tuple([look[name] for name in self.fields])
        if own not in self._known:
            lines = {day: _line(look, day or era) for day in {each.day for each in self.asked}}
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
    _cuts: set[date] = field(default_factory=set)
    eras: tuple[tuple[date, date, int], ...] = ()
    """First day, last day and number of every era; none where no question asks for the day of a fact."""
    of_looks: tuple[tuple[tuple[str, ...], int, int], ...] = ()
    """Every look, its fields in alphabetical order, with the number of an era and that of its sort."""
    number: int = 1
    """How many sorts there are."""

    def holds(self, rules: Rules, facts: FactSet, *, moved: bool = False) -> Expression:
        """Return whether a row lies in a set, by its sort.

        The days of the set are asked apart, but for those that it leaves out, and where facts are ``moved`` to other
        days than those on which they happened.
        """
        sieve, terms = rules.sieve(facts), rules.terms
        cuts = _cuts(terms, facts) if moved or _leaves_out_days(terms, facts) else frozenset()
        key = self.key(rules, facts), bool(cuts)
        if key not in self._asked:
            first = None if cuts else days_of(terms, facts)[0] or _SOME_DAY
            self._cuts |= cuts
            self._ask(key, _Asked(lambda line: sieve.refusal(line) is None, _named(_fields(terms, facts)), first))
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

    def ask(self, key: Hashable, question: Question, fields: set[str]) -> None:
        """Let sorts tell apart facts about which a question, known by its key, is answered differently."""
        if key not in self._asked:
            self._ask(key, _Asked(question, _named(fields), _SOME_DAY))

    def _ask(self, key: Hashable, asked: _Asked) -> None:
        self.fields |= set(asked.fields)
        self._asked[key] = asked

    def answering(self, key: Hashable, answer: Hashable) -> Expression:
        """Return whether a question is so answered about a row."""
        if key not in self._answers:
            return TRUE
        held = self._answers[key].get(answer, frozenset())
        if len(held) == self.number:
            return TRUE
        return among(col("sort"), held)

    def settle(self, looks: Sequence[Look], first: date, last: date) -> None:
        """Give every look its sort in every era; facts happened between two days."""
        self.eras = tuple(_eras(self._cuts, first, last)) if self._cuts else ()
        alike: dict[tuple[tuple[str, ...], bool], _Alike] = {}
        for asked in self._asked.values():
            fields, by_era = asked.about
            alike.setdefault(asked.about, _Alike(fields, by_era=by_era)).asked.append(asked)
        sorts: dict[tuple[int, ...], int] = {}
        numbered: list[tuple[tuple[str, ...], int, int]] = []
        for look in looks:
            own = tuple(look[name] for name in sorted(self.fields))
            for start, _, era in self.eras or [(_SOME_DAY, _SOME_DAY, 0)]:
                answers = tuple([each.about(look, start) for each in alike.values()])
                numbered.append((own, era, sorts.setdefault(answers, len(sorts) + 1)))
        places = {about: place for place, about in enumerate(alike)}
        for key, asked in self._asked.items():
            place, own_answers = places[asked.about], alike[asked.about].answers
            number = alike[asked.about].asked.index(asked)
            given: dict[Hashable, set[int]] = {}
            for answers, sort in sorts.items():
                given.setdefault(own_answers[answers[place]][number], set()).add(sort)
            self._answers[key] = {answer: frozenset(held) for answer, held in given.items()}
        self.of_looks, self.number = tuple(sorted(numbered)), max(1, len(sorts))


def _eras(cuts: Iterable[date], first: date, last: date) -> Iterator[tuple[date, date, int]]:
    """Yield the eras between two days: first day, last day, number."""
    starts = sorted({first, *(cut for cut in cuts if first < cut <= last)})
    for number, (start, end) in enumerate(zip(starts, [*starts[1:], last + DAY], strict=True), 1):
        yield start, end - DAY, number


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
        attributes=_said_under(look, ATTRIBUTE),
        parties=_said_under(look, PARTY),
    )
    at = datetime(day.year, day.month, day.day, tzinfo=UTC)
    return Line(fact, at, day, "", (at, "", "", ""))


def _named(fields: set[str]) -> tuple[str, ...]:
    return tuple(sorted({"kind", *fields}))


def _said_under(look: Look, prefix: str) -> Mapping[str, str]:
    return {name.removeprefix(prefix): text for name, text in look.items() if name.startswith(prefix) and text}


def days_of(terms: Terms, facts: FactSet) -> tuple[date | None, date | None]:
    """Return the first and the last day that a set holds, with those of the sets that it narrows."""
    firsts, lasts = [], []
    for each in _chain(terms, facts):
        first, last = each.days()
        firsts += [first] if first else []
        lasts += [last] if last else []
    return max(firsts, default=None), min(lasts, default=None)


def _cuts(terms: Terms, facts: FactSet) -> frozenset[date]:
    """Return the days with which what a set holds may change, with those of the sets that it narrows or leaves out."""
    found: set[date] = set()
    for each in _chain(terms, facts):
        first, last = each.days()
        found |= {first} if first else set()
        found |= {last + DAY} if last else set()
        found |= _cuts(terms, each.excluded) if each.excluded is not None else set()
    return frozenset(found)


def _leaves_out_days(terms: Terms, facts: FactSet) -> bool:
    return any(each.excluded is not None and _cuts(terms, each.excluded) for each in _chain(terms, facts))


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
