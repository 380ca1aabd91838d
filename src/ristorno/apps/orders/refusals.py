"""Why something about orders was refused, in sentences."""

from datetime import datetime
from decimal import Decimal

from ristorno.kernel.number import plain
from ristorno.kernel.problem import Place, Problem, Refused


def foreign() -> Refused:
    """Return the refusal of a token that nobody here has signed, or that was changed."""
    reason = "This is no quote of ours, or it was changed on the way."
    return Refused([Problem("orders.quote_foreign", reason, "Send `quote` as it was answered.")])


def expired(until: datetime) -> Refused:
    """Return the refusal of a quote whose time is over."""
    reason = f"The quote was good until {until:%Y-%m-%d %H:%M} UTC."
    return Refused([Problem("orders.quote_expired", reason, "Ask for a new one.")])


def clocks(theirs: datetime, ours: datetime) -> Refused:
    """Return the refusal of what comes from a future."""
    reason = f"That is of {theirs:%Y-%m-%d %H:%M:%S} UTC, and here it is {ours:%Y-%m-%d %H:%M:%S} UTC."
    return Refused([Problem("orders.clock", reason, "Set the clock that is wrong, then ask for a new price.")])


def taken(number: int, state: str) -> Refused:
    """Return the refusal of a quote that was taken before."""
    reason = f"This quote was taken before, by order {number}, which is {state}."
    return Refused([Problem("orders.quote_taken", reason, "Go on with that order, or ask for a new price.")])


def changed() -> Refused:
    """Return the refusal of a quote that the terms would not give any more."""
    reason = "The terms were changed since, and the order has another price by them."
    return Refused([Problem("orders.price_changed", reason, "Ask for a new price, and show it to the buyer.")])


def unknown(number: int | str) -> Refused:
    """Return the refusal of an order that is not there."""
    return Refused([Problem("orders.unknown", f"There is no order {number}.", "See `ristorno orders list`.")])


def lapsed(number: int, until: datetime) -> Refused:
    """Return the refusal to confirm what is held no more."""
    reason = f"Order {number} was reserved until {until:%Y-%m-%d %H:%M} UTC, and nothing is held for it any more."
    return Refused([Problem("orders.lapsed", reason, "Ask for a new price and reserve that.")])


def no_part(member: str, program: str) -> Refused:
    """Return the refusal of a member that takes no part in a program."""
    reason = f"{member!r} takes no part in {program!r}."
    return Refused([Problem("orders.no_part", reason, "Name another program, or sign an agreement first.")])


def state(number: int, now: str, wanted: str) -> Refused:
    """Return the refusal of a step that an order cannot take where it stands."""
    reason = f"Order {number} is {now}, so it cannot be {wanted}."
    return Refused([Problem("orders.state", reason, "Ask for a new price, or look at the order first.")])


def too_long(until: datetime) -> Refused:
    """Return the refusal to hold something for too long, or for no time."""
    reason = f"Nothing is held until {until:%Y-%m-%d %H:%M} UTC: that is over, or more than 31 days from now."
    return Refused([Problem("orders.until", reason, "Name an earlier moment, or none.")])


def no_line(key: str) -> Problem:
    """Return the problem of a line that the order has not."""
    return Problem("orders.line", f"The order has no line {key!r}.", "Name lines by their keys.", _place(key))


def too_much(key: str, asked: Decimal, left: Decimal) -> Problem:
    """Return the problem of more coming back than is there."""
    reason = f"Of the line {key!r} {plain(left)} can come back, and not {plain(asked)}."
    return Problem("orders.returned", reason, "Return what was bought, each unit once.", _place(key))


def nothing_back() -> Refused:
    """Return the refusal of a return of nothing."""
    return Refused([Problem("orders.returned", "Nothing comes back.", "Name lines, each with how much.")])


def other_return(key: str) -> Refused:
    """Return the refusal of a key that stands for another return."""
    reason = f"The return {key!r} was told before, of other lines."
    return Refused([Problem("orders.return_key", reason, "Give each return a key of its own.")])


def no_product(key: str, product: str, hint: str) -> Problem:
    """Return the problem of a line with a product that is not in the catalog."""
    return Problem("orders.product", f"There is no product {product!r}.", hint, _place(key))


def _place(key: str) -> Place:
    return Place(path=f"lines.{key}")
