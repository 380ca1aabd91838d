"""What can really meet: for each buyer and stretch of days, the promises that one line can have."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import product as every

from ristorno.engine.calculation import Calculation
from ristorno.engine.history.line import Line
from ristorno.engine.policy.lines import Named, fresh, lines
from ristorno.engine.policy.promise import Promise, Promises
from ristorno.engine.policy.rows import Row, Rows, cost_of
from ristorno.engine.policy.together import Mixed, Place, Together, of_an_order, together
from ristorno.engine.ruling.timeline import Timeline
from ristorno.engine.terms.sets import FactSet
from ristorno.engine.terms.terms import Terms
from ristorno.kernel.number import Exact, smaller
from ristorno.kernel.period import DAY, Period


@dataclass(frozen=True, slots=True)
class Buyer:
    """Who buys: a member in a segment, with its level on the ladders that decide something."""

    member: str
    segment: str | None
    levels: Mapping[Place, str]

    def gets(self, promise: Promise) -> bool:
        """Return whether a promise is meant for the buyer."""
        if promise.pooled:
            return True
        if promise.later_judged:
            return promise.who.members is None or self.member in promise.who.members
        return promise.who.earns(self.member, lambda: self.segment, lambda ladder: self.levels[promise.program, ladder])


@dataclass(frozen=True, slots=True)
class Meeting:
    """Promises that can meet on one line, with an example of how.

    ``rows`` are what policies say of the line. ``mixed``: what an order of the buyer on that day comes to with any
    other lines beside, by policies.
    """

    day: date
    buyer: Buyer
    line: Line
    promises: tuple[Promise, ...]
    rows: tuple[Row, ...]
    mixed: Mixed

    @property
    def together(self) -> Together:
        """What its promises give on the line."""
        return together(self.promises, self.line, cost_of(self.rows))

    @property
    def share(self) -> Exact:
        """The most of the list price that is given."""
        return smaller(self.together.share, self.mixed.share)

    @property
    def unbounded(self) -> tuple[Promise, ...]:
        """Those without a bound."""
        return tuple(promise for promise in self.promises if promise.most.share is None)


def meetings(calculations: Sequence[Calculation], days: Period) -> Iterator[Meeting]:
    """Yield every set of promises that can meet on some of the days, each once, with an example.

    Raises:
        TooManyError: lines or buyers can be in too many ways to look at each.
    """
    promises = Promises(calculations)
    contracts = [each.common() for each in calculations if each.open] + [
        each.compiled.of(agreement, None) for each in calculations for agreement in each.agreements
    ]
    rows = Rows(contracts)
    seen: set[tuple[frozenset[int], frozenset[int], Mixed]] = set()
    for member in _members(calculations):
        own = promises.timelines(member)
        for day in _turns(calculations, [*own, *filter(_pools, contracts)], days):
            active = [*promises.of(own, day), *_of_others(promises, contracts, own, day)]
            for meeting in _met(active, rows.on(day), member, day):
                key = frozenset(map(id, meeting.promises)), frozenset(map(id, meeting.rows)), meeting.mixed
                if key not in seen:
                    seen.add(key)
                    yield meeting


def _of_others(
    promises: Promises, contracts: Sequence[Timeline], own: Sequence[Timeline], day: date
) -> Iterator[Promise]:
    """Yield the promises of other contracts that the buyer's purchases may bring to somebody else."""
    mine = {timeline.contract.id for timeline in own if timeline.on(day) is not None}
    others = [timeline for timeline in contracts if timeline.contract.id not in mine]
    yield from (promise for promise in promises.of(others, day) if promise.pooled)


def _pools(timeline: Timeline) -> bool:
    """Whether anything of a contract counts what others than its member buy."""
    return any(clause.pooled for span in timeline.spans for clause in span.rules.terms.clauses.values())


def _members(calculations: Sequence[Calculation]) -> Iterator[str]:
    """Yield the members that agreements or promises name, and one whom nothing names."""
    named = {member for each in calculations for member in each.members()}
    for each in calculations:
        for terms in each.all_terms:
            audiences = [clause.who for clause in terms.clauses.values()]
            audiences += [offer.who for offer in terms.offers.values()]
            named |= {member for who in audiences for whom in who.parts for member in whom.members or ()}
    yield fresh(named)
    yield from sorted(named)


def _turns(calculations: Sequence[Calculation], timelines: Sequence[Timeline], days: Period) -> list[date]:
    """Return the days on which something may change: of each stretch between two the first."""
    found = {days.start}
    every_terms = [terms for each in calculations for terms in each.all_terms]
    found |= {span.days.start for timeline in timelines for span in timeline.spans}
    found |= {span.days.end for timeline in timelines for span in timeline.spans}
    for terms in every_terms:
        for facts in _sets(terms):
            first, last = facts.days()
            found |= {day for day in (first, last and last + DAY) if day}
        bounds = [(clause.window.first, clause.window.last) for clause in terms.clauses.values()]
        bounds += [(offer.valid.first, offer.valid.last) for offer in terms.offers.values()]
        found |= {day for first, last in bounds for day in (first, last and last + DAY) if day}
    return sorted(day for day in found if day in days)


def _sets(terms: Terms) -> Iterator[FactSet]:
    waiting = [*terms.sets.values(), *(clause.earn_on for clause in terms.clauses.values())]
    waiting += [offer.on for offer in terms.offers.values()]
    waiting += [floor.on for floor in terms.policy.price_floors.values()]
    waiting += [cost.on for cost in terms.policy.costs.values()]
    while waiting:
        facts = waiting.pop()
        yield facts
        if facts.excluded is not None:
            waiting.append(facts.excluded)


def _met(active: Sequence[Promise], rows: Sequence[Row], member: str, day: date) -> Iterator[Meeting]:
    """Yield what meets on lines of one buyer on a day, by every way in which lines and the buyer can be."""
    held = _held(active, rows, day)
    for buyer in _buyers(active, member):
        gets = frozenset(place for place, promise in enumerate(active) if buyer.gets(promise))
        found = {
            (counting & gets, said): (line, tuple(active[place] for place in sorted(counting & gets)))
            for (counting, said), line in reversed(held.items())
        }
        told = {key: tuple(rows[place] for place in sorted(key[1])) for key in found}
        had = [
            together(promises, line, cost)
            for key, (line, promises) in found.items()
            if (cost := cost_of(told[key])) is not None or promises
        ]
        mixed = of_an_order(had, dict.fromkeys(each for _, promises in found.values() for each in promises))
        for key, (line, promises) in found.items():
            if promises:
                yield Meeting(day, buyer, line, promises, told[key], mixed)


def _held(
    active: Sequence[Promise], rows: Sequence[Row], day: date
) -> dict[tuple[frozenset[int], frozenset[int]], Line]:
    """Return an example for each way in which promises and policies can judge a line: by their places."""
    named = Named()
    for promise in active:
        named.take(promise.rules.terms, promise.earn_on)
    for row in rows:
        named.take(row.rules.terms, row.term.on)
    held: dict[tuple[frozenset[int], frozenset[int]], Line] = {}
    for line in lines(named, day):
        having = (
            place for place, promise in enumerate(active) if promise.rules.sieve(promise.earn_on).refusal(line) is None
        )
        said = (place for place, row in enumerate(rows) if row.holds(line))
        held.setdefault((frozenset(having), frozenset(said)), line)
    return held


def _buyers(active: Sequence[Promise], member: str) -> Iterator[Buyer]:
    segments: set[str] = set()
    ladders: dict[Place, tuple[str, ...]] = {}
    for promise in active:
        for whom in promise.who.parts:
            segments |= set(whom.segments or ())
        for name in promise.who.ladders:
            ladders[promise.program, name] = promise.rules.terms.ladders[name].names
    for segment in (None, *sorted(segments)):
        for tiers in every(*ladders.values()):
            yield Buyer(member, segment, dict(zip(ladders, tiers, strict=True)))
