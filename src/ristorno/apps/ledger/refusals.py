"""Why the database refused a posting, as a sentence that names the thing and its number."""

import re

import psycopg
from django.db import DatabaseError

from ristorno.apps.ledger.models import Account
from ristorno.kernel.problem import Problem

_USED, _NO_TRANSFER = "LG001", "LG002"
_ROW = re.compile(r"\((\d+), ")
"""How the database begins to tell a row that breaks a rule of its table: by its number."""


def refusal(error: DatabaseError) -> Problem | None:
    """Return the problem behind an error of the database; None where it is none of the ledger's."""
    cause = error.__cause__
    if not isinstance(cause, psycopg.Error):
        return None
    detail = cause.diag.message_detail or ""
    match cause.sqlstate:
        case code if code == _USED:
            return used_before(detail)
        case code if code == _NO_TRANSFER:
            return _no_transfer(detail)
    return _bound(cause)


def used_before(key: str) -> Problem:
    """Return the problem of a key that already stands for another posting."""
    reason = f"The key {key!r} was used before, for something else."
    return Problem("ledger.key", reason, "Use a key of its own for every posting.")


def _bound(cause: psycopg.Error) -> Problem | None:
    """Return the problem of a rule that a table holds."""
    name = cause.diag.constraint_name or ""
    if name == "ledger_floor":
        return _below_floor(cause.diag.message_detail or "")
    if name == "ledger_reversed_once":
        return Problem("ledger.reversed", "The posting was reversed before.", "A posting is taken back once.")
    return None


def _below_floor(detail: str) -> Problem:
    told = _ROW.search(detail)
    found = Account.objects.filter(pk=int(told[1])).first() if told else None
    reason = "An account would fall below its floor."
    if found is not None:
        reason = f"The account {found.name!r} has {found.balance} and would fall below its floor of {found.floor}."
    return Problem("ledger.floor", reason, "Post less, or wait until there is more on it.")


def _no_transfer(detail: str) -> Problem:
    numbers = [int(each) for each in detail.split(" to ") if each.isdigit()]
    found = {each.pk: each for each in Account.objects.filter(pk__in=numbers)}
    told = ", ".join(f"{found[each].name} ({found[each].unit})" if each in found else str(each) for each in numbers)
    reason = f"There can be no such transfer: {told}."
    remedy = "Name two accounts of one unit and an amount above 0; a last day only where the taker keeps lots."
    return Problem("ledger.transfer", reason, remedy)
