"""Two companies in one program, in the middle of a quarter; people of every role at the first of them."""

from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal

from apps.agreements.writing import enacted
from ristorno.apps.accruals.operations import run_all
from ristorno.apps.accruals.queries import booked_of
from ristorno.apps.clock.operations import make_sandbox
from ristorno.apps.facts.draft import Draft
from ristorno.apps.facts.operations import Claimed, File, file_claim, ingest
from ristorno.apps.facts.queries import claims
from ristorno.apps.members import operations as members
from ristorno.apps.members.kinds import ROLES
from ristorno.apps.rewards.operations import ask, declare
from ristorno.apps.rewards.terms import read_catalog
from ristorno.apps.rewards.values import Visitor
from ristorno.apps.settlements import operations as settlements
from ristorno.apps.settlements.queries import statements

AT = datetime(2026, 3, 20, 12, tzinfo=UTC)
NORTH, SOUTH = "north", "south"
OF_NOBODY = "nobody@north.example"
"""A contact of North without a role."""
STRANGER = "owner@south.example"
SECRETS = ("South Wheels", "S-4321", "4,321.77", "4 321,77", "4 321,77")
"""What stands in the affairs of South alone."""

PROGRAM = """\
program: partners
title: {en: Partner program, ru: Партнёрская программа, th: โปรแกรมพันธมิตร}
time_zone: Europe/Berlin
units:
  EUR: {kind: money}
  PTS: {kind: points, name: {en: points, ru: баллы, th: คะแนน}, expires: {after: 12 months, at: month_end}}
sets:
  goods: {kinds: [purchase, return]}
ladders:
  status:
    measure: {sum: amount, of: goods}
    window: year
    tiers: {base: 0, silver: 10_000, gold: 60_000}
clauses:
  points:
    title: {en: Points for every order, ru: Баллы за каждый заказ, th: คะแนนทุกคำสั่งซื้อ}
    earn_on: goods
    window: document
    mechanic: {per_step: {step: 100, gives: 1}}
    reward: {unit: PTS}
  quarterly:
    title: {en: Quarterly bonus, ru: Квартальный бонус, th: โบนัสรายไตรมาส}
    earn_on: goods
    window: quarter
    mechanic: {brackets: {mode: retroactive, rates: {1_500: 1 %, 5_000: 2 %, 15_000: 3 %, 40_000: 4 %}}}
    reward: {unit: EUR}
  monthly:
    title: {en: Monthly bonus, ru: Месячный бонус, th: โบนัสรายเดือน}
    earn_on: goods
    window: month
    mechanic: {percent: 1 %}
    reward: {unit: EUR}
  sellers:
    title: {en: Points for the house brand, ru: Баллы за собственную марку, th: คะแนนแบรนด์ของเรา}
    earn_on: goods
    window: document
    mechanic: {per_step: {step: 500, gives: 1}}
    reward: {unit: PTS, to: contact}
settlement: {disputes: 10 days}
"""
REWARDS = """\
rewards: partners
time_zone: Europe/Berlin
catalog:
  cup-north:
    title: {en: Cup, ru: Кружка, th: ถ้วย}
    gives: {gift: CUP}
    price: {PTS: 5}
    value: {EUR: 4}
    payer: contact
    for: {members: [north]}
  cup-south: {title: Cup, gives: {gift: CUP}, price: {PTS: 3}, value: {EUR: 4}, payer: contact, for: {members: [south]}}
  drill:
    title: {en: Cordless drill with two batteries, ru: Аккумуляторный шуруповёрт, th: สว่านไร้สาย}
    category: {en: Tools, ru: Инструменты, th: เครื่องมือ}
    gives: {goods: DRILL-18V}
    price: {PTS: 5_000}
    besides: {EUR: 10}
  trip:
    title: {en: A day at the test track, ru: День на полигоне, th: หนึ่งวันที่สนามทดสอบ}
    gives: {service: TRACK}
    price: {PTS: 20}
    approval: company
"""


@dataclass(frozen=True, slots=True)
class Parted:
    """The numbers of what is North's, and of what is South's."""

    ours: "Owned"
    theirs: "Owned"


@dataclass(frozen=True, slots=True)
class Owned:
    """An amount, a statement that waits for an answer, a claim with its evidence, a reward, a wish for it, a person."""

    amount: int
    statement: str
    claim: int
    evidence: int
    reward: str
    wish: int
    contact: str


def address(role: str) -> str:
    """The address of North's contact of a role."""
    return f"{role}@north.example"


def founded() -> Parted:
    """Make the world."""
    make_sandbox(at=AT, actor="command:test")
    members.add(key=NORTH, name="Nordwind Reifen", actor="user:1")
    members.add(key=SOUTH, name="South Wheels", actor="user:1")
    for role in ROLES:
        _person(NORTH, role, address(role), role)
    _person(NORTH, "nobody", OF_NOBODY)
    for member in (NORTH, SOUTH):
        _person(member, f"clerk-{member}", "")
    _person(SOUTH, "owner", STRANGER, "owner")
    for member in (NORTH, SOUTH):
        members.give_consent(key=member, on=date(2026, 1, 1), origin="a letter", at=AT, actor="user:1")
    enacted(PROGRAM)
    for member, amount in ((NORTH, "8743.41"), (SOUTH, "4321.77")):
        sign = "S-4321" if member == SOUTH else "N-100"
        bought = ((date(2026, 1, 12), Decimal(amount) - 1_000), (date(2026, 2, 10), Decimal(amount)))
        drafts = [
            Draft(document=f"{sign}/{place}", line="1", member=member, occurred_at=day, contact="owner",
                  amount=worth, currency="EUR")
            for place, (day, worth) in enumerate(bought, start=1)
        ]  # fmt: skip
        ingest(drafts=drafts, channel="command", at=AT, actor="user:1")
        told = {"what": "advertising", "occurred_on": date(2026, 1, 12), "currency": "EUR"}
        claimed = Claimed(member=member, amount=Decimal(amount), **told)  # type: ignore[arg-type]
        file_claim(claimed=claimed, files=[File(f"{sign}.txt", sign.encode())], at=AT, actor="user:1")
    run_all(at=AT, actor="system:test")
    declare(rewards=read_catalog(REWARDS), at=AT, actor="user:1")
    settlements.close(program="partners", through=date(2026, 1, 31), at=AT, actor="user:1")
    for each in statements():
        settlements.approve(number=each.number, at=AT, actor="user:2")
    return Parted(_owned(NORTH), _owned(SOUTH))


def _person(member: str, key: str, email: str, *roles: str) -> None:
    name = f"{key.capitalize()} Person"
    members.add_contact(key=member, contact=key, name=name, email=email, roles=roles, actor="user:1")


def _owned(member: str) -> Owned:
    amount = next(each for each in booked_of(member) if each.clause == "quarterly")
    (statement,) = statements(member=member, contact="")
    (claim,) = claims(member=member)
    wish = ask(
        key=f"cup-{member}", visitor=Visitor(member, "owner", ("owner",)), reward=f"cup-{member}",
        told_with={"recipient": "Olga"}, at=AT, actor="user:3",
    )  # fmt: skip
    evidence = claim.evidence[0].number
    return Owned(
        amount.number, statement.number, claim.number, evidence, f"cup-{member}", wish.number, f"clerk-{member}"
    )
