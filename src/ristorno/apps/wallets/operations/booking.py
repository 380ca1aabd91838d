"""Booking what the terms give: the difference between what is wanted and what was booked, key by key."""

from collections.abc import Iterable, Iterator
from datetime import date, datetime

from django.db import transaction

from ristorno.apps.ledger.queries import entries, entries_of, given
from ristorno.apps.wallets.accounts import account, balance, locked, rules, sponsors, today, unit_of
from ristorno.apps.wallets.models import Wallet
from ristorno.apps.wallets.movements import Role
from ristorno.apps.wallets.moving import Part, Told, move, move_sponsors, tell
from ristorno.apps.wallets.values import Change, Holder


@transaction.atomic
def book(*, key: str, holder: Holder, unit: str, change: Change, at: datetime, actor: str) -> tuple[int, ...]:
    """Book a change of what the terms give; return the numbers of its postings.

    What leaves a wallet leaves the lots that the same key has filled. What of them has expired is not taken a second
    time; what was spent is taken from other lots, and below zero or from what is owed, as the unit's terms say.
    """
    wallet = locked(holder, unit_of(unit))
    told = Told(key, at, actor)
    postings = tuple(_postings(wallet, change, told))
    if postings:
        tell("wallet.booked", wallet, told, postings)
    return postings


def stand_still(*, wallets: Iterable[tuple[Holder, str]]) -> None:
    """Lock wallets until the transaction ends, opened where they are not there; in one order, whoever asks.

    Whoever moves several wallets in one transaction asks for all of them first, so that no two wait for each other.
    """
    for holder, unit in sorted(set(wallets)):
        locked(holder, unit_of(unit))


@transaction.atomic
def provide(*, key: str, unit: str, change: int, at: datetime, actor: str) -> int:
    """Book a change of what the sponsor sets aside, in smallest steps; return the number of the posting."""
    movement = "provide" if change > 0 else "provide_less"
    return move_sponsors(unit_of(unit).name, movement, abs(change), Told(key, at, actor)).number


def _postings(wallet: Wallet, change: Change, told: Told) -> Iterator[int]:
    pending, free = change.pending, change.free
    passing = min(-pending, free) if pending < 0 < free else 0
    if passing:
        yield from _give(wallet, "make_available", passing, change.ends_on, told)
        pending, free = pending + passing, free - passing
    if pending:
        movement = "accrue" if pending > 0 else "accrue_back"
        yield move(wallet, movement, [Part(abs(pending))], told.under(movement)).number
    if free > 0:
        yield from _give(wallet, "earn", free, change.ends_on, told)
    elif free < 0:
        yield from _take(wallet, -free, change, told)


def _give(wallet: Wallet, movement: str, amount: int, ends_on: date | None, told: Told) -> Iterator[int]:
    """Give what can be spent; what is owed is settled first, where the terms offset it."""
    owed = -balance(wallet, Role.OWED) if rules(wallet.unit).spent_before_return == "offset_next" else 0
    settled = min(owed, amount)
    if settled:
        if movement == "make_available":
            yield move(wallet, "accrue_back", [Part(settled)], told.under("settled")).number
        yield move(wallet, "offset", [Part(settled)], told.under("offset")).number
    if amount > settled:
        yield move(wallet, movement, [Part(amount - settled, ends_on)], told.under(movement)).number


def _take(wallet: Wallet, amount: int, change: Change, told: Told) -> Iterator[int]:
    """Take back what could be spent: what expired of it, then its lots, then others, then what is not there."""
    expired = min(amount, _expired(wallet, change, told.at))
    if expired:
        yield move_sponsors(wallet.unit_id, "take_back_expired", expired, told.under("take_back_expired")).number
    parts = list(_parts(wallet, amount - expired, change))
    there = max(0, balance(wallet, Role.FREE))
    missing = max(0, amount - expired - there)
    if missing and rules(wallet.unit).spent_before_return != "allow_negative":
        yield move(wallet, "take_back_owed", [Part(missing)], told.under("take_back_owed")).number
        parts = list(_parts(wallet, amount - expired - missing, change))
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


def _expired(wallet: Wallet, change: Change, at: datetime) -> int:
    """Return what of the key's lots has expired and was not taken back since."""
    free, day = account(wallet, Role.FREE), today(at, wallet.unit)
    ended = [lot.lot for lot in given(free, change.earlier) if lot.ends_on is not None and lot.ends_on < day]
    if not ended:
        return 0
    merged = Wallet.objects.filter(merged_into=wallet).values_list("free", flat=True)
    lost = -sum(line.amount for line in entries_of([free, *merged], ended, "expire"))
    back = sponsors(wallet.unit_id, Role.EXPIRED)
    return lost + sum(line.amount for line in entries(change.earlier) if line.account == back)
