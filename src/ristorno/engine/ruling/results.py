"""What other clauses gave, as lines: a promise that builds on other promises counts them like any other fact."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime
from zoneinfo import ZoneInfo

from ristorno.engine.accrual import Accrual
from ristorno.engine.fact import RESULT, Fact, instant
from ristorno.engine.history.line import Line, Order
from ristorno.kernel.period import DAY


def result_lines(accruals: Iterable[Accrual], lines: Sequence[Line], zone: ZoneInfo, today: date) -> tuple[Line, ...]:
    """Return the amounts of a clause as lines in order.

    What a single document gave stands at the moment of the document, what a window gave at the end of its last day
    that is seen. ``lines`` are those of the book, which know the moments.
    """
    moments = {line.document: line for line in lines} | {line.fact.id: line for line in lines}
    found = [_line(accrual, moments.get(accrual.document or ""), zone, today) for accrual in accruals]
    return tuple(sorted(found, key=_order))


def joined(lines: Sequence[Line], more: Sequence[Sequence[Line]]) -> Sequence[Line]:
    """Return lines with others in between, all in order."""
    return sorted([*lines, *(line for each in more for line in each)], key=_order) if any(more) else lines


def _order(line: Line) -> Order:
    return line.order


def _line(accrual: Accrual, origin: Line | None, zone: ZoneInfo, today: date) -> Line:
    last = min(accrual.window.last, today)
    at: datetime = origin.at if origin else instant(last + DAY, zone)
    name = origin.document if origin else accrual.window_label
    number = "/".join(_parts(accrual, origin))
    fact = Fact(
        document=name,
        line=number,
        kind=RESULT,
        occurred_at=last,
        member=accrual.member,
        contact=accrual.contact,
        amount=accrual.amount,
    )
    return Line(fact, at, last, name, (at, "", name, number))


def _parts(accrual: Accrual, origin: Line | None) -> Iterator[str]:
    yield accrual.clause
    if origin is not None and accrual.document == origin.fact.id:
        yield origin.fact.line
    if accrual.contact is not None:
        yield accrual.contact
    if accrual.party is not None:
        yield accrual.party
