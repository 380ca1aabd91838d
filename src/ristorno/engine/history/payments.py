"""Which money paid which document, and when: payments allocated to documents.

A payment that names a document pays that document, in the order of its due days. Any other money pays what was due
first: the instalment with the earliest due day (without one the document's own day), then the document that comes
first in the order that means something. What is left over stays as credit and pays the next documents on the day on
which they are issued. A payment that names a document which is not known waits for it, and pays nothing else.

A return or credit note lowers what is open; where more was paid than is still owed, the rest becomes credit. Money
given back (a payment below zero) uses up credit first, then undoes the latest payments of the document that it names;
what it exceeds is owed like a document of its own, without a due day.

Everything happens in the order of time, so what comes later never moves money that was allocated before; of one
instant documents come first, then returns, payments, and money given back. The order of arrival never matters.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from functools import partial
from heapq import heappop, heappush
from itertools import count, groupby
from typing import TypeAlias

from ristorno.engine.fact import NEGATIVE_KINDS, SALES_KINDS, Fact
from ristorno.engine.history.line import Line, Order
from ristorno.engine.history.owing import Account, Due, payable
from ristorno.kernel.number import ZERO

DocumentKey: TypeAlias = tuple[str, str]
"""Source and number of a document."""


def settle(entries: Sequence[Line], step: Decimal) -> Mapping[DocumentKey, Account]:
    """Return the account of every document on which something is owed.

    ``entries`` are the lines in order before returns were taken off, without those that were set aside; ``step`` is
    the smallest step in which the currency is paid.
    """
    allocation = _Allocation(step, Resolver(entries))
    for act in _acts(entries, allocation):
        act()
    return allocation.accounts


class Resolver:
    """Finds the document that a payment means: of its own source, else the only one of that number."""

    def __init__(self, entries: Sequence[Line]) -> None:
        self._sources: dict[str, set[str]] = {}
        for line in entries:
            if line.fact.kind != "payment":
                self._sources.setdefault(line.fact.document, set()).add(line.fact.source)

    def find(self, payment: Fact) -> DocumentKey | None:
        """Return the document; None where the payment names none. One inside a document of goods pays that one."""
        name = payment.pays
        if name is None:
            own = payment.source in self._sources.get(payment.document, ())
            return (payment.source, payment.document) if own else None
        sources = self._sources.get(name, set())
        if payment.source not in sources and len(sources) == 1:
            return next(iter(sources)), name
        return payment.source, name


_Act: TypeAlias = Callable[[], None]
_ISSUE, _RETURN, _PAY, _REFUND = range(4)


def _acts(entries: Sequence[Line], allocation: "_Allocation") -> Iterator[_Act]:
    """Yield what happens, in the order of time."""
    acts: list[tuple[datetime, int, Order, _Act]] = []
    issued: dict[DocumentKey, datetime] = {}
    for key, lines in groupby((line for line in entries if _owes(line)), key=_document):
        held = list(lines)
        issued[key] = held[0].at
        acts.append((held[0].at, _ISSUE, held[0].order, partial(allocation.issue, key, held)))
    for line in entries:
        if _returns(line):
            assert line.fact.reverses is not None
            key = (line.fact.source, line.fact.reverses.document)
            at = max(line.at, issued.get(key, line.at))
            acts.append((at, _RETURN, line.order, partial(allocation.lower, key, line, at)))
        elif line.fact.kind == "payment" and line.fact.amount:
            rank = _PAY if line.fact.amount > 0 else _REFUND
            acts.append((line.at, rank, line.order, partial(allocation.receive, line)))
    acts.sort(key=lambda act: act[:3])
    return (act for *_, act in acts)


def _returns(line: Line) -> bool:
    return line.fact.reverses is not None and line.fact.kind in NEGATIVE_KINDS


def _owes(line: Line) -> bool:
    return line.fact.kind != "payment" and line.fact.amount is not None and not _returns(line)


def _document(line: Line) -> DocumentKey:
    return line.fact.source, line.fact.document


@dataclass(slots=True)
class _Allocation:
    """The accounts while everything happens."""

    step: Decimal
    resolver: Resolver
    accounts: dict[DocumentKey, Account] = field(default_factory=dict)
    credit: Decimal = ZERO
    waiting: dict[DocumentKey, Decimal] = field(default_factory=dict)
    """Money for documents that are not known yet."""
    queue: list[tuple[date, Order, int, Account]] = field(default_factory=list)
    """Documents with something open, by what is due first; an entry that is out of date is passed over."""
    serial: Iterator[int] = field(default_factory=count)

    def issue(self, key: DocumentKey, lines: Sequence[Line]) -> None:
        """Open the account of a document; money that waits for it, and credit, pays it at once."""
        first = lines[0]
        last_due = max((line.fact.due_on for line in lines if line.fact.due_on), default=None)
        account = self.accounts[key] = Account(
            order=first.order,
            document=first.document,
            day=first.day,
            sale=any(line.fact.kind in SALES_KINDS for line in lines),
            last_due=last_due,
            step=self.step,
            due_of={line.fact.line: line.fact.due_on or last_due for line in lines},
        )
        account.owe(first.at, first.day, _by_due(account, lines))
        self._balance(account, first.at, first.day)
        rest = self._pay(account, self.waiting.pop(key, ZERO), first.at, first.day)
        self._spread(rest, first.at, first.day)

    def lower(self, key: DocumentKey, line: Line, at: datetime) -> None:
        """Let a return or credit note lower what is open of the document that it names."""
        account, reference = self.accounts.get(key), line.fact.reverses
        if account is None or reference is None:
            return
        due = account.due_of.get(reference.line or "", account.last_due)
        day = max(line.day, account.day)
        account.owe(at, day, {due: payable(line.fact)})
        self._balance(account, at, day)
        self._spread(ZERO, at, day)

    def receive(self, line: Line) -> None:
        """Allocate a payment, or take one back."""
        amount, key = line.fact.amount or ZERO, self.resolver.find(line.fact)
        if amount < 0:
            self._give_back(-amount, key, line)
        elif key is None:
            self._spread(amount, line.at, line.day)
        elif key not in self.accounts:
            self.waiting[key] = self.waiting.get(key, ZERO) + amount
        else:
            self._spread(self._pay(self.accounts[key], amount, line.at, line.day), line.at, line.day)

    def _balance(self, account: Account, at: datetime, day: date) -> None:
        """Turn what was paid too much into credit; put the document into the queue where something is open."""
        over = -account.open if account.sale else min(-account.open, account.paid)
        if over > 0:
            account.take(at, day, -over)
            self.credit += over
        self._enqueue(account)

    def _enqueue(self, account: Account) -> None:
        if account.sale and account.open > 0:
            heappush(self.queue, (_rank(account), account.order, next(self.serial), account))

    def _pay(self, account: Account, amount: Decimal, at: datetime, day: date) -> Decimal:
        """Pay a document as far as something is open; return what is left of the money."""
        used = min(amount, max(account.open, ZERO))
        if used > 0:
            account.take(at, day, used)
            self._enqueue(account)
        return amount - used

    def _spread(self, amount: Decimal, at: datetime, day: date) -> None:
        """Pay what was due first with money and credit, instalment by instalment; keep the rest as credit."""
        self.credit += amount
        while self.credit > 0 and self.queue:
            due, *_, account = heappop(self.queue)
            if account.open > 0 and due == _rank(account):
                used = min(self.credit, account.next_open()[1])
                self.credit -= used
                self._pay(account, used, at, day)

    def _give_back(self, amount: Decimal, key: DocumentKey | None, line: Line) -> None:
        """Take money back: of what waits for the document, of credit, of the document's payments, else as a debt."""
        if key is not None and key in self.waiting:
            kept = min(self.waiting[key], amount)
            self.waiting[key] -= kept
            amount -= kept
        used = min(self.credit, amount)
        self.credit -= used
        amount -= used
        account = self.accounts.get(key) if key is not None else None
        if account is not None and amount > 0:
            amount -= account.give_back(amount)
            self._enqueue(account)
        if amount > 0:
            debt = Account(line.order, line.document, line.day, sale=True, last_due=None, step=self.step)
            debt.owe(line.at, line.day, {None: amount})
            self._enqueue(debt)


def _by_due(account: Account, lines: Iterable[Line]) -> Mapping[Due, Decimal]:
    amounts: dict[Due, Decimal] = {}
    for line in lines:
        due = account.due_of[line.fact.line]
        amounts[due] = amounts.get(due, ZERO) + payable(line.fact)
    return amounts


def _rank(account: Account) -> date:
    """Return the day by which the next instalment is to be paid, as the order of payment sees it."""
    return account.next_open()[0] or account.day
