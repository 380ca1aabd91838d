"""A small world for settlements: dealers with a quarterly bonus, closings, and what statements say."""

from collections.abc import Iterable, Sequence
from datetime import UTC, date, datetime
from decimal import Decimal

from apps.accruals.world import PROGRAM as ACCRUED
from apps.accruals.world import begin as begin_with
from apps.accruals.world import fact, run, tell
from ristorno.apps.settlements import operations
from ristorno.apps.settlements.queries import all_lines, statement, statements
from ristorno.apps.settlements.values import Account, ClosingState, LineState, StatementState
from ristorno.apps.wallets.values import Holder

__all__ = ["fact", "run", "tell"]

ANNA, BORIS = "user:1", "user:2"
Q1, Q2, Q3 = date(2026, 3, 31), date(2026, 6, 30), date(2026, 9, 30)
APRIL, JULY, OCTOBER = (datetime(2026, month, 10, 12, tzinfo=UTC) for month in (4, 7, 10))

_SETTLED = "settlement: {channel: payout, minimum: 1_000, correct_within: 6 months}\nclauses:"
PROGRAM = ACCRUED.replace("clauses:", _SETTLED)


def begin(text: str = PROGRAM, keys: Iterable[str] = "MN") -> None:
    begin_with(text, keys=keys)


def close(through: date = Q1, at: datetime = APRIL, actor: str = ANNA, program: str = "dealers") -> ClosingState:
    return operations.close(program=program, through=through, at=at, actor=actor)


def only(closing: ClosingState) -> StatementState:
    (found,) = statements(closing=closing.number)
    return found


def lines(number: str, unit: str = "RUB") -> Sequence[LineState]:
    return [line for line in all_lines(number) if line.unit == unit]


def amounts(number: str, unit: str = "RUB") -> list[tuple[str, str, int]]:
    """Each line as kind, window and amount."""
    return [(line.kind, line.label, int(line.amount)) for line in lines(number, unit)]


def due(number: str, unit: str = "RUB") -> Decimal:
    (found,) = [total for total in statement(number).totals if total.unit == unit]
    return found.due


def approved(closing: ClosingState, at: datetime = APRIL) -> StatementState:
    return operations.approve(number=only(closing).number, at=at, actor=BORIS)


def issued(through: date = Q1, at: datetime = APRIL) -> StatementState:
    """Close, approve, let silence pass where the terms have days for disputes, and issue, for the one who is paid."""
    number = approved(close(through, at), at).number
    return operations.issue(number=number, at=at, actor=ANNA)


def accounts(*members: str) -> None:
    """Let members, and the sponsor, have bank accounts."""
    for holder in (None, *map(Holder, members)):
        told = Account(name=f"Firm {holder or 'Sponsor'}", iban="DE89370400440532013000", bic="COBADEFFXXX")
        number = operations.tell_account(holder=holder, account=told, at=APRIL, actor=ANNA).number
        operations.confirm_account(number=number, at=APRIL, actor=BORIS)


def papers(number: str) -> list[tuple[str, str, int]]:
    return [(paper.kind, paper.number, int(paper.amount)) for paper in statement(number).papers]
