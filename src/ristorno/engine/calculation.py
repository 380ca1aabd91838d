"""The calculation, from facts to accruals, in the order in which it happens.

1. the book: of every line the version known, local days, order, returns taken off     (history)
2. the ruling terms of each day, and the tier that the member holds at any moment       (ruling)
3. for every clause and window: the lines that count, by part; conditions, baseline,
   amount, bounds, rounding, recipients; the reason, when somebody asks                 (counting)

Everything is a function of the terms, the facts and the two times of the question. Nothing is remembered between
two answers, so running anything twice changes nothing.
"""

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import date, datetime
from decimal import Decimal
from functools import cached_property

from ristorno.engine.accrual import Accrual, Level, MemberAnswer, Moment, Standing
from ristorno.engine.check import check_program, check_timeline
from ristorno.engine.counting.clause import count_clause
from ristorno.engine.counting.unearned import unearned
from ristorno.engine.fact import Fact
from ristorno.engine.granted import FundWindow
from ristorno.engine.granting.budgets import from_budgets
from ristorno.engine.granting.funds import from_funds
from ristorno.engine.history.book import Book, open_book
from ristorno.engine.history.exchange import Rates
from ristorno.engine.population.value import Population
from ristorno.engine.provided import Provision
from ristorno.engine.provision.estimate import provisions
from ristorno.engine.ruling.calendar import with_calendar
from ristorno.engine.ruling.context import Context
from ristorno.engine.ruling.timeline import Contract, Timeline, Timelines
from ristorno.engine.ruling.track import Track
from ristorno.engine.terms.clause import Clause
from ristorno.engine.terms.program import Agreement, Common, Program
from ristorno.engine.terms.terms import Terms
from ristorno.engine.valuation.tally import FairTally
from ristorno.engine.valuation.worth import Worth
from ristorno.kernel.number import exactly
from ristorno.kernel.problem import Problem, Refused


class Calculation:
    """A program with its agreements, checked and ready to answer for any member."""

    def __init__(
        self, program: Program, agreements: Sequence[Agreement] = (), like: "Calculation | None" = None
    ) -> None:
        """Check everything. Raises :class:`Refused` with all problems of the program and its agreements.

        ``like`` is an earlier calculation: under the very same program, the very same agreements are not checked and
        compiled once more.
        """
        self.program = program
        self.agreements = tuple(agreements)
        self._common = Common(program.id)
        self._held: dict[str, list[Agreement]] = {}
        for agreement in agreements:
            for member in agreement.members:
                self._held.setdefault(member, []).append(agreement)
        earlier = like if like is not None and like.program is program else None
        same = self._same(earlier)
        self.compiled: Timelines = earlier.compiled.keeping(same) if earlier else Timelines(program)
        with exactly():
            problems = [*(() if earlier else check_program(program)), *self._check_contracts(same)]
        if problems:
            raise Refused(dict.fromkeys(problems))

    def answer(
        self, member: str, facts: Iterable[Fact], moment: Moment, population: Population | None = None
    ) -> MemberAnswer:
        """Return what the program owes a member. ``facts`` is the log of all versions of the member's facts.

        ``population`` is what :func:`ristorno.engine.populate.populate` says of all members at this moment; a
        program that :attr:`needs_population` is not counted without it (ValueError).
        """
        book = self.opened(member, facts, moment)
        with exactly():
            return self.answered(book, self.contexts(book, moment, population), moment, population)

    def opened(self, member: str, facts: Iterable[Fact], moment: Moment) -> Book:
        """Return the book of a member: what of its facts counts at a moment, in order."""
        terms = self.program.terms
        rates = self.rates(moment.known_at)
        with exactly():
            return open_book(member, facts, moment, terms.zone, terms.fact_currency, terms.tenders, rates)

    @cached_property
    def exchanges(self) -> bool:
        """Whether any version of the program says what other currencies are worth."""
        return any(span.rules.terms.exchange for span in self.common().spans)

    def rates(self, known_at: datetime | None) -> Rates | None:
        """Return what other currencies are worth by the version of the program that rules on a day; None for nothing.

        Before the program begins its first version holds, after its end the last.
        """
        if not self.exchanges:
            return None
        timeline = self.common(known_at)

        def worth(currency: str, day: date) -> Decimal | None:
            return timeline.nearest(day).rules.terms.worth(currency, day) if timeline.spans else None

        return worth

    def answered(
        self, book: Book, contexts: Sequence[Context], moment: Moment, population: Population | None = None
    ) -> MemberAnswer:
        """Return what the program owes by a book that was opened, whose :meth:`contexts` are given."""
        if self.needs_population and (population is None or population.moment != moment):
            raise ValueError("this program looks at other members too: give it what populate() says at this moment")
        owed = [each for context in contexts for each in _accruals(context)]
        accruals, funds = self._granted(book.member, owed, population, moment)
        worth = Worth(self.common(moment.known_at))
        return MemberAnswer(
            member=book.member,
            accruals=tuple(accruals),
            levels=tuple(_levels(_ruling(contexts))) if contexts else (),
            standings=tuple(_standings(_ruling(contexts))) if contexts else (),
            set_aside=contexts[0].book.aside if contexts else book.aside,
            provisions=tuple(provisions(accruals)),
            given=tuple(worth.given(accruals)),
            spent=tuple(worth.spent(book, moment.as_of)) if contexts else (),
            funds=tuple(funds),
        )

    def unearned(
        self,
        member: str,
        facts: Iterable[Fact],
        moment: Moment,
        clause: str,
        document: str,
        population: Population | None = None,
    ) -> tuple[Accrual, ...]:
        """Return the amounts of 0 that tell why a document or fact opened no window of a clause.

        Empty where the member has no such document, or the clause counts no documents on its day.
        """
        book = self.opened(member, facts, moment)
        with exactly():
            contexts = self.contexts(book, moment, population)
            return tuple(each for context in contexts for each in unearned(context, clause, document))

    def owed(self, book: Book, moment: Moment, population: Population) -> tuple[Accrual, ...]:
        """Return what the terms give a member, before anything is granted."""
        return tuple(each for context in self.contexts(book, moment, population) for each in _accruals(context))

    def _granted(
        self, member: str, accruals: Sequence[Accrual], population: Population | None, moment: Moment
    ) -> tuple[list[Accrual], Sequence[FundWindow]]:
        """Return the amounts with what is granted of them by budgets and funds, and how the funds stand."""
        if not self.draws:
            return list(accruals), ()
        granted, collected, funds = from_funds(accruals, moment.as_of)
        if population is not None:
            common = self.common(moment.known_at)
            granted = {**granted, **from_budgets(member, accruals, population.budgets, common)}
        return [
            replace(accrual, granted=granted.get(place), collected=collected.get(place))
            for place, accrual in enumerate(accruals)
        ], funds

    @cached_property
    def needs_population(self) -> bool:
        """Whether anything that is promised or granted depends on other members than the one who is answered."""
        return self.has_budgets or any(clause.needs_population for _, clause in self.clauses)

    @property
    def open(self) -> bool:
        """Whether whoever has no agreement takes part under the program's own terms."""
        return self.program.terms.membership.join == "open"

    @cached_property
    def counts_together(self) -> bool:
        """Whether the facts of several members are counted together."""
        return any(clause.together for _, clause in self.clauses)

    @cached_property
    def compares(self) -> bool:
        """Whether all members are compared."""
        return any(clause.compares for _, clause in self.clauses)

    @cached_property
    def has_budgets(self) -> bool:
        """Whether what is granted depends on what other members are entitled to."""
        return any(clause.budget is not None for _, clause in self.clauses)

    @cached_property
    def budgets_in_order(self) -> frozenset[str]:
        """The budgets that grant single claims in the order of facts."""
        named = ((name, budget) for terms in self.all_terms for name, budget in terms.budgets.items())
        return frozenset(name for name, budget in named if budget.on_exhausted == "in_order")

    @cached_property
    def draws(self) -> bool:
        """Whether budgets or funds pay for anything."""
        rewards = [clause.reward for _, clause in self.clauses]
        return self.has_budgets or any(reward.into or reward.fund for reward in rewards)

    @cached_property
    def clauses(self) -> tuple[tuple[str, Clause], ...]:
        """The clauses of all versions of all contracts, with their names."""
        return tuple(named for terms in self.all_terms for named in terms.clauses.items())

    @cached_property
    def all_terms(self) -> tuple[Terms, ...]:
        """The terms of all versions of all contracts that rule on some day."""
        contracts: tuple[Contract, ...] = (self._common, *self.agreements)
        timelines = (self._timeline(contract, None) for contract in contracts)
        return tuple(span.rules.terms for timeline in timelines for span in timeline.spans)

    def contexts(self, book: Book, moment: Moment, population: Population | None = None) -> list[Context]:
        """Return the question that a book is asked, once for every contract that the member has or had."""
        timelines = self.ruling(book, moment.known_at)
        book = with_calendar(book, timelines, moment.as_of)
        spans = sorted((span for timeline in timelines for span in timeline.spans), key=lambda span: span.days.start)
        terms = tuple(spans)
        contexts = [
            Context(book, timeline, moment, terms=terms, population=population, count=count_clause)
            for timeline in timelines
        ]
        for context in contexts:
            context.contracts = tuple(contexts)
        return contexts

    def fair_tally(self, moment: Moment) -> FairTally:
        """Return what adds up the fair value of points over the answers of all members."""
        return FairTally(Worth(self.common(moment.known_at)).on(moment.as_of).terms)

    def terms_of(self, provision: Provision) -> Terms:
        """Return terms that have the clause of a provision, by whose names it is told: the latest of its contract."""
        contract = next((held for held in self.agreements if held.id == provision.agreement), self._common)
        spans = self._timeline(contract, None).spans
        return next(span.rules.terms for span in reversed(spans) if span.clause(provision.clause) is not None)

    def members(self) -> tuple[str, ...]:
        """Return the members that agreements name."""
        return tuple(sorted(self._held))

    def common(self, known_at: datetime | None = None) -> Timeline:
        """Return the program's own terms, as they are for members without an agreement."""
        return self._timeline(self._common, known_at)

    def timelines(self, member: str, known_at: datetime | None = None) -> list[Timeline]:
        """Return the member's agreements, and the program's own terms on the days that no agreement holds."""
        held = [self._timeline(agreement, known_at) for agreement in self._held.get(member, ())]
        found = [timeline for timeline in held if timeline.spans]
        if self.open:
            found.insert(0, self.common(known_at).without([timeline.term for timeline in found if timeline.term]))
        return [timeline for timeline in found if timeline.spans]

    def ruling(self, book: Book, known_at: datetime | None = None) -> list[Timeline]:
        """Return the terms of a member on the days on which it takes part: all but those on which it was away."""
        found = self.timelines(book.member, known_at)
        if not book.away:
            return found
        there = [timeline.without(book.away) for timeline in found]
        return [timeline for timeline in there if timeline.spans]

    def _timeline(self, contract: Contract, known_at: datetime | None) -> Timeline:
        return self.compiled.of(contract, known_at)

    def _same(self, earlier: "Calculation | None") -> frozenset[str]:
        """Return the contracts of an earlier calculation that are the very same here."""
        if earlier is None:
            return frozenset()
        known = {id(agreement) for agreement in earlier.agreements}
        return frozenset({self._common.id, *(each.id for each in self.agreements if id(each) in known)})

    def _check_contracts(self, checked: Collection[str]) -> Iterator[Problem]:
        contracts: tuple[Contract, ...] = (self._common, *self.agreements)
        for contract in contracts:
            if contract.id not in checked:
                yield from check_timeline(self.program, contract, self._timeline(contract, None))


def _accruals(context: Context) -> Iterator[Accrual]:
    for name in context.timeline.clauses:
        yield from count_clause(context, name)


def _ruling(contexts: Sequence[Context]) -> Context:
    """Return the context whose terms rule today, else the one whose terms ruled last."""
    ruling = [context for context in contexts if context.timeline.on(context.today)]
    return (ruling or list(contexts))[-1]


def _levels(context: Context) -> Iterator[Level]:
    for name, track in _tracks(context):
        for tier, start, end in track.spans():
            yield Level(context.book.member, name, tier, start, end)


def _standings(context: Context) -> Iterator[Standing]:
    for name, track in _tracks(context):
        tiers = list(track.ladder.tiers.items())
        tier = track.end_of(context.today)
        index = track.ladder.names.index(tier)
        following, threshold = tiers[index + 1] if index + 1 < len(tiers) else (None, None)
        missing = None if threshold is None else threshold - track.measured
        yield Standing(context.book.member, name, tier, track.measured, following, missing)


def _tracks(context: Context) -> Iterator[tuple[str, Track]]:
    span = context.timeline.on(context.today) or (context.timeline.spans[-1] if context.timeline.spans else None)
    for name in span.rules.terms.ladders if span else ():
        assert span is not None
        yield name, context.track(span.rules, name)
