"""Spending at once, and taking that back; paying out; losing what is left on leaving."""

from datetime import datetime
from decimal import Decimal

from django.db import transaction

from ristorno.apps.ledger.queries import entries, posted
from ristorno.apps.wallets import refusals
from ristorno.apps.wallets.accounts import balance, least, locked, rules, steps, unit_of, units
from ristorno.apps.wallets.leaving import leaving
from ristorno.apps.wallets.models import Unit, Wallet
from ristorno.apps.wallets.movements import Role
from ristorno.apps.wallets.moving import Part, Told, move, take_back, tell
from ristorno.apps.wallets.operations.expiring import expire_locked
from ristorno.apps.wallets.values import Holder


@transaction.atomic
def spend(*, key: str, holder: Holder, unit: str, amount: Decimal, at: datetime, actor: str, reason: str = "") -> int:
    """Spend at once, for whatever it is, what ends first in front; return the number of the posting.

    Raises:
        Refused: that much cannot be spent, the unit pays for some goods alone, or the key stands for something else.
    """
    return _leaves("spend", "wallet.spent", Told(key, at, actor), holder, unit, amount, reason)


@transaction.atomic
def pay_out(*, key: str, holder: Holder, unit: str, amount: Decimal, at: datetime, actor: str, reason: str = "") -> int:
    """Pay to the member, by whatever channel; return the number of the posting. Refused as :func:`spend`."""
    return _leaves("pay_out", "wallet.paid_out", Told(key, at, actor), holder, unit, amount, reason)


@transaction.atomic
def forfeit(*, key: str, holder: Holder, unit: str, amount: Decimal, at: datetime, actor: str, reason: str = "") -> int:
    """Let what is left be lost; return the number of the posting. Refused as :func:`spend`."""
    return _leaves("forfeit", "wallet.forfeited", Told(key, at, actor), holder, unit, amount, reason)


@transaction.atomic
def give_back(*, key: str, of: str, at: datetime, actor: str, reason: str = "") -> int:
    """Give back all that was spent, or redeemed of a hold, under a key, into its old lots; return the posting.

    Raises:
        Refused: nothing was spent under that key, or it was given back before, under another one.
    """
    return _returned("give_back", ("spend", "redeem"), "wallet.given_back", Told(key, at, actor), of, reason)


@transaction.atomic
def pay_out_failed(*, key: str, of: str, at: datetime, actor: str, reason: str = "") -> int:
    """Take a payment back that did not arrive; return the number of the posting. Refused as :func:`give_back`."""
    return _returned("pay_out_failed", ("pay_out",), "wallet.payment_failed", Told(key, at, actor), of, reason)


def _leaves(movement: str, event: str, told: Told, holder: Holder, unit: str, amount: Decimal, reason: str) -> int:
    kept = unit_of(unit)
    count = steps(amount, kept)
    wallet = locked(holder, kept)
    if (known := posted(told.key)) is not None:
        return _known(known, movement, wallet, count, told.key)
    if movement == "spend":
        demand_any_use(kept)
    expire_locked(wallet, told)
    demand(wallet, holder, count)
    number = move(wallet, movement, leaving(wallet, count), told).number
    tell(event, wallet, told, [number], reason=reason)
    return number


def _known(number: int, movement: str, wallet: Wallet, count: int, key: str) -> int:
    """Return a posting that is there already; refuse a key that stands for anything else."""
    lines = [line for line in entries([number]) if line.account == wallet.free]
    if {line.movement for line in lines} != {movement} or sum(line.amount for line in lines) != -count:
        raise refusals.other_meaning(key)
    return number


def demand(wallet: Wallet, holder: Holder, count: int) -> None:
    """Refuse to bring a locked wallet below the least that it keeps."""
    spendable = balance(wallet, Role.FREE) - least(rules(wallet.unit), wallet.unit)
    if count > spendable:
        raise refusals.short(holder, wallet.unit_id, units(count, wallet.unit), units(max(0, spendable), wallet.unit))


def demand_any_use(unit: Unit) -> None:
    """Refuse to use a unit for nobody knows what, where it pays for some goods alone."""
    goods = rules(unit).pays_for
    if goods is not None:
        raise refusals.some_goods(unit.name, goods)


def _returned(movement: str, of_what: tuple[str, ...], event: str, told: Told, of: str, reason: str) -> int:
    number = posted(of)
    lines = entries([number]) if number is not None else ()
    if number is None or lines[0].movement not in of_what:
        raise refusals.unknown("movement with the key", of)
    known = posted(told.key) is not None
    wallet = _owner([line.account for line in lines])
    held = lines[0].movement == "redeem"
    done = take_back(wallet, "give_back_held" if held else movement, number, told)
    if held and not known:
        # What was held has come back to where it was held; its hold is over, so it goes on, with its days.
        parts = [Part(line.amount, lot=line.lot) for line in entries([done.number]) if line.account == wallet.held]
        move(wallet, "release", parts, told.under("release"))
    if not known:
        tell(event, wallet, told, [done.number], of=of, reason=reason)
    return done.number


def _owner(accounts: list[int]) -> Wallet:
    """Return the wallet, locked, whose account takes part in a posting."""
    for role in (Role.FREE, Role.HELD):
        found = Wallet.objects.select_for_update(no_key=True).filter(**{f"{role}__in": accounts}).first()
        if found is not None:
            found.unit = unit_of(found.unit_id)
            return found
    raise AssertionError("what was spent was on a wallet")
