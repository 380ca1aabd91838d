"""A business that goes on in rounds: facts, corrections, accruals, points, a fund, orders, and closings.

A round is done as a caller would who never learns whether it was: with the same words, as often as needed. What it does
depends on its number alone, so that two businesses that did the same rounds must look the same.
"""

import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

from django.db import connection

from apps.accruals.world import PROGRAM, begin, fact
from ristorno.apps.accruals.following import work_off
from ristorno.apps.accruals.queries import booked_of
from ristorno.apps.counters.queries import starting
from ristorno.apps.facts.operations import Draft, ingest
from ristorno.apps.facts.queries import log
from ristorno.apps.orders import operations as orders
from ristorno.apps.orders import queries
from ristorno.apps.orders.values import OrderState
from ristorno.apps.settlements.operations import approve, close, issue_all
from ristorno.apps.settlements.queries import all_lines, statements
from ristorno.apps.settlements.verification import all_complaints
from ristorno.apps.vouchers import operations as vouchers
from ristorno.apps.vouchers.queries import codes_of
from ristorno.apps.vouchers.values import About, Brought
from ristorno.apps.wallets import operations as wallets
from ristorno.apps.wallets.queries import fund_statement, funds_of, statement, wallets_of
from ristorno.apps.wallets.values import Holder
from ristorno.engine.fact import Reference
from ristorno.engine.pricing.order import Order, OrderLine

MEMBERS = ("M", "N")
_BEGIN = datetime(2026, 4, 10, 12, tzinfo=UTC)
"""Past the last day on which facts of the quarter are taken: what comes now is late."""
_CLOSED_EVERY = 3
_OFFERS = """\
budgets: {spring: {amount: 1_000_000, window: year}}
offers:
  bulk: {gives: {percent: 10 %}, budget: spring, limits: {times: {n: 100_000, per: member}}}
  card: {trigger: code, gives: {percent: 1 %}}
  gift: {gives: {product: {product: MUG, price: 5}}}
  next: {gives: {voucher: {opens: card, valid: 30 days}}}
  wallet: {gives: {points: {unit: PTS}}}
"""
_FUND = """\
funds: {stand: {window: year, on_exhausted: in_order}}
clauses:
  collect: {window: year, mechanic: {percent: 1 %}, reward: {unit: RUB, into: stand}}
  refund:
    earn_on: {kinds: [claim_approved]}
    window: document
    mechanic: {percent: 50 %}
    reward: {unit: RUB, funded_by: stand}
"""
_SMALLER, _LARGER = 60_000, 90_000


def found() -> None:
    """Let the business begin: a program with a fund and offers, and two members."""
    begin(PROGRAM.replace("clauses:\n", _FUND, 1) + _OFFERS, keys=MEMBERS)
    about = About(name="cards", program="dealers", offer="card", times=1_000_000)
    vouchers.bring(about=about, brought=[Brought("CARD-1", "")], at=_BEGIN, actor="user:1")


def do(number: int) -> None:
    """Do a round, or do again what is done of it already."""
    at = _BEGIN + timedelta(days=number)
    ingest(drafts=_sold(number), channel="api", at=at, actor="key:1", name=f"round {number}")
    _follow(at)
    _use(number, at)
    _order(number, at)
    ingest(drafts=_corrected(number), channel="api", at=at, actor="key:1", name=f"corrections {number}")
    _follow(at)
    if number % _CLOSED_EVERY == 0:
        _settle(at)


def look() -> dict[str, Any]:
    """Return everything that anybody could count, without the numbers that the database gives."""
    return {
        "complaints": [*all_complaints()],
        "facts": {member: sorted(map(repr, log(member))) for member in MEMBERS},
        "booked": sorted(_booked()),
        "wallets": sorted(
            repr((each.holder, each.unit, each.pending, each.free, each.held, each.owed, each.lots))
            for member in MEMBERS
            for each in wallets_of(member)
        ),
        "funds": sorted(_funds()),
        "lines": sorted(Counter(_lines()).items()),
        "statements": [*_stated()],
        "orders": [*_ordered()],
        "counters": [
            repr((each.name, each.taken, each.held)) for each in starting("", _BEGIN + timedelta(days=9_999)).values()
        ],
    }


def _sold(number: int) -> Iterator[Draft]:
    day = (date(2026, 1, 10) + timedelta(days=number % 50)).isoformat()
    for member in MEMBERS:
        yield fact(f"{member}-{number}", _LARGER, on=day, member=member, line="1", version=1)
    yield fact(f"G-{number}", _SMALLER, on=day, member="M", line="1", version=1)
    yield fact(f"C-{number}", 4_000, on=day, member="N", kind="claim_approved", line="1", version=1)


def _corrected(number: int) -> Iterator[Draft]:
    """The second document of this round turns out smaller, and a document of the round before comes back in part."""
    day = (date(2026, 1, 10) + timedelta(days=number % 50)).isoformat()
    yield fact(f"G-{number}", _SMALLER - 7_000, on=day, member="M", line="1", version=2)
    if number:
        back = Reference(f"N-{number - 1}", "1")
        yield fact(f"R-{number}", 5_000, on=day, member="N", kind="return", line="1", version=1, reverses=back)


def _use(number: int, at: datetime) -> None:
    told: dict[str, Any] = {"at": at, "actor": "key:1"}
    for member in MEMBERS:
        holder = Holder(member)
        wallets.hold(key=f"order {member} {number}", holder=holder, unit="PTS", amount=Decimal(20), **told)
        wallets.redeem(key=f"reward {member} {number}", hold=f"order {member} {number}", amount=Decimal(15), **told)
    holder = Holder("M")
    wallets.give(
        key=f"thanks {number}", holder=holder, unit="PTS", amount=Decimal(3), reason="A word of thanks", **told
    )
    wallets.spend(key=f"coffee {number}", holder=holder, unit="PTS", amount=Decimal(4), **told)
    wallets.give_back(key=f"no coffee {number}", of=f"coffee {number}", **told)


def _order(number: int, at: datetime) -> None:
    """Reserve an order, which is confirmed, taken back in part, canceled or left to lapse; who got no answer asks."""
    told: dict[str, Any] = {"at": at, "actor": "key:1"}
    reference = f"order {number}"
    found = queries.orders(at, reference=reference)
    taken = found[0] if found else _reserve(number, at, reference)
    goes_on = number % 4 and taken.state != "canceled"
    if goes_on:
        orders.confirm(number=taken.number, **told)
    if goes_on and number % 4 > 1:
        lines = {"1": Decimal(number % 3 + 1)}
        orders.return_lines(number=taken.number, key="some", lines=lines, gifts={}, **told)
    if number % 4 == 3:
        orders.cancel(number=taken.number, **told)
    orders.lapse_all(**told)


def _reserve(number: int, at: datetime, reference: str) -> OrderState:
    line = OrderLine(key="1", quantity=Decimal(10 + number % 7), price=Decimal(100))
    asked = Order(
        member="M", placed_at=at, currency="RUB", lines=(line,), codes=("CARD-1",), pay_with={"PTS": Decimal(6)}
    )  # fmt: skip
    token = orders.quote(program="dealers", order=asked, at=at).token
    return orders.reserve(token=token, at=at, reference=reference, actor="key:1")


def _settle(at: datetime) -> None:
    closing = close(program="dealers", through=at.date() - timedelta(days=1), at=at, actor="user:1").number
    for each in statements(closing=closing, state="frozen"):
        approve(number=each.number, at=at, actor="user:2")
    issue_all(closing=closing, at=at, actor="user:2")


def _follow(at: datetime) -> None:
    """Follow what happened; what somebody was killed at is rolled back first, or committed after all."""
    while _others():
        time.sleep(0.002)
    work_off(at=at, actor="system:test")


def _others() -> int:
    with connection.cursor() as cursor:
        cursor.execute(
            "select count(*) from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()"
        )
        (count,) = cursor.fetchone() or (0,)
    return int(count)


def _booked() -> Iterator[str]:
    for member in MEMBERS:
        for each in booked_of(member, most=100_000):
            yield repr((each.clause, each.holder, each.label, each.document, each.pending, each.free, each.status))


def _lines() -> Iterator[str]:
    """All lines of all wallets: one that is there twice is counted twice."""
    for member in MEMBERS:
        for wallet in wallets_of(member):
            for line in statement(wallet.holder, wallet.unit, most=100_000):
                amounts = (line.pending, line.free, line.held, line.owed)
                yield repr((wallet.holder, wallet.unit, line.movement, line.reason, line.happened_at, amounts))


def _funds() -> Iterator[str]:
    """All funds with what moved them."""
    for member in MEMBERS:
        for fund in funds_of(member):
            lines = sorted((line.movement, line.amount) for line in fund_statement(fund, most=100_000))
            yield repr((member, fund.name, fund.balance, lines))


def _ordered() -> Iterator[str]:
    """All orders with what became of them, and whether the codes that they brought are valid."""
    for each in queries.orders(_BEGIN + timedelta(days=9_999), most=100_000):
        codes = [code.state for code in codes_of(each.reserved_at, given_for=f"order:{each.number}")]
        told = replace(each, number=0, vouchers=())
        yield repr((told, codes))


def _stated() -> Iterator[str]:
    """All statements with all their lines, and what channels made of them."""
    for each in statements(most=100_000):
        lines = [replace(line, booked=0) for line in all_lines(each.number)]
        papers = [(paper.number, paper.amount) for paper in each.papers]
        yield repr((each.number, each.state, each.totals, papers, lines))
