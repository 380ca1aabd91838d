"""Posting what differs between what is wanted and what is booked, key by key."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime

from ristorno.apps.accruals.asking import Asked
from ristorno.apps.accruals.models import KEPT, Booked, Booking, Provided
from ristorno.apps.accruals.reach import booked_in, provided_in
from ristorno.apps.accruals.rules import Key, ProvisionKey, Wanted, key_of_row
from ristorno.apps.members.queries import resolve
from ristorno.apps.wallets import operations as wallets
from ristorno.apps.wallets.values import Change, Holder
from ristorno.engine.documented import accrual_record
from ristorno.kernel.period import DAY, LAST_DAY


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


_FIELDS = list(Key.__dataclass_fields__)


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
    # What can be spent comes before what is taken back, so that nothing is owed on the way that is not owed in the end.
    differences.sort(key=lambda difference: -difference.free)
    move([_told(each, at) for each in differences], at, actor)
    return Counter(each.row.member for each in differences if each.moves)


def provide(found: Sequence[Asked], at: datetime, actor: str) -> Counter[str]:
    """Post what the sponsor sets aside more or less than before; return for how many windows of each member."""
    rows = {_provision_key(row): row for row in provided_in(found)}
    wants = {key: value for asked in found for key, value in asked.provided.items()}
    changed = []
    for key in sorted({*rows, *wants}):
        count, label = (wants[key][0], wants[key][1].window_label) if key in wants else (0, rows[key].label)
        row = rows.get(key) or Provided(**asdict(key))
        if count != row.amount:
            changed.append((row, count - row.amount))
            row.amount, row.label, row.revision = count, label, row.revision + 1
    if not changed:
        return Counter()
    Provided.objects.bulk_create(
        [row for row, _ in changed],
        update_conflicts=True,
        unique_fields=list(ProvisionKey.__dataclass_fields__),
        update_fields=["amount", "label", "revision"],
    )
    steps = [(f"provision:{row.pk}:{row.revision}", row.unit, change) for row, change in changed]
    wallets.provide_all(changes=steps, at=at, actor=actor)
    return Counter(row.member for row, _ in changed)


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


def _told(each: _Difference, at: datetime) -> "Moving":
    row, want = each.row, each.want
    true_up = row.status == "final" and each.free != 0 and row.free != 0
    row.became = None
    row.status = want.accrual.status if want else "gone"
    row.label = want.accrual.window_label if want else row.label
    if each.tells:
        _tell(row, each, at)
    if want is not None and want.over:
        row.ends_on = want.ends_on
    return Moving(row, each.holder, Shift(each.pending, each.free, true_up=true_up, as_of=each.asked.today))


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


@dataclass(frozen=True, slots=True)
class Moving:
    """A row of what is booked with its change, and whose wallet it goes to."""

    row: Booked
    holder: Holder
    shift: Shift

    @property
    def moves(self) -> bool:
        """Whether any amount changes; otherwise only what is known of the key does."""
        return bool(self.shift.pending or self.shift.free)


def move(changes: Sequence[Moving], at: datetime, actor: str) -> None:
    """Change what is booked for keys, and post it, in this order, where that is anything; all of them together."""
    moving = [each for each in changes if each.moves]
    for each in moving:
        row, shift = each.row, each.shift
        row.pending, row.free, row.revision = row.pending + shift.pending, row.free + shift.free, row.revision + 1
    _keep_rows([each.row for each in changes])
    earlier = _earlier([each.row for each in moving if each.shift.free < 0])
    bookings = [
        wallets.Booking(
            f"accrual:{each.row.pk}:{each.row.revision}",
            each.holder,
            each.row.unit,
            Change(
                pending=each.shift.pending,
                free=each.shift.free,
                ends_on=each.row.ends_on,
                earlier=earlier.get(each.row.pk, ()),
                clause=each.row.clause,
                earned_on=None if each.row.ends >= LAST_DAY else each.row.ends - DAY,
            ),
        )
        for each in moving
    ]
    posted = wallets.book_all(bookings=bookings, at=at, actor=actor)
    Booking.objects.bulk_create(
        Booking(
            booked=each.row, revision=each.row.revision, pending=each.shift.pending, free=each.shift.free,
            true_up=each.shift.true_up, postings=list(numbers), as_of=each.shift.as_of, happened_at=at, actor=actor,
        )
        for each, numbers in zip(moving, posted, strict=True)
    )  # fmt: skip


def _keep_rows(rows: Sequence[Booked]) -> None:
    """Write rows, new ones too; where the record was not read, and is not told anew, it stays as it is."""
    whole = [row for row in rows if "record" not in row.get_deferred_fields()]
    Booked.objects.bulk_create(whole, update_conflicts=True, unique_fields=_FIELDS, update_fields=KEPT)
    for row in rows:
        if "record" in row.get_deferred_fields():
            row.save()


def _earlier(rows: Sequence[Booked]) -> dict[int, tuple[int, ...]]:
    """Return the postings of keys so far, by the number of the row."""
    earlier: dict[int, tuple[int, ...]] = {}
    if rows:
        found = Booking.objects.filter(booked__in=rows).order_by("booked_id", "revision")
        for number, postings in found.values_list("booked_id", "postings"):
            earlier[number] = (*earlier.get(number, ()), *postings)
    return earlier


def _provision_key(row: Provided) -> ProvisionKey:
    return ProvisionKey(**{name: getattr(row, name) for name in ProvisionKey.__dataclass_fields__})
