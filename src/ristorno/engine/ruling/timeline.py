"""Which terms rule on which day: a program's versions with an agreement's versions laid over them."""

from bisect import bisect_right
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import TypeAlias

from ristorno.engine.ruling.scope import Sieve, compile_set
from ristorno.engine.terms.clause import Clause
from ristorno.engine.terms.program import Agreement, Common, Program, Version, ruling
from ristorno.engine.terms.reading import Origin, Written, version_terms
from ristorno.engine.terms.sets import FactSet
from ristorno.engine.terms.terms import Terms, period
from ristorno.kernel.period import Period

Contract: TypeAlias = Agreement | Common


class Rules:
    """One version of the terms with its sets compiled. Immutable; shared by all members under it."""

    def __init__(self, written: Written, label: str) -> None:
        self.terms: Terms = written.terms
        self.origin: Origin = written.origin
        self.label = label
        self._sieves: dict[int, Sieve] = {}
        self._alike: dict[str, Sieve] = {}

    def sieve(self, facts: FactSet) -> Sieve:
        """Return the compiled tests of a set that belongs to these terms; equal sets share them."""
        known = self._sieves.get(id(facts))
        if known is None:
            known = self._sieves[id(facts)] = self._compiled(facts)
        return known

    def _compiled(self, facts: FactSet) -> Sieve:
        words = facts.model_dump_json()
        if words not in self._alike:
            base = self.sieve(self.terms.sets[facts.of]) if facts.of else None
            self._alike[words] = compile_set(self.terms, facts, base)
        return self._alike[words]


@dataclass(frozen=True, slots=True)
class Span:
    """Days on which one version of the terms rules."""

    days: Period
    rules: Rules

    def clause(self, name: str) -> Clause | None:
        """Return the clause in these terms, None where it does not exist."""
        return self.rules.terms.clauses.get(name)


@dataclass(frozen=True, slots=True)
class Timeline:
    """The versions of a member's terms in order of time, without gaps from the first day to the last."""

    contract: Contract
    spans: tuple[Span, ...]

    def on(self, day: date) -> Span | None:
        """Return the span that holds the day."""
        index = bisect_right([span.days.start for span in self.spans], day) - 1
        return self.spans[index] if index >= 0 and day in self.spans[index].days else None

    def nearest(self, day: date) -> Span:
        """Return the span that holds the day, or the one next to it; there must be one."""
        index = bisect_right([span.days.start for span in self.spans], day) - 1
        return self.spans[max(index, 0)]

    def same_terms(self, index: int, name: str) -> int:
        """Return the first of the spans up to ``index`` in which the clause reads just as it does there.

        A version that leaves a clause alone does not touch it: its facts are counted together.
        """
        clause = self.spans[index].clause(name)
        while index and _promised(self.spans[index - 1].clause(name)) == _promised(clause):
            index -= 1
        return index

    def without(self, taken: Sequence[Period]) -> "Timeline":
        """Return what is left of the timeline when periods without overlaps are taken out of it."""
        spans = self.spans
        for gone in taken:
            spans = tuple(Span(days, span.rules) for span in spans for days in _left(span.days, gone))
        return Timeline(self.contract, spans)

    def lasting(self, clause: Clause, window: Period) -> Period:
        """Return a window through the last day on which anything that happens can change it.

        Where others count too, they go on when leaving or an agreement has ended it for one member: until it is over
        for all, or a version of the program ends it for all.
        """
        if not clause.awaits_others or self._ended_for_all(window.end):
            return window
        shared = clause.to_date(clause.judged.whole(window.last), window.last)
        return Period(window.start, max(window.end, shared.cut(self.nearest(window.last).rules.terms.term).end))

    def _ended_for_all(self, day: date) -> bool:
        """Return whether a version of the program, and none of the contract alone, begins on a day."""
        own = any(version.effective_from == day for version in self.contract.versions)
        return not own and any(span.days.start == day for span in self.spans)

    @property
    def clauses(self) -> tuple[str, ...]:
        """The names of the clauses that any of the versions has, in alphabetical order."""
        return tuple(sorted({name for span in self.spans for name in span.rules.terms.clauses}))

    @property
    def agreed(self) -> date | None:
        """The first day of an agreement; None under the program's own terms, which begin with nobody."""
        return self.spans[0].days.start if isinstance(self.contract, Agreement) and self.spans else None

    @property
    def term(self) -> Period | None:
        """All days of the agreement, None when it has none."""
        return Period(self.spans[0].days.start, self.spans[-1].days.end) if self.spans else None


def _promised(clause: Clause | None) -> Clause | None:
    return None if clause is None else clause.promised


def _left(days: Period, taken: Period) -> list[Period]:
    parts = (days.cut(Period(days.start, taken.start)), days.cut(Period(taken.end, days.end)))
    return [part for part in parts if part.days > 0]


class Timelines:
    """Builds timelines, each once, and keeps the compiled terms of each pair of versions."""

    def __init__(self, program: Program) -> None:
        self.program = program
        self._rules: dict[tuple[object, ...], Rules] = {}
        self._built: dict[tuple[str, datetime | None], Timeline] = {}

    def keeping(self, contracts: Collection[str]) -> "Timelines":
        """Return timelines of the same program that have what was built for some contracts already."""
        kept = Timelines(self.program)
        kept._rules = {key: rules for key, rules in dict(self._rules).items() if key[1] is None or key[1] in contracts}
        kept._built = {key: built for key, built in dict(self._built).items() if key[0] in contracts}
        return kept

    def of(self, contract: Contract, known_at: datetime | None) -> Timeline:
        """Return the timeline of a contract as known at a moment; raises Refused for terms that make no sense."""
        key = (contract.id, known_at)
        if key not in self._built:
            self._built[key] = self._build(contract, known_at)
        return self._built[key]

    def _build(self, contract: Contract, known_at: datetime | None) -> Timeline:
        term = self._term(contract, known_at)
        if term is None or term.days <= 0:
            return Timeline(contract, ())
        starts = sorted({term.start, *(day for day in self._changes(contract, known_at) if day in term)})
        ends = [*starts[1:], term.end]
        spans = [
            Span(Period(start, end), self._ruling(contract, start, known_at))
            for start, end in zip(starts, ends, strict=True)
        ]
        return Timeline(contract, tuple(spans))

    def _term(self, contract: Contract, known_at: datetime | None) -> Period | None:
        starts = contract.starts(known_at)
        return None if starts is None else period(starts, contract.ends).cut(self.program.terms.term)

    def _changes(self, contract: Contract, known_at: datetime | None) -> list[date]:
        versions: Sequence[Version] = (*self.program.versions, *contract.versions)
        return [version.effective_from for version in versions if version.known(known_at)]

    def _ruling(self, contract: Contract, day: date, known_at: datetime | None) -> Rules:
        own = ruling(self.program.versions, day, known_at)
        over = ruling(contract.versions, day, known_at) if isinstance(contract, Agreement) else None
        key = (own and own.path, contract.id if over else None, over and over.path)
        if key not in self._rules:
            pair = (contract, over) if isinstance(contract, Agreement) and over else None
            label = self._label(own, contract if pair else None, over)
            self._rules[key] = Rules(version_terms(self.program, own, pair), label)
        return self._rules[key]

    def _label(self, own: Version | None, contract: Contract | None, over: Version | None) -> str:
        label = self.program.id + (f" from {own.effective_from}" if own else "")
        return f"{label}, {contract.id} from {over.effective_from}" if contract and over else label
