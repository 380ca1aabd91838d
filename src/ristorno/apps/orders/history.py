"""What a member bought before, counted once and held in memory for the orders that follow."""

from datetime import date, datetime

from ristorno.apps.accruals.remembering import Remembered, population_for
from ristorno.apps.agreements.queries import Ruling, calculation_at
from ristorno.apps.facts.queries import log
from ristorno.engine.accrual import Moment
from ristorno.engine.fact import local_day
from ristorno.engine.preview.order import Prepared, prepare
from ristorno.engine.pricing.order import Order


def _prepared(program: str, ruling: Ruling, member: str, day: date) -> Prepared:
    moment = Moment(day)
    population = population_for(program, ruling.calculation, moment)
    return prepare(ruling.calculation, member, log(member), moment, population)


prepared = Remembered(_prepared)
"""Returns a member's history for orders of a day, as it is known now."""


def prepared_then(program: str, terms: int, order: Order, known_at: datetime) -> Prepared:
    """Return a member's history for an order of then, by the terms and the facts that were known at a moment."""
    calculated = calculation_at(program, terms)
    moment = Moment(local_day(order.placed_at, calculated.program.terms.zone))
    facts = [each for each in log(order.member) if each.recorded_at is None or each.recorded_at <= known_at]
    return prepare(calculated, order.member, facts, moment, population_for(program, calculated, moment))
