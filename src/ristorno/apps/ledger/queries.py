"""Reading the ledger."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import F, QuerySet, Sum

from ristorno.apps.ledger.models import Account, Entry, Holding, Posting

_PAGE = 500
"""So many lines are read at once."""


@dataclass(frozen=True, slots=True)
class Left:
    """What is left of a lot, in smallest steps; ``ends_on`` is its last day, None if it has none.

    ``posting`` is the one with which it began.
    """

    lot: int
    ends_on: date | None
    remaining: int
    posting: int


@dataclass(frozen=True, slots=True)
class Line:
    """An entry as others read it: what a posting did to an account, in smallest steps."""

    number: int
    posting: int
    movement: str
    key: str
    happened_at: datetime
    actor: str
    account: int
    amount: int
    balance: int | None
    lot: int | None
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


def numbers(names: Iterable[str]) -> Mapping[str, int]:
    """Return the numbers of accounts by name, of those that are open."""
    return dict(Account.objects.filter(name__in=set(names)).values_list("name", "pk"))


def balance(account: int) -> int:
    """Return what is on an account, in smallest steps."""
    found = Account.objects.get(pk=account)
    if found.live:
        return found.balance
    return Entry.objects.filter(account_id=account).aggregate(total=Sum("amount"))["total"] or 0


def lots(account: int) -> Sequence[Left]:
    """Return what an account has left of its lots, the one that ends first in front."""
    held = Holding.objects.filter(account_id=account, remaining__gt=0).select_related("lot")
    return list(map(_left, held.order_by(F("ends_on").asc(nulls_last=True), "lot_id")))


def balances(accounts: Sequence[int]) -> Mapping[int, int]:
    """Return what is on each of several accounts whose balance is kept, in smallest steps."""
    return dict(Account.objects.filter(pk__in=accounts).values_list("pk", "balance"))


def balances_at(accounts: Sequence[int], moment: datetime, *, through: bool) -> Mapping[int, int]:
    """Return what was on accounts by what had happened before a moment, or ``through`` it, in smallest steps."""
    happened = {"posting__happened_at__lte" if through else "posting__happened_at__lt": moment}
    found = Entry.objects.filter(account_id__in=accounts, **happened).values_list("account_id")
    return dict.fromkeys(accounts, 0) | dict(found.annotate(total=Sum("amount")))


def posted(key: str) -> int | None:
    """Return the number of the posting of a key, None where there is none."""
    return Posting.objects.filter(key=key).values_list("pk", flat=True).first()


def given(account: int, postings: Sequence[int]) -> Sequence[Left]:
    """Return what an account has left of the lots into which postings gave something, the latest first."""
    found = Entry.objects.filter(posting_id__in=postings, amount__gt=0).exclude(lot=None)
    held = Holding.objects.filter(account_id=account, lot_id__in=found.values("lot_id")).select_related("lot")
    return list(map(_left, held.order_by("-lot_id")))


def entries(postings: Sequence[int]) -> Sequence[Line]:
    """Return all that some postings did, in order."""
    return _lines(Entry.objects.filter(posting_id__in=postings))


def entries_of(accounts: Sequence[int], lots: Sequence[int], movement: str) -> Sequence[Line]:
    """Return what postings of a movement did to some lots of some accounts, in order."""
    return _lines(Entry.objects.filter(account_id__in=accounts, lot_id__in=lots, posting__movement=movement))


def ended(unit: str, day: date) -> Sequence[int]:
    """Return the accounts that have something left of lots of a unit whose last day lies before a day."""
    held = Holding.objects.filter(remaining__gt=0, ends_on__lt=day, account__unit=unit)
    return sorted(set(held.values_list("account_id", flat=True)))


def filled(accounts: Sequence[int]) -> Sequence[int]:
    """Return the accounts, of some, that have something left of any lot."""
    held = Holding.objects.filter(account_id__in=accounts, remaining__gt=0)
    return sorted(set(held.values_list("account_id", flat=True)))


def statement(
    *accounts: int, after: int = 0, most: int = 500, since: datetime | None = None, until: datetime | None = None
) -> Sequence[Line]:
    """Return what the next ``most`` postings did to some accounts, in order, from the line after a number on.

    Only what happened ``since`` a moment, and before ``until`` another one, where these are told.
    A posting is there with all its lines or not at all. Postings on accounts whose balance is kept wait for each other,
    so the lines of one stand side by side.
    """
    bounds = {"posting__happened_at__gte": since, "posting__happened_at__lt": until}
    told = {name: moment for name, moment in bounds.items() if moment is not None}
    found, lines = Entry.objects.filter(account_id__in=accounts, **told), list[Line]()
    while True:
        page = _lines(found.filter(pk__gt=lines[-1].number if lines else after), _PAGE)
        lines += page
        postings = list(dict.fromkeys(line.posting for line in lines))
        if len(page) < _PAGE or len(postings) > most:
            shown = set(postings[:most])
            return [line for line in lines if line.posting in shown]


def _left(held: Holding) -> Left:
    return Left(held.lot_id, held.ends_on, held.remaining, held.lot.posting_id)


def _lines(found: QuerySet[Entry], most: int | None = None) -> list[Line]:
    ordered = found.select_related("posting", "lot").order_by("pk")
    return [
        Line(
            number=each.pk,
            posting=each.posting_id,
            movement=each.posting.movement,
            key=each.posting.key,
            happened_at=each.posting.happened_at,
            actor=each.posting.actor,
            account=each.account_id,
            amount=each.amount,
            balance=each.balance,
            lot=each.lot_id,
            ends_on=each.lot.ends_on if each.lot else None,
        )
        for each in ordered[:most]
    ]
