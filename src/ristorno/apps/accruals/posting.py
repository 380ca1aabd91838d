"""Posting what differs between what is wanted and what is booked, key by key."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime

from ristorno.apps.accruals.asking import Asked
from ristorno.apps.accruals.models import Booked, Booking, Provided
from ristorno.apps.accruals.reach import booked_in, provided_in
from ristorno.apps.accruals.rules import Key, ProvisionKey, Wanted, key_of_row
from ristorno.apps.members.queries import resolve
from ristorno.apps.wallets import operations as wallets
from ristorno.apps.wallets.values import Change, Holder
from ristorno.engine.documented import accrual_record


@dataclass(frozen=True, slots=True)
class _Difference:
    row: Booked
    want: Wanted | None
    """As it is told: as it was known on the last day for corrections, where that is past."""
    holder: Holder
    pending: int
    free: int
    asked: Asked
    moves: bool
    """Whether an amount changed; otherwise only what is known of it did."""
    tells: bool
    """Whether its reason is told anew; what was sealed keeps it."""


def post(found: Sequence[Asked], at: datetime, actor: str) -> Counter[str]:
    """Post the differences of members that are locked; return for how many keys of each something was booked anew."""
    rows = {key_of_row(row): row for row in booked_in(found)}
    asked_of = {(asked.member, asked.program): asked for asked in found}
    keys = sorted({*rows, *(key for asked in found for key in asked.wanted)})
    parties = resolve({key.party for key in keys if key.party})
    differences = []
    for key in keys:
        each = _difference(key, rows.get(key), asked_of[key.member, key.program], parties.get(key.party))
        if each is not None:
            differences.append(each)
    moving = [each for each in differences if each.moves]
    wallets.stand_still(wallets=[(each.holder, each.row.unit) for each in moving])
    # What can be spent comes before what is taken back, so that nothing is owed on the way that is not owed in the end.
    for each in sorted(differences, key=lambda difference: -difference.free):
        _book(each, at, actor)
    return Counter(each.row.member for each in moving)


def provide(found: Sequence[Asked], at: datetime, actor: str) -> Counter[str]:
    """Post what the sponsor sets aside more or less than before; return for how many windows of each member."""
    rows = {_provision_key(row): row for row in provided_in(found)}
    wants = {key: value for asked in found for key, value in asked.provided.items()}
    done: Counter[str] = Counter()
    for key in sorted({*rows, *wants}):
        count, label = (wants[key][0], wants[key][1].window_label) if key in wants else (0, rows[key].label)
        row = rows.get(key) or Provided(**asdict(key))
        if count == row.amount:
            continue
        change, row.amount, row.label, row.revision = count - row.amount, count, label, row.revision + 1
        row.save()
        name = f"provision:{row.pk}:{row.revision}"
        wallets.provide(key=name, unit=row.unit, change=change, at=at, actor=actor)
        done[row.member] += 1
    return done


def _difference(key: Key, row: Booked | None, asked: Asked, party: str | None) -> _Difference | None:
    kept = row or Booked(**asdict(key))
    want, sealed_on = asked.wanted.get(key), asked.sealed.days.get(key)
    now, told = want.count if want else 0, want
    total = now
    if sealed_on is not None:
        told = asked.sealed.then.get(key) or want
        then = asked.sealed.then.get(key)
        total = (then.count if then else 0) if key in asked.sealed.then else kept.pending + kept.free
    over, waits = (told.over, told.waits) if told else (kept.over, kept.waits)
    free = kept.free if waits else total if over else 0
    pending = total - free
    known = {"over": over, "waits": waits, "sealed_on": sealed_on, "late": now - total}
    changed = {name: value for name, value in known.items() if getattr(kept, name) != value}
    moves = pending != kept.pending or free != kept.free
    if not moves and not changed:
        return None
    for name, value in changed.items():
        setattr(kept, name, value)
    holder = Holder(party or key.party) if key.party else Holder(key.member, key.contact)
    tells = sealed_on is None or key in asked.sealed.then
    return _Difference(kept, told, holder, pending - kept.pending, free - kept.free, asked, moves, tells)


def _book(each: _Difference, at: datetime, actor: str) -> None:
    row, want = each.row, each.want
    true_up = row.status == "final" and each.free != 0 and row.free != 0
    row.became = None
    row.status = want.accrual.status if want else "gone"
    row.label = want.accrual.window_label if want else row.label
    if each.tells:
        _tell(row, each, at)
    if want is not None and want.over:
        row.ends_on = want.ends_on
    move(row, each.holder, Shift(each.pending, each.free, true_up=true_up, as_of=each.asked.today), at, actor)


def _tell(row: Booked, each: _Difference, at: datetime) -> None:
    """Keep the reason, or from what it is made when somebody asks: of a wide window it is as long as its facts."""
    want, asked = each.want, each.asked
    kept = want is not None and (want.accrual.document is not None or asked.by_others or bool(row.sealed_on))
    row.record = accrual_record(want.accrual) if want is not None and kept else None
    row.place, row.terms, row.as_of, row.told_at = asked.basis.place, asked.basis.terms, asked.today, at


@dataclass(frozen=True, slots=True)
class Shift:
    """By how much what is booked for a key changes, in smallest steps, and on which day that was looked at."""

    pending: int
    free: int
    true_up: bool
    as_of: date


def move(row: Booked, holder: Holder, shift: Shift, at: datetime, actor: str) -> None:
    """Change what is booked for a key, and post it, where that is anything."""
    if not shift.pending and not shift.free:
        row.save()
        return
    row.pending, row.free, row.revision = row.pending + shift.pending, row.free + shift.free, row.revision + 1
    row.save()
    earlier = _earlier(row) if shift.free < 0 else ()
    change = Change(pending=shift.pending, free=shift.free, ends_on=row.ends_on, earlier=earlier)
    name = f"accrual:{row.pk}:{row.revision}"
    postings = wallets.book(key=name, holder=holder, unit=row.unit, change=change, at=at, actor=actor)
    Booking.objects.create(
        booked=row, revision=row.revision, pending=shift.pending, free=shift.free, true_up=shift.true_up,
        postings=list(postings), as_of=shift.as_of, happened_at=at, actor=actor,
    )  # fmt: skip


def _earlier(row: Booked) -> tuple[int, ...]:
    found = Booking.objects.filter(booked=row).values_list("postings", flat=True)
    return tuple(number for postings in found for number in postings)


def _provision_key(row: Provided) -> ProvisionKey:
    return ProvisionKey(**{name: getattr(row, name) for name in ProvisionKey.__dataclass_fields__})
