"""Booking what the terms give: the difference between what is wanted and what was booked, key by key."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction

from ristorno.apps.ledger.operations import post_all
from ristorno.apps.ledger.queries import entries, entries_of, given
from ristorno.apps.ledger.transfers import Transfer, Wanted
from ristorno.apps.wallets.accounts import (
    account,
    all_locked,
    all_sponsors,
    balance,
    locked,
    rules,
    sponsors,
    today,
    unit_of,
)
from ristorno.apps.wallets.leaving import remember
from ristorno.apps.wallets.living import rolls
from ristorno.apps.wallets.models import Wallet
from ristorno.apps.wallets.movements import MINE, MOVEMENTS, Role
from ristorno.apps.wallets.moving import Part, Told, move, move_sponsors, tell, tell_all
from ristorno.apps.wallets.operations.bounding import exceed
from ristorno.apps.wallets.operations.expiring import keep_alive
from ristorno.apps.wallets.values import Change, Holder


@transaction.atomic
def book(*, key: str, holder: Holder, unit: str, change: Change, at: datetime, actor: str) -> tuple[int, ...]:
    """Book a change of what the terms give; return the numbers of its postings.

    What leaves a wallet leaves the lots that the same key has filled. What of them has expired is not taken a second
    time; what was spent is taken from other lots, and below zero or from what is owed, as the unit's terms say.
    """
    wallet = locked(holder, unit_of(unit))
    told = Told(key, at, actor)
    keep_alive(_earned(wallet, change, at), told)
    postings = tuple(_postings(wallet, change, told))
    if postings:
        tell("wallet.booked", wallet, told, postings)
    return postings


@dataclass(frozen=True, slots=True)
class Booking:
    """A change of what the terms give, to be booked under a key."""

    key: str
    holder: Holder
    unit: str
    change: Change


@transaction.atomic
def book_all(*, bookings: Sequence[Booking], at: datetime, actor: str) -> tuple[tuple[int, ...], ...]:
    """Book changes as :func:`book`, in their order; return the numbers of the postings of each.

    What takes nothing back is posted together, first: it leaves nothing lower on the way than it would be in the end.
    """
    wallets = all_locked((each.holder, each.unit) for each in bookings)
    for each in bookings:
        wallet = wallets[each.holder, each.unit]
        keep_alive(_earned(wallet, each.change, at), Told(each.key, at, actor))
    ways = [_way(wallets[each.holder, each.unit], each, Told(each.key, at, actor)) for each in bookings]
    moves = [(place, step) for place, way in enumerate(ways) if way is not None for step in way]
    opposite = all_sponsors(role for _, step in moves for role in step.sponsors)
    posted = post_all([step.wanted(opposite) for _, step in moves])
    numbers: list[tuple[int, ...]] = [() for _ in bookings]
    for (place, _), done in zip(moves, posted, strict=True):
        numbers[place] += (done.number,)
    plain = [place for place, way in enumerate(ways) if way]
    remember(
        (step.wallet, done.number, bookings[place].change.clause)
        for (place, step), done in zip(moves, posted, strict=True)
        if MOVEMENTS[step.movement].taker == Role.FREE
    )
    tell_all([(wallets[bookings[n].holder, bookings[n].unit], bookings[n].key, numbers[n]) for n in plain], actor)
    for place, (way, each) in enumerate(zip(ways, bookings, strict=True)):
        if way is None:
            numbers[place] = book(
                key=each.key, holder=each.holder, unit=each.unit, change=each.change, at=at, actor=actor
            )
    return tuple(numbers)


def stand_still(*, wallets: Iterable[tuple[Holder, str]]) -> None:
    """Lock wallets until the transaction ends, opened where they are not there; in one order, whoever asks.

    Whoever moves several wallets in one transaction asks for all of them first, so that no two wait for each other.
    """
    all_locked(wallets)


@transaction.atomic
def provide(*, key: str, unit: str, change: int, at: datetime, actor: str) -> int:
    """Book a change of what the sponsor sets aside, in smallest steps; return the number of the posting."""
    movement = "provide" if change > 0 else "provide_less"
    return move_sponsors(unit_of(unit).name, movement, abs(change), Told(key, at, actor)).number


@transaction.atomic
def provide_all(*, changes: Sequence[tuple[str, str, int]], at: datetime, actor: str) -> None:
    """Book changes of what the sponsor sets aside as :func:`provide`: each with its key, its unit and its steps."""
    for unit in sorted({unit for _, unit, _ in changes}):
        unit_of(unit)
    movements = ["provide" if change > 0 else "provide_less" for _, _, change in changes]
    roles = {(unit, role) for (_, unit, _) in changes for role in (Role.EXPENSE, Role.PROVIDED)}
    accounts = all_sponsors(roles)
    wanted = []
    for (key, unit, change), movement in zip(changes, movements, strict=True):
        row = MOVEMENTS[movement]
        transfer = Transfer(accounts[unit, row.giver], accounts[unit, row.taker], abs(change))
        wanted.append(Wanted(key, movement, at, actor, [transfer]))
    post_all(wanted)


@dataclass(frozen=True, slots=True)
class _Step:
    """A movement of a wallet that is known before anything is posted."""

    wallet: Wallet
    movement: str
    amount: int
    ends_on: date | None
    told: Told

    @property
    def sponsors(self) -> Iterator[tuple[str, Role]]:
        """The accounts of the sponsor that it needs."""
        row = MOVEMENTS[self.movement]
        return ((self.wallet.unit_id, role) for role in (row.giver, row.taker) if role not in MINE)

    def wanted(self, sponsors: Mapping[tuple[str, Role], int]) -> Wanted:
        """Return it as the ledger is asked for it."""
        row = MOVEMENTS[self.movement]
        giver, taker = (
            account(self.wallet, role) if role in MINE else sponsors[self.wallet.unit_id, role]
            for role in (row.giver, row.taker)
        )
        transfer = Transfer(giver, taker, self.amount, self.ends_on)
        return Wanted(self.told.key, self.movement, self.told.at, self.told.actor, [transfer])


def _way(wallet: Wallet, booking: Booking, told: Told) -> Sequence[_Step] | None:
    """Return what is moved, None where that depends on what there is: where something that could be spent goes back."""
    change = booking.change
    if change.free < 0 or (change.free > 0 and _looks(wallet)):
        return None
    passing = min(-change.pending, change.free) if change.pending < 0 < change.free else 0
    steps, pending, free = [], change.pending + passing, change.free - passing
    if passing:
        steps.append(_Step(wallet, "make_available", passing, change.ends_on, told.under("make_available")))
    if pending:
        movement = "accrue" if pending > 0 else "accrue_back"
        steps.append(_Step(wallet, movement, abs(pending), None, told.under(movement)))
    if free:
        steps.append(_Step(wallet, "earn", free, change.ends_on, told.under("earn")))
    return steps


def _earned(wallet: Wallet, change: Change, at: datetime) -> Iterator[tuple[Wallet, date]]:
    """Yield on which day something was earned, where the unit asks for it."""
    if change.free > 0 and rolls(wallet.unit):
        day = today(at, wallet.unit)
        yield wallet, day if change.earned_on is None else min(day, change.earned_on)


def _looks(wallet: Wallet) -> bool:
    """Return whether it depends on what there is what becomes of what can be spent."""
    terms = rules(wallet.unit)
    return terms.spent_before_return == "offset_next" or terms.at_most is not None


def _postings(wallet: Wallet, change: Change, told: Told) -> Iterator[int]:
    pending, free = change.pending, change.free
    passing = min(-pending, free) if pending < 0 < free else 0
    if passing:
        yield from _give(wallet, "make_available", passing, change, told)
        pending, free = pending + passing, free - passing
    if pending:
        movement = "accrue" if pending > 0 else "accrue_back"
        yield move(wallet, movement, [Part(abs(pending))], told.under(movement)).number
    if free > 0:
        yield from _give(wallet, "earn", free, change, told)
    elif free < 0:
        yield from _take(wallet, -free, change, told)


def _give(wallet: Wallet, movement: str, amount: int, change: Change, told: Told) -> Iterator[int]:
    """Give what can be spent: what is owed is settled first, where the terms offset it, and too much is lost."""
    owed = -balance(wallet, Role.OWED) if rules(wallet.unit).spent_before_return == "offset_next" else 0
    settled = min(owed, amount)
    if settled:
        if movement == "make_available":
            yield move(wallet, "accrue_back", [Part(settled)], told.under("settled")).number
        yield move(wallet, "offset", [Part(settled)], told.under("offset")).number
    if amount > settled:
        number = move(wallet, movement, [Part(amount - settled, change.ends_on)], told.under(movement)).number
        remember([(wallet, number, change.clause)])
        yield number
        lost = exceed(wallet, number, told.under(movement))
        if lost is not None:
            yield lost


def _take(wallet: Wallet, amount: int, change: Change, told: Told) -> Iterator[int]:
    """Take back what could be spent: what was lost of it, then its lots, then others, then what is not there."""
    for movement, lost in (
        ("exceeded", _exceeded(wallet, change)),
        ("expired", _expired(wallet, change, told.at)),
        ("forfeited", _forfeited(wallet, change)),
    ):
        count = min(amount, lost)
        if count:
            name = f"take_back_{movement}"
            yield move_sponsors(wallet.unit_id, name, count, told.under(name)).number
            amount -= count
    parts = list(_parts(wallet, amount, change))
    missing = max(0, amount - max(0, balance(wallet, Role.FREE)))
    if missing and rules(wallet.unit).spent_before_return != "allow_negative":
        yield move(wallet, "take_back_owed", [Part(missing)], told.under("take_back_owed")).number
        parts = list(_parts(wallet, amount - missing, change))
    if parts:
        yield move(wallet, "take_back", parts, told.under("take_back")).number


def _parts(wallet: Wallet, amount: int, change: Change) -> Iterator[Part]:
    """Yield what leaves the lots of the key, the latest first, and then the rest, which leaves what ends first."""
    for lot in given(account(wallet, Role.FREE), change.earlier):
        part = min(amount, lot.remaining)
        if part:
            yield Part(part, lot=lot.lot)
            amount -= part
    if amount:
        yield Part(amount)


def _exceeded(wallet: Wallet, change: Change) -> int:
    """Return what of the key was lost beyond what the wallet may hold and was not taken back since."""
    if not change.earlier:
        return 0
    beyond = sponsors(wallet.unit_id, Role.EXCEEDED)
    return sum(line.amount for line in entries(change.earlier) if line.account == beyond)


def _expired(wallet: Wallet, change: Change, at: datetime) -> int:
    """Return what of the key's lots has expired and was not taken back since."""
    free, day = account(wallet, Role.FREE), today(at, wallet.unit)
    # What lives on with what is earned last has no day of its own; what was lost of it is known by its postings.
    ended = [
        lot.lot for lot in given(free, change.earlier) if (lot.ends_on < day if lot.ends_on else rolls(wallet.unit))
    ]
    if not ended:
        return 0
    return _gone(wallet, change, ended, "expire", Role.EXPIRED)


def _forfeited(wallet: Wallet, change: Change) -> int:
    """Return what of the key's lots was lost on leaving and was not taken back since."""
    if rules(wallet.unit).on_leaving == "keep" or not change.earlier:
        return 0
    own = [lot.lot for lot in given(account(wallet, Role.FREE), change.earlier)]
    return _gone(wallet, change, own, "forfeit", Role.FORFEITED)


def _gone(wallet: Wallet, change: Change, own: Sequence[int], movement: str, opposite: Role) -> int:
    """Return what some lots of the key lost by a movement, less what was taken back of that."""
    merged = Wallet.objects.filter(merged_into=wallet).values_list("free", flat=True)
    lost = -sum(line.amount for line in entries_of([account(wallet, Role.FREE), *merged], own, movement))
    back = sponsors(wallet.unit_id, opposite)
    return lost + sum(line.amount for line in entries(change.earlier) if line.account == back)
