"""Setting something aside, and what becomes of it: used, or given back."""

from collections.abc import Iterator
from datetime import datetime
from decimal import Decimal

from django.db import transaction
from django.db.models import F

from ristorno.apps.ledger.queries import entries, posted
from ristorno.apps.wallets import refusals
from ristorno.apps.wallets.accounts import balance, least, locked, relocked, rules, steps, today, unit_of, units
from ristorno.apps.wallets.leaving import leaving
from ristorno.apps.wallets.models import Hold, Wallet
from ristorno.apps.wallets.movements import Role
from ristorno.apps.wallets.moving import Part, Told, move, tell
from ristorno.apps.wallets.operations.expiring import expire_locked
from ristorno.apps.wallets.operations.spending import demand, demand_any_use
from ristorno.apps.wallets.queries import hold_state
from ristorno.apps.wallets.values import Holder, HoldState


@transaction.atomic
def hold(
    *, key: str, holder: Holder, unit: str, amount: Decimal, at: datetime, actor: str,
    expires_at: datetime | None = None, reason: str = "", judged: bool = False,
) -> HoldState:  # fmt: skip
    """Set something aside until it is redeemed, released or ``expires_at``; as much as there is, if the unit says so.

    ``judged`` says that the terms let the unit pay for what it is held for: lines of an order that were asked for it,
    or a reward that has a price in it.

    Raises:
        Refused: that much cannot be spent, the unit pays for some goods alone and nobody has judged what this is for,
            or the key stands for something else.
    """
    kept = unit_of(unit)
    asked = steps(amount, kept)
    wallet = locked(holder, kept)
    known = Hold.objects.select_related("wallet__unit").filter(key=key).first()
    if known is not None:
        if (known.wallet_id, known.asked) != (wallet.pk, asked):
            raise refusals.other_meaning(key)
        return hold_state(known)
    if not judged:
        demand_any_use(kept)
    told, terms = Told(f"hold:{key}", at, actor), rules(kept)
    expire_locked(wallet, told)
    count = asked
    if terms.if_short == "partial":
        count = min(asked, max(0, balance(wallet, Role.FREE) - least(terms, kept))) or asked
    demand(wallet, holder, count)
    number = move(wallet, "hold", leaving(wallet, count), told).number
    made = Hold.objects.create(
        key=key, wallet=wallet, asked=asked, amount=count, posting=number, reason=reason, actor=actor, made_at=at,
        expires_at=expires_at or _end(wallet, at),
    )  # fmt: skip
    tell("wallet.held", wallet, told, [number], reason=reason)
    return hold_state(made)


@transaction.atomic
def redeem(
    *, key: str, hold: str, at: datetime, actor: str, amount: Decimal | None = None,
    keep_rest: bool | None = None,
) -> int:  # fmt: skip
    """Use what is held, all of it or an amount; return the number of the posting.

    The rest comes back, or stays held if ``keep_rest`` says so; without a word, as the unit has it.

    Raises:
        Refused: there is no such hold, or less is left of it.
    """
    found = _found(hold)
    told = Told(key, at, actor)
    if (known := posted(key)) is not None:
        return known
    left = found.amount - found.redeemed - found.released
    count = steps(amount, found.wallet.unit) if amount is not None else left
    if count > left or not left:
        raise refusals.over("hold", hold, units(count, found.wallet.unit), units(left, found.wallet.unit))
    number = move(found.wallet, "redeem", _slice(found, count), told).number
    found.redeemed += count
    found.save()
    tell("wallet.redeemed", found.wallet, told, [number], hold=hold)
    stays = rules(found.wallet.unit).holds.post_rest == "keep" if keep_rest is None else keep_rest
    if not stays and count < left:
        _release(found, told.under("release"))
    return number


@transaction.atomic
def release(*, hold: str, at: datetime, actor: str) -> HoldState:
    """Give back what is still held; what has been given back stays so. Refused where there is no such hold."""
    found = _found(hold)
    if found.amount > found.redeemed + found.released:
        _release(found, Told(f"release:{hold}", at, actor))
    return hold_state(found)


def end_holds(*, at: datetime, actor: str) -> int:
    """Give back what is held beyond its time, each hold in a transaction of its own; return how many there were."""
    open_ones = Hold.objects.filter(expires_at__lte=at, amount__gt=F("redeemed") + F("released")).order_by("pk")
    keys = list(open_ones.values_list("key", flat=True))
    for key in keys:
        release(hold=key, at=at, actor=actor)
    return len(keys)


def _release(found: Hold, told: Told) -> None:
    left = found.amount - found.redeemed - found.released
    number = move(found.wallet, "release", _slice(found, left), told).number
    found.released += left
    found.save()
    tell("wallet.released", found.wallet, told, [number], hold=found.key)


def _found(key: str) -> Hold:
    """Return a hold with its wallet locked, as it is now."""
    found = Hold.objects.select_related("wallet").filter(key=key).first()
    if found is None:
        raise refusals.unknown("hold", key)
    wallet = relocked(found.wallet)
    found.refresh_from_db()
    found.wallet = wallet
    return found


def _slice(found: Hold, count: int) -> list[Part]:
    """Return the lots that the next so many steps of a hold lie in: those that were held, what ends first in front."""
    return list(_sliced(found, found.redeemed + found.released, count))


def _sliced(found: Hold, gone: int, count: int) -> Iterator[Part]:
    for line in entries([found.posting]):
        if line.amount < 0 or not count:
            continue
        skipped = min(gone, line.amount)
        gone -= skipped
        part = min(count, line.amount - skipped)
        if part:
            yield Part(part, lot=line.lot)
            count -= part


def _end(wallet: Wallet, at: datetime) -> datetime | None:
    lasting = rules(wallet.unit).holds.expire
    day = today(at, wallet.unit)
    return at + (lasting.after(day) - day) if lasting else None
