"""Posting what differs between what is wanted and what is booked, key by key."""

from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime

from ristorno.apps.accruals.asking import Asked
from ristorno.apps.accruals.models import Booked, Booking, Provided
from ristorno.apps.accruals.rules import Key, ProvisionKey, Wanted
from ristorno.apps.members.queries import resolve
from ristorno.apps.wallets import operations as wallets
from ristorno.apps.wallets.values import Change, Holder
from ristorno.engine.documented import accrual_record

_FIELDS = tuple(Key.__dataclass_fields__)


@dataclass(frozen=True, slots=True)
class _Difference:
    row: Booked
    want: Wanted | None
    holder: Holder
    pending: int
    free: int
    today: date


def post(member: str, found: Sequence[Asked], at: datetime, actor: str) -> int:
    """Post the differences of a member that is locked; return how many keys were booked anew."""
    rows = {_key(row): row for row in Booked.objects.filter(member=member)}
    wants = {key: (want, asked.today) for asked in found for key, want in asked.wanted.items()}
    latest = max((asked.today for asked in found), default=at.date())
    parties = resolve({key.party for key in (*rows, *wants) if key.party})
    differences = []
    for key in sorted({*rows, *wants}):
        want, today = wants.get(key, (None, latest))
        found_one = _difference(key, rows.get(key), want, today, parties.get(key.party))
        if found_one is not None:
            differences.append(found_one)
    wallets.stand_still(wallets=[(each.holder, each.row.unit) for each in differences])
    # What can be spent comes before what is taken back, so that nothing is owed on the way that is not owed in the end.
    for each in sorted(differences, key=lambda difference: -difference.free):
        _book(each, at, actor)
    return len(differences)


def provide(member: str, found: Iterable[Asked], at: datetime, actor: str) -> int:
    """Post what the sponsor sets aside for a member more or less than before; return for how many windows."""
    rows = {_provision_key(row): row for row in Provided.objects.filter(member=member)}
    wants = {key: value for asked in found for key, value in asked.provided.items()}
    done = 0
    for key in sorted({*rows, *wants}):
        count, label = (wants[key][0], wants[key][1].window_label) if key in wants else (0, rows[key].label)
        row = rows.get(key) or Provided(**asdict(key))
        if count == row.amount:
            continue
        change, row.amount, row.label, row.revision = count - row.amount, count, label, row.revision + 1
        row.save()
        name = f"provision:{row.pk}:{row.revision}"
        wallets.provide(key=name, unit=row.unit, change=change, at=at, actor=actor)
        done += 1
    return done


def _difference(
    key: Key, row: Booked | None, want: Wanted | None, today: date, party: str | None
) -> _Difference | None:
    kept = row or Booked(**asdict(key))
    pending = (want.pending if want else 0) - kept.pending
    free = (want.free if want else 0) - kept.free
    if not pending and not free:
        return None
    holder = Holder(party or key.party) if key.party else Holder(key.member, key.contact)
    return _Difference(kept, want, holder, pending, free, today)


def _book(each: _Difference, at: datetime, actor: str) -> None:
    row, want = each.row, each.want
    true_up = row.status == "final" and each.free != 0 and row.free != 0
    row.pending, row.free, row.revision = row.pending + each.pending, row.free + each.free, row.revision + 1
    row.status = want.accrual.status if want else "gone"
    row.label = want.accrual.window_label if want else row.label
    row.record = accrual_record(want.accrual) if want else None
    if want is not None and want.free:
        row.ends_on = want.ends_on
    row.save()
    earlier = _earlier(row) if each.free < 0 else ()
    change = Change(pending=each.pending, free=each.free, ends_on=want.ends_on if want else None, earlier=earlier)
    name = f"accrual:{row.pk}:{row.revision}"
    postings = wallets.book(key=name, holder=each.holder, unit=row.unit, change=change, at=at, actor=actor)
    Booking.objects.create(
        booked=row, revision=row.revision, pending=each.pending, free=each.free, true_up=true_up,
        postings=list(postings), as_of=each.today, happened_at=at, actor=actor,
    )  # fmt: skip


def _earlier(row: Booked) -> tuple[int, ...]:
    found = Booking.objects.filter(booked=row).values_list("postings", flat=True)
    return tuple(number for postings in found for number in postings)


def _key(row: Booked) -> Key:
    return Key(**{name: getattr(row, name) for name in _FIELDS})


def _provision_key(row: Provided) -> ProvisionKey:
    return ProvisionKey(**{name: getattr(row, name) for name in ProvisionKey.__dataclass_fields__})
