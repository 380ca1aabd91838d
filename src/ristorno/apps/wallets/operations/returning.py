"""Giving back a part of what was held and used, and letting go on one wallet what is held beyond its time."""

from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal

from django.db import transaction
from django.db.models import F

from ristorno.apps.ledger.queries import Line, entries, posted
from ristorno.apps.wallets import refusals
from ristorno.apps.wallets.accounts import steps, unit_of, units
from ristorno.apps.wallets.models import Hold, Wallet
from ristorno.apps.wallets.moving import Part, Told, move, take_back, tell
from ristorno.apps.wallets.operations.holding import release
from ristorno.apps.wallets.values import Holder


@transaction.atomic
def give_back_part(*, key: str, of: str, amount: Decimal, at: datetime, actor: str, reason: str = "") -> str:
    """Give back a part of what was redeemed of a hold under a key, into its old lots, those first that end last.

    All of it is taken back, what stays used is used anew. Returns the key under which that was; the same ``key`` again
    changes nothing.

    Raises:
        Refused: nothing was redeemed under that key, less than that, or it was given back before.
    """
    number, used = posted(of), f"{key}:redeem"
    lines = entries([number]) if number is not None else ()
    if number is None or lines[0].movement != "redeem":
        raise refusals.unknown("redemption with the key", of)
    if posted(key) is not None:
        return used
    wallet, told = _wallet(lines), Told(key, at, actor)
    count = steps(amount, wallet.unit)
    taken = [line for line in lines if line.account == wallet.held]
    kept = sum(-line.amount for line in taken) - count
    if kept < 0:
        raise refusals.over("movement with the key", of, amount, units(kept + count, wallet.unit))
    done = take_back(wallet, "give_back_held", number, told)
    parts = [Part(-line.amount, lot=line.lot) for line in taken]
    postings = [done.number]
    if kept:
        postings.append(move(wallet, "redeem", _first(parts, kept), told.under("redeem")).number)
    postings.append(move(wallet, "release", _first(parts[::-1], count), told.under("release")).number)
    tell("wallet.given_back", wallet, told, postings, of=of, reason=reason)
    return used


def end_lapsed(*, holder: Holder, at: datetime, actor: str) -> int:
    """Give back what is held on a holder's wallets beyond its time, as the schedule would; return how many holds."""
    found = Hold.objects.filter(wallet__member=holder.member, wallet__contact=holder.contact, expires_at__lte=at)
    keys = list(found.filter(amount__gt=F("redeemed") + F("released")).order_by("pk").values_list("key", flat=True))
    for key in keys:
        release(hold=key, at=at, actor=actor)
    return len(keys)


def _first(parts: list[Part], count: int) -> list[Part]:
    """Return the first so many steps of what left lots."""
    found = []
    for part in parts:
        some = min(count, part.amount)
        if some:
            found.append(Part(some, lot=part.lot))
        count -= some
    return found


def _wallet(lines: Sequence[Line]) -> Wallet:
    accounts = [line.account for line in lines]
    found = Wallet.objects.select_for_update(no_key=True).get(held__in=accounts)
    found.unit = unit_of(found.unit_id)
    return found
