"""Letting lots expire whose last day is over."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from uuid import uuid4

from django.db import transaction

from ristorno.apps.ledger.queries import ended, filled, lots
from ristorno.apps.wallets.accounts import locked, relocked, today, unit_of
from ristorno.apps.wallets.living import end_of_all, lives_on, rolls
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
        accounts = {*ended(unit.name, today(at, unit)), *_at_rest(unit, today(at, unit))}
        for wallet in Wallet.objects.filter(free__in=accounts).order_by("pk"):
            with transaction.atomic():
                done += expire_locked(relocked(wallet), Told("", at, actor)) is not None
    return done


def _at_rest(unit: Unit, day: date) -> Sequence[int]:
    """Return the accounts that have something left and on which nothing was earned for too long."""
    over = []
    for wallet in Wallet.objects.filter(unit=unit, active_on__lt=day).iterator() if rolls(unit) else ():
        wallet.unit = unit
        end = end_of_all(wallet)
        if end is not None and end < day:
            over.append(wallet.free)
    return filled(over)


def keep_alive(earned: Iterable[tuple[Wallet, date]], told: Told) -> None:
    """Let locked wallets live on with what is earned on some days; what had ended before such a day is over."""
    for wallet, day in sorted(earned, key=lambda each: each[1]):
        end = end_of_all(wallet)
        if end is not None and end < day:
            expire_locked(wallet, told)
        lives_on(wallet, day)


def expire_locked(wallet: Wallet, told: Told) -> int | None:
    """Let expire what is over on a wallet that is locked; a second time nothing is over any more."""
    day = today(told.at, wallet.unit)
    of_all = end_of_all(wallet)
    ends = ((lot, lot.ends_on or of_all) for lot in lots(wallet.free))
    over = [lot for lot, end in ends if end is not None and end < day]
    if not over:
        return None
    posted = Told(f"expire:{wallet.pk}:{uuid4()}", told.at, told.actor)
    number = move(wallet, "expire", [Part(lot.remaining, lot=lot.lot) for lot in over], posted).number
    tell("wallet.expired", wallet, posted, [number])
    return number
