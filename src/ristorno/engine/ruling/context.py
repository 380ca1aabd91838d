"""Everything that the clauses of one member share: book, timeline, levels, the two times of the question."""

from bisect import bisect_left
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from typing import TypeAlias

from ristorno.engine.accrual import Accrual, Moment
from ristorno.engine.fact import instant
from ristorno.engine.history.book import Book
from ristorno.engine.history.counted_on import CountOn
from ristorno.engine.history.debts import Debts, debts
from ristorno.engine.history.line import DAY_OF, Line
from ristorno.engine.history.matching import Match
from ristorno.engine.history.owing import Account
from ristorno.engine.history.payments import DocumentKey, settle
from ristorno.engine.measures.base import Drawn
from ristorno.engine.population.value import Population
from ristorno.engine.ruling.dated import AS_IT_STANDS, Ways, dated_book, heard, hearing, ways_of
from ristorno.engine.ruling.levels import climb
from ristorno.engine.ruling.results import joined, result_lines
from ristorno.engine.ruling.scope import Sieve
from ristorno.engine.ruling.tendered import Tendered
from ristorno.engine.ruling.timeline import Rules, Span, Timeline
from ristorno.engine.ruling.track import Track
from ristorno.engine.ruling.unheard import Exclusions
from ristorno.engine.terms.clause import Clause
from ristorno.engine.terms.sets import FactSet
from ristorno.engine.terms.tenders import among, earns
from ristorno.engine.terms.terms import Terms
from ristorno.engine.terms.who import Who
from ristorno.kernel.period import ALWAYS, DAY, FIRST_DAY, Period

Counting: TypeAlias = Callable[["Context", str], Iterable[Accrual]]

_TICK = timedelta(microseconds=1)


@dataclass(slots=True)
class Context:
    """One member's question while it is being answered.

    ``earlier`` is the context of the history where ``book`` holds only an order that comes after it.
    """

    book: Book
    timeline: Timeline
    moment: Moment
    earlier: "Context | None" = None
    own: "Context | None" = None
    """The context with every fact where it stands, where ``book`` holds them as a clause counts them."""
    ways: Ways = ()
    """How a clause counts facts, where ``book`` holds them so."""
    terms: tuple[Span, ...] = ()
    """All terms that the member ever had, of all contracts, in order; those of the timeline alone if left out."""
    population: Population | None = None
    """What is known of the other members, where the terms ask for it."""
    count: "Counting | None" = None
    """How the clauses are counted on which other clauses build."""
    contracts: tuple["Context", ...] = field(default=(), repr=False, compare=False)
    """The same question for every contract of the member, where something counts once for all of them."""
    multiplying: bool = True
    """False while amounts are counted before any multiplier."""
    _results: dict[tuple[str, bool], tuple[Line, ...]] = field(default_factory=dict)
    _tracks: dict[tuple[int, str], Track] = field(default_factory=dict)
    _sifted: dict[Sieve, tuple[Line, ...]] = field(default_factory=dict)
    _versions: dict[tuple[int, str], int] = field(default_factory=dict)
    _dated: dict[Ways, "Context"] = field(default_factory=dict)
    _accounts: "Mapping[DocumentKey, Account] | None" = None
    _tendered: Tendered | None = None
    _hearing: dict[int, tuple[Exclusions, ...]] = field(default_factory=dict)
    """What sets leave out of returns, by the terms in force when they happened."""
    _debts: dict[int, Debts] = field(default_factory=dict)

    @property
    def today(self) -> date:
        """The last day that is seen."""
        return self.moment.as_of

    @property
    def history(self) -> "Context":
        """The context of everything that came before the order, or this one where there is no order."""
        return self.earlier or self

    def as_counted(self, clause: str) -> "Context":
        """Return the question with every fact on the day on which a clause counts it."""
        return self.dated(ways_of(self._career, clause))

    def counted_on(self, count_on: CountOn, match: Match | None = None) -> "Context":
        """Return the question with every fact on the day of its invoice or payment, or on its own.

        Returns are matched as they are here, or as ``match`` says.
        """
        ways = self.ways or (AS_IT_STANDS,) * len(self._career)
        return self.dated(tuple(way._replace(count_on=count_on, match=match or way.match) for way in ways))

    def hearing(self, facts: FactSet) -> "Context":
        """Return the question with the returns that a set leaves out by what they say of themselves not taken off.

        Every set is asked for itself: what the clause earns on, and what its conditions, rows and levels look at.
        """
        root = self.own or self
        if id(facts) not in root._hearing:  # noqa: SLF001 - of the same class
            root._hearing[id(facts)] = hearing(self._career, facts)  # noqa: SLF001
        said = root._hearing[id(facts)]  # noqa: SLF001
        ways = self.ways or (AS_IT_STANDS,) * len(self._career)
        if not any(said) and not any(way.leaving_out for way in ways):
            return self
        return self.dated(tuple(way._replace(leaving_out=each) for way, each in zip(ways, said, strict=True)))

    def dated(self, ways: Ways) -> "Context":
        """Return the question with every fact where the terms of its own day count it, of whatever contract.

        So a fact counts once where a member changes from one contract to another.
        """
        if self.own is not None:
            return self.own.dated(ways)
        ways = heard(self.book, self._career, ways)
        if set(ways) <= {AS_IT_STANDS}:
            return self
        if ways not in self._dated:
            book = dated_book(self.book, self._career, ways, self.accounts.values(), self._terms.zone, self.today)
            self._dated[ways] = replace(
                self,
                book=book,
                own=self,
                ways=ways,
                _tracks={},
                _sifted={},
                _dated={},
                _debts={},
                _results={},
                _accounts=None,
                _tendered=None,
            )
        return self._dated[ways]

    @property
    def accounts(self) -> Mapping[DocumentKey, Account]:
        """What is owed and was paid for every document."""
        if self.own is not None:
            return self.own.accounts
        if self._accounts is None:
            self._accounts = settle(self.book.entries, self._terms.fact_step)
        return self._accounts

    @property
    def joined(self) -> date | None:
        """The day since which the member takes part: of its first fact, or of its agreement if that came first."""
        days = (self.book.first_day, self.timeline.agreed)
        return min((day for day in days if day is not None), default=None)

    @property
    def starts(self) -> date | None:
        """The first day of the terms, or where they began with nobody, that of the member's first fact."""
        first = self.timeline.spans[0].days.start
        return first if first > FIRST_DAY else self.book.first_day

    def debts(self, grace: int) -> Debts:
        """Return the overdue debt in the course of time, counted from ``grace`` days after the due day has passed."""
        if self.own is not None:
            return self.own.debts(grace)
        if grace not in self._debts:
            self._debts[grace] = debts(self.accounts.values(), self._terms.zone, grace)
        return self._debts[grace]

    @property
    def _career(self) -> tuple[Span, ...]:
        return self.terms or self.timeline.spans

    @property
    def _terms(self) -> Terms:
        """Any version of the terms: the zone and the currency are the same in all of them."""
        return self.timeline.spans[0].rules.terms

    def track(self, rules: Rules, ladder: str) -> Track:
        """Return the member's history on a ladder as these terms have it; a ladder counts facts on their own days."""
        if self.own is not None:
            return self.own.track(rules, ladder)
        key = (id(rules), ladder)
        if key not in self._tracks:
            self._tracks[key] = self._track(rules, ladder)
        return self._tracks[key]

    def _track(self, rules: Rules, name: str) -> Track:
        ladder = rules.terms.ladders[name]
        facts = ladder.measure.of or ladder.of
        lines = self.net_of(ladder.net_of, self.hearing(facts).sifted(rules, facts))
        if ladder.measure.draws.clauses and self.earlier is None:
            lines = tuple(joined(lines, self.drawn(ladder.measure.draws, ALWAYS)))
        if self.earlier is not None:
            return self.earlier.track(rules, name).raised(lines)
        ladder = ladder.begun(self.starts or self.today, self.timeline.term or ALWAYS)
        return climb(ladder, lines, rules.terms.zone, self.today)

    def drawn(self, draws: Drawn, period: Period) -> list[Sequence[Line]]:
        """Return what the clauses on which a measure builds gave in a period, each of them in order."""
        found = (self._result(name, multiplied=draws.multiplied) for name in draws.clauses)
        return [_within(lines, period) for lines in found]

    def _result(self, name: str, *, multiplied: bool) -> tuple[Line, ...]:
        if self.own is not None:
            return self.own._result(name, multiplied=multiplied)  # noqa: SLF001 - of the same class
        key = (name, multiplied and self.multiplying)
        if key not in self._results:
            assert self.count is not None
            asked = self if multiplied else replace(self, multiplying=False, _tracks={}, _results={}, _dated={})
            accruals = self.count(asked, name)
            self._results[key] = result_lines(accruals, self.book.lines, self._terms.zone, self.today)
        return self._results[key]

    @property
    def tendered(self) -> Tendered:
        """The lines without what was paid with certain tenders."""
        if self._tendered is None:
            self._tendered = Tendered(self.book)
        return self._tendered

    def earning(self, terms: Terms, clause: Clause, lines: Sequence[Line]) -> Sequence[Line]:
        """Return the lines of a clause with as much of each as earns, whatever paid for it."""
        if not self.book.tenders:
            return lines
        return self.tendered.without(lines, lambda name: not earns(name, clause.tenders, terms.tenders))

    def net_of(self, tenders: tuple[str, ...] | None, lines: Sequence[Line]) -> Sequence[Line]:
        """Return lines without what was paid with some tenders."""
        if not tenders or not self.book.tenders:
            return lines
        return self.tendered.without(lines, lambda name: among(name, tenders))

    def version(self, index: int, name: str) -> int:
        """Return the number by which the arithmetic knows a clause as it reads in a span of the timeline."""
        known = self.history._versions  # noqa: SLF001 - of the same class; the terms of an order are no others
        if (index, name) not in known:
            known[index, name] = self.timeline.same_terms(index, name)
        return known[index, name]

    def matching(self, rules: Rules, facts: FactSet, period: Period) -> Sequence[Line]:
        """Return the lines of a set in a period."""
        return self.held(rules.sieve(facts), period)

    def held(self, sieve: Sieve, period: Period) -> Sequence[Line]:
        """Return the lines that a sieve holds in a period."""
        lines = self.sift(sieve)
        if not lines or (period.start <= lines[0].day and lines[-1].day < period.end):
            return lines
        return lines[bisect_left(lines, period.start, key=DAY_OF) : bisect_left(lines, period.end, key=DAY_OF)]

    def sifted(self, rules: Rules, facts: FactSet) -> tuple[Line, ...]:
        """Return the book sifted by a set."""
        return self.sift(rules.sieve(facts))

    def sift(self, sieve: Sieve) -> tuple[Line, ...]:
        """Return the lines that a sieve holds; clauses with equal sets ask every line only once."""
        known = self._sifted.get(sieve)
        if known is None:
            known = tuple(sieve.sift(self.sift(sieve.base) if sieve.base else self.book.lines))
            self._sifted[sieve] = known
        return known

    def concerns(self, who: Who, rules: Rules, line: Line, window: Period) -> bool:
        """Return whether the clause is for this member at the time that it says."""
        return self.concerns_at(who, rules, line.at, window)

    def concerns_at(self, who: Who, rules: Rules, at: datetime, window: Period) -> bool:
        """Return whether the clause would be for this member where a fact of a window happened at a moment."""
        return who.earns(
            self.book.member,
            lambda: self.book.segment(self._judged_at(who, rules, at, window)),
            lambda ladder: self._level(rules, ladder, who, at, window),
        )

    def concerns_on(self, who: Who, rules: Rules, day: date) -> bool:
        """Return whether a clause is for this member when a day begins."""
        return who.earns(
            self.book.member,
            lambda: self.book.segment(instant(day, rules.terms.zone)),
            lambda ladder: self.track(rules, ladder).on(day),
        )

    def concerns_after(self, who: Who, rules: Rules, at: datetime) -> bool:
        """Return whether a clause that is judged at the fact's time is for this member right after a moment."""
        return who.earns(
            self.book.member,
            lambda: self.book.segment(at),
            lambda ladder: self.track(rules, ladder).after(at),
        )

    def pays(self, who: Who, rules: Rules, window: Period) -> bool:
        """Return whether a clause that pools the facts of several members is for this one, when the window ends."""
        return who.earns(
            self.book.member,
            lambda: self.book.segment(self.just_before(window)),
            lambda ladder: self.track(rules, ladder).end_of(self.last_seen(window)),
        )

    def _judged_at(self, who: Who, rules: Rules, at: datetime, window: Period) -> datetime:
        if who.at == "fact":
            return at
        return instant(window.start if who.at == "window_start" else self.last_seen(window), rules.terms.zone)

    def _level(self, rules: Rules, ladder: str, who: Who, at: datetime, window: Period) -> str:
        track = self.track(rules, ladder)
        if who.at == "fact":
            return track.judging(at)
        return track.on(window.start) if who.at == "window_start" else track.end_of(self.last_seen(window))

    @property
    def others(self) -> Population:
        """What is known of the other members; terms that ask for it are never counted without."""
        assert self.population is not None
        return self.population

    def just_after(self, window: Period) -> datetime:
        """Return the first moment after a window, or after the part of it that is seen."""
        return instant(self.last_seen(window) + DAY, self._terms.zone)

    def just_before(self, window: Period) -> datetime:
        """Return the last moment of a window, or of the part of it that is seen."""
        return self.just_after(window) - _TICK

    def first_moment(self, window: Period) -> datetime:
        """Return the first moment of a window."""
        return instant(window.start, self._terms.zone)

    def last_seen(self, window: Period) -> date:
        """Return the last day of a window, or of the part of it that is seen."""
        return min(window.last, self.today)

    def over(self, window: Period, accept_until: int = 0) -> bool:
        """Return whether a window, and the days for late facts after it, has passed by the end of today."""
        return (window.last - self.today).days + accept_until <= 0

    def ruling(self, clause: Clause, line_day: date, window: Period) -> Span | None:
        """Return the span whose terms judge a fact of a window, as the clause says about changes."""
        if clause.change == "by_fact" or clause.window.narrow:
            return self.timeline.on(line_day)
        return self.timeline.on(window.start if clause.change == "at_start" else self.last_seen(window))


def _within(lines: Sequence[Line], period: Period) -> Sequence[Line]:
    return [line for line in lines if line.day in period]


def up_to(period: Period, day: date) -> Period:
    """Return the part of a period through the day."""
    return period.cut(Period(period.start, max(period.start, day + DAY)))


def before(lines: Sequence[Line], at: datetime) -> list[Line]:
    """Return the lines strictly before a moment: facts of one instant do not see each other."""
    return [line for line in lines if line.at < at]
