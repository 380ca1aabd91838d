"""Money in other currencies: counted by the rate of the day of its document, exactly and without rounding.

What belongs to a document follows that document: a return or credit note that names what it takes back, and a payment
that names what it pays, take its rate. So goods that come back in full leave nothing, and an invoice paid in full is
paid in full, whatever the rate did meanwhile. A payment that names nothing cannot be told so; it is set aside.
"""

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import TypeAlias

from ristorno.engine.accrual import SetAside
from ristorno.engine.fact import Fact
from ristorno.engine.history.line import Exchanged, Line
from ristorno.engine.history.payments import Resolver

Rates: TypeAlias = Callable[[str, date], Decimal | None]
"""What one unit of a currency is worth in the program's on a day; None where the terms do not say."""


def exchanged(lines: Sequence[Line], currency: str, rates: Rates) -> tuple[list[Line], list[SetAside]]:
    """Return the lines with all money that has a rate in the program's currency, and payments that cannot have one."""
    if all(line.fact.currency in {None, "", currency} for line in lines):
        return list(lines), []
    days = {(line.fact.source, line.fact.document): line.day for line in lines if line.fact.kind != "payment"}
    resolver = Resolver(lines)
    counted: list[Line] = []
    aside: list[SetAside] = []
    for line in lines:
        fact, own = line.fact, line.fact.currency
        if not own or own == currency:
            counted.append(line)
            continue
        document = _followed(fact, resolver)
        if fact.kind == "payment" and document is None:
            reason = f"It pays in {own} and names no document, so nobody can say the rate of which day counts."
            aside.append(SetAside(fact.id, fact.member, "facts.foreign_payment", reason))
            continue
        rate = rates(own, line.day if document is None else days.get(document, line.day))
        counted.append(line if rate is None else _at(line, currency, Exchanged(own, rate)))
    return counted, aside


def _followed(fact: Fact, resolver: Resolver) -> tuple[str, str] | None:
    """Return the document whose rate holds for a fact, where that is not its own."""
    if fact.kind == "payment":
        return resolver.find(fact)
    return None if fact.reverses is None else (fact.source, fact.reverses.document)


def _at(line: Line, currency: str, told: Exchanged) -> Line:
    """Return a line with all its money at a rate."""
    fact = line.fact
    amount, cost, tax = (None if value is None else value * told.rate for value in (fact.amount, fact.cost, fact.tax))
    tenders = {kind: value * told.rate for kind, value in fact.tenders.items()}
    fact = replace(fact, currency=currency, amount=amount, cost=cost, tax=tax, tenders=tenders or fact.tenders)
    return line._replace(fact=fact, exchanged=told)
