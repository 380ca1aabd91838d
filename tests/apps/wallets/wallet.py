"""A wallet of points as tests speak of it."""

from datetime import UTC, date, datetime
from decimal import Decimal
from typing import TypedDict

from ristorno.apps.ledger.verification import complaints as of_the_ledger
from ristorno.apps.wallets import operations, queries
from ristorno.apps.wallets.values import Change, Holder, UnitTerms, WalletState
from ristorno.apps.wallets.verification import complaints
from ristorno.engine.terms.keeping import Expiry, WalletTerms

AT = datetime(2026, 3, 1, 12, tzinfo=UTC)
MEMBER = Holder("7707083893")


class By(TypedDict):
    """When something happens, and who does it."""

    at: datetime
    actor: str


class Asked(By):
    """What is asked of a wallet."""

    holder: Holder
    unit: str
    amount: Decimal


BY: By = {"at": AT, "actor": "key:3"}


def asked(amount: int | str, holder: Holder = MEMBER, at: datetime = AT) -> Asked:
    return {"holder": holder, "unit": "PTS", "amount": Decimal(amount), "at": at, "actor": "key:3"}


def declare(unit: str = "PTS", expires: Expiry | None = None, **kept: object) -> None:
    terms = WalletTerms.model_validate(kept)
    told = UnitTerms(unit, "points", Decimal(1), "Europe/Moscow", expires, terms)
    operations.declare(unit=told, actor="system:test")


def booked(
    key: str, pending: int = 0, free: int = 0, ends: str | None = None, earlier: tuple[int, ...] = (),
    holder: Holder = MEMBER, at: datetime = AT, clause: str = "", earned: str | None = None,
) -> tuple[int, ...]:  # fmt: skip
    on = date.fromisoformat(earned) if earned else None
    last = date.fromisoformat(ends) if ends else None
    change = Change(pending=pending, free=free, ends_on=last, earlier=earlier, clause=clause, earned_on=on)
    return operations.book(key=key, holder=holder, unit="PTS", change=change, at=at, actor="system:test")


def state(holder: Holder = MEMBER) -> WalletState:
    found = queries.wallet(holder, "PTS")
    assert found is not None
    return found


def amounts(holder: Holder = MEMBER) -> tuple[int, int, int, int]:
    """Pending, free, held, owed."""
    found = state(holder)
    return int(found.pending), int(found.free), int(found.held), int(found.owed)


def lots(holder: Holder = MEMBER) -> list[tuple[str | None, int]]:
    return [(lot.ends_on.isoformat() if lot.ends_on else None, int(lot.amount)) for lot in state(holder).lots]


def all_is_well() -> bool:
    """Whether nothing is to be complained of; otherwise the complaints are what fails."""
    found = [*complaints(), *of_the_ledger()]
    assert not found, found
    return True
