"""Posting a movement of the list, and nothing that is not on it; for this room only."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from ristorno.apps.events.operations import Telling, record, record_all
from ristorno.apps.ledger import operations as ledger
from ristorno.apps.ledger.transfers import Posted, Transfer
from ristorno.apps.wallets.accounts import account, sponsors
from ristorno.apps.wallets.models import Wallet
from ristorno.apps.wallets.movements import MOVEMENTS


@dataclass(frozen=True, slots=True)
class Part:
    """A part of what moves, in smallest steps: the last day of a lot that it begins, or the lot that it leaves."""

    amount: int
    ends_on: date | None = None
    lot: int | None = None


@dataclass(frozen=True, slots=True)
class Told:
    """Who moves something, when, and under which key."""

    key: str
    at: datetime
    actor: str

    def under(self, part: str) -> "Told":
        """Return the same with a key for one of several postings."""
        return Told(f"{self.key}:{part}", self.at, self.actor)


def move(wallet: Wallet, movement: str, parts: Iterable[Part], told: Told, taker: Wallet | None = None) -> Posted:
    """Post a movement of a wallet, part by part; ``taker`` is the wallet that takes, where that is another one."""
    row = MOVEMENTS[movement]
    giving, taking = account(wallet, row.giver), account(taker or wallet, row.taker)
    transfers = [Transfer(giving, taking, part.amount, part.ends_on, part.lot) for part in parts]
    return ledger.post(key=told.key, movement=movement, at=told.at, actor=told.actor, transfers=transfers)


def move_sponsors(unit: str, movement: str, amount: int, told: Told) -> Posted:
    """Post a movement between two accounts of the sponsor."""
    row = MOVEMENTS[movement]
    transfers = [Transfer(sponsors(unit, row.giver), sponsors(unit, row.taker), amount)]
    return ledger.post(key=told.key, movement=movement, at=told.at, actor=told.actor, transfers=transfers)


def take_back(wallet: Wallet, movement: str, posting: int, told: Told) -> Posted:
    """Reverse a posting of a wallet; what it took goes back into the lots that it came from."""
    return ledger.reverse(key=told.key, movement=movement, at=told.at, actor=told.actor, posting=posting)


def tell_all(booked: Iterable[tuple[Wallet, str, Sequence[int]]], actor: str) -> None:
    """Record what was booked on wallets, each under its key, with its postings."""
    record_all(
        Telling("wallet.booked", actor, f"wallet:{wallet.pk}", {**_of(wallet), "key": key, "postings": postings})
        for wallet, key, postings in booked
    )


def _of(wallet: Wallet) -> dict[str, object]:
    return {"member": wallet.member, "contact": wallet.contact, "unit": wallet.unit_id}


def tell(name: str, wallet: Wallet, told: Told, postings: Sequence[int], **more: object) -> None:
    """Record the event of what was done to a wallet."""
    data = {**_of(wallet), "key": told.key}
    record(name=name, actor=told.actor, subject=f"wallet:{wallet.pk}", data={**data, "postings": postings, **more})
