"""A fact as it counts: net of the returns that name it, with its local day and its place in the order."""

from collections.abc import Callable
from datetime import date, datetime
from decimal import Decimal
from operator import attrgetter
from typing import NamedTuple, TypeAlias

from ristorno.engine.fact import Fact

Order: TypeAlias = tuple[datetime, str, str, str]
"""The order that means something: instant of the document, source, document, line."""


class Exchanged(NamedTuple):
    """In which currency the money of a fact was, and what one unit of it is worth in the program's."""

    currency: str
    rate: Decimal


class Line(NamedTuple):
    """One line that counts. ``fact`` carries the amounts after ``returns`` have been taken off."""

    fact: Fact
    at: datetime
    """The instant of the whole document, its earliest, in UTC."""
    day: date
    document: str
    order: Order
    returns: tuple[str, ...] = ()
    exchanged: Exchanged | None = None
    """Where its money was in another currency."""
    own_day: date | None = None
    """The day on which it happened, where it counts on another one."""

    @property
    def happened_on(self) -> date:
        """The day on which it happened, whenever it counts."""
        return self.day if self.own_day is None else self.own_day


DAY_OF: Callable[[Line], date] = attrgetter("day")
"""The local day of a line, by which the lines of a book are searched."""
