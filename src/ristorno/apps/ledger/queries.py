"""Reading the ledger."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import F, Sum

from ristorno.apps.ledger.models import Account, Entry, Holding, Posting


@dataclass(frozen=True, slots=True)
class Left:
    """What is left of a lot, in smallest steps; ``ends_on`` is its last day, None if it has none."""

    lot: int
    ends_on: date | None
    remaining: int


@dataclass(frozen=True, slots=True)
class Line:
    """A line of an account's statement."""

    number: int
    movement: str
    key: str
    happened_at: datetime
    amount: int
    balance: int | None
    ends_on: date | None


@dataclass(frozen=True, slots=True)
class Extent:
    """How much there is."""

    accounts: int
    postings: int
    entries: int


def extent() -> Extent:
    """Return how much the ledger holds."""
    return Extent(Account.objects.count(), Posting.objects.count(), Entry.objects.count())


def balance(account: int) -> int:
    """Return what is on an account, in smallest steps."""
    found = Account.objects.get(pk=account)
    if found.live:
        return found.balance
    return Entry.objects.filter(account_id=account).aggregate(total=Sum("amount"))["total"] or 0


def lots(account: int) -> Sequence[Left]:
    """Return what an account has left of its lots, the one that ends first in front."""
    held = Holding.objects.filter(account_id=account, remaining__gt=0)
    ordered = held.order_by(F("ends_on").asc(nulls_last=True), "lot_id")
    return [Left(each.lot_id, each.ends_on, each.remaining) for each in ordered]


def statement(account: int, *, after: int = 0, most: int = 500) -> Sequence[Line]:
    """Return the lines of an account in their order, from the one after a number on."""
    found = Entry.objects.filter(account_id=account, pk__gt=after).select_related("posting", "lot").order_by("pk")
    return [
        Line(
            number=each.pk,
            movement=each.posting.movement,
            key=each.posting.key,
            happened_at=each.posting.happened_at,
            amount=each.amount,
            balance=each.balance,
            ends_on=each.lot.ends_on if each.lot else None,
        )
        for each in found[:most]
    ]
