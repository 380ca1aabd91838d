"""Following what happens: events name the members that are due, and whoever has time runs them.

Both steps may be done by any number of processes at once. Who adds a member to the list waits for nobody; who takes one
off takes all its rows that are there, so a member that is named a hundred times in between is run once. A member whom
somebody else runs at the moment is left for later, so nobody waits for anybody. A member that cannot be run is told and
tried again later, and stops nobody else.
"""

from collections.abc import Callable, Collection, Iterator, Sequence
from datetime import datetime, timedelta
from threading import Event
from time import monotonic
from typing import Final

from django.db import transaction
from django.db.models import F, Q

from ristorno.apps.accruals.claiming import claim, enter
from ristorno.apps.accruals.models import Due
from ristorno.apps.accruals.operations import run_together
from ristorno.apps.accruals.queries import known_members
from ristorno.apps.agreements.queries import calculation, programs
from ristorno.apps.events.operations import record, take
from ristorno.apps.events.queries import news
from ristorno.apps.facts.operations import regroup
from ristorno.engine.fact import local_day

CONSUMER: Final = "accruals"
EVERYBODY: Final = "*"
PAUSE: Final = 0.1
"""Seconds between two looks where nobody is due."""
_LOOK: Final = 1.0
"""Seconds after which it is looked for work though nothing has told of any: nobody counts on being told."""
TOGETHER: Final = 50
"""So many members are run in one transaction."""
_LONGEST: Final = timedelta(hours=1)
_NEXT: Final = (F("not_before").asc(nulls_first=True), "id")
_AHEAD: Final = 4
"""So many times as many rows are looked through for members whom nobody else runs."""


@transaction.atomic
def collect() -> int:
    """Read events on and add the members that they name to those that are due; return how many events were read."""
    found = take(consumer=CONSUMER)
    named = {member for event in found for member in _named(event.data.get("members"))}
    if EVERYBODY in named:
        named |= known_members()
    named.discard(EVERYBODY)
    _name(named)
    return len(found)


def work(*, at: datetime, actor: str, most: int = TOGETHER) -> tuple[str, ...]:
    """Run the members that are due for the longest time, at most so many together; return their keys.

    Where something is wrong with one of them, they are run one by one.
    """
    with transaction.atomic():
        found = Due.objects.select_for_update().filter(member__in=_free(at, most))
        rows = list(found.order_by(*_NEXT))
        if not rows:
            return ()
        members = sorted({row.member for row in rows})
        numbers = [row.pk for row in rows]
        try:
            with transaction.atomic():
                run_together(members=members, at=at, actor=actor)
        except Exception as error:  # noqa: BLE001 - whatever is wrong with one member must not stop the others
            _apart(rows, at, actor, str(error))
        else:
            Due.objects.filter(pk__in=numbers).delete()
        return tuple(members)


def _free(at: datetime, most: int) -> tuple[str, ...]:
    """Return members that are due, the longest waiting first, whom nobody else runs now nor will until we are done."""
    found = Due.objects.filter(_ready(at)).order_by(*_NEXT).values_list("member", flat=True)[: most * _AHEAD]
    waiting = list(dict.fromkeys(found))
    parts = (waiting[start : start + most] for start in range(0, len(waiting), most))
    return next((free for part in parts if (free := claim(part))), ())


def _ready(at: datetime) -> Q:
    return Q(not_before=None) | Q(not_before__lte=at)


def _apart(rows: Sequence[Due], at: datetime, actor: str, problem: str) -> None:
    """Run members one by one after all of them together failed, and put off those that fail again."""
    leading = {row.member: row for row in reversed(rows)}
    for member, row in sorted(leading.items()):
        numbers = [each.pk for each in rows if each.member == member]
        told = problem
        if len(leading) > 1:
            try:
                with transaction.atomic():
                    run_together(members=[member], at=at, actor=actor)
            except Exception as error:  # noqa: BLE001 - as above
                told = str(error)
            else:
                Due.objects.filter(pk__in=numbers).delete()
                continue
        _put_off(row, numbers, at, actor, told)


def work_off(*, at: datetime, actor: str) -> int:
    """Collect and run until nobody is due; return how many were run."""
    done = 0
    regroup(at, actor)
    while collect():
        pass
    while ran := work(at=at, actor=actor):
        done += len(ran)
    return done


def follow(*, clock: Callable[[], datetime], stop: Event, actor: str) -> int:
    """Collect and run until somebody says stop; return how many were run. Any number may do so at once.

    Whether there is anything to do is asked often and in few words; every second it is looked at in any case.
    """
    done, again = 0, monotonic()
    while not stop.is_set():
        if monotonic() < again and not _anything(clock()):
            stop.wait(PAUSE)
            continue
        again = monotonic() + _LOOK
        regroup(clock(), actor)
        read = collect()
        ran = len(work(at=clock(), actor=actor))
        done += ran
        if not read and not ran:
            stop.wait(PAUSE)
    return done


def _anything(at: datetime) -> bool:
    """Return whether something happened that was not read, or somebody is due."""
    return news(CONSUMER) or Due.objects.filter(_ready(at)).exists()


def due_again(now: datetime) -> int:
    """Add everybody to those that are due where a day has begun for some program in the last hour; return how many.

    Windows close, and points become spendable, by time alone.
    """
    before = now - timedelta(hours=1)
    zones = {calculation(program).program.terms.zone for program in programs()}
    if all(local_day(before, zone) == local_day(now, zone) for zone in zones):
        return 0
    return _name(known_members())


def _name(members: Collection[str]) -> int:
    """Add members to those that are due; what is locked while they are run is there before anybody runs them."""
    enter(members)
    return len(Due.objects.bulk_create([Due(member=member) for member in sorted(members)]))


def _put_off(row: Due, numbers: list[int], at: datetime, actor: str, problem: str) -> None:
    """Try again later, twice as long each time, and say what went wrong."""
    Due.objects.filter(pk__in=[number for number in numbers if number != row.pk]).delete()
    row.attempts += 1
    row.problem = problem
    row.not_before = at + min(_LONGEST, timedelta(seconds=2**row.attempts))
    row.save()
    data = {"attempts": row.attempts, "problem": problem[:1_000]}
    record(name="accruals.failed", actor=actor, subject=f"member:{row.member}", data=data)


def _named(told: object) -> Iterator[str]:
    if isinstance(told, str):
        yield told
    elif isinstance(told, list):
        yield from (str(each) for each in told)
