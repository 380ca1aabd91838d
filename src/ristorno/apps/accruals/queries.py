"""Reading what is booked, how it came to be, and who is due."""

from collections.abc import Collection, Sequence
from datetime import datetime

from django.db.models import F

from ristorno.apps.accruals.ahead import ahead
from ristorno.apps.accruals.closing import handed_on, holders, payers
from ristorno.apps.accruals.models import Account, Booked, Booking, Due, Footing
from ristorno.apps.accruals.reading import states, steps
from ristorno.apps.accruals.seeking import EVERYTHING, Sought, earned, seek
from ristorno.apps.accruals.values import BookedChange, BookedState, DueState, Freed, Way
from ristorno.apps.agreements.queries import calculation, programs
from ristorno.apps.members.queries import codes
from ristorno.apps.wallets.values import Holder
from ristorno.engine.accrual import Accrual
from ristorno.engine.calculation import Calculation
from ristorno.engine.fact import local_day
from ristorno.engine.retold import retold
from ristorno.engine.settling import Settling
from ristorno.kernel.number import exactly

__all__ = [
    "EVERYTHING",
    "Sought",
    "absorbed",
    "ahead",
    "booked",
    "booked_of",
    "changes",
    "due",
    "earned",
    "freed",
    "handed_on",
    "holders",
    "known_members",
    "payers",
    "reason",
    "seek",
    "ways",
]


def known_members() -> frozenset[str]:
    """Return everybody who may have anything: known members, those whom agreements name, those that were run before."""
    named = (member for program in programs() for member in calculation(program).members())
    return frozenset({*codes(), *named, *Account.objects.values_list("member", flat=True)})


def absorbed(members: Collection[str]) -> frozenset[str]:
    """Return who was run by a name of its own before it was merged into one of some members."""
    named = {code for owned in codes(members).values() for code in owned} - {*members}
    return frozenset(Account.objects.filter(member__in=named).values_list("member", flat=True))


def booked_of(
    member: str, *, unit: str | None = None, after: int = 0, most: int = 500, explained: bool = True
) -> Sequence[BookedState]:
    """Return what is booked for a member, in the order in which it was booked first, from the one after a number on.

    Explaining what is no document counts the facts behind it again: who does not show it asks without.
    """
    found = Booked.objects.filter(member=member, pk__gt=after).order_by("pk")
    found = found.filter(unit=unit) if unit else found
    return list(states(found[:most] if explained else found.defer("record")[:most], reasons=explained))


def booked(number: int) -> BookedState | None:
    """Return what is booked for a key by its number, None where there is none."""
    return next(states(Booked.objects.filter(pk=number)), None)


def reason(state: BookedState, program: Calculation, at: datetime) -> Accrual | None:
    """Return what was counted for a key, as of a moment, to be told in words; None where nothing is owed any more.

    The state must have been read with its record.
    """
    if state.record is None:
        return None
    terms = Settling(program, state.member).terms(state.last, state.agreement)
    return retold(state.record, terms, local_day(at, program.program.terms.zone))


def changes(number: int) -> Sequence[BookedChange]:
    """Return all changes of what is booked for a key, the earliest first."""
    step = steps()
    found = Booking.objects.filter(booked=number).select_related("booked").order_by("revision")
    with exactly():
        return [
            BookedChange(
                revision=each.revision,
                pending=each.pending * step[each.booked.unit],
                free=each.free * step[each.booked.unit],
                true_up=each.true_up,
                postings=tuple(each.postings),
                as_of=each.as_of,
                happened_at=each.happened_at,
                actor=each.actor,
            )
            for each in found
        ]


def freed(holder: Holder, *, most: int = 50) -> Sequence[Freed]:
    """Return what of amounts of windows came to be usable, or was corrected afterwards, the latest first.

    Amounts of single documents are not among it: there are as many as there are orders.
    """
    of = {
        "booked__member": holder.member,
        "booked__contact": holder.contact,
        "booked__party": "",
        "booked__document": "",
    }
    found = Booking.objects.filter(**of).exclude(free=0).select_related("booked").order_by("-happened_at", "-pk")[:most]
    told, step = states((each.booked for each in found), reasons=False), steps()
    with exactly():
        return [
            Freed(state, each.free * step[state.unit], each.happened_at)
            for each, state in zip(found, told, strict=True)
        ]


def due(*, failed: bool = False, most: int = 500) -> Sequence[DueState]:
    """Return who has to be run, the longest waiting first; or those alone with whom something went wrong."""
    found = Due.objects.order_by("id")
    found = found.filter(attempts__gt=0) if failed else found
    return [
        DueState(
            member=each.member,
            since=each.since,
            attempts=each.attempts,
            problem=each.problem,
            not_before=each.not_before,
        )
        for each in found[:most]
    ]


def ways(member: str | None = None, *, most: int = 500) -> Sequence[Way]:
    """Return how members are run, those first that are counted whole: of one, or of all."""
    found = Footing.objects.order_by(F("why_whole").desc(), "program", "member")
    found = found if member is None else found.filter(member=member)
    return [Way(each.member, each.program, each.why_whole, each.last_whole) for each in found[:most]]
