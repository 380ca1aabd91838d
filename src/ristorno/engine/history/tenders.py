"""What paid for a document besides money: points, vouchers, prepaid money, each with its share of what had to be paid.

A tender is a payment, not a discount: it lowers neither amounts nor taxes. It is told on any line of a document and
paid for all of its lines, in proportion to their amounts. A return that says what was given back for it changes the
shares of the document that it takes back; one that does not say gives everything back in the proportion in which it
was paid.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction
from typing import Any, Final, TypeAlias

from ristorno.engine.accrual import SetAside
from ristorno.engine.fact import NEGATIVE_KINDS, Fact, name_of_document
from ristorno.engine.history.line import Line, Order
from ristorno.kernel.number import ZERO, round_to

Shares: TypeAlias = Mapping[str, Fraction]
"""By tender, the share of what had to be paid for a document that it paid."""

MONEY: Final = "money"
PLAIN: Final = (MONEY, "points", "prepaid")
VOUCHER: Final = "voucher"
"""Vouchers have kinds, written ``voucher.KIND``; the name alone stands for all of them."""

_FINEST = Decimal("0.0001")
_PARTED = ("amount", "quantity", "cost", "tax")
"""The fields of a line of which a tender has its part."""


class _Paid:
    """What had to be paid for a document, and what paid for it."""

    def __init__(self) -> None:
        self.payable, self.tenders = ZERO, dict[str, Decimal]()

    def add(self, fact: Fact) -> None:
        self.payable += (fact.amount or ZERO) + (fact.tax or ZERO)
        for name, amount in fact.tenders.items():
            self.tenders[name] = self.tenders.get(name, ZERO) + amount

    def problem(self, known: Collection[str]) -> tuple[str, str] | None:
        """Return why nobody can say what of the document earns."""
        unknown = sorted(name for name in self.tenders if not _known(name, known))
        if unknown:
            return "facts.unknown_tender", f"The terms do not say whether what is paid with {unknown[0]} earns."
        paid = sum((amount for name, amount in self.tenders.items() if name != MONEY), ZERO)
        if abs(paid) > abs(self.payable) or paid * self.payable < 0:
            return (
                "facts.too_much_tender",
                f"{paid:f} was paid otherwise than with money, and {self.payable:f} was due.",
            )
        return None

    def shares(self) -> Shares:
        """Return the shares of all tenders but money."""
        if not self.payable:
            return {}
        held = {name: amount for name, amount in self.tenders.items() if name != MONEY and amount}
        return {name: Fraction(amount) / Fraction(self.payable) for name, amount in sorted(held.items())}


def _known(name: str, known: Collection[str]) -> bool:
    if name.partition(".")[0] == VOUCHER:
        return name in known or VOUCHER in known
    return name in PLAIN


def shares_of(
    lines: Sequence[Line], known: Collection[str]
) -> tuple[Mapping[str, Shares], Mapping[str, tuple[str, str]]]:
    """Return the shares of tenders by document, and the documents of which they cannot be told, with code and reason.

    ``lines`` are those before returns were taken off, ``known`` the tenders that the terms speak of.
    """
    paid: dict[str, _Paid] = {}
    for line in lines:
        fact = line.fact
        original = fact.reverses.document if fact.reverses is not None and fact.kind in NEGATIVE_KINDS else None
        if fact.kind == "payment" or (original is not None and not fact.tenders):
            continue
        name = line.document if original is None else name_of_document(fact.source, original)
        paid.setdefault(name, _Paid()).add(fact)
    told = {name: found for name, found in paid.items() if found.tenders}
    problems = {name: problem for name, found in told.items() if (problem := found.problem(known)) is not None}
    return {name: found.shares() for name, found in told.items() if name not in problems}, problems


def set_aside(lines: Iterable[Line], problems: Mapping[str, tuple[str, str]]) -> list[SetAside]:
    """Return the lines of documents of which it cannot be told what earns."""
    return [
        SetAside(line.fact.id, line.fact.member, *problems[line.document])
        for line in lines
        if line.document in problems
    ]


def reduced(lines: Sequence[Line], share: Fraction) -> Mapping[Order, Line | None]:
    """Return the lines of one document without a share of each; None where nothing is left.

    What is cut off one line goes into the next, so that together exactly the share is cut, to ten-thousandths.
    """
    found: dict[Order, Line | None] = {}
    given = dict.fromkeys(_PARTED, ZERO)
    whole = dict.fromkeys(_PARTED, ZERO)
    for line in lines:
        left: dict[str, Any] = {}
        for name in _PARTED:
            value: Decimal | None = getattr(line.fact, name)
            if value is not None:
                whole[name] += value
                up_to = round_to(Fraction(whole[name]) * share, _FINEST)
                left[name] = value - (up_to - given[name])
                given[name] = up_to
        gone = share == 1
        found[line.order] = None if gone else line._replace(fact=replace(line.fact, **left))
    return found
