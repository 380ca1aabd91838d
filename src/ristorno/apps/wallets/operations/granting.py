"""Giving and correcting by hand: with a reason, within a limit by oneself, above it with a second person."""

from datetime import date, datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

from django.db import transaction
from django.db.models import Sum

from ristorno.apps.events.operations import record
from ristorno.apps.ledger.queries import posted
from ristorno.apps.wallets import refusals
from ristorno.apps.wallets.accounts import locked, relocked, steps, today, unit_of
from ristorno.apps.wallets.leaving import leaving
from ristorno.apps.wallets.living import own_end
from ristorno.apps.wallets.models import Grant, Limit, Unit
from ristorno.apps.wallets.moving import Part, Told, move, tell
from ristorno.apps.wallets.operations.bounding import demand_room
from ristorno.apps.wallets.operations.expiring import expire_locked, keep_alive
from ristorno.apps.wallets.operations.spending import demand
from ristorno.apps.wallets.queries import grant_state
from ristorno.apps.wallets.values import GrantState, Holder
from ristorno.engine.fact import instant


@transaction.atomic
def give(*, key: str, holder: Holder, unit: str, amount: Decimal, reason: str, at: datetime, actor: str) -> GrantState:
    """Give something at one's discretion: at once within one's limit of the month, else when another one approves.

    Raises:
        Refused: there is no reason, or the key stands for something else.
    """
    return _ask("goodwill", Told(key, at, actor), holder, unit, amount, reason)


@transaction.atomic
def adjust(
    *, key: str, holder: Holder, unit: str, amount: Decimal, reason: str, at: datetime, actor: str
) -> GrantState:
    """Correct a wallet by hand, up or (below zero) down, as :func:`give`.

    Raises:
        Refused: as :func:`give`; there is less on it than is taken.
    """
    movement = "adjust_up" if amount > 0 else "adjust_down"
    return _ask(movement, Told(key, at, actor), holder, unit, abs(amount), reason)


@transaction.atomic
def approve(*, key: str, at: datetime, actor: str) -> GrantState:
    """Let what somebody else has asked for be done.

    Raises:
        Refused: one has asked for it oneself, it was decided on, or there is less than is taken.
    """
    found = _waiting(key, actor)
    found.posting = _post(found, Told(f"grant:{key}", at, actor))
    found.decided_by, found.decided_at = actor, at
    found.save()
    return grant_state(found)


@transaction.atomic
def reject(*, key: str, at: datetime, actor: str) -> GrantState:
    """Let what somebody else has asked for not be done. Refused as :func:`approve`."""
    found = _waiting(key, actor)
    found.decided_by, found.decided_at = actor, at
    found.save()
    record(name="wallet.grant.rejected", actor=actor, subject=f"wallet:{found.wallet_id}", data={"key": key})
    return grant_state(found)


@transaction.atomic
def limit(*, of: str, unit: str, per_month: Decimal, actor: str) -> None:
    """Say how much somebody may give and correct in a month without a second person; 0: nothing."""
    kept = unit_of(unit)
    count = steps(per_month, kept) if per_month else 0
    Limit.objects.update_or_create(actor=of, unit=kept, defaults={"per_month": count})
    record(name="wallet.limit.set", actor=actor, subject=f"limit:{of}", data={"unit": unit, "steps": count})


@transaction.atomic
def bring_forward(
    *, key: str, holder: Holder, unit: str, amount: Decimal, at: datetime, actor: str, ends_on: date | None = None
) -> int:
    """Bring what an older system had, with its last day; return the number of the posting.

    It may be more than the wallet may hold: nothing of it is lost, and nothing more is given until there is room.
    """
    kept = unit_of(unit)
    wallet = locked(holder, kept)
    told = Told(key, at, actor)
    known = posted(key) is not None
    if not known:
        keep_alive([(wallet, today(at, kept))], told)
    number = move(wallet, "open", [Part(steps(amount, kept), ends_on)], told).number
    if not known:
        tell("wallet.opened", wallet, told, [number])
    return number


def _ask(movement: str, told: Told, holder: Holder, unit: str, amount: Decimal, reason: str) -> GrantState:
    kept = unit_of(unit)
    count = steps(amount, kept)
    if not reason.strip():
        raise refusals.no_reason()
    wallet = locked(holder, kept)
    meant = {"wallet": wallet, "movement": movement, "amount": count, "reason": reason, "asked_by": told.actor}
    found, fresh = Grant.objects.get_or_create(key=told.key, defaults={**meant, "asked_at": told.at})
    if any(getattr(found, trait) != value for trait, value in meant.items()):
        raise refusals.other_meaning(told.key)
    if fresh and _alone(told, kept, count):
        found.posting = _post(found, Told(f"grant:{told.key}", told.at, told.actor))
        found.save()
    elif fresh:
        data = {"key": told.key, "movement": movement}
        record(name="wallet.grant.asked", actor=told.actor, subject=f"wallet:{wallet.pk}", data=data)
    return grant_state(found)


def _post(found: Grant, told: Told) -> int:
    wallet = relocked(found.wallet)
    if found.movement == "adjust_down":
        expire_locked(wallet, told)
        demand(wallet, Holder(wallet.member, wallet.contact), found.amount)
        parts = leaving(wallet, found.amount)
    else:
        demand_room(wallet, found.amount)
        day = today(told.at, wallet.unit)
        parts = [Part(found.amount, own_end(wallet.unit, day))]
        keep_alive([(wallet, day)], told)
    number = move(wallet, found.movement, parts, told).number
    tell("wallet.granted", wallet, told, [number], reason=found.reason)
    return number


def _waiting(key: str, actor: str) -> Grant:
    found = Grant.objects.select_for_update(of=("self",)).select_related("wallet").filter(key=key).first()
    if found is None:
        raise refusals.unknown("grant", key)
    if found.posting is not None or found.decided_by:
        raise refusals.decided(key)
    if found.asked_by == actor:
        raise refusals.four_eyes(key, actor)
    return found


def _alone(told: Told, unit: Unit, count: int) -> bool:
    """Return whether somebody may do that much by itself, after all that it has done alone in the month."""
    # The row is locked, so that two at once do not both find room below the limit.
    found = Limit.objects.select_for_update().filter(actor=told.actor, unit=unit).first()
    if found is None:
        return False
    since = instant(today(told.at, unit).replace(day=1), ZoneInfo(unit.zone))
    own = Grant.objects.filter(asked_by=told.actor, wallet__unit=unit, decided_by="", asked_at__gte=since)
    done = own.exclude(posting=None).aggregate(total=Sum("amount"))["total"] or 0
    return bool(done + count <= found.per_month)
