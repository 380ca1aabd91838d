"""Letting lots expire whose last day is over."""

from datetime import datetime
from uuid import uuid4

from django.db import transaction

from ristorno.apps.ledger.queries import ended, lots
from ristorno.apps.wallets.accounts import locked, relocked, today, unit_of
from ristorno.apps.wallets.models import Unit, Wallet
from ristorno.apps.wallets.moving import Part, Told, move, tell
from ristorno.apps.wallets.values import Holder


@transaction.atomic
def expire(*, holder: Holder, unit: str, at: datetime, actor: str) -> int | None:
    """Let expire what is over on a wallet; return the number of the posting, None where nothing is over."""
    return expire_locked(locked(holder, unit_of(unit)), Told("", at, actor))


def expire_all(*, at: datetime, actor: str) -> int:
    """Let expire what is over on all wallets, each in a transaction of its own; return on how many something was."""
    done = 0
    for unit in Unit.objects.all():
        accounts = ended(unit.name, today(at, unit))
        for wallet in Wallet.objects.filter(free__in=accounts).order_by("pk"):
            with transaction.atomic():
                done += expire_locked(relocked(wallet), Told("", at, actor)) is not None
    return done


def expire_locked(wallet: Wallet, told: Told) -> int | None:
    """Let expire what is over on a wallet that is locked; a second time nothing is over any more."""
    day = today(told.at, wallet.unit)
    over = [lot for lot in lots(wallet.free) if lot.ends_on is not None and lot.ends_on < day]
    if not over:
        return None
    posted = Told(f"expire:{wallet.pk}:{uuid4()}", told.at, told.actor)
    number = move(wallet, "expire", [Part(lot.remaining, lot=lot.lot) for lot in over], posted).number
    tell("wallet.expired", wallet, posted, [number])
    return number
