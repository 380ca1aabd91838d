"""Where wallets are found and opened, and locked while they move; for this room only."""

from collections.abc import Iterable
from datetime import date, datetime
from decimal import Decimal
from hashlib import sha256
from zoneinfo import ZoneInfo

from django.db import transaction

from ristorno.apps.ledger import operations as ledger
from ristorno.apps.ledger.queries import balances, numbers
from ristorno.apps.wallets import refusals
from ristorno.apps.wallets.models import Fund, Unit, Wallet
from ristorno.apps.wallets.movements import Role
from ristorno.apps.wallets.values import Holder
from ristorno.engine.fact import local_day
from ristorno.engine.terms.keeping import Expiry, WalletTerms
from ristorno.kernel.number import AMOUNT_LIMIT, exactly

_LONGEST = 180
"""Longer names of holders stand as a digest in the names of their accounts."""


def unit_of(name: str) -> Unit:
    """Return a unit; raises :class:`Refused` where no program defines it."""
    found = Unit.objects.filter(pk=name).first()
    if found is None:
        raise refusals.no_unit(name)
    return found


def locked(holder: Holder, unit: Unit) -> Wallet:
    """Return a wallet, opened where it is the first time, which nobody else moves until the transaction ends."""
    named = {"member": holder.member, "contact": holder.contact, "unit": unit}
    found = Wallet.objects.select_for_update(no_key=True).select_related(None).filter(**named).first()
    if found is None:
        Wallet.objects.get_or_create(**named, defaults=_opened(holder, unit.name))
        found = Wallet.objects.select_for_update(no_key=True).get(**named)
    found.unit = unit
    return found


def all_locked(wanted: Iterable[tuple[Holder, str]]) -> dict[tuple[Holder, str], Wallet]:
    """Return wallets, opened where it is the first time, which nobody else moves until the transaction ends.

    Those that are there are locked first, in the order of their rows, then the others are opened, in the order of their
    names: so no two wait for each other, whoever asks.
    """
    asked = sorted(set(wanted))
    units = Unit.objects.in_bulk({unit for _, unit in asked})
    for _, unit in asked:
        if unit not in units:
            raise refusals.no_unit(unit)
    members = {holder.member for holder, _ in asked}
    there = Wallet.objects.select_for_update(no_key=True).filter(member__in=members, unit__in=set(units)).order_by("pk")
    found = {(Holder(each.member, each.contact), each.unit_id): each for each in there}
    for holder, unit in asked:
        if (holder, unit) not in found:
            found[holder, unit] = locked(holder, units[unit])
        found[holder, unit].unit = units[unit]
    return found


def relocked(wallet: Wallet) -> Wallet:
    """Return a wallet that is known by its row, locked."""
    found = Wallet.objects.select_for_update(no_key=True).get(pk=wallet.pk)
    found.unit = unit_of(found.unit_id)
    return found


def _opened(holder: Holder, unit: str) -> dict[str, int]:
    # Every movement judges under the lock how low it may bring a wallet; only what is held never falls below nothing.
    name = _name(unit, holder)
    with transaction.atomic():
        return {
            "pending": ledger.open_account(name=f"{name}:pending", unit=unit),
            "free": ledger.open_account(name=f"{name}:free", unit=unit, keeps_lots=True),
            "held": ledger.open_account(name=f"{name}:held", unit=unit, keeps_lots=True, floor=0),
            "owed": ledger.open_account(name=f"{name}:owed", unit=unit),
        }


def _name(unit: str, holder: Holder) -> str:
    told = _joined(unit, holder.member, holder.contact)
    return told if len(told) <= _LONGEST else f"{unit}:{sha256(told.encode()).hexdigest()}"


def _joined(*parts: str) -> str:
    return ":".join(part.replace("%", "%25").replace(":", "%3A") for part in parts)


def fund_of(member: str, program: str, name: str, unit: str) -> Fund:
    """Return a fund, opened where it is the first time; whoever moves it has its member locked."""
    named = {"member": member, "program": program, "name": name, "unit": unit_of(unit)}
    found = Fund.objects.filter(**named).first()
    if found is not None:
        return found
    digest = sha256(_joined(program, name, member).encode()).hexdigest()
    account = ledger.open_account(name=f"{unit}:{Role.FUND}:{digest}", unit=unit, floor=0)
    return Fund.objects.get_or_create(**named, defaults={"account": account})[0]


def sponsors(unit: str, role: Role) -> int:
    """Return an account of the sponsor in a unit; everything passes through it, so its balance is not kept."""
    return ledger.open_account(name=f"{unit}:{role}", unit=unit, live=False)


def all_sponsors(wanted: Iterable[tuple[str, Role]]) -> dict[tuple[str, Role], int]:
    """Return accounts of the sponsor by unit and role."""
    asked = set(wanted)
    known = numbers(f"{unit}:{role}" for unit, role in asked)
    return {(unit, role): known.get(f"{unit}:{role}") or sponsors(unit, role) for unit, role in asked}


def account(wallet: Wallet, role: Role) -> int:
    """Return the account of a wallet, or the sponsor's account opposite."""
    mine = {Role.PENDING: wallet.pending, Role.FREE: wallet.free, Role.HELD: wallet.held, Role.OWED: wallet.owed}
    return mine[role] if role in mine else sponsors(wallet.unit_id, role)


def balance(wallet: Wallet, role: Role) -> int:
    """Return what is on an account of a wallet, in smallest steps."""
    number = account(wallet, role)
    return balances([number])[number]


def rules(unit: Unit) -> WalletTerms:
    """Return how wallets of a unit are kept."""
    return WalletTerms.model_validate(unit.keeping) if unit.keeping else WalletTerms()


def expiry(unit: Unit) -> Expiry | None:
    """Return how long a unit may be used, None: for good."""
    return Expiry.model_validate(unit.expires) if unit.expires else None


def steps(amount: Decimal, unit: Unit) -> int:
    """Return an amount above 0 in smallest steps; raises :class:`Refused` for any other one."""
    if amount.is_finite() and 0 < amount < AMOUNT_LIMIT:
        with exactly():
            count, rest = divmod(amount, unit.step)
        if not rest:
            return int(count)
    raise refusals.amount(amount, unit.name, unit.step)


def units(count: int, unit: Unit) -> Decimal:
    """Return smallest steps as an amount."""
    with exactly():
        return count * unit.step.normalize()


def today(at: datetime, unit: Unit) -> date:
    """Return the day of a moment where the unit's days begin."""
    return local_day(at, ZoneInfo(unit.zone))


def least(terms: WalletTerms, unit: Unit) -> int:
    """Return how low what can be spent may fall, in smallest steps."""
    with exactly():
        return int((terms.keep_at_least - terms.overdraft) // unit.step)
