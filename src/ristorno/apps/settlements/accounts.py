"""Bank accounts of those who are paid, and of the sponsor: told by one person, confirmed by another."""

import re
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Final

from django.db import transaction
from django.db.models import Q, QuerySet
from stdnum import bic as bics
from stdnum import iban as ibans
from stdnum.exceptions import ValidationError

from ristorno.apps.events.operations import record
from ristorno.apps.settlements import refusals
from ristorno.apps.settlements.models import BankAccount
from ristorno.apps.settlements.values import Account, AccountState
from ristorno.apps.wallets.values import Holder

_NUMBER: Final = re.compile(r"[0-9A-Za-z/-]{3,34}")
_LONGEST_NAME: Final = 140


@transaction.atomic
def tell_account(*, holder: Holder | None, account: Account, at: datetime, actor: str, unit: str = "") -> AccountState:
    """Tell a bank account of a holder, or (None) of the sponsor; it is paid to only when another one has confirmed it.

    Raises:
        Refused: it is no account that there can be.
    """
    checked = _checked(account)
    row = BankAccount.objects.create(
        member=holder.member if holder else "", contact=holder.contact if holder else "", unit=unit,
        name=checked.name, iban=checked.iban, account=checked.account, bic=checked.bic, told_by=actor, told_at=at,
    )  # fmt: skip
    _tell("settlement.account.told", row, actor)
    return account_state(row)


@transaction.atomic
def confirm_account(*, number: int, at: datetime, actor: str) -> AccountState:
    """Confirm a bank account that somebody else has told; from now on it is paid to.

    Raises:
        Refused: there is none of this number, or the actor has told it.
    """
    row = BankAccount.objects.select_for_update().filter(pk=number).first()
    if row is None:
        raise refusals.unknown("bank account", str(number))
    if row.confirmed_by:
        return account_state(row)
    if row.told_by == actor:
        raise refusals.four_eyes_of_an_account(number, actor)
    row.confirmed_by, row.confirmed_at = actor, at
    row.save()
    _tell("settlement.account.confirmed", row, actor)
    return account_state(row)


def accounts(holder: Holder | None) -> Sequence[AccountState]:
    """Return all bank accounts of a holder, or (None) of the sponsor, the latest first."""
    return [account_state(each) for each in _of(holder).order_by("-pk")]


def account_of(holder: Holder | None, unit: str) -> Account:
    """Return the bank account that counts: confirmed last, one for the unit before one for any.

    Raises:
        Refused: none was confirmed.
    """
    found = _of(holder).filter(Q(unit=unit) | Q(unit="")).exclude(confirmed_by="")
    row = found.order_by("-unit", "-confirmed_at", "-pk").first()
    if row is None:
        raise refusals.no_account(str(holder) if holder else "the sponsor", unit)
    return account_state(row).account


def account_record(account: Account) -> Mapping[str, str]:
    """Return an account as it is kept with what was paid."""
    return {"name": account.name, "iban": account.iban, "account": account.account, "bic": account.bic}


def account_state(row: BankAccount) -> AccountState:
    """Return a row as others read it; for this room only."""
    return AccountState(
        number=row.pk,
        holder=Holder(row.member, row.contact) if row.member else None,
        unit=row.unit,
        account=Account(name=row.name, iban=row.iban, account=row.account, bic=row.bic),
        told_by=row.told_by,
        told_at=row.told_at,
        confirmed_by=row.confirmed_by,
        confirmed_at=row.confirmed_at,
    )


def _of(holder: Holder | None) -> QuerySet[BankAccount]:
    member, contact = (holder.member, holder.contact) if holder else ("", "")
    return BankAccount.objects.filter(member=member, contact=contact)


def _checked(account: Account) -> Account:
    name = account.name.strip()
    if not name or len(name) > _LONGEST_NAME:
        raise refusals.bad_account("The account says not whose it is.", "Name its owner, in at most 140 characters.")
    if bool(account.iban) == bool(account.account):
        raise refusals.bad_account("An account has an IBAN or another number.", "Name one of the two.")
    iban = _number(ibans.validate, account.iban)
    bic = _number(bics.validate, account.bic)
    if account.account and not _NUMBER.fullmatch(account.account):
        raise refusals.bad_account(f"{account.account!r} is no account number.", "Write 3 to 34 letters and digits.")
    return Account(name=name, iban=iban, account=account.account, bic=bic)


def _number(validate: Callable[[str], str], text: str) -> str:
    try:
        return validate(text) if text else ""
    except ValidationError as error:
        raise refusals.bad_account(f"{text!r} is not right: {error}", "Compare it with the bank's letter.") from None


def _tell(event: str, row: BankAccount, actor: str) -> None:
    whose = f"member:{row.member}" if row.member else "sponsor"
    # The number itself is not in the log of events, which goes out to others.
    record(name=event, actor=actor, subject=whose, data={"account": row.pk, "unit": row.unit})
