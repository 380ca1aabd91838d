"""Rows of the flat facts back as lines of the engine, as far as they are asked: the engine itself works on these."""

from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

from ristorno.engine.fact import Fact, line_order, name_of_document
from ristorno.engine.history.line import Line
from ristorno.kernel.number import AMOUNT_DECIMALS


def read_back(
    source: str,
    number: str,
    line: str,
    kind: str,
    at: datetime,
    day: date,
    *,
    place: tuple[str, str] | None = None,
    **said: Any,
) -> Line:
    """Return a line of whoever it is.

    ``at`` is UTC without saying so, as the flat facts have it; ``place`` is the document in which the line stands and
    its order there, where its own names do not tell them; ``said`` is what more of the fact is asked.
    """
    moment = at.replace(tzinfo=UTC)
    fact = Fact(source=source, document=number, line=line, kind=kind, occurred_at=moment, member="", **said)
    document, order = place or (number, line_order(line))
    return Line(fact, moment, day, name_of_document(source, number), (moment, source, document, order))


def decimal_of(number: int | None) -> Decimal | None:
    """Return the number that so many parts of one stand for."""
    return None if number is None else Decimal(number).scaleb(-AMOUNT_DECIMALS)
