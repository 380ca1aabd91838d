"""Asking for a reward: the piece is taken from stock, the points are held, and what needs nobody is handed over."""

from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

from django.db import transaction

from ristorno.apps.counters import operations as counters
from ristorno.apps.counters.queries import counters as counters_of
from ristorno.apps.events.operations import record
from ristorno.apps.members.queries import codes_of
from ristorno.apps.rewards import refusals
from ristorno.apps.rewards.models import Redemption, Reward
from ristorno.apps.rewards.operations.deciding import hand_over_locked, noted
from ristorno.apps.rewards.queries import access_reward, levels_of, told
from ristorno.apps.rewards.rules import MOST, limits_of, missing_details, wanted, why_not
from ristorno.apps.rewards.terms import AtMost
from ristorno.apps.rewards.values import RedemptionState, RewardState, Visitor
from ristorno.apps.wallets import operations as wallets
from ristorno.apps.wallets.values import Holder
from ristorno.kernel.number import ZERO, exactly

_FOR_GOOD = datetime(9999, 1, 1, tzinfo=UTC)
"""A wish waits for people, however long they take: its points and its piece never come back by themselves."""


@transaction.atomic
def ask(
    *, key: str, visitor: Visitor, reward: str, at: datetime, actor: str, quantity: int = 1,
    told_with: Mapping[str, str] | None = None,
) -> RedemptionState:  # fmt: skip
    """Ask for pieces of a reward under a key; asked again under it, return what became of the first time.

    Raises:
        Refused: it is not for who asks, not in its time, not there any more, or cannot be paid.
    """
    Reward.objects.select_for_update().filter(name=reward).first()
    details = {name: text.strip() for name, text in (told_with or {}).items() if text.strip()}
    if (known := _known(key, visitor, reward, quantity, details)) is not None:
        return known
    found = access_reward(reward, at)
    _check(found, visitor, quantity, details, at)
    with exactly():
        points = found.terms.points * quantity
    waits = found.terms.approval != "none"
    payer = visitor.contact if found.terms.payer == "contact" else ""
    made = Redemption.objects.create(
        key=key, version_id=found.version, member=visitor.member, contact=visitor.contact, payer=payer,
        quantity=quantity, points=points, told=details, asked_at=at, actor=actor,
        state=Redemption.State.ASKED if waits else Redemption.State.APPROVED,
    )  # fmt: skip
    _take(found, visitor, made, at, actor)
    record(
        name="rewards.asked", actor=actor, subject=f"redemption:{made.pk}",
        data={"reward": reward, "member": visitor.member, "quantity": quantity},
    )  # fmt: skip
    noted(made, actor, at)
    if not waits and found.terms.gives.AT_ONCE:
        hand_over_locked(made, {}, at, actor)
    return told([made])[0]


def _known(
    key: str, visitor: Visitor, reward: str, quantity: int, details: Mapping[str, str]
) -> RedemptionState | None:
    row = Redemption.objects.select_related("version__reward").filter(key=key).first()
    if row is None:
        return None
    first = (row.member, row.contact, row.version.reward.name, row.quantity, row.told)
    if first != (visitor.member, visitor.contact, reward, quantity, details):
        raise refusals.other_meaning(key)
    return told([row])[0]


def _check(reward: RewardState, visitor: Visitor, quantity: int, details: Mapping[str, str], at: datetime) -> None:
    terms = reward.terms
    if not 0 < quantity <= MOST:
        raise refusals.quantity(quantity)
    if why := why_not(terms, visitor, levels_of(visitor.member, at)):
        raise refusals.not_for(reward.name, why)
    if not terms.open_on(at.astimezone(ZoneInfo(reward.zone)).date()):
        raise refusals.closed(reward.name, terms.first, terms.last)
    if missing := list(missing_details(terms, details)):
        raise refusals.details(missing)


def _had_before(reward: RewardState, visitor: Visitor, today: date, at: datetime) -> Callable[[AtMost], Decimal]:
    """Return what tells what of a limit was had under other names by those who have become this member."""
    others = [code for code in codes_of(visitor.member) if code != visitor.member] if reward.terms.limits else []
    each = [limits_of(reward.name, reward.terms, member, visitor.contact, today) for member in others]
    kept = counters_of([counter for named in each for counter in named.values()], at)
    return lambda limit: sum((kept[named[limit]].gone for named in each if named[limit] in kept), ZERO)


def _take(reward: RewardState, visitor: Visitor, made: Redemption, at: datetime, actor: str) -> None:
    today = at.astimezone(ZoneInfo(reward.zone)).date()
    gone = _had_before(reward, visitor, today, at)
    taken = list(wanted(reward.name, reward.terms, visitor, made.quantity, today, gone))
    counters.hold(holder=f"redemption:{made.pk}", wanted=taken, at=at, lapses_at=_FOR_GOOD)
    counters.take(holder=f"redemption:{made.pk}", at=at)
    wallets.hold(
        key=f"redemption:{made.pk}", holder=Holder(visitor.member, made.payer), unit=reward.terms.unit,
        amount=Decimal(made.points), at=at, actor=actor, expires_at=_FOR_GOOD, reason=reward.name, judged=True,
    )  # fmt: skip
