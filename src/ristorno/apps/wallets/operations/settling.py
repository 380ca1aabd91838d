"""What statements do to a wallet: what is due leaves by a channel, what is lacking is charged or borne."""

from collections.abc import Iterator
from datetime import datetime
from typing import Final, Literal, TypeAlias

from django.db import transaction

from ristorno.apps.wallets.accounts import balance, locked, rules, unit_of
from ristorno.apps.wallets.models import Wallet
from ristorno.apps.wallets.movements import Role
from ristorno.apps.wallets.moving import Part, Told, move, tell
from ristorno.apps.wallets.operations.expiring import expire_locked
from ristorno.apps.wallets.values import Holder, Moved

Leaving: TypeAlias = Literal["pay_out", "credit", "net"]
Covering: TypeAlias = Literal["invoice", "write_off"]
_EVENTS: Final = {"pay_out": "wallet.paid_out", "credit": "wallet.credited", "net": "wallet.netted"}


@transaction.atomic
def settle(*, key: str, holder: Holder, unit: str, way: Leaving, amount: int, at: datetime, actor: str) -> Moved:
    """Let as much of an amount leave as there is, in smallest steps; what the member owes is settled first.

    Nothing leaves that the terms let stay on the wallet, and no overdraft is used. The caller asks once for a key.
    """
    wallet, told = locked(holder, unit_of(unit)), Told(key, at, actor)
    expire_locked(wallet, told)
    owed = min(max(0, -balance(wallet, Role.OWED)), max(0, balance(wallet, Role.FREE)))
    postings = [move(wallet, "settle_owed", [Part(owed)], told.under("owed")).number] if owed else []
    leaves = min(amount, max(0, balance(wallet, Role.FREE) - _stays(wallet)))
    if leaves:
        postings.append(move(wallet, way, [Part(leaves)], told).number)
    if postings:
        tell(_EVENTS[way], wallet, told, postings)
    return Moved(leaves, postings)


@transaction.atomic
def charge(*, key: str, holder: Holder, unit: str, way: Covering, amount: int, at: datetime, actor: str) -> Moved:
    """Let as much of an amount as the member owes or the wallet lacks, in smallest steps, be invoiced or borne.

    The caller asks once for a key.
    """
    wallet, told = locked(holder, unit_of(unit)), Told(key, at, actor)
    moved = list(_covered(wallet, way, amount, told))
    postings = [number for _, number in moved]
    if postings:
        tell("wallet.charged", wallet, told, postings, way=way)
    return Moved(sum(count for count, _ in moved), postings)


def _covered(wallet: Wallet, way: Covering, amount: int, told: Told) -> Iterator[tuple[int, int]]:
    for role, movement in ((Role.OWED, way), (Role.FREE, f"{way}_free")):
        count = min(amount, max(0, -balance(wallet, role)))
        if count:
            yield count, move(wallet, movement, [Part(count)], told.under(movement)).number
            amount -= count


def _stays(wallet: Wallet) -> int:
    return int(rules(wallet.unit).keep_at_least // wallet.unit.step)
