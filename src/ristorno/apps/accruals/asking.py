"""Asking the engine what members are to have by all programs in which they take part.

Where the last run left sums to stand on, only the documents that have come since are looked at, and what they change is
told; everything else is counted from all facts, and it is told why.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from functools import cached_property, partial
from typing import Final
from zoneinfo import ZoneInfo

from ristorno.apps.accruals.footings import Basis, footings, founded, ground_of, said_of, stepped, sums_of, why_not
from ristorno.apps.accruals.models import Booked, Footing, Shut
from ristorno.apps.accruals.populations import freeze, frozen
from ristorno.apps.accruals.rules import (
    FundKey,
    Key,
    ProvisionKey,
    Stood,
    Wanted,
    funded,
    key_of_row,
    provided,
    units_of,
    wanted,
)
from ristorno.apps.accruals.sealing import Sealed, learned_at, sealed
from ristorno.apps.agreements.queries import Ruling, calculation, rulings
from ristorno.apps.facts.queries import NO_NEWS, News, by_member, high_water, news, told
from ristorno.apps.members.queries import codes, standing
from ristorno.apps.wallets.values import UnitTerms
from ristorno.engine.accrual import Accrual, Moment
from ristorno.engine.fact import Fact, local_day
from ristorno.engine.granted import FundWindow
from ristorno.engine.live.step import Step, counted
from ristorno.engine.live.sums import NO_SUMS, Cell, Sums
from ristorno.engine.populate import populate
from ristorno.engine.population.value import Population
from ristorno.engine.provided import Provision
from ristorno.engine.settling import Settling
from ristorno.kernel.period import DAY

_UTC: Final = ZoneInfo("UTC")


@dataclass(frozen=True, slots=True)
class Scope:
    """What was looked at where not everything was: documents (and facts) by name, and windows."""

    documents: frozenset[str]
    cells: frozenset[Cell]


@dataclass(frozen=True, slots=True)
class Asked:
    """What one program wants for a member: the amounts by key, what the sponsor sets aside, the units that it knows.

    Where ``scope`` is given, of what lies in it alone; ``why_whole`` says why it is not.
    """

    member: str
    program: str
    today: date
    basis: Basis
    wanted: Mapping[Key, Wanted]
    sealed: Sealed
    provided: Mapping[ProvisionKey, tuple[int, Provision]]
    funded: Mapping[FundKey, tuple[Stood, str]]
    """How the windows of its funds stand, each with its name."""
    units: tuple[UnitTerms, ...]
    scope: Scope | None
    why_whole: str
    by_others: bool
    """Whether other members, or what was granted before, decide on amounts too: then reasons cannot be made again."""


@dataclass(frozen=True)
class _Question:
    """A member under a program, on a day; what the last run left, and why nothing can stand on that, if so."""

    member: str
    program: str
    ruling: Ruling
    today: date
    basis: Basis
    footing: Footing | None
    closed: Shut | None
    why_whole: str

    @cached_property
    def settling(self) -> Settling:
        """How what is given is settled."""
        return Settling(self.ruling.calculation, self.member)


class Asking:
    """What some members are to have, asked of all their programs together; each question to the database only once."""

    def __init__(self, members: Sequence[str], at: datetime, as_of: date | None, actor: str) -> None:
        self._members, self._at, self._as_of, self._actor = members, at, as_of, actor
        self._rulings = rulings()
        self._water = high_water()
        self._codes = codes(members)
        self._standing = standing(members)
        self._footings = footings(members)
        self._shut = {(row.member, row.program): row for row in Shut.objects.filter(member__in=members)}
        self._facts: tuple[str, Sequence[Fact]] = ("", ())

    def left(self) -> Iterator[tuple[str, date]]:
        """Yield the members that have left, with the day since which they have."""
        for member, facts in self._standing.items():
            latest = {fact.document: fact for fact in sorted(facts, key=lambda fact: fact.version)}
            said = [each for each in latest.values() if each.kind in {"enrolled", "left"} and not each.retracted]
            days = sorted((local_day(each.occurred_at, _UTC), each.document, each.kind) for each in said)
            past = [each for each in days if each[0] <= self._at.date() + DAY]
            if past and past[-1][2] == "left":
                yield member, past[-1][0]

    def answers(self) -> list[Asked]:
        """Return what all programs want of which a member has, had or booked anything."""
        questions = [self._question(member, program) for member in self._members for program in self._programs(member)]
        whole = [question for question in questions if question.why_whole]
        return [*self._stepped([each for each in questions if not each.why_whole]), *map(self._whole, whole)]

    def _programs(self, member: str) -> list[str]:
        known = {program for owner, program in self._footings if owner == member}
        if not known:
            booked = Booked.objects.filter(member=member)
            known = {program for program in self._rulings if booked.filter(program=program).exists()}
        part = {program for program, ruling in self._rulings.items() if ruling.takes(member)}
        return sorted((part | known) & {*self._rulings})

    def _question(self, member: str, program: str) -> _Question:
        ruling = self._rulings[program]
        today = self._as_of or local_day(self._at, ruling.calculation.program.terms.zone)
        closed = self._shut.get((member, program))
        said = said_of(self._codes.get(member, ()), self._standing.get(member, ()), closed)
        basis = Basis(ruling.number, self._water, said)
        footing = self._footings.get((member, program))
        return _Question(member, program, ruling, today, basis, footing, closed, why_not(footing, basis, today))

    def _stepped(self, questions: Sequence[_Question]) -> list[Asked]:
        since = {each.member: each.footing.place for each in questions if each.footing is not None}
        found = news(since, up_to=self._water, again=_waiting(questions)) if since else {}
        steps = [
            _Stepping(each, found.get(each.member, NO_NEWS), self._standing.get(each.member, ()), since[each.member])
            for each in questions
        ]
        held = sums_of({each.number: each.cells for each in steps})
        bearing = [each for each in steps if not each.why_whole]
        asked = [each.asked(held) for each in bearing]
        if bearing:
            stepped({each.number: each.moved(held) for each in bearing}, [each.moved_footing() for each in bearing])
        return [*asked, *(self._whole(each.question, each.why_whole) for each in steps if each.why_whole)]

    def _whole(self, question: _Question, why: str = "") -> Asked:
        calculated, today, member = question.ruling.calculation, question.today, question.member
        moment, population = Moment(today), None
        if calculated.needs_population:
            population = _population(question.program, today, self._at, self._actor)
            moment = population.moment
            calculated = calculation(question.program, moment.known_at)
        answer, ground = counted(calculated, member, self._log(member), moment, population)
        why = why or question.why_whole
        founded(member, question.program, question.basis, today, ground, why)
        asked = _asked(question, answer.accruals, answer.provisions, None, why, answer.funds)
        return asked if question.closed is None else replace(asked, sealed=self._sealed(question, asked))

    def _sealed(self, question: _Question, asked: Asked) -> Sealed:
        """Return which of all keys stay as they were known on the last day for their corrections."""
        assert question.closed is not None
        member, program = question.member, question.program
        rows = {key_of_row(row): row for row in Booked.objects.filter(member=member, program=program).defer("record")}
        known, facts = question.ruling.calculation, self._log(member)
        own = (version for agreement in known.agreements for version in agreement.versions)
        learned = learned_at(facts, (version.recorded_at for version in (*known.program.versions, *own)))
        answered = partial(self._then, question)
        keys = {*asked.wanted, *rows}
        return sealed(keys, rows, question.settling, question.closed, question.today, answered, learned)

    def _then(self, question: _Question, known_at: datetime) -> Mapping[Key, Wanted]:
        """Return what a program wanted as it was known at a moment, with the days that have passed since."""
        known, moment = calculation(question.program, known_at), Moment(question.today, known_at)
        population = populate(known, by_member, moment) if known.needs_population else None
        answer = known.answer(question.member, self._log(question.member), moment, population)
        return wanted(question.program, answer.accruals, Settling(known, question.member), question.today)

    def _log(self, member: str) -> Sequence[Fact]:
        """Return all facts of a member, of one at a time."""
        if self._facts[0] != member:
            self._facts = member, [*told(member, up_to=self._water), *self._standing.get(member, ())]
        return self._facts[1]


class _Stepping:
    """One member and program that goes on from where it stands, since the place from which its news are."""

    def __init__(self, question: _Question, found: News, standing: Sequence[Fact], since: int) -> None:
        assert question.footing is not None
        self.question, self.footing = question, question.footing
        self.number = self.footing.pk
        new_day = question.today > self.footing.as_of
        self._step = self._made(found, standing, new_day=new_day) if new_day or found.after else None
        self.why_whole = "other_program" if self.footing.place != since else self._why_whole(new_day=new_day)

    def _why_whole(self, *, new_day: bool) -> str:
        step, closed = self._step, self.question.closed
        if step is None or step.why_whole:
            return step.why_whole if step is not None else ""
        if closed is None or not self.question.settling.spoken:
            return ""
        return "closed_windows" if new_day or step.first_touched <= closed.through else ""

    def _made(self, found: News, standing: Sequence[Fact], *, new_day: bool) -> Step:
        before, after = (*found.before, *standing), (*found.after, *standing)
        moment, calculated = Moment(self.question.today), self.question.ruling.calculation
        ground = ground_of(self.footing)
        return Step(calculated, self.question.member, before, after, moment, ground, new_day=new_day)

    @property
    def cells(self) -> Mapping[Cell, tuple[Sums, Sums]]:
        """The windows that the news bear on."""
        return self._step.cells if self._step is not None and not self.why_whole else {}

    def moved(self, held: Mapping[tuple[int, Cell], Sums]) -> dict[Cell, Sums]:
        """Return what has been measured in these windows, where that is another sum now."""
        return {
            cell: held.get((self.number, cell), NO_SUMS).moved(before, after)
            for cell, (before, after) in self.cells.items()
            if before != after
        }

    def asked(self, held: Mapping[tuple[int, Cell], Sums]) -> Asked:
        """Return what is wanted of all that the news bear on."""
        if self._step is None:
            return _asked(self.question, (), (), Scope(frozenset(), frozenset()), "")
        sums = {cell: held[self.number, cell] for cell in self.cells if (self.number, cell) in held}
        accruals, provisions = self._step.wide({**sums, **self.moved(held)})
        scope = Scope(self._step.keys, frozenset(self.cells))
        return _asked(self.question, (*accruals, *self._step.narrow()), provisions, scope, "")

    def moved_footing(self) -> Footing:
        """Return where the next run stands."""
        self.footing.place, self.footing.as_of = self.question.basis.place, self.question.today
        self.footing.ahead, self.footing.last_whole = self._step.ahead if self._step else self.footing.ahead, ""
        return self.footing


def _waiting(questions: Sequence[_Question]) -> Mapping[str, Collection[str]]:
    """Return by member the documents, and facts, of which something waits for a day, where one has begun since."""
    later = {each.member for each in questions if each.footing is not None and each.today > each.footing.as_of}
    if not later:
        return {}
    rows = Booked.objects.filter(member__in=later, over=False).exclude(document="").exclude(pending=0, free=0)
    found: dict[str, list[str]] = {}
    for member, document in rows.values_list("member", "document").distinct():
        found.setdefault(member, []).append(document)
    return found


def _asked(
    question: _Question,
    accruals: Iterable[Accrual],
    provisions: Iterable[Provision],
    scope: Scope | None,
    why_whole: str,
    funds: Iterable[FundWindow] = (),
) -> Asked:
    calculated, today = question.ruling.calculation, question.today
    terms = calculated.program.terms
    sums = {key: (count, provision) for key, count, provision in provided(question.program, provisions, terms)}
    wants = wanted(question.program, accruals, question.settling, today)
    stand = {key: (stood, label) for key, stood, label in funded(question.program, question.member, funds, terms)}
    return Asked(
        member=question.member,
        program=question.program,
        today=today,
        basis=question.basis,
        wanted=wants,
        sealed=Sealed(),
        provided=sums,
        funded=stand,
        units=units_of(calculated) if wants or sums or stand else (),
        scope=scope,
        why_whole=why_whole,
        by_others=calculated.needs_population or calculated.draws,
    )


def _population(program: str, today: date, at: datetime, actor: str) -> Population:
    found = frozen(program, today)
    if found is None:
        freeze(program=program, as_of=today, at=at, actor=actor)
        found = frozen(program, today)
    assert found is not None
    return found
