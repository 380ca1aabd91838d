"""Fair value of points: what one member adds to it, and what comes of all members together."""

from dataclasses import dataclass
from decimal import Decimal

from ristorno.kernel.number import Exact


@dataclass(frozen=True, slots=True, kw_only=True)
class Given:
    """Points that one member was given in a month, with the sales that gave them, at one price of a point.

    ``sold`` are points that came with a sale, ``granted`` those without one; ``sales`` are the net amounts of the
    lines that gave ``sold``, each line once. Nothing here is rounded: members are added up before anything is.
    """

    unit: str
    month: str
    price: Decimal
    expected_redeemed: Decimal
    sales: Decimal
    sold: Exact
    granted: Exact


@dataclass(frozen=True, slots=True)
class Spent:
    """How many points of a unit one member has spent."""

    unit: str
    points: Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class ValuedMonth:
    """The sales of a month divided between goods and points.

    ``alone`` is what the points would cost alone, ``share`` the part of the sales that belongs to the points, rounded
    once; ``worth`` is the value of the points that no sale stands behind, rounded once.
    """

    month: str
    price: Decimal
    expected_redeemed: Decimal
    sales: Decimal
    sold: Exact
    alone: Exact
    share: Decimal
    granted: Exact
    worth: Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class FairValued:
    """What the points of a unit are in the sponsor's books, all members together.

    ``value`` is what was put by for all points ever given, ``expected`` how many of them are expected to be spent.
    ``released`` is the part that became revenue as ``redeemed`` were spent (None: nobody tells), ``deferred`` what is
    still owed. Amounts are multiples of ``step`` in ``currency``.
    """

    unit: str
    currency: str
    step: Decimal
    expected_redeemed: Decimal
    months: tuple[ValuedMonth, ...]
    brought_points: Decimal | None
    brought_price: Decimal | None
    given: Exact
    expected: Exact
    value: Decimal
    redeemed: Decimal | None
    released: Decimal
    deferred: Decimal
