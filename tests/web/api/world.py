"""Two companies that must not learn of each other, a program, and an agreement with each."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

from apps.agreements.writing import enacted, proposed
from ristorno.apps.accruals.operations import run_all
from ristorno.apps.accruals.queries import booked_of
from ristorno.apps.catalog.operations import put_product
from ristorno.apps.clock.queries import now
from ristorno.apps.facts.draft import Draft
from ristorno.apps.facts.operations import Claimed, File, file_claim, ingest
from ristorno.apps.facts.queries import claims, waiting
from ristorno.apps.integrations.operations import add_endpoint
from ristorno.apps.members.operations.companies import add
from ristorno.apps.orders import operations as orders
from ristorno.apps.rewards import operations as rewards
from ristorno.apps.rewards.terms import read_catalog
from ristorno.apps.rewards.values import Visitor
from ristorno.apps.settlements import operations as settlements
from ristorno.apps.settlements.queries import statements
from ristorno.apps.vouchers import operations as vouchers
from ristorno.apps.vouchers.values import About, Brought
from ristorno.apps.wallets import operations
from ristorno.apps.wallets.queries import funds_of
from ristorno.apps.wallets.values import Holder, UnitTerms
from ristorno.engine.pricing.order import Order, OrderLine

AT = datetime(2026, 3, 1, 12, tzinfo=UTC)
NORTH, SOUTH = "7707083893", "south/gmbh"
SECRETS = ("South GmbH", "A-SOUTH", "south/gmbh", "7 %", "4321")
"""Words that stand in the affairs of South alone."""

PROGRAM = """\
program: dealers
time_zone: Europe/Moscow
units: {RUB: {kind: money}, PTS: {kind: points}}
membership: {join: by_agreement}
clauses:
  points: {window: document, mechanic: {per_step: {step: 100, gives: 1}}, reward: {unit: PTS}}
  collect: {window: year, mechanic: {percent: 50 %}, reward: {unit: RUB, into: stand}}
funds: {stand: {window: year}}
offers: {ten_off: {trigger: code, gives: {percent: 10 %}}}
"""
AGREEMENT = """\
agreement: {key}
program: dealers
member: "{member}"
versions:
  - effective_from: 2026-01-01
    clauses: {{bonus: {{window: month, mechanic: {{percent: {rate}}}, reward: {{unit: RUB}}}}}}
"""

DRAFT = """\
agreement: A-SOUTH
versions:
  - effective_from: 2026-01-01
    clauses: {bonus: {window: month, mechanic: {percent: 9 %}, reward: {unit: RUB}}}
"""


@dataclass(frozen=True, slots=True)
class Holding:
    """What a hold of each company is called, and more by number."""

    north: str
    south: str
    webhook: int
    """The number of the sponsor's."""
    accrual: int
    """The number of one of South's."""
    claim: int
    evidence: int
    """Those of South's claim and of the file that it shows."""
    row: int
    """The number of one that was set aside."""
    closing: int
    statement: str
    """The number of South's, which is approved, as North's is."""
    code: str
    """One that is South's alone."""
    order: int
    """The number of South's, which is reserved for a month."""
    wish: int
    """The number of South's, with which nobody has agreed yet."""
    fund: int
    """The number of South's."""
    draft: int
    """The number of a change of South's agreement, which waits for a signature."""


def founded() -> Holding:
    """Make the world; both companies have points, and some of them set aside."""
    add(key=NORTH, name="Север ООО", actor="user:1", codes={"N-1": "erp"})
    add(key=SOUTH, name="South GmbH", actor="user:1")
    enacted(
        PROGRAM,
        AGREEMENT.format(key="A-NORTH", member=NORTH, rate="3 %"),
        AGREEMENT.format(key="A-SOUTH", member=SOUTH, rate="7 %"),
    )
    put_product(key="dealers", name="Named as the program", actor="user:1")
    operations.declare(unit=UnitTerms("PTS", "points", Decimal(1), "Europe/Moscow"), actor="system:test")
    for member, amount in ((NORTH, 500), (SOUTH, 4321)):
        holder = Holder(member)
        told = {"holder": holder, "unit": "PTS", "at": AT, "actor": "user:1"}
        operations.bring_forward(key=f"open:{member}", amount=Decimal(amount), **told)  # type: ignore[arg-type]
        operations.hold(key=f"hold.{member[:5]}", amount=Decimal(100), **told)  # type: ignore[arg-type]
    bought = [
        Draft(member=member, document=number, line="1", occurred_at=date(2026, 1, 5), amount=Decimal(1000))
        for member, number in ((NORTH, "77"), (SOUTH, "4321"))
    ]
    nothing = Draft(member=SOUTH, document="4321", line="2", occurred_at=date(2026, 1, 5))
    ingest(drafts=[*bought, nothing], channel="command", at=AT, actor="user:1")
    run_all(at=AT, actor="system:test", members=[NORTH, SOUTH])
    made, _ = add_endpoint(url="https://example.com/4321", wanted=["*"], actor="user:1")
    earned = booked_of(SOUTH)[0].number
    claim, evidence = _claimed()
    closing, statement = _settled()
    return Holding(
        f"hold.{NORTH[:5]}", f"hold.{SOUTH[:5]}", made.number, earned, claim, evidence, waiting(most=1)[0].number,
        closing, statement, _coded(), _ordered(), _wished(),
        funds_of(SOUTH)[0].number, proposed(DRAFT)[0],
    )  # fmt: skip


def _settled() -> tuple[int, str]:
    """Freeze and approve a statement for each company."""
    closing = settlements.close(program="dealers", through=date(2026, 1, 31), at=AT, actor="user:1").number
    found = statements(closing=closing)
    for each in found:
        settlements.approve(number=each.number, at=AT, actor="user:2")
    return closing, next(each.number for each in found if each.holder.member == SOUTH)


def _wished() -> int:
    """Offer South a reward, for which it asks."""
    catalog = read_catalog(f"""\
rewards: dealers
time_zone: Europe/Moscow
catalog:
  later-4321:
    title: For South GmbH
    gives: {{deferral: 30 days}}
    price: {{PTS: 10}}
    for: {{members: [{SOUTH}]}}
    approval: sponsor
""")
    rewards.declare(rewards=catalog, at=AT, actor="user:1")
    told = {"document": "4321"}
    return rewards.ask(
        key="south", visitor=Visitor(SOUTH), reward="later-4321", told_with=told, at=AT, actor="user:1"
    ).number


def quoted_to(member: str) -> str:
    """Return a quote to a member, of now."""
    at = now()
    lines = (OrderLine(key="4321", quantity=Decimal(1), price=Decimal(4321)),)
    order = Order(member=member, placed_at=at, currency="RUB", lines=lines)
    return orders.quote(program="dealers", order=order, at=at).token


def _ordered() -> int:
    """Reserve an order of South."""
    at = now()
    return orders.reserve(token=quoted_to(SOUTH), at=at, until=at + timedelta(days=30), actor="key:1").number


def _coded() -> str:
    """Bring a code for each company."""
    brought = [Brought("NORTH-1", NORTH), Brought("4321-SOUTH", SOUTH)]
    about = About(name="spring", program="dealers", offer="ten_off")
    vouchers.bring(about=about, brought=brought, at=AT, actor="user:1")
    return "4321-SOUTH"


def _claimed() -> tuple[int, int]:
    """Let South claim something that nobody has decided on."""
    claimed = Claimed(member=SOUTH, what="advertising", occurred_on=date(2026, 2, 1), amount=Decimal(4321))
    number = file_claim(claimed=claimed, files=[File("4321.txt", b"South GmbH")], at=AT, actor="user:1")
    filed = claims(member=SOUTH)
    return number, filed[0].evidence[0].number
