"""How long what is on a wallet lives, where all of it lives on with what was earned last; for this room only."""

from datetime import date

from ristorno.apps.wallets.accounts import expiry
from ristorno.apps.wallets.models import Unit, Wallet


def lives_on(wallet: Wallet, day: date) -> None:
    """Keep that something was earned on a day on a locked wallet, where its unit asks for it."""
    if rolls(wallet.unit) and (wallet.active_on is None or day > wallet.active_on):
        wallet.active_on = day
        wallet.save(update_fields=["active_on"])


def end_of_all(wallet: Wallet) -> date | None:
    """Return the last day of what has no day of its own; None: it lives for good."""
    lasting = expiry(wallet.unit) if rolls(wallet.unit) else None
    return None if lasting is None or wallet.active_on is None else lasting.last_day(wallet.active_on)


def own_end(unit: Unit, earned_on: date) -> date | None:
    """Return the last day of a lot that was earned on a day; None where it has none of its own."""
    lasting = expiry(unit)
    return None if lasting is None or lasting.rolls else lasting.last_day(earned_on)


def rolls(unit: Unit) -> bool:
    """Return whether all of a unit lives on with what is earned last."""
    return (unit.expires or {}).get("since") == "last_earned"
