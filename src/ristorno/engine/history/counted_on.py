"""When a fact counts: when it happened, was invoiced, was fully paid, or share by share as it is paid.

The counted day takes the place of the fact's own for everything that asks for a day, but for the days of a set: what
was bought in December is that, whenever it is paid. What is not invoiced or not paid
yet is not there; a document on which nothing is owed counts on its own day. Shares are cut in ten-thousandths, the
finest that a fact has; what is cut off one line of an instalment goes into the next, so that all of them sum to what
was paid, and the shares of a line sum to the line exactly.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import date, datetime
from decimal import Decimal
from fractions import Fraction
from itertools import groupby
from typing import Any, Literal, TypeAlias
from zoneinfo import ZoneInfo

from ristorno.engine.fact import NEGATIVE_KINDS, Fact, instant
from ristorno.engine.history.line import Line
from ristorno.engine.history.owing import Account, Due, Instalment
from ristorno.kernel.number import ZERO, round_to

CountOn: TypeAlias = Literal["occurred", "invoiced", "paid_in_full", "as_paid"]

_FINEST = Decimal("0.0001")
_SHARED = ("amount", "quantity", "cost", "tax")
"""The fields of which a paid share has its part."""


def counted_lines(
    lines: Sequence[Line], count_on: Callable[[date], CountOn], accounts: Iterable[Account], zone: ZoneInfo
) -> list[Line]:
    """Return lines in order on the days on which they count; ``count_on`` says by a line's own day what that is."""
    held = {account.document: account for account in accounts}
    found: list[Line] = []
    for document, group in groupby(lines, key=lambda line: line.document):
        own = list(group)
        how = count_on(own[0].day)
        found += _invoiced(own, zone) if how == "invoiced" else _paid(own, how, held.get(document))
    found.sort(key=lambda line: line.order)
    return found


def _moved(line: Line, at: datetime, day: date) -> Line:
    """Return a line on another day; on its own day it stays at the instant of its document."""
    return line if day == line.day else line._replace(at=at, day=day, order=(at, *line.order[1:]), own_day=line.day)


def _invoiced(lines: Sequence[Line], zone: ZoneInfo) -> Iterator[Line]:
    """Yield the lines on the day of their invoice; a return or credit note is an invoice itself."""
    last = max((line.fact.invoiced_on for line in lines if line.fact.invoiced_on), default=None)
    for line in lines:
        # A return of a whole document that stands in it counts when the last of the document was invoiced.
        day = last if _of_whole(line) else line.fact.invoiced_on
        if day is None and not _of_whole(line) and line.fact.kind in NEGATIVE_KINDS:
            day = line.day
        if day is not None:
            yield _moved(line, instant(day, zone), day)


def _of_whole(line: Line) -> bool:
    """Return whether a line is the return of a whole document, put where the document stands."""
    return line.fact.reverses is not None and line.fact.kind in NEGATIVE_KINDS


def _paid(lines: Sequence[Line], how: CountOn, account: Account | None) -> Iterable[Line]:
    if how == "occurred" or account is None or account.owed <= 0:
        return lines
    if how == "as_paid":
        return _shares(lines, account)
    cleared = account.cleared()
    return [line if line.fact.kind == "payment" else _moved(line, *cleared) for line in lines] if cleared else []


def _shares(lines: Sequence[Line], account: Account) -> Iterator[Line]:
    """Yield the paid shares of the lines: money pays the instalments of a document in the order of their due days."""
    before = ZERO
    for instalment in account.states[-1].instalments:
        own = [line for line in lines if line.fact.kind != "payment" and _due(line, account) in instalment.of]
        yield from _of_instalment(own, instalment, list(_coming_in(account, before, before + instalment.amount)))
        before += instalment.amount
    yield from (line for line in lines if line.fact.kind == "payment")


def _due(line: Line, account: Account) -> Due:
    return account.last_due if _of_whole(line) else account.due_of.get(line.fact.line)


def _coming_in(account: Account, start: Decimal, end: Decimal) -> Iterator[tuple[datetime, date, Decimal]]:
    """Yield how much of an instalment is paid, day by day: all that comes in on one day counts at its first moment."""
    paid, last = ZERO, ZERO
    for day, group in groupby(account.money, key=lambda money: money.day):
        held = list(group)
        paid += sum((money.amount for money in held), ZERO)
        reached = max(last, min(max(paid - start, ZERO), end - start))
        if reached > last:
            yield held[0].at, day, reached
            last = reached


def _of_instalment(
    lines: Sequence[Line], instalment: Instalment, paid: Sequence[tuple[datetime, date, Decimal]]
) -> Iterator[Line]:
    if len(paid) == 1 and paid[0][2] == instalment.amount:
        # Most are paid at once.
        at, day, _ = paid[0]
        yield from (_moved(line._replace(fact=_due_on(line.fact, instalment.due)), at, day) for line in lines)
        return
    last = [line.fact for line in lines]
    given = [dict.fromkeys(_SHARED, ZERO) for _ in lines]
    for number, (at, day, amount) in enumerate(paid):
        share = Fraction(amount) / Fraction(instalment.amount)
        parts = {name: _parts([getattr(fact, name) for fact in last], share) for name in _SHARED}
        for index, line in enumerate(lines):
            own: dict[str, Any] = {}
            for name in _SHARED:
                up_to = parts[name][index]
                if up_to is not None:
                    own[name] = up_to - given[index][name]
                    given[index][name] = up_to
            fact = replace(_due_on(line.fact, instalment.due), **own)
            yield _moved(line._replace(fact=fact, returns=line.returns if number == 0 else ()), at, day)


def _due_on(fact: Fact, due: Due) -> Fact:
    return fact if fact.due_on == due else replace(fact, due_on=due)


def _parts(values: Sequence[Decimal | None], share: Fraction) -> list[Decimal | None]:
    """Return a share of each number; what is cut off one goes into the next, so that the sum is cut only once."""
    if share == 1:
        return list(values)
    found: list[Decimal | None] = []
    whole, cut = ZERO, ZERO
    for value in values:
        whole += value or ZERO
        up_to = round_to(Fraction(whole) * share, _FINEST)
        found.append(None if value is None else up_to - cut)
        cut = up_to
    return found
