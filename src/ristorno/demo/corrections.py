"""Documents that were posted again: a wrong price put right, or an invoice taken back altogether."""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import timedelta

from ristorno.demo.dice import Dice
from ristorno.demo.invoices import CENT, Invoice, Line, posted_at, tax_of
from ristorno.demo.members import Member
from ristorno.demo.supplier import SUPPLIER
from ristorno.kernel.number import round_to

_FATES = (("stands", 969), ("reposted", 28), ("retracted", 3))
_RIGHT_PRICES = (85, 90, 95, 105, 110)
"""In per cent of the wrong ones."""


def make_corrections(seed: int, invoices: Iterable[Invoice]) -> Iterator[Invoice]:
    """Yield the second version of each invoice that did not stand, with all its lines."""
    for invoice in invoices:
        dice = Dice(seed, "fate", invoice.document)
        fate = dice.weigh(_FATES)
        recorded_at = posted_at(invoice.recorded_at.date() + timedelta(days=dice.between(1, 35)), dice)
        if fate == "stands" or recorded_at >= SUPPLIER.exported_at:
            continue
        again = replace(invoice, version=2, recorded_at=recorded_at)
        yield replace(again, retracted=True) if fate == "retracted" else _with_right_price(again, dice)


def _with_right_price(invoice: Invoice, dice: Dice) -> Invoice:
    wrong, percent = dice.pick(invoice.lines), dice.pick(_RIGHT_PRICES)
    lines = (_at_percent(line, percent, invoice.member) if line is wrong else line for line in invoice.lines)
    return replace(invoice, lines=tuple(lines))


def _at_percent(line: Line, percent: int, member: Member) -> Line:
    amount = round_to(line.amount * percent / 100, CENT)
    return replace(line, amount=amount, tax=tax_of(amount, member))
