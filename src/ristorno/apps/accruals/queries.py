"""Reading what is booked, how it came to be, and who is due."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from decimal import Decimal

from django.db.models import F

from ristorno.apps.accruals.ahead import ahead
from ristorno.apps.accruals.closing import handed_on, holders, payers
from ristorno.apps.accruals.explaining import explanations
from ristorno.apps.accruals.models import Account, Booked, Booking, Due, Footing
from ristorno.apps.accruals.values import BookedChange, BookedState, DueState, Way
from ristorno.apps.agreements.queries import calculation, programs
from ristorno.apps.members.queries import codes
from ristorno.apps.wallets.queries import declared
from ristorno.apps.wallets.values import Holder
from ristorno.kernel.number import exactly
from ristorno.kernel.period import DAY

__all__ = [
    "absorbed",
    "ahead",
    "booked",
    "booked_of",
    "changes",
    "due",
    "earned",
    "handed_on",
    "holders",
    "known_members",
    "payers",
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


def earned(holder: Holder, *, unit: str | None = None, skip: int = 0, most: int = 50) -> Sequence[BookedState]:
    """Return what is booked by a member's own facts for it or one of its people, the latest windows first.

    Without reasons; what came to nothing is left out. ``skip`` says how many were seen before.
    """
    found = Booked.objects.filter(member=holder.member, contact=holder.contact, party="").exclude(pending=0, free=0)
    found = found.filter(unit=unit) if unit else found
    return list(states(found.order_by("-ends", "-pk").defer("record")[skip : skip + most], reasons=False))


def booked(number: int) -> BookedState | None:
    """Return what is booked for a key by its number, None where there is none."""
    return next(states(Booked.objects.filter(pk=number)), None)


def changes(number: int) -> Sequence[BookedChange]:
    """Return all changes of what is booked for a key, the earliest first."""
    step = _steps()
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


def states(found: Iterable[Booked], *, reasons: bool = True) -> Iterator[BookedState]:
    """Yield rows as others read them; for this room only."""
    step, rows = _steps(), list(found)
    records = explanations(rows) if reasons else {}
    for each in rows:
        with exactly():
            pending, free = each.pending * step[each.unit], each.free * step[each.unit]
        yield BookedState(
            number=each.pk,
            program=each.program,
            agreement=each.agreement,
            clause=each.clause,
            member=each.member,
            holder=Holder(each.party) if each.party else Holder(each.member, each.contact),
            unit=each.unit,
            starts=each.starts,
            last=each.ends - DAY,
            label=each.label,
            document=each.document,
            status=each.status,
            pending=pending,
            free=free,
            ends_on=each.ends_on,
            record=records.get(each.pk),
        )


def _steps() -> Mapping[str, Decimal]:
    return {unit.name: unit.step for unit in declared()}
