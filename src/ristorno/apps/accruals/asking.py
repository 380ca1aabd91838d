"""Asking the engine what a member is to have by all programs in which it takes part."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import partial

from ristorno.apps.accruals.models import Booked, Shut
from ristorno.apps.accruals.populations import freeze, frozen
from ristorno.apps.accruals.rules import Key, ProvisionKey, Wanted, provided, units_of, wanted
from ristorno.apps.accruals.sealing import Sealed, learned_at, sealed
from ristorno.apps.agreements.queries import calculation, programs, programs_of
from ristorno.apps.facts.queries import by_member, log
from ristorno.apps.wallets.values import UnitTerms
from ristorno.engine.accrual import Moment
from ristorno.engine.calculation import Calculation
from ristorno.engine.fact import Fact, local_day
from ristorno.engine.populate import populate
from ristorno.engine.population.value import Population
from ristorno.engine.provided import Provision
from ristorno.engine.settling import Settling


@dataclass(frozen=True, slots=True)
class Asked:
    """What one program wants: the amounts by key, what the sponsor sets aside, and the units that it knows."""

    program: str
    today: date
    wanted: Mapping[Key, Wanted]
    sealed: Sealed
    provided: Mapping[ProvisionKey, tuple[int, Provision]]
    units: tuple[UnitTerms, ...]


def ask(member: str, rows: Mapping[Key, Booked], at: datetime, as_of: date | None, actor: str) -> list[Asked]:
    """Return what all programs want of which the member has, had or booked anything; ``rows`` is what is booked."""
    before = {key.program for key in rows}
    shut = {row.program: row for row in Shut.objects.filter(member=member)}
    facts = log(member)
    return [
        _ask(_Question(program, member, facts, at, as_of, actor), rows, shut.get(program))
        for program in sorted({*programs_of(member), *before} & {*programs()})
    ]


@dataclass(frozen=True, slots=True)
class _Question:
    program: str
    member: str
    facts: list[Fact]
    at: datetime
    as_of: date | None
    actor: str


def _ask(asked: _Question, rows: Mapping[Key, Booked], closed: Shut | None) -> Asked:
    program, member, facts = asked.program, asked.member, asked.facts
    known = calculation(program)
    today = asked.as_of or local_day(asked.at, known.program.terms.zone)
    moment, population = Moment(today), None
    if known.needs_population:
        population = _population(program, today, asked.at, asked.actor)
        moment = population.moment
        known = calculation(program, moment.known_at)
    answer = known.answer(member, facts, moment, population)
    terms, settling = known.program.terms, Settling(known, member)
    sums = {key: (count, provision) for key, count, provision in provided(program, answer, terms)}
    wants = wanted(program, answer, settling, today)
    held = Sealed()
    if closed is not None:
        keys = {*wants, *(key for key in rows if key.program == program)}
        held = sealed(keys, rows, settling, closed, today, partial(_then, asked, today), _learned(facts, known))
    return Asked(program, today, wants, held, sums, units_of(known))


def _then(asked: _Question, today: date, known_at: datetime) -> Mapping[Key, Wanted]:
    """Return what a program wanted as it was known at a moment, with the days that have passed since."""
    known, moment = calculation(asked.program, known_at), Moment(today, known_at)
    population = populate(known, by_member, moment) if known.needs_population else None
    answer = known.answer(asked.member, asked.facts, moment, population)
    return wanted(asked.program, answer, Settling(known, asked.member), today)


def _learned(facts: list[Fact], known: Calculation) -> Sequence[datetime]:
    own = (version for agreement in known.agreements for version in agreement.versions)
    versions = (*known.program.versions, *own)
    return learned_at(facts, (version.recorded_at for version in versions))


def _population(program: str, today: date, at: datetime, actor: str) -> Population:
    found = frozen(program, today)
    if found is None:
        freeze(program=program, as_of=today, at=at, actor=actor)
        found = frozen(program, today)
    assert found is not None
    return found
