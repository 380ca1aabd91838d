"""A small world for accruals: two programs, members, facts that come in, and what their wallets say."""

from collections.abc import Iterable
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

from apps.agreements.writing import enacted
from ristorno.apps.accruals import operations
from ristorno.apps.accruals.values import Outcome
from ristorno.apps.facts.operations import Draft, ingest
from ristorno.apps.members import operations as members
from ristorno.apps.settlements.verification import all_complaints
from ristorno.apps.wallets.queries import wallets_of

AT = datetime(2026, 3, 20, 12, tzinfo=UTC)
LATER = datetime(2026, 4, 20, 12, tzinfo=UTC)

PROGRAM = """\
program: dealers
time_zone: Europe/Moscow
currency: RUB
units:
  RUB: {kind: money}
  PTS: {kind: points, expires: {after: 12 months, at: month_end}}
clauses:
  points:
    window: document
    mechanic: {per_step: {step: 1_000, gives: 1}}
    reward: {unit: PTS}
  quarterly:
    window: quarter
    mechanic: {brackets: {mode: retroactive, rates: {500_000: 2 %, 1_500_000: 3 %}}}
    reward: {unit: RUB}
    accept_until: +5 days
    accrue: {by: rate, rate: 1 %}
"""


def begin(*texts: str, keys: Iterable[str] = "MN") -> None:
    for key in keys:
        members.add(key=key, name=f"Company {key}", actor="user:1")
    enacted(*(texts or (PROGRAM,)))


def fact(document: str, amount: int | str, on: str = "2026-02-10", member: str = "M", **told: Any) -> Draft:
    return Draft(document=document, member=member, occurred_at=date.fromisoformat(on), amount=Decimal(amount), **told)


def tell(*drafts: Draft, at: datetime = AT) -> None:
    receipt = ingest(drafts=drafts, channel="api", at=at, actor="key:1")
    assert not receipt.quarantined


def run(member: str = "M", at: datetime = AT) -> Outcome:
    return operations.run(member=member, at=at, actor="system:test")


def balances(member: str = "M") -> dict[str, tuple[Decimal | int, Decimal | int]]:
    """Pending and free by unit and, where it is a person's, by contact."""
    told: dict[str, tuple[Decimal | int, Decimal | int]]
    told = {f"{each.unit} {each.holder.contact}".strip(): (each.pending, each.free) for each in wallets_of(member)}
    return {name: amounts for name, amounts in told.items() if any(amounts)}


def lots(member: str = "M", unit: str = "PTS") -> list[tuple[date | None, Decimal | int]]:
    (found,) = [each for each in wallets_of(member, "") if each.unit == unit]
    return [(lot.ends_on, lot.amount) for lot in found.lots]


def all_is_well() -> bool:
    """Whether nothing is to be complained of; otherwise the complaints are what fails."""
    found = [*all_complaints()]
    assert not found, found
    return True
