"""A small catalog of rewards, and a member with points, as tests speak of them."""

from collections.abc import Mapping
from datetime import UTC, datetime

from apps.wallets.wallet import booked, declare
from ristorno.apps.rewards import operations
from ristorno.apps.rewards.terms import read_catalog
from ristorno.apps.rewards.values import RedemptionState, Visitor
from ristorno.apps.wallets.queries import wallet
from ristorno.apps.wallets.values import Holder

AT = datetime(2026, 3, 1, 12, tzinfo=UTC)
OWNER = Visitor("7707083893", "anna", ("owner",))
BUYER = Visitor("7707083893", "boris", ("buyer",))
CATALOG = """\
rewards: dealers
time_zone: Europe/Moscow
catalog:
  drill:
    title: {en: Cordless drill, ru: Шуруповёрт, th: สว่านไร้สาย}
    gives: {goods: DRILL-18V}
    price: {PTS: 5_000}
    stock: 2
    for: {roles: [owner, manager]}
  next-order:
    title: 500 off the next order
    gives: {voucher: {program: dealers, opens: ten_off, valid: 60 days}}
    price: {PTS: 400}
  mug:
    title: Mug
    gives: {gift: MUG}
    price: {PTS: 100}
    value: {RUB: 350}
    payer: contact
    limits: [{n: 2, per: contact, over: year}]
  later:
    title: 30 days more
    gives: {deferral: 30 days}
    price: {PTS: 1_000}
    approval: sponsor
  summer:
    title: Summer trip
    gives: {training: SEA-1}
    price: {PTS: 10}
    from: 2026-06-01
    until: 2026-08-31
"""


def stocked(text: str = CATALOG, at: datetime = AT) -> tuple[str, ...]:
    return tuple(operations.declare(rewards=read_catalog(text, "rewards.yaml"), at=at, actor="user:1"))


def rich(points: int = 10_000, contact: str = "") -> None:
    declare()
    booked(f"booked-{contact}", free=points, ends="2026-12-31", holder=Holder(OWNER.member, contact))


def ask(
    reward: str, visitor: Visitor = OWNER, key: str = "one", quantity: int = 1, at: datetime = AT,
    actor: str = "user:7", **told: str,
) -> RedemptionState:  # fmt: skip
    asked: Mapping[str, str] = told
    return operations.ask(
        key=key, visitor=visitor, reward=reward, quantity=quantity, told_with=asked, at=at, actor=actor
    )


def points(contact: str = "") -> tuple[int, int]:
    """What is free and what is held."""
    found = wallet(Holder(OWNER.member, contact), "PTS")
    assert found is not None
    return int(found.free), int(found.held)
