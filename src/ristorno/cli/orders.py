"""``ristorno orders``: what was ordered at which price, and what became of it."""

from decimal import Decimal
from typing import TYPE_CHECKING, Annotated

import typer

from ristorno.cli.acting import ByOption, acting
from ristorno.cli.keeping import kept, now
from ristorno.cli.screen import money, screen, show_table
from ristorno.engine.terms.scalars import read_number
from ristorno.kernel.number import plain
from ristorno.kernel.problem import Problem, Refused

if TYPE_CHECKING:
    from ristorno.apps.orders.values import OrderState

app = typer.Typer(help="Orders, and what is held and taken for them.", no_args_is_help=True)

NumberArgument = Annotated[int, typer.Argument(metavar="NUMBER", help="The number of an order.")]
_PART = "orders"


@app.command("list")
def orders(
    member: Annotated[str | None, typer.Argument(metavar="MEMBER", help="Of one member alone.")] = None,
    reference: Annotated[str | None, typer.Option("--reference", help="By what the seller calls it.")] = None,
) -> None:
    """Tell orders with what they cost and where they stand."""
    with kept():
        from ristorno.apps.orders import queries

        found: list[OrderState] = []
        after = 0
        while page := queries.orders(now(), member=member, reference=reference, after=after):
            found += page
            after = page[-1].number
    show_table(
        "Orders",
        ("number", "member", "reference", "state", "costs", "in money", "currency", "held until"),
        [_row(each) for each in found],
        numbers=("costs", "in money"),
    )


@app.command("show")
def show(number: NumberArgument) -> None:
    """Tell an order line by line, with what pays for it and what came back."""
    with kept():
        from ristorno.apps.orders import queries

        state = queries.order(number, now())
    screen.print(f"Order {number} of {state.member}, {state.program}: {state.state}", markup=False)
    columns = ("line", "product", "quantity", "listed", "net", "tax", "in money")
    asked = {line.key: line for line in state.order.lines}
    rows = [
        (
            each.key, asked[each.key].product or "", plain(asked[each.key].quantity), money(each.listed),
            money(each.net), money(each.tax), money(each.to_pay),
        )
        for each in state.promise.lines
    ]  # fmt: skip
    show_table("Lines", columns, rows, numbers=columns[2:])
    for tender in state.tenders:
        told = f"{plain(tender.points)} {tender.unit} pay {money(tender.amount)}"
        screen.print(f"{told}; {plain(tender.points_back)} were given back.", markup=False)
    for each in state.returns:
        lines = ", ".join(f"{plain(quantity)} of {key}" for key, quantity in each.lines.items())
        points = "".join(f", {plain(count)} {unit}" for unit, count in each.refund.points.items())
        screen.print(f"Return {each.key}: {lines}; given back {money(each.refund.money)}{points}.", markup=False)


@app.command("cancel")
def cancel(
    number: NumberArgument,
    reason: Annotated[str, typer.Option("--reason", help="Why.")] = "",
    by: ByOption = None,
) -> None:
    """Let go what is held for an order, or give back what is left of what it took; twice gives nothing twice."""
    with kept():
        from ristorno.apps.orders import operations

        state = operations.cancel(number=number, at=now(), actor=acting(by, _PART), reason=reason)
    screen.print(f"Order {number} is {state.state}.")


@app.command("lapse")
def lapse() -> None:
    """Let go what is held for orders whose time is over; the schedule does it by itself."""
    with kept():
        from ristorno.apps.orders import operations

        count = operations.lapse_all(at=now(), actor=f"command:{_PART}")
    screen.print(f"{count:,} orders had lapsed.")


@app.command("stock")
def stock(
    product: Annotated[str, typer.Argument(metavar="PRODUCT", help="A product that offers give for free.")],
    quantity: Annotated[str, typer.Argument(metavar="QUANTITY", help="How much in all, with what was given before.")],
    by: ByOption = None,
) -> None:
    """Say how much of a product there is to be given for free."""
    amount = _quantity(quantity)
    with kept():
        from ristorno.apps.orders import operations

        operations.stock(product=product, quantity=amount, actor=acting(by, _PART))
    screen.print(f"{plain(amount)} of {product} may be given for free.", markup=False)


def _quantity(text: str) -> Decimal:
    try:
        amount = read_number(text)
    except ValueError as error:
        raise Refused([Problem("usage.value", f"{error}.", "Write a quantity such as 1_000.")]) from None
    if amount < 0:
        raise Refused([Problem("usage.value", "There is no less than nothing of it.", "Write 0 or more.")])
    return amount


def _row(each: "OrderState") -> tuple[str, ...]:
    amounts = (money(each.promise.gross), money(each.promise.to_pay), each.promise.currency)
    until = f"{each.lapses_at:%Y-%m-%d %H:%M}" if each.state == "reserved" else ""
    return f"{each.number}", each.member, each.reference, each.state, *amounts, until
