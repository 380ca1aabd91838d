"""Making what is booked equal to what is wanted, member by member."""

from collections.abc import Iterable
from datetime import date, datetime

from django.db import transaction

from ristorno.apps.accruals.adopting import adopt
from ristorno.apps.accruals.asking import Asked, ask
from ristorno.apps.accruals.closing import close, release, reopen, shut
from ristorno.apps.accruals.models import Account
from ristorno.apps.accruals.populations import freeze
from ristorno.apps.accruals.posting import booked_rows, post, provide
from ristorno.apps.accruals.queries import known_members
from ristorno.apps.accruals.values import Outcome
from ristorno.apps.agreements.queries import calculation, programs
from ristorno.apps.events.operations import record
from ristorno.apps.members.queries import resolve
from ristorno.apps.wallets import operations as wallets
from ristorno.apps.wallets.queries import declared
from ristorno.engine.fact import local_day

__all__ = ["close", "freeze", "release", "reopen", "run", "run_all", "shut"]


@transaction.atomic
def run(*, member: str, at: datetime, actor: str, as_of: date | None = None) -> Outcome:
    """Book what differs between what the terms want a member to have and what was booked; again, it changes nothing.

    ``as_of`` is the last day that is looked at; without one, the day of ``at`` where each program is. A member that was
    merged into another one is run as that one, with all that was booked for it.

    Raises:
        Refused: a unit is kept in another step than a program counts it in.
    """
    remains = resolve([member]).get(member, member)
    if remains != member:
        adopt(gone=member, into=remains, at=at, actor=actor)
    account = _alone(remains)
    rows = booked_rows(remains)
    found = ask(remains, rows, at, as_of, actor)
    _declare(found, actor)
    booked = post(rows, found, at, actor)
    provisions = provide(remains, found, at, actor)
    account.run_at = at
    account.save()
    if booked or provisions:
        data = {"keys": booked, "provisions": provisions}
        record(name="accruals.booked", actor=actor, subject=f"member:{remains}", data=data)
    return Outcome(remains, sum(len(each.wanted) for each in found), booked, provisions)


def run_all(
    *, at: datetime, actor: str, as_of: date | None = None, members: Iterable[str] | None = None
) -> list[Outcome]:
    """Run members, or everybody, each in a transaction of its own, in the order of their keys.

    For everybody, what programs have to know of all members is frozen anew first.
    """
    if members is None:
        members = known_members()
        for program in programs():
            known = calculation(program)
            if known.needs_population:
                today = as_of or local_day(at, known.program.terms.zone)
                freeze(program=program, as_of=today, at=at, actor=actor)
    return [run(member=member, at=at, actor=actor, as_of=as_of) for member in sorted(members)]


def _alone(member: str) -> Account:
    """Lock a member until the transaction ends: nobody else runs it."""
    Account.objects.get_or_create(member=member)
    return Account.objects.select_for_update(no_key=True).get(member=member)


def _declare(found: Iterable[Asked], actor: str) -> None:
    """Let wallets know what the programs say of their units, where that is new."""
    kept = {unit.name: unit for unit in declared()}
    for asked in found:
        for unit in asked.units:
            if kept.get(unit.name) != unit:
                wallets.declare(unit=unit, actor=actor)
