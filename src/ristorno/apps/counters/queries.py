"""Reading counters."""

from collections.abc import Collection, Mapping
from datetime import datetime
from decimal import Decimal

from django.db.models import Q, Sum
from django.db.models.functions import Coalesce

from ristorno.apps.counters.models import Counter, Taking
from ristorno.apps.counters.values import CounterState
from ristorno.kernel.number import ZERO, plain

_HELD = Taking.State.HELD


def counters(names: Collection[str], at: datetime) -> Mapping[str, CounterState]:
    """Return what is taken and held of some counters at a moment; of those that are absent nothing ever was."""
    if not names:
        return {}
    held = Sum("taking__amount", filter=Q(taking__state=_HELD, taking__lapses_at__gt=at))
    found = Counter.objects.filter(name__in=names).annotate(held=Coalesce(held, Decimal(0))).order_by("name")
    return {
        each.name: CounterState(
            name=each.name, taken=Decimal(plain(each.taken)), held=Decimal(plain(each.held)), there_is=each.there_is
        )
        for each in found
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


def gone(names: Collection[str], at: datetime) -> Mapping[str, Decimal]:
    """Return by name what nobody else can have of some counters; nothing of those that nobody ever took of."""
    found = counters(names, at)
    return {name: found[name].gone if name in found else ZERO for name in names}
