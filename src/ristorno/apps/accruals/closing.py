"""What statements need of bookings: the keys of a closing, what of them was settled, and letting it be spent.

Each of these keeps the members whose keys they are alone until the transaction ends, so that what a statement says is
what is booked in the same moment.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date, datetime

from django.db import transaction
from django.db.models import F, Q, QuerySet

from ristorno.apps.accruals.explaining import Explained, explanations
from ristorno.apps.accruals.models import Account, Booked, Shut
from ristorno.apps.accruals.posting import Moving, Shift, move
from ristorno.apps.accruals.sealing import closed_by
from ristorno.apps.accruals.values import Closable
from ristorno.apps.members.queries import codes, codes_of, resolve
from ristorno.apps.wallets.values import Holder
from ristorno.kernel.period import DAY

_OPEN = (
    Q(settled=None) & ~Q(pending=-F("free"))
    | Q(settled__isnull=False) & ~Q(settled=F("pending") + F("free"))
    | ~Q(told_late=F("late"))
)
"""Of which statements do not say yet what is booked."""
_SETTLED = ("settled", "told_late")


def holders(program: str, through: date, members: Collection[str] | None = None) -> Sequence[Holder]:
    """Return whose statements have anything to say, in their order; of some members, or of all."""
    found = _over(program, through).filter(_OPEN).values_list("member", "contact", "party").distinct()
    named = set(found)
    stand_for = resolve({party for _, _, party in named if party})
    whose = {
        Holder(stand_for.get(party, party)) if party else Holder(member, contact) for member, contact, party in named
    }
    return sorted(holder for holder in whose if members is None or holder.member in members)


def payers(program: str, through: date, members: Collection[str]) -> frozenset[str]:
    """Return by whose facts members are paid as parties."""
    named = {code for codes_named in codes(members).values() for code in codes_named} | set(members)
    found = Booked.objects.filter(program=program, party__in=named, ends__lte=through + DAY)
    return frozenset(found.values_list("member", flat=True))


def handed_on(program: str, member: str, through: date) -> Sequence[Closable]:
    """Return what others get of what a member has brought, as it is booked now."""
    rows = list(_over(program, through).filter(member=member).exclude(party=""))
    reasons = explanations(rows)
    return [_closable(row, None, reasons.get(row.pk)) for row in rows]


@transaction.atomic
def close(*, program: str, holder: Holder, through: date) -> Sequence[Closable]:
    """Return the keys that a holder's statement tells of, and note that it has them."""
    rows = _alone(_held(program, holder).filter(over=True, ends__lte=through + DAY).filter(_OPEN))
    shut = {row.member: row for row in Shut.objects.filter(program=program, member__in={row.member for row in rows})}
    for row in rows:
        if row.settled is None:
            # What could be spent before there were statements was settled then.
            row.settled = row.free if row.waits else 0
    reasons = explanations(rows)
    told = [_closable(row, shut.get(row.member), reasons.get(row.pk)) for row in rows]
    for row in rows:
        row.settled, row.told_late = row.pending + row.free, row.late
    Booked.objects.bulk_update(rows, _SETTLED, batch_size=1_000)
    return told


@transaction.atomic
def reopen(*, amounts: Mapping[int, int], late: Mapping[int, int]) -> None:
    """Take back what a statement that was withdrawn had said of keys, and of what came too late for them."""
    rows = _alone(Booked.objects.filter(pk__in={*amounts, *late}))
    for number, row in _as_they_are(rows).items():
        row.settled = (row.settled or 0) - amounts.get(number, 0)
        row.told_late -= late.get(number, 0)
        row.save(update_fields=_SETTLED)


@transaction.atomic
def release(*, holder: Holder, amounts: Mapping[int, int], as_of: date, at: datetime, actor: str) -> None:
    """Let what a statement settles of keys be spent, where that waits for it, or take back what it settles less."""
    rows = _as_they_are(_alone(Booked.objects.filter(pk__in=amounts)))
    waiting = {number: row for number, row in rows.items() if row.waits and amounts[number]}
    # What can be spent comes before what is taken back, so that nothing is owed on the way that is not owed in the end.
    ordered = sorted(waiting.items(), key=lambda each: -amounts[each[0]])
    shifts = {
        number: Shift(-amounts[number], amounts[number], true_up=row.free != 0, as_of=as_of) for number, row in ordered
    }
    move([Moving(row, holder, shifts[number]) for number, row in ordered], at, actor)


def _as_they_are(rows: Iterable[Booked]) -> Mapping[int, Booked]:
    """Return rows by their numbers; where a member was merged, the row that its key has become."""
    found: dict[int, Booked] = {}
    held = {row.pk: row for row in rows}
    for number, row in list(held.items()):
        while row.became_id is not None:
            row = held[row.became_id] if row.became_id in held else _alone_one(row.became_id)
            held[row.pk] = row
        found[number] = row
    return found


def _alone_one(number: int) -> Booked:
    (row,) = _alone(Booked.objects.filter(pk=number))
    return row


@transaction.atomic
def shut(*, program: str, members: Iterable[str], through: date, as_of: date, at: datetime) -> None:
    """Note that the windows of members through a day are closed."""
    rows = [
        Shut(program=program, member=member, through=through, as_of=as_of, known_at=at) for member in sorted(members)
    ]
    fields = ["through", "as_of", "known_at"]
    Shut.objects.bulk_create(
        rows, 1_000, update_conflicts=True, update_fields=fields, unique_fields=["member", "program"]
    )


def _over(program: str, through: date) -> QuerySet[Booked]:
    return Booked.objects.filter(program=program, over=True, ends__lte=through + DAY).order_by("pk")


def _held(program: str, holder: Holder) -> QuerySet[Booked]:
    own = Q(member=holder.member, contact=holder.contact, party="")
    if not holder.contact:
        own |= Q(party__in=codes_of(holder.member) or (holder.member,))
    return Booked.objects.filter(own, program=program)


def _alone(found: QuerySet[Booked]) -> list[Booked]:
    """Return rows of which nobody else books anything until the transaction ends."""
    members = set(found.values_list("member", flat=True))
    list(Account.objects.filter(member__in=members).order_by("member").select_for_update(no_key=True))
    return list(found.order_by("pk"))


def _closable(row: Booked, closed: Shut | None, reason: Explained | None) -> Closable:
    return Closable(
        number=row.pk,
        agreement=row.agreement,
        clause=row.clause,
        member=row.member,
        contact=row.contact,
        party=row.party,
        group=row.group,
        unit=row.unit,
        starts=row.starts,
        ends=row.ends,
        document=row.document,
        label=row.label,
        entitlement=row.pending + row.free,
        settled=row.settled or 0,
        late=row.late,
        told_late=row.told_late,
        sealed_on=row.sealed_on,
        shut=closed is not None and _had(closed, row, reason),
        record=reason,
    )


def _had(closed: Shut, row: Booked, reason: Explained | None) -> bool:
    """Return whether a closing had a window already."""
    taken, calculated = (_day(reason, name) for name in ("accept_until", "calculate_on"))
    return bool(row.settled) or closed_by(closed, row.ends - DAY, taken, calculated)


def _day(reason: Explained | None, name: str) -> date | None:
    told = (reason or {}).get(name)
    return date.fromisoformat(told) if told else None
