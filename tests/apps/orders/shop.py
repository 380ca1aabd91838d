"""A small shop for orders: a program with offers, a member with points, and short ways to ask."""

from collections.abc import Sequence
from datetime import UTC, date, datetime
from decimal import Decimal

from apps.agreements.writing import enacted
from apps.wallets.wallet import booked, declare
from ristorno.apps.counters.queries import gone
from ristorno.apps.members import operations as members
from ristorno.apps.orders import operations
from ristorno.apps.orders.values import OrderState, Quote
from ristorno.apps.settlements.verification import all_complaints
from ristorno.apps.vouchers import operations as vouchers
from ristorno.apps.vouchers.queries import code
from ristorno.apps.vouchers.values import About, Brought
from ristorno.apps.wallets.queries import wallet
from ristorno.apps.wallets.values import Holder
from ristorno.engine.pricing.order import Order, OrderLine

BUDGET = "budget:shop:spring:2026-01-01"
AT = datetime(2026, 3, 1, 12, tzinfo=UTC)
PROGRAM = """\
program: {name}
time_zone: Europe/Moscow
currency: RUB
units:
  RUB: {{kind: money}}
  PTS: {{kind: points}}
budgets:
  spring: {{amount: 500, window: year}}
clauses:
  points: {{window: document, mechanic: {{per_step: {{step: 100, gives: 1}}}}, reward: {{unit: PTS}}}}
offers:
  bulk:
    qualify: [{{measure: {{sum: amount}}, at_least: 1_000}}]
    gives: {{percent: 10 %}}
    budget: spring
  word:
    trigger: {{code: SPRING}}
    gives: {{percent: 5 %}}
    limits: {{times: {{n: 2, per: program}}}}
  coded:
    trigger: code
    gives: {{percent: 20 %}}
  mug:
    qualify: [{{measure: {{sum: amount}}, at_least: 3_000}}]
    gives: {{product: {{product: MUG, quantity: 2, price: 30}}}}
  next:
    qualify: [{{measure: {{sum: amount}}, at_least: 3_000}}]
    gives: {{voucher: {{opens: coded, valid: 30 days}}}}
  wallet:
    gives: {{points: {{unit: PTS, share_at_most: 50 %}}}}
"""


def changed(percent: int, name: str = "shop") -> None:
    """Let the discount be another one."""
    offers = f"offers: {{bulk: {{gives: {{percent: {percent} %}}}}}}"
    enacted(f"program: {name}\nversions:\n  - effective_from: 2026-02-01\n    {offers}\n")


def opened(name: str = "shop", member: str = "M", points: int = 400, program: str = PROGRAM) -> None:
    """Open the shop; the member has points, half of which end earlier."""
    members.add(key=member, name=member, actor="user:1")
    enacted(program.format(name=name))
    declare()
    if points:
        holder = Holder(member)
        booked(f"{member}:a", free=points // 2, ends="2026-06-30", holder=holder)
        booked(f"{member}:b", free=points - points // 2, ends="2026-12-31", holder=holder)


def coded(*codes: str, name: str = "shop", times: int = 1, member: str = "") -> None:
    about = About(name=f"{name}-{codes[0]}", program=name, offer="coded", times=times)
    vouchers.bring(about=about, brought=[Brought(code, member) for code in codes], at=AT, actor="user:1")


def wanted(
    *quantities: int, member: str = "M", at: datetime = AT, codes: Sequence[str] = (), points: int | None = 0
) -> Order:
    """An order with lines 1, 2, ... of so many units of 100.00."""
    lines = tuple(
        OrderLine(key=f"{place}", quantity=Decimal(quantity), price=Decimal("100.00"))
        for place, quantity in enumerate(quantities, start=1)
    )
    pay_with = {} if points == 0 else {"PTS": None if points is None else Decimal(points)}
    return Order(
        member=member, placed_at=at, currency="RUB", lines=lines, codes=tuple(codes), pay_with=pay_with
    )  # fmt: skip


def quoted(order: Order, name: str = "shop", at: datetime = AT) -> Quote:
    return operations.quote(program=name, order=order, at=at)


def reserved(order: Order, name: str = "shop", at: datetime = AT, until: datetime | None = None) -> OrderState:
    return operations.reserve(token=quoted(order, name, at).token, at=at, actor="key:1", until=until)


def confirmed(order: Order, name: str = "shop", at: datetime = AT) -> OrderState:
    return operations.confirm(number=reserved(order, name, at).number, at=at, actor="key:1")


def points(member: str = "M") -> tuple[int, int]:
    """What is free, and what is held."""
    found = wallet(Holder(member), "PTS")
    assert found is not None
    return int(found.free), int(found.held)


def lots(member: str = "M") -> list[tuple[date | None, int]]:
    found = wallet(Holder(member), "PTS")
    assert found is not None
    return [(lot.ends_on, int(lot.amount)) for lot in found.lots]


def taken(name: str, at: datetime = AT) -> int:
    """What nobody else can have of a counter."""
    return int(gone([name], at)[name])


def code_state(text: str) -> str:
    found = code(text, AT)
    return found.state if found is not None else "unknown"


def all_is_well() -> bool:
    found = [*all_complaints()]
    assert not found, found
    return True
