"""Making what is booked equal to what is wanted, for one member or for some together."""

from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from datetime import date, datetime

from django.db import transaction

from ristorno.apps.accruals.adopting import adopt
from ristorno.apps.accruals.asking import Asked, Asking
from ristorno.apps.accruals.claiming import alone
from ristorno.apps.accruals.footings import forget
from ristorno.apps.accruals.funding import fund
from ristorno.apps.accruals.models import Account
from ristorno.apps.accruals.posting import post, provide
from ristorno.apps.accruals.values import Outcome
from ristorno.apps.events.operations import Telling, record_all
from ristorno.apps.members.queries import resolve
from ristorno.apps.wallets import operations as wallets
from ristorno.apps.wallets.queries import declared


def run(*, member: str, at: datetime, actor: str, as_of: date | None = None) -> Outcome:
    """Book what differs between what the terms want a member to have and what was booked; again, it changes nothing.

    ``as_of`` is the last day that is looked at; without one, the day of ``at`` where each program is. A member that was
    merged into another one is run as that one, with all that was booked for it.

    Raises:
        Refused: a unit is kept in another step than a program counts it in.
    """
    (outcome,) = run_together(members=[member], at=at, actor=actor, as_of=as_of)
    return outcome


@transaction.atomic
def run_together(
    *, members: Collection[str], at: datetime, actor: str, as_of: date | None = None
) -> tuple[Outcome, ...]:
    """Run some members as :func:`run`, all or none, which asks the database much less often than one after the other.

    Raises:
        Refused: as :func:`run`.
    """
    heads = resolve(members)
    for gone in sorted(member for member in members if heads.get(member, member) != member):
        adopt(gone=gone, into=heads[gone], at=at, actor=actor)
    keys = sorted({heads.get(member, member) for member in members})
    alone(keys)
    asking = Asking(keys, at, as_of, actor)
    found = asking.answers()
    _declare(found, actor)
    booked = post(found, at, actor)
    provisions, funds = provide(found, at, actor), fund(found, at, actor)
    for member, left_on in asking.left():
        wallets.leave(member=member, left_on=left_on, at=at, actor=actor)
    Account.objects.filter(member__in=keys).update(run_at=at)
    outcomes = tuple(
        _outcome(key, [asked for asked in found if asked.member == key], booked, provisions, funds) for key in keys
    )
    record_all(_booked(each, actor) for each in outcomes if each.booked or each.provisions or each.funds)
    return outcomes


def _outcome(
    member: str, found: Sequence[Asked], booked: Counter[str], provisions: Counter[str], funds: Counter[str]
) -> Outcome:
    whole = {asked.program: asked.why_whole for asked in found if asked.why_whole}
    keys = sum(len(each.wanted) for each in found)
    return Outcome(member, keys, booked[member], provisions[member], whole, funds[member])


def _booked(outcome: Outcome, actor: str) -> Telling:
    """Return the event of what was booked for a member, with the reason where all of its facts were counted."""
    data = {
        "keys": outcome.booked,
        "provisions": outcome.provisions,
        "funds": outcome.funds,
        "whole": dict(outcome.whole),
    }
    return Telling("accruals.booked", actor, f"member:{outcome.member}", data)


@transaction.atomic
def recount(*, member: str, at: datetime, actor: str) -> Outcome:
    """Run a member from all of its facts, whatever the last run left to stand on."""
    forget([resolve([member]).get(member, member)])
    return run(member=member, at=at, actor=actor)


def _declare(found: Iterable[Asked], actor: str) -> None:
    """Let wallets know what the programs say of their units, where that is new."""
    if not any(asked.units for asked in found):
        return
    kept = {unit.name: unit for unit in declared()}
    for asked in found:
        for unit in asked.units:
            if kept.get(unit.name) != unit:
                wallets.declare(unit=unit, actor=actor)
                kept[unit.name] = unit
