"""How much a wallet may hold: what is given by the terms beyond that is lost, and by hand nothing is."""

from ristorno.apps.ledger.queries import given
from ristorno.apps.wallets import refusals
from ristorno.apps.wallets.accounts import balance, rules, units
from ristorno.apps.wallets.models import Wallet
from ristorno.apps.wallets.movements import Role
from ristorno.apps.wallets.moving import Part, Told, move
from ristorno.apps.wallets.values import Holder


def room(wallet: Wallet) -> int | None:
    """Return how much more a locked wallet may hold, in smallest steps; None: as much as comes."""
    most = rules(wallet.unit).at_most
    if most is None:
        return None
    return int(most // wallet.unit.step) - balance(wallet, Role.FREE) - balance(wallet, Role.HELD)


def demand_room(wallet: Wallet, count: int) -> None:
    """Refuse to give by hand what a locked wallet may not hold."""
    left = room(wallet)
    if left is not None and count > left:
        holder, unit = Holder(wallet.member, wallet.contact), wallet.unit
        raise refusals.full(holder, unit.name, units(count, unit), units(max(0, left), unit))


def exceed(wallet: Wallet, posting: int, told: Told) -> int | None:
    """Let be lost what a posting gave beyond what the wallet may hold, of its own lot; return the posting of that."""
    left = room(wallet)
    if left is None or left >= 0:
        return None
    begun = next(iter(given(wallet.free, [posting])), None)
    lost = min(-left, begun.remaining if begun is not None else 0)
    if begun is None or not lost:
        return None
    return move(wallet, "exceed", [Part(lost, lot=begun.lot)], told.under("exceed")).number
