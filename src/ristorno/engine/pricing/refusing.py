"""Orders that cannot be priced: each with a code, the line, the reason and what would be right."""

from collections import Counter
from collections.abc import Iterator

from ristorno.engine.fact import local_day
from ristorno.engine.preview.order import Prepared
from ristorno.engine.pricing.order import Order, OrderLine
from ristorno.kernel.number import AMOUNT_DECIMALS, AMOUNT_LIMIT, ONE
from ristorno.kernel.problem import Place, Problem, Refused, near

LINES_AT_MOST = 10_000
"""An order has no more lines than this."""


def refuse_order(prepared: Prepared, order: Order) -> None:
    """Raise :class:`Refused` with everything that is wrong with an order."""
    problems = [*_whole(prepared, order), *_lines(order)]
    if problems:
        raise Refused(problems)


def _whole(prepared: Prepared, order: Order) -> Iterator[Problem]:
    terms = prepared.calculation.program.terms
    if order.member != prepared.member:
        reason = f"The order is of {order.member!r}, the history of {prepared.member!r}."
        yield Problem("order.member", reason, "Ask for the prices of the member whose history it is.")
    if order.placed_at.tzinfo is None:
        yield Problem("order.clock", "The moment of the order names no zone.", "Write 2026-03-01T10:00:00Z.")
    elif local_day(order.placed_at, terms.zone) != prepared.moment.as_of:
        day = local_day(order.placed_at, terms.zone)
        reason = f"The order is of {day}, and prices are asked as of {prepared.moment.as_of}."
        yield Problem("order.clock", reason, "Set the clock of who asks, or ask for the prices of that day.")
    if terms.fact_currency is not None and order.currency != terms.fact_currency:
        reason = f"The order is in {order.currency}, the program in {terms.fact_currency}."
        yield Problem("order.currency", reason, f"Ask for prices in {terms.fact_currency}.")
    if not order.lines:
        yield Problem("order.empty", "The order has no lines.", "Add what is to be bought.")
    if len(order.lines) > LINES_AT_MOST:
        reason = f"The order has {len(order.lines)} lines; at most {LINES_AT_MOST} are priced at once."
        yield Problem("order.lines", reason, "Divide it into several orders.")
    for unit, most in order.pay_with.items():
        if unit not in terms.units:
            yield Problem("order.unit", f"There is no unit {unit!r} to pay with.", near(unit, terms.units))
        elif most is not None and most < 0:
            yield Problem("order.pay_with", f"{most} of {unit} cannot pay for anything.", "Write 0 or more.")


def _lines(order: Order) -> Iterator[Problem]:
    for key, times in Counter(line.key for line in order.lines).items():
        if times > 1:
            yield Problem("order.line", f"The line {key!r} stands {times} times.", "Give every line a key of its own.")
    for line in order.lines:
        yield from _line(line)


def _line(line: OrderLine) -> Iterator[Problem]:
    place = Place(path=f"lines.{line.key}")
    if not 0 < line.quantity < AMOUNT_LIMIT:
        reason = f"A quantity of {line.quantity} cannot be bought."
        yield Problem("order.quantity", reason, "Write a quantity above 0; what goes back is a return.", place)
    if not 0 <= line.price < AMOUNT_LIMIT:
        yield Problem("order.price", f"{line.price} is no list price.", "Write a price of 0 or more.", place)
    elif _decimals(line.price) > AMOUNT_DECIMALS or _decimals(line.quantity) > AMOUNT_DECIMALS:
        reason = f"A price or quantity has more than {AMOUNT_DECIMALS} decimals."
        yield Problem("order.price", reason, "Round it before you ask.", place)
    if line.cost is not None and line.cost < 0:
        yield Problem("order.cost", f"A line cannot cost {line.cost}.", "Write 0 or more, or leave it out.", place)
    if not 0 <= line.tax_rate <= ONE:
        reason = f"A tax of {line.tax_rate * 100:f} % lies outside 0 % to 100 %."
        yield Problem("order.tax", reason, "Write a fraction: 0.2 for 20 %.", place)


def _decimals(value: object) -> int:
    return max(0, -int(value.as_tuple().exponent))  # type: ignore[attr-defined]  # a finite Decimal
