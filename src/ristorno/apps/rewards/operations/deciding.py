"""What becomes of a redemption: approved or refused, handed over, canceled."""

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction

from ristorno.apps.counters import operations as counters
from ristorno.apps.events.operations import record
from ristorno.apps.rewards import refusals
from ristorno.apps.rewards.kinds.base import Handed
from ristorno.apps.rewards.models import Redemption, Step
from ristorno.apps.rewards.queries import told
from ristorno.apps.rewards.rules import WAITING
from ristorno.apps.rewards.terms import read_kept
from ristorno.apps.rewards.values import RedemptionState
from ristorno.apps.wallets import operations as wallets

_State = Redemption.State


@transaction.atomic
def approve(*, number: int, at: datetime, actor: str, note: str = "") -> RedemptionState:
    """Agree with a wish; what is handed over by itself is. Refused for whoever asked, and for what waits no more."""
    row = _locked(number)
    if row.state == _State.ASKED:
        if row.actor == actor:
            raise refusals.four_eyes(number)
        _become(row, _State.APPROVED, actor, at, note)
        if read_kept(row.version.words).gives.AT_ONCE:
            hand_over_locked(row, {}, at, actor)
    elif row.state not in (_State.APPROVED, _State.FULFILLED):
        raise refusals.state(number, row.state, "approved")
    return told([row])[0]


@transaction.atomic
def refuse(*, number: int, reason: str, at: datetime, actor: str) -> RedemptionState:
    """Do not agree: points and piece come back. Refused without a reason, and for what waits no more."""
    return _ended(number, _State.REFUSED, (_State.ASKED,), "refused", reason, at, actor)


@transaction.atomic
def cancel(*, number: int, reason: str, at: datetime, actor: str) -> RedemptionState:
    """Take a wish back, or what was handed over: points come back with their days, the piece into stock.

    Raises:
        Refused: without a reason; it was refused; what was handed over was used.
    """
    allowed = (_State.ASKED, _State.APPROVED, _State.FULFILLED)
    return _ended(number, _State.CANCELED, allowed, "canceled", reason, at, actor)


@transaction.atomic
def hand_over(
    *, number: int, at: datetime, actor: str, handed: Mapping[str, str] | None = None, note: str = ""
) -> RedemptionState:
    """Say that it was handed over: the points are used. ``handed`` is what whoever asked gets to know with it.

    Raises:
        Refused: it is not approved, or was canceled.
    """
    row = _locked(number)
    if row.state == _State.APPROVED:
        hand_over_locked(row, handed or {}, at, actor, note)
    elif row.state != _State.FULFILLED:
        raise refusals.state(number, row.state, "handed over")
    return told([row])[0]


def hand_over_locked(row: Redemption, handed: Mapping[str, str], at: datetime, actor: str, note: str = "") -> None:
    """Hand over what is approved, locked by the caller; for this room only."""
    done = read_kept(row.version.words).gives.hand_over(_handed(row), at=at, actor=actor)
    row.handed, row.handed_at = {**handed, **done}, at
    wallets.redeem(key=_used(row), hold=f"redemption:{row.pk}", at=at, actor=actor)
    _become(row, _State.FULFILLED, actor, at, note)


def noted(row: Redemption, actor: str, at: datetime, note: str = "") -> None:
    """Keep where a redemption stands now, and since when; for this room only."""
    Step.objects.create(redemption=row, state=row.state, actor=actor, at=at, note=note)


def _ended(
    number: int, state: Redemption.State, allowed: tuple[str, ...], word: str, reason: str, at: datetime, actor: str
) -> RedemptionState:
    if not reason.strip():
        raise refusals.no_reason()
    row = _locked(number)
    if row.state == state:
        return told([row])[0]
    if row.state not in allowed:
        raise refusals.state(number, row.state, word)
    if row.state in WAITING:
        wallets.release(hold=f"redemption:{row.pk}", at=at, actor=actor)
    else:
        read_kept(row.version.words).gives.take_back(_handed(row), at=at, reason=reason)
        wallets.give_back(key=f"{_used(row)}:back", of=_used(row), at=at, actor=actor, reason=reason)
    counters.release(holder=f"redemption:{row.pk}")
    _become(row, state, actor, at, reason)
    return told([row])[0]


def _locked(number: int) -> Redemption:
    row = Redemption.objects.select_for_update(of=("self",)).select_related("version__reward").filter(pk=number).first()
    if row is None:
        raise refusals.no_redemption(number)
    return row


def _become(row: Redemption, state: Redemption.State, actor: str, at: datetime, note: str) -> None:
    row.state = state
    row.save()
    noted(row, actor, at, note)
    record(name=f"rewards.{state}", actor=actor, subject=f"redemption:{row.pk}", data={"note": note} if note else {})


def _handed(row: Redemption) -> Handed:
    return Handed(
        number=row.pk, reward=row.version.reward.name, member=row.member, contact=row.contact, quantity=row.quantity,
        told=row.told,
    )  # fmt: skip


def _used(row: Redemption) -> str:
    return f"redemption:{row.pk}:used"
