"""Booking how the funds of members stand: what came in, what claims took, what lapsed."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from django.db import transaction

from ristorno.apps.events.operations import record
from ristorno.apps.ledger import operations as ledger
from ristorno.apps.ledger.transfers import Transfer
from ristorno.apps.wallets.accounts import fund_of, sponsors
from ristorno.apps.wallets.models import Fund
from ristorno.apps.wallets.movements import MOVEMENTS, Role
from ristorno.apps.wallets.moving import Told


@dataclass(frozen=True, slots=True, kw_only=True)
class Funding:
    """What of one window of a fund changed, in whole smallest steps, to be booked under a key."""

    key: str
    member: str
    program: str
    name: str
    unit: str
    put_in: int
    granted: int
    lapsed: int


_WAYS: Final = (("put_in", "fund", "fund_less"), ("granted", "claim", "claim_less"), ("lapsed", "lapse", "lapse_less"))
"""By number: the movement where it grows, and where it shrinks."""


@transaction.atomic
def fund_all(*, changes: Sequence[Funding], at: datetime, actor: str) -> None:
    """Book changes of funds whose members are locked.

    What comes into a fund is posted before what leaves it: what is left in the end is never below nothing, so the
    account is not on the way, either.
    """
    rows = {each.key: fund_of(each.member, each.program, each.name, each.unit) for each in changes}
    moves = [(each, movement, amount) for each in changes for movement, amount in _moves(each)]
    posted: dict[str, list[int]] = {}
    for each, movement, amount in sorted(moves, key=lambda move: MOVEMENTS[move[1]].taker != Role.FUND):
        told = Told(each.key, at, actor).under(movement)
        posted.setdefault(each.key, []).append(_post(rows[each.key], movement, amount, told))
    for each in changes:
        data = {
            "member": each.member,
            "program": each.program,
            "fund": each.name,
            "unit": each.unit,
            "key": each.key,
            "postings": posted.get(each.key, []),
        }
        record(name="fund.booked", actor=actor, subject=f"fund:{rows[each.key].pk}", data=data)


def _moves(change: Funding) -> Iterator[tuple[str, int]]:
    for number, more, less in _WAYS:
        amount = getattr(change, number)
        if amount:
            yield (more if amount > 0 else less), abs(amount)


def _post(fund: Fund, movement: str, amount: int, told: Told) -> int:
    row = MOVEMENTS[movement]
    giver, taker = (
        fund.account if role is Role.FUND else sponsors(fund.unit_id, role) for role in (row.giver, row.taker)
    )
    transfers = [Transfer(giver, taker, amount)]
    return ledger.post(key=told.key, movement=movement, at=told.at, actor=told.actor, transfers=transfers).number
