"""Moving all that a member has to the member that it became."""

from datetime import datetime

from django.db import transaction

from ristorno.apps.ledger.queries import balances
from ristorno.apps.wallets.accounts import account, locked
from ristorno.apps.wallets.living import lives_on
from ristorno.apps.wallets.models import Hold, Wallet
from ristorno.apps.wallets.movements import MINE, Role
from ristorno.apps.wallets.moving import Part, Told, move, tell
from ristorno.apps.wallets.operations.expiring import expire_locked
from ristorno.apps.wallets.values import Holder


@transaction.atomic
def merge(*, key: str, gone: str, into: str, at: datetime, actor: str) -> int:
    """Move what a member and its people have to the member that remains; return how many wallets moved.

    Lots keep their days and holds stay held. Asked for again it moves what has come since, mostly nothing.
    """
    moved = 0
    for number in Wallet.objects.filter(member=gone).order_by("contact", "unit").values_list("pk", flat=True):
        moved += _merge(number, into, Told(f"{key}:{number}", at, actor))
    return moved


def _merge(number: int, into: str, told: Told) -> bool:
    row = Wallet.objects.select_related("unit").get(pk=number)
    # Two wallets are locked in the order of their names, so that two mergers never wait for each other in a circle.
    holders = sorted([Holder(row.member, row.contact), Holder(into, row.contact)])
    pair = {holder.member: locked(holder, row.unit) for holder in holders}
    source, target = pair[row.member], pair[into]
    expire_locked(source, told)
    times = Wallet.objects.filter(merged_into=target).count()
    postings = [_moved(source, target, role, told.under(f"{role}:{times}")) for role in MINE]
    Hold.objects.filter(wallet=source).update(wallet=target)
    source.merged_into = target
    source.save()
    if source.active_on is not None:
        lives_on(target, source.active_on)
    done = [each for each in postings if each is not None]
    if done:
        tell("wallet.merged", source, told, done, into=into)
    return bool(done)


def _moved(source: Wallet, target: Wallet, role: Role, told: Told) -> int | None:
    amount = balances([account(source, role)])[account(source, role)]
    if not amount:
        return None
    # What is below nothing is taken over by moving it the other way.
    giver, taker = (source, target) if amount > 0 else (target, source)
    return move(giver, f"merge_{role}", [Part(abs(amount))], told, taker).number
