"""Taking over what was booked for a member that was merged into another one."""

from datetime import datetime

from ristorno.apps.accruals.funding import take_out
from ristorno.apps.accruals.models import Account, Booked, Booking, Footing, Provided
from ristorno.apps.wallets import operations as wallets


def adopt(*, gone: str, into: str, at: datetime, actor: str) -> bool:
    """Let what was booked for a member be booked for the one that it became, and move its wallets; False: nothing was.

    In the caller's transaction. Keys that both have become one, so that the next run books their difference.
    """
    for name in sorted((gone, into)):
        Account.objects.get_or_create(member=name)
        Account.objects.select_for_update(no_key=True).get(member=name)
    # The one that remains may have been run with all facts already, before it had what was booked for them.
    Footing.objects.filter(member__in=(gone, into)).delete()
    rows = list(Booked.objects.filter(member=gone))
    provisions = list(Provided.objects.filter(member=gone))
    # Points may have come by other ways than bookings: brought forward, given, or received from somebody.
    moved = wallets.merge(key=f"merged:{gone}:{into}", gone=gone, into=into, at=at, actor=actor)
    for row in rows:
        _adopt(row, into)
    for provision in provisions:
        _provision(provision, into)
    emptied = take_out(gone, at, actor)
    return bool(rows or provisions or moved or emptied)


def _adopt(row: Booked, into: str) -> None:
    names = ("program", "agreement", "clause", "contact", "party", "group", "unit", "starts", "ends", "document")
    same = Booked.objects.filter(member=into, **{name: getattr(row, name) for name in names}).first()
    if same is None:
        row.member = into
        row.save()
        return
    for name in ("pending", "free", "late", "told_late"):
        setattr(same, name, getattr(same, name) + getattr(row, name))
        setattr(row, name, 0)
    if row.settled is not None:
        same.settled, row.settled = (same.settled or 0) + row.settled, None
    for number, booking in enumerate(Booking.objects.filter(booked=row).order_by("revision"), same.revision + 1):
        booking.booked, booking.revision = same, number
        booking.save()
        same.revision = number
    same.moved = row.moved = True
    same.save()
    row.became, row.record = same, None
    row.save()


def _provision(row: Provided, into: str) -> None:
    names = ("program", "agreement", "clause", "unit", "starts", "ends")
    same = Provided.objects.filter(member=into, **{name: getattr(row, name) for name in names}).first()
    if same is None:
        row.member = into
        row.save()
        return
    same.amount += row.amount
    same.save()
    row.delete()
