"""A fact as it counts: net of the returns that name it, with its local day and its place in the order."""

from datetime import date, datetime
from typing import NamedTuple, TypeAlias

from ristorno.engine.fact import Fact

Order: TypeAlias = tuple[datetime, str, str, str]
"""The order that means something: instant of the document, source, document, line."""


class Line(NamedTuple):
    """One line that counts. ``fact`` carries the amounts after ``returns`` have been taken off."""

    fact: Fact
    at: datetime
    """The instant of the whole document, its earliest, in UTC."""
    day: date
    document: str
    order: Order
    returns: tuple[str, ...] = ()
