"""What becomes of wallets when their member has left, as their units say."""

from datetime import date, datetime
from uuid import uuid4

from django.db import transaction

from ristorno.apps.wallets.accounts import balance, relocked, rules, today
from ristorno.apps.wallets.models import Wallet
from ristorno.apps.wallets.movements import Role
from ristorno.apps.wallets.moving import Part, Told, move, tell
from ristorno.apps.wallets.operations.expiring import expire_locked


@transaction.atomic
def leave(*, member: str, left_on: date, at: datetime, actor: str) -> int:
    """Let be lost what a member that has left, and its people, can spend; return on how many wallets something was.

    Only where the unit says so, and from that day on. What comes later, such as a hold that ends, is lost the next time
    that this is asked for; a second time nothing is left.
    """
    found = Wallet.objects.filter(member=member).select_related("unit").order_by("pk")
    told = Told("", at, actor)
    return sum(_lost(each.pk, left_on, told) for each in found if rules(each.unit).on_leaving == "forfeit")


def _lost(number: int, left_on: date, told: Told) -> bool:
    wallet = relocked(Wallet.objects.get(pk=number))
    if today(told.at, wallet.unit) < left_on:
        return False
    expire_locked(wallet, told)
    left = balance(wallet, Role.FREE)
    if left <= 0:
        return False
    named = Told(f"leave:{wallet.pk}:{uuid4()}", told.at, told.actor)
    posting = move(wallet, "forfeit", [Part(left)], named).number
    tell("wallet.forfeited", wallet, named, [posting], reason="")
    return True
