"""What a member bought before, counted once and held in memory for the orders that follow.

Whoever asks for a price looks at a few marks: the newest approval of the program, the newest batch with facts of the
member, what the members room says of it. While these are the same, nothing is read again.
"""

from collections import OrderedDict
from collections.abc import Hashable
from dataclasses import dataclass
from datetime import date, datetime
from hashlib import sha256
from threading import Lock
from typing import Final

from ristorno.apps.accruals.populations import frozen
from ristorno.apps.agreements.queries import Ruling, calculation_at
from ristorno.apps.facts.queries import by_member, latest, log
from ristorno.apps.members.queries import codes_of, mark, standing
from ristorno.engine.accrual import Moment
from ristorno.engine.calculation import Calculation
from ristorno.engine.fact import local_day
from ristorno.engine.populate import populate
from ristorno.engine.population.value import Population
from ristorno.engine.preview.order import Prepared, prepare
from ristorno.engine.pricing.order import Order

_MOST: Final = 256
"""So many members are held at once."""


@dataclass(frozen=True, slots=True)
class _Said:
    """What the members room says of a member, and the mark of all that it says; looked at again when that changes."""

    mark: Hashable
    codes: tuple[str, ...]
    digest: bytes


_held: OrderedDict[tuple[str, str], tuple[_Said, Hashable, Prepared]] = OrderedDict()
_lock = Lock()


def prepared(program: str, ruling: Ruling, member: str, day: date) -> Prepared:
    """Return a member's history for orders of a day, as it is known now.

    Marks are read before what they stand for: what comes in between is seen by whoever asks next.
    """
    with _lock:
        known = _held.get((program, member))
    current = mark()
    said = known[0] if known is not None and known[0].mark == current else _said(member, current)
    marks = (ruling.number, day, latest(said.codes), said.codes, said.digest)
    if known is not None and known[1] == marks:
        return _hold(program, member, said, marks, known[2])
    moment = Moment(day)
    population = _population(program, ruling.calculation, moment)
    return _hold(program, member, said, marks, prepare(ruling.calculation, member, log(member), moment, population))


def _said(member: str, current: Hashable) -> _Said:
    codes, facts = codes_of(member), standing([member]).get(member, ())
    return _Said(current, codes, sha256(repr(facts).encode()).digest())


def _hold(program: str, member: str, said: _Said, marks: Hashable, made: Prepared) -> Prepared:
    with _lock:
        _held[program, member] = said, marks, made
        _held.move_to_end((program, member))
        while len(_held) > _MOST:
            _held.popitem(last=False)
    return made


def prepared_then(program: str, terms: int, order: Order, known_at: datetime) -> Prepared:
    """Return a member's history for an order of then, by the terms and the facts that were known at a moment."""
    calculated = calculation_at(program, terms)
    moment = Moment(local_day(order.placed_at, calculated.program.terms.zone))
    facts = [each for each in log(order.member) if each.recorded_at is None or each.recorded_at <= known_at]
    return prepare(calculated, order.member, facts, moment, _population(program, calculated, moment))


def _population(program: str, calculated: Calculation, moment: Moment) -> Population | None:
    """Return what has to be known of the others; a price keeps nothing of it."""
    if not calculated.needs_population:
        return None
    return frozen(program, moment.as_of) or populate(calculated, by_member, moment)
