"""Moving the clock of a sandbox, with all that time does on the way.

What happens between two moments does not depend on the steps in which somebody goes there: the clock stops at every
beginning of a day in every zone of a program, and at the end of every hold and of every reserved order.
"""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Final, TypeAlias
from zoneinfo import ZoneInfo

from django.db import connection

from ristorno.apps.accruals import tasks as accruals
from ristorno.apps.accruals.following import PAUSE, work_off
from ristorno.apps.accruals.queries import due
from ristorno.apps.agreements.queries import calculation, programs
from ristorno.apps.clock.models import Sandbox
from ristorno.apps.orders import tasks as orders
from ristorno.apps.orders.queries import next_lapse
from ristorno.apps.settlements import tasks as settlements
from ristorno.apps.settlements.verification import all_complaints
from ristorno.apps.wallets import tasks as wallets
from ristorno.apps.wallets.queries import next_end_of_a_hold
from ristorno.engine.fact import local_day
from ristorno.kernel.period import DAY
from ristorno.kernel.problem import Problem, Refused

BY_TIME: Final[tuple[Callable[[datetime], object], ...]] = (
    orders.lapse,
    wallets.end_holds,
    wallets.expire,
    settlements.agree_by_silence,
    accruals.new_day,
)
"""What time does by itself, in the order in which it is done at one moment."""

Heard: TypeAlias = Callable[[datetime], None]
"""Whoever is told where the clock stands."""

_ACTOR: Final = "system:clock"
_LOCK: Final = "hashtext('ristorno.clock')"


@dataclass(frozen=True, slots=True)
class Moved:
    """What came of moving: where the clock stands, how many members were run, what is not as it must be."""

    stands_at: datetime
    runs: int
    complaints: tuple[str, ...]


def silent(_: datetime) -> None:
    """Tell nobody."""


@contextmanager
def alone() -> Iterator[None]:
    """Keep everybody else from moving the clock.

    Raises:
        Refused: somebody does.
    """
    with connection.cursor() as cursor:
        cursor.execute(f"select pg_try_advisory_lock({_LOCK})")
        if cursor.fetchone() != (True,):
            reason = "Somebody else moves the clock at this moment."
            raise Refused([Problem("clock.moving", reason, "Wait until it stands, and look where.")])
    try:
        yield
    finally:
        with connection.cursor() as cursor:
            cursor.execute(f"select pg_advisory_unlock({_LOCK})")


def move(to: datetime, heard: Heard) -> Moved:
    """Go from where the clock stands to a moment, stopping wherever time does something; whoever calls is alone."""
    row = Sandbox.objects.get()
    runs = 0 if row.settled else _settle(row)
    while row.stands_at < to:
        row.stands_at, row.settled = _next(row.stands_at, to), False
        row.save()
        runs += _settle(row)
        heard(row.stands_at)
    return Moved(row.stands_at, runs, tuple(str(each) for each in all_complaints()))


def _settle(row: Sandbox) -> int:
    """Do all that is to be done at the moment where the clock stands; return how many members were run."""
    for each in BY_TIME:
        each(row.stands_at)
    runs = work_off(at=row.stands_at, actor=_ACTOR)
    while _somebody_is_run(row.stands_at):
        time.sleep(PAUSE)
        runs += work_off(at=row.stands_at, actor=_ACTOR)
    row.settled = True
    row.save()
    return runs


def _somebody_is_run(at: datetime) -> bool:
    """Return whether somebody is still due: another process runs him, or has just found him."""
    return any(each.not_before is None or each.not_before <= at for each in due())


def _next(after: datetime, to: datetime) -> datetime:
    zones = {calculation(program).program.terms.zone for program in programs()} or {ZoneInfo("UTC")}
    ends = (next_end_of_a_hold(after), next_lapse(after))
    return min(to, *(_next_day(after, zone) for zone in zones), *filter(None, ends))


def _next_day(after: datetime, zone: ZoneInfo) -> datetime:
    """Return when the next day begins in a zone: its midnight, or a little later where clocks skip it."""
    begins = datetime.combine(local_day(after, zone) + DAY, datetime.min.time(), zone).astimezone(UTC)
    while local_day(begins, zone) == local_day(after, zone):
        begins += timedelta(minutes=15)
    return begins
