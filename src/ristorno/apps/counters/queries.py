"""Reading counters."""

from collections.abc import Collection, Mapping
from datetime import datetime
from decimal import Decimal

from django.db import connection

from ristorno.apps.counters.models import Counter, Taking
from ristorno.apps.counters.values import CounterState
from ristorno.kernel.number import ZERO, plain

_HELD = Taking.State.HELD
_STATES = """
select name, taken, there_is, (
    select coalesce(sum(amount), 0) from counters_taking
    where counter_id = counters_counter.id and state = 'held' and lapses_at > %(at)s
) from counters_counter where name = any(%(names)s) order by name
"""


def counters(names: Collection[str], at: datetime) -> Mapping[str, CounterState]:
    """Return what is taken and held of some counters at a moment; of those that are absent nothing ever was."""
    if not names:
        return {}
    with connection.cursor() as cursor:
        cursor.execute(_STATES, {"names": list(names), "at": at})
        return {
            name: CounterState(name=name, taken=Decimal(plain(taken)), held=Decimal(plain(held)), there_is=there_is)
            for name, taken, there_is, held in cursor
        }


def starting(prefix: str, at: datetime, *, after: str = "", most: int = 500) -> Mapping[str, CounterState]:
    """Return counters whose names begin alike, in the order of their names, from the one behind ``after`` on."""
    found = Counter.objects.filter(name__startswith=prefix, name__gt=after).order_by("name")
    return counters(list(found.values_list("name", flat=True)[:most]), at)


def takings(holder: str, at: datetime) -> Mapping[str, Decimal]:
    """Return what a holder has of counters at a moment, held or taken, less what was given back."""
    found = Taking.objects.filter(holder=holder).exclude(state=Taking.State.FREED).select_related("counter")
    return {
        each.counter.name: each.amount - each.given_back for each in found if each.state != _HELD or each.lapses_at > at
    }


def taken_by(names: Collection[str]) -> Mapping[str, Mapping[str, Decimal]]:
    """Return by name of a counter what each holder took of it for good, less what was given back."""
    found: dict[str, dict[str, Decimal]] = {}
    taken = Taking.objects.filter(counter__name__in=names, state=Taking.State.TAKEN)
    for name, holder, amount, back in taken.values_list("counter__name", "holder", "amount", "given_back"):
        found.setdefault(name, {})[holder] = amount - back
    return found


def gone(names: Collection[str], at: datetime) -> Mapping[str, Decimal]:
    """Return by name what nobody else can have of some counters; nothing of those that nobody ever took of."""
    found = counters(names, at)
    return {name: found[name].gone if name in found else ZERO for name in names}
