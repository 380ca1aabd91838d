"""Reading wallets: what is there, how it came to be, what is set aside, what waits for a second person."""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime
from decimal import Decimal
from itertools import groupby

from django.db.models import F, QuerySet

from ristorno.apps.ledger.queries import Line, balances, balances_at, lots
from ristorno.apps.ledger.queries import statement as ledger_statement
from ristorno.apps.wallets.accounts import expiry, least, rules, today, units
from ristorno.apps.wallets.living import end_of_all
from ristorno.apps.wallets.models import Fund, Grant, Hold, Unit, Wallet
from ristorno.apps.wallets.movements import MOVEMENTS, Role
from ristorno.apps.wallets.values import (
    Balance,
    FundLine,
    FundState,
    GrantState,
    Holder,
    HoldState,
    Piece,
    UnitTerms,
    WalletLine,
    WalletState,
)


def declared() -> Sequence[UnitTerms]:
    """Return the units that programs have brought, by name."""
    found = Unit.objects.order_by("name")
    return [
        UnitTerms(each.name, each.kind, each.step.normalize(), each.zone, expiry(each), rules(each)) for each in found
    ]


def wallets_of(member: str, contact: str | None = None) -> Sequence[WalletState]:
    """Return the wallets of a member with those of its people, or of one contact alone (``""``: the member itself)."""
    found = Wallet.objects.filter(member=member).select_related("unit").order_by("contact", "unit")
    return _states(found if contact is None else found.filter(contact=contact))


def wallet(holder: Holder, unit: str) -> WalletState | None:
    """Return one wallet, None where nothing ever came to it."""
    found = Wallet.objects.filter(member=holder.member, contact=holder.contact, unit=unit).select_related("unit")
    return next(iter(_states(found)), None)


def spendable(holder: Holder, names: Collection[str], at: datetime) -> Mapping[str, Decimal]:
    """Return by unit what a holder can spend at a moment, of some units.

    What is held until an earlier moment is free again; what has expired is not there.
    """
    rows = list(
        Wallet.objects.filter(member=holder.member, contact=holder.contact, unit__in=names).select_related("unit")
    )
    kept = balances([row.free for row in rows])
    over = Hold.objects.filter(wallet__in=rows, expires_at__lte=at, amount__gt=F("redeemed") + F("released"))
    freed: Counter[int] = Counter()
    for each in over:
        freed[each.wallet_id] += each.amount - each.redeemed - each.released
    return {row.unit_id: units(max(0, _spendable(row, kept[row.free], at) + freed[row.pk]), row.unit) for row in rows}


def _spendable(row: Wallet, free: int, at: datetime) -> int:
    """Return what of a wallet can be spent at a moment, in smallest steps."""
    day, of_all = today(at, row.unit), end_of_all(row)
    ends = ((lot.remaining, lot.ends_on or of_all) for lot in lots(row.free))
    ended = sum(left for left, end in ends if end is not None and end < day)
    return free - ended - least(rules(row.unit), row.unit)


def everybody(*, after: int = 0, most: int = 500) -> Sequence[WalletState]:
    """Return wallets of all members in the order in which they were opened, from the one after a number on."""
    return _states(Wallet.objects.filter(pk__gt=after).select_related("unit").order_by("pk")[:most])


def statement(
    holder: Holder, unit: str, *, after: int = 0, most: int = 500, since: datetime | None = None,
    until: datetime | None = None,
) -> Sequence[WalletLine]:  # fmt: skip
    """Return the next ``most`` postings that moved a wallet, the earliest first, from the line after a number on.

    Only what happened ``since`` a moment, and before ``until`` another one, where these are told.
    """
    found = (
        Wallet.objects.filter(member=holder.member, contact=holder.contact, unit=unit).select_related("unit").first()
    )
    if found is None:
        return ()
    accounts = (found.pending, found.free, found.held, found.owed)
    lines = ledger_statement(*accounts, after=after, most=most, since=since, until=until)
    groups = [list(group) for _, group in groupby(lines, key=lambda line: line.posting)]
    reasons = dict(
        Grant.objects.filter(posting__in=[group[0].posting for group in groups]).values_list("posting", "reason")
    )
    return [_line(found, group, reasons.get(group[0].posting, "")) for group in groups]


def funds_of(member: str) -> Sequence[FundState]:
    """Return the funds of a member with what each holds, by program and name."""
    return _fund_states(Fund.objects.filter(member=member).order_by("program", "name", "unit"))


def fund(number: int) -> FundState | None:
    """Return a fund by its number, None where there is none."""
    return next(iter(_fund_states(Fund.objects.filter(pk=number))), None)


def fund_statement(fund: FundState, *, after: int = 0, most: int = 500) -> Sequence[FundLine]:
    """Return the next ``most`` postings that moved a fund, the earliest first, from the line after a number on."""
    row = Fund.objects.filter(pk=fund.number).select_related("unit").first()
    lines = ledger_statement(row.account, after=after, most=most) if row is not None else ()
    return [
        FundLine(
            number=line.number,
            posting=line.posting,
            movement=line.movement,
            shown=MOVEMENTS[line.movement].shown,
            happened_at=line.happened_at,
            amount=units(line.amount, row.unit),
            balance=units(line.balance or 0, row.unit),
        )
        for line in lines
        if row is not None
    ]


def balance_at(holder: Holder, unit: str, moment: datetime, *, through: bool) -> Balance | None:
    """Return what was on a wallet by what had happened before a moment, or ``through`` it; None where there is none."""
    row = Wallet.objects.filter(member=holder.member, contact=holder.contact, unit=unit).select_related("unit").first()
    if row is None:
        return None
    kept = balances_at([row.pending, row.free, row.held, row.owed], moment, through=through)
    return Balance(*(units(kept[number], row.unit) for number in (row.pending, row.free, row.held, row.owed)))


def holds(holder: Holder, unit: str | None = None) -> Sequence[HoldState]:
    """Return what is set aside of a holder now, the earliest first."""
    found = Hold.objects.filter(wallet__member=holder.member, wallet__contact=holder.contact)
    found = found.filter(amount__gt=F("redeemed") + F("released")).select_related("wallet__unit").order_by("pk")
    return [hold_state(each) for each in (found.filter(wallet__unit=unit) if unit else found)]


def next_end_of_a_hold(after: datetime) -> datetime | None:
    """Return when, behind a moment, something that is set aside comes back by itself; None where nothing does."""
    found = Hold.objects.filter(expires_at__gt=after, amount__gt=F("redeemed") + F("released"))
    return found.order_by("expires_at").values_list("expires_at", flat=True).first()


def hold(key: str) -> HoldState | None:
    """Return something that was set aside, None where nothing was under this key."""
    found = Hold.objects.select_related("wallet__unit").filter(key=key).first()
    return hold_state(found) if found else None


def waiting() -> Sequence[GrantState]:
    """Return what was asked for by hand and waits for a second person, the earliest first."""
    found = Grant.objects.filter(posting=None, decided_by="").select_related("wallet__unit").order_by("pk")
    return [grant_state(each) for each in found]


def hold_state(row: Hold) -> HoldState:
    """Return a row as others read it; for this room only."""
    unit = row.wallet.unit
    return HoldState(
        key=row.key,
        holder=Holder(row.wallet.member, row.wallet.contact),
        unit=unit.name,
        amount=units(row.amount, unit),
        redeemed=units(row.redeemed, unit),
        released=units(row.released, unit),
        expires_at=row.expires_at,
        reason=row.reason,
    )


def grant_state(row: Grant) -> GrantState:
    """Return a row as others read it; for this room only."""
    return GrantState(
        key=row.key,
        holder=Holder(row.wallet.member, row.wallet.contact),
        unit=row.wallet.unit_id,
        movement=row.movement,
        amount=units(row.amount, row.wallet.unit),
        reason=row.reason,
        asked_by=row.asked_by,
        decided_by=row.decided_by,
        posting=row.posting,
        waiting=row.posting is None and not row.decided_by,
    )


def _states(found: Iterable[Wallet]) -> list[WalletState]:
    rows = list(found)
    kept = balances([number for row in rows for number in (row.pending, row.free, row.held, row.owed)])
    return [_state(row, kept) for row in rows]


def _state(row: Wallet, kept: Mapping[int, int]) -> WalletState:
    unit = row.unit
    spendable = max(0, kept[row.free] - least(rules(unit), unit))
    return WalletState(
        number=row.pk,
        holder=Holder(row.member, row.contact),
        unit=unit.name,
        pending=units(kept[row.pending], unit),
        free=units(kept[row.free], unit),
        held=units(kept[row.held], unit),
        owed=units(kept[row.owed], unit),
        spendable=units(spendable, unit),
        lots=[Piece(units(lot.remaining, unit), lot.ends_on or end_of_all(row)) for lot in lots(row.free)],
    )


def _fund_states(found: QuerySet[Fund]) -> list[FundState]:
    rows = list(found.select_related("unit"))
    kept = balances([row.account for row in rows])
    return [
        FundState(
            number=row.pk,
            member=row.member,
            program=row.program,
            name=row.name,
            unit=row.unit_id,
            balance=units(kept[row.account], row.unit),
        )
        for row in rows
    ]


def _line(row: Wallet, group: Sequence[Line], reason: str) -> WalletLine:
    first = group[0]
    names = {row.pending: Role.PENDING, row.free: Role.FREE, row.held: Role.HELD, row.owed: Role.OWED}
    sums = dict.fromkeys(names.values(), 0)
    for line in group:
        sums[names[line.account]] += line.amount
    return WalletLine(
        number=group[-1].number,
        posting=first.posting,
        movement=first.movement,
        shown=MOVEMENTS[first.movement].shown,
        key=first.key,
        happened_at=first.happened_at,
        actor=first.actor,
        reason=reason,
        pending=units(sums[Role.PENDING], row.unit),
        free=units(sums[Role.FREE], row.unit),
        held=units(sums[Role.HELD], row.unit),
        owed=units(sums[Role.OWED], row.unit),
        ends_on=min((line.ends_on for line in group if line.amount > 0 and line.ends_on), default=None),
    )
