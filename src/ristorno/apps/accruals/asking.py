"""Asking the engine what a member is to have by all programs in which it takes part."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from ristorno.apps.accruals.models import Booked
from ristorno.apps.accruals.populations import freeze, frozen
from ristorno.apps.accruals.rules import Key, ProvisionKey, Wanted, provided, units_of, wanted
from ristorno.apps.agreements.queries import calculation, programs, programs_of
from ristorno.apps.facts.queries import log
from ristorno.apps.wallets.values import UnitTerms
from ristorno.engine.accrual import Moment
from ristorno.engine.fact import Fact, local_day
from ristorno.engine.population.value import Population
from ristorno.engine.provided import Provision


@dataclass(frozen=True, slots=True)
class Asked:
    """What one program wants: the amounts by key, what the sponsor sets aside, and the units that it knows."""

    program: str
    today: date
    wanted: Mapping[Key, Wanted]
    provided: Mapping[ProvisionKey, tuple[int, Provision]]
    units: tuple[UnitTerms, ...]


def ask(member: str, at: datetime, as_of: date | None, actor: str) -> list[Asked]:
    """Return what all programs want of which the member has, had or booked anything."""
    before = set(Booked.objects.filter(member=member).values_list("program", flat=True).distinct())
    facts = log(member)
    return [
        _ask(program, member, facts, at, as_of, actor)
        for program in sorted({*programs_of(member), *before} & {*programs()})
    ]


def _ask(program: str, member: str, facts: list[Fact], at: datetime, as_of: date | None, actor: str) -> Asked:
    known = calculation(program)
    today = as_of or local_day(at, known.program.terms.zone)
    moment, population = Moment(today), None
    if known.needs_population:
        population = _population(program, today, at, actor)
        moment = population.moment
        known = calculation(program, moment.known_at)
    answer = known.answer(member, facts, moment, population)
    terms = known.program.terms
    sums = {key: (count, provision) for key, count, provision in provided(program, answer, terms)}
    return Asked(program, today, wanted(program, answer, terms, today), sums, units_of(known))


def _population(program: str, today: date, at: datetime, actor: str) -> Population:
    found = frozen(program, today)
    if found is None:
        freeze(program=program, as_of=today, at=at, actor=actor)
        found = frozen(program, today)
    assert found is not None
    return found
