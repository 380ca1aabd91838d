"""Documents that were posted again: a wrong price put right, or an invoice taken back altogether."""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from decimal import Decimal

from ristorno.demo.dice import Dice
from ristorno.demo.invoices import CENT, Invoice, posted_at, tax_of
from ristorno.demo.supplier import SUPPLIER
from ristorno.engine.fact import Fact
from ristorno.kernel.number import round_to

_FATES = (("stands", 969), ("reposted", 28), ("retracted", 3))
_PRICES_IN_PERCENT = (85, 90, 95, 105, 110)
"""What the right price was, in per cent of the wrong one."""


def make_corrections(seed: int, invoices: Iterable[Invoice]) -> Iterator[Invoice]:
    """Yield the second version of each invoice that did not stand, with all its lines."""
    for invoice in invoices:
        dice = Dice(seed, "fate", invoice[0].document)
        fate = dice.weigh(_FATES)
        recorded_at = _recorded_at(invoice, dice)
        if fate == "stands" or recorded_at >= SUPPLIER.exported_at:
            continue
        again = tuple(replace(line, version=2, recorded_at=recorded_at) for line in invoice)
        if fate == "reposted":
            yield _reprice(again, dice)
        else:
            yield tuple(replace(line, retracted=True) for line in again)


def _recorded_at(invoice: Invoice, dice: Dice) -> datetime:
    known = invoice[0].recorded_at
    if known is None:
        raise ValueError(f"the invoice {invoice[0].document} was never recorded")
    return posted_at(known.date() + timedelta(days=dice.between(1, 35)), dice)


def _reprice(invoice: Invoice, dice: Dice) -> Invoice:
    wrong = dice.below(len(invoice))
    percent = dice.pick(_PRICES_IN_PERCENT)
    return tuple(_at_percent(line, percent) if place == wrong else line for place, line in enumerate(invoice))


def _at_percent(line: Fact, percent: int) -> Fact:
    amount = round_to((line.amount or Decimal(0)) * percent / 100, CENT)
    return replace(line, amount=amount, tax=tax_of(amount, at_home=bool(line.tax)))
