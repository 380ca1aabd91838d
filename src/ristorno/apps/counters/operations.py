"""Taking of counters: held first, then taken or let go, and given back. All of it atomic, under locks in one order.

Whoever calls has a transaction of its own around it, in which what it takes for is kept.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from decimal import Decimal

from django.db import transaction
from django.db.models import Sum

from ristorno.apps.counters.models import Counter, Taking
from ristorno.apps.counters.values import Wanted
from ristorno.kernel.number import ZERO, exactly, plain
from ristorno.kernel.problem import Problem, Refused

_HELD, _TAKEN, _FREED = Taking.State.HELD, Taking.State.TAKEN, Taking.State.FREED


@transaction.atomic
def hold(*, holder: str, wanted: Iterable[Wanted], at: datetime, lapses_at: datetime) -> None:
    """Hold something of several counters, all of it or nothing, until a moment.

    Raises:
        Refused: there is less of some; each is told.
    """
    asked = _together(wanted)
    counters = _locked({each.counter for each in asked})
    held = _held(counters.values(), at)
    short = [problem for each in asked if (problem := _short(each, counters[each.counter], held[each.counter]))]
    if short:
        raise Refused(short)
    Taking.objects.bulk_create(
        Taking(counter=counters[each.counter], holder=holder, amount=each.amount, lapses_at=lapses_at)
        for each in asked
        if each.amount > 0
    )


@transaction.atomic
def take(*, holder: str, at: datetime) -> None:
    """Take for good what a holder holds; a second time nothing is held any more.

    Raises:
        Refused: it was held until an earlier moment.
    """
    for each, counter in _of(holder):
        if each.state == _FREED or (each.state == _HELD and each.lapses_at <= at):
            reason = f"What was held was held until {each.lapses_at:%Y-%m-%d %H:%M} UTC, and is not any more."
            raise Refused([Problem("counters.lapsed", reason, "Ask for it again.")])
        if each.state == _HELD:
            _change(counter, each.amount)
            _become(each, _TAKEN)


@transaction.atomic
def release(*, holder: str) -> None:
    """Let go all that a holder has: what is held, and what is left of what it took."""
    for each, counter in _of(holder):
        if each.state == _TAKEN:
            _change(counter, each.given_back - each.amount)
        if each.state != _FREED:
            _become(each, _FREED)


@transaction.atomic
def keep_only(*, holder: str, kept: Mapping[str, Decimal]) -> None:
    """Give back what a holder took beyond what it keeps of each counter; it never gets more.

    What was held and is not taken yet stays as it is.
    """
    for each, counter in _of(holder):
        back = each.amount - each.given_back - kept.get(counter.name, ZERO)
        if each.state == _TAKEN and back > 0:
            _change(counter, -back)
            each.given_back += back
            each.save()


@transaction.atomic
def there_is(*, counter: str, amount: Decimal) -> None:
    """Say how much there is of a counter in all, what was taken included."""
    (found,) = _locked({counter}).values()
    found.there_is = amount
    found.save()


def _together(wanted: Iterable[Wanted]) -> Sequence[Wanted]:
    """Return what is wanted, each counter once: what several ask for adds up, and the narrowest bound holds."""
    by_counter: defaultdict[str, list[Wanted]] = defaultdict(list)
    for each in wanted:
        by_counter[each.counter].append(each)
    with exactly():
        return [
            Wanted(
                counter=name,
                amount=sum((each.amount for each in some), ZERO),
                at_most=min((each.at_most for each in some if each.at_most is not None), default=None),
                code=some[0].code,
                what=some[0].what,
            )
            for name, some in sorted(by_counter.items())
        ]


def _locked(names: Iterable[str]) -> Mapping[str, Counter]:
    """Return counters, made where they are not there, which nobody else takes of until the transaction ends."""
    asked = sorted(set(names))
    known = set(Counter.objects.filter(name__in=asked).values_list("name", flat=True))
    Counter.objects.bulk_create([Counter(name=name) for name in asked if name not in known], ignore_conflicts=True)
    found = Counter.objects.select_for_update(no_key=True).filter(name__in=asked).order_by("name")
    return {each.name: each for each in found}


def _held(counters: Iterable[Counter], at: datetime) -> Mapping[str, Decimal]:
    """Return what others hold of locked counters; what has lapsed is let go, and stays so by whatever clock."""
    names = {each.pk: each.name for each in counters}
    held = Taking.objects.filter(counter__in=names, state=_HELD)
    held.filter(lapses_at__lte=at).update(state=_FREED)
    sums = held.order_by().values_list("counter").annotate(Sum("amount"))
    return defaultdict(lambda: ZERO, {names[number]: amount for number, amount in sums})


def _short(wanted: Wanted, counter: Counter, held: Decimal) -> Problem | None:
    bounds = [bound for bound in (wanted.at_most, counter.there_is) if bound is not None]
    left = min(bounds, default=None)
    if left is None:
        return None
    left = max(ZERO, left - counter.taken - held)
    if wanted.amount <= left:
        return None
    reason = f"{wanted.what}: {plain(left)} is left, and {plain(wanted.amount)} is asked for."
    return Problem(wanted.code, reason, "Ask for less, or without it; what others let go can be had again.")


def _of(holder: str) -> Sequence[tuple[Taking, Counter]]:
    """Return what a holder has, with the counters, locked in the order of their names."""
    names = Taking.objects.filter(holder=holder).values_list("counter__name", flat=True)
    counters = {each.pk: each for each in _locked(names).values()}
    found = Taking.objects.filter(holder=holder).order_by("pk")
    return [(each, counters[each.counter_id]) for each in found]


def _change(counter: Counter, amount: Decimal) -> None:
    counter.taken += amount
    counter.save()


def _become(taking: Taking, state: Taking.State) -> None:
    taking.state = state
    taking.save()
