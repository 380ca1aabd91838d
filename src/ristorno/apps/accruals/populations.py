"""What depends on all members: frozen by a named step, known by its version, made again from what was known then."""

from collections import OrderedDict
from datetime import date, datetime
from threading import Lock

from django.db import transaction

from ristorno.apps.accruals.models import Frozen
from ristorno.apps.agreements.queries import calculation, programs
from ristorno.apps.events.operations import record
from ristorno.apps.facts.queries import by_member, high_water
from ristorno.engine.accrual import Moment
from ristorno.engine.fact import local_day
from ristorno.engine.populate import populate
from ristorno.engine.population.value import Population

_MOST = 8
_held: OrderedDict[int, Population] = OrderedDict()
_lock = Lock()


@transaction.atomic
def freeze(*, program: str, as_of: date, at: datetime, actor: str) -> str:
    """Put together what is known of all members of a program now, and return its version; members are run with it."""
    known, water = calculation(program), high_water()
    made = populate(known, by_member, Moment(as_of, at))
    row = Frozen.objects.create(
        program=program, as_of=as_of, known_at=at, version=made.version, high_water=water, actor=actor
    )
    data = {"as_of": as_of.isoformat(), "version": made.version}
    record(name="accruals.population.frozen", actor=actor, subject=f"program:{program}", data=data)
    _hold(row.pk, made)
    return made.version


def freeze_all(*, at: datetime, actor: str, as_of: date | None = None) -> None:
    """Freeze anew what programs have to know of all members, as of a day or that of ``at`` where each program is."""
    for program in programs():
        known = calculation(program)
        if known.needs_population:
            today = as_of or local_day(at, known.program.terms.zone)
            freeze(program=program, as_of=today, at=at, actor=actor)


def frozen(program: str, as_of: date) -> Population | None:
    """Return the latest population of a program as of a day; None where there is none yet.

    It is held in memory; whoever does not have it makes it again from the facts and terms that were known then.
    """
    row = Frozen.objects.filter(program=program, as_of=as_of).order_by("-pk").first()
    if row is None:
        return None
    with _lock:
        held = _held.get(row.pk)
    if held is None:
        held = populate(calculation(row.program, row.known_at), by_member, Moment(as_of, row.known_at))
        _hold(row.pk, held)
    return held


def forget() -> None:
    """Hold nothing in memory any more, so that the next question makes it again."""
    with _lock:
        _held.clear()


def _hold(number: int, made: Population) -> None:
    with _lock:
        _held[number] = made
        while len(_held) > _MOST:
            _held.popitem(last=False)
