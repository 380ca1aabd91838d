"""Having members to oneself: whoever runs a member locks its row, and keeps it until the transaction ends."""

from collections.abc import Collection, Sequence

from ristorno.apps.accruals.models import Account
from ristorno.apps.members.queries import resolve


def enter(members: Collection[str]) -> None:
    """Let members be known here, so that they can be locked."""
    known = set(Account.objects.filter(member__in=members).values_list("member", flat=True))
    rows = [Account(member=member) for member in sorted({*members} - known)]
    Account.objects.bulk_create(rows, ignore_conflicts=True)


def alone(members: Collection[str]) -> None:
    """Lock members until the transaction ends, in one order, whoever asks: nobody else runs them."""
    enter(members)
    locked = Account.objects.select_for_update(no_key=True).filter(member__in=members).order_by("member")
    list(locked.values_list("member"))


def claim(members: Sequence[str]) -> tuple[str, ...]:
    """Lock those of some members whom nobody else runs, until the transaction ends; return them in the same order.

    Whoever was merged is claimed together with the one that it became.
    """
    heads = resolve(members)
    named = {*members, *heads.values()}
    enter(named)
    found = Account.objects.select_for_update(no_key=True, skip_locked=True).filter(member__in=named)
    free = set(found.values_list("member", flat=True))
    return tuple(member for member in members if {member, heads.get(member, member)} <= free)
