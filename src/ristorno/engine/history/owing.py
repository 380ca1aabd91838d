"""What is owed for one document: its instalments, what was paid of them, and when nothing was left open.

A document is paid gross: its payable is the sum of amounts and taxes of its lines. Lines with different due days are
its instalments, and money that goes to the document pays them in the order of their due days. Instalments are whole
steps of the currency, because nobody pays a part of a cent.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import NamedTuple, TypeAlias

from ristorno.engine.fact import Fact
from ristorno.engine.history.line import Order
from ristorno.kernel.number import ZERO, round_to

Due: TypeAlias = date | None
"""The day by which something must be paid; None where nothing was agreed, and then it is never overdue."""


@dataclass(frozen=True, slots=True)
class Instalment:
    """A part of a document with a due day of its own: how much, and on which lines, by the due day that they name."""

    due: Due
    amount: Decimal
    of: frozenset[Due]


@dataclass(frozen=True, slots=True)
class State:
    """What is owed for a document from a moment on, in the order of the due days."""

    at: datetime
    day: date
    instalments: tuple[Instalment, ...]

    @property
    def owed(self) -> Decimal:
        """What is owed in all."""
        return sum((instalment.amount for instalment in self.instalments), ZERO)


@dataclass(frozen=True, slots=True)
class Money:
    """Money that went to a document at a moment; below zero, what left it for others after a return."""

    at: datetime
    day: date
    amount: Decimal


@dataclass(slots=True)
class Account:
    """One document while payments are allocated, and afterwards its whole history.

    ``sale`` tells a document of goods: it is paid by money that names no document, and it can be overdue.
    """

    order: Order
    document: str
    day: date
    sale: bool
    last_due: Due
    step: Decimal
    due_of: Mapping[str, Due] = field(default_factory=dict)
    """The due day of each line."""
    states: list[State] = field(default_factory=list)
    money: list[Money] = field(default_factory=list)
    paid: Decimal = ZERO
    _raw: dict[Due, Decimal] = field(default_factory=dict)

    def owe(self, at: datetime, day: date, amounts: Mapping[Due, Decimal]) -> None:
        """Let more be owed from a moment on, or less where an amount is below zero."""
        for due, amount in amounts.items():
            self._raw[due] = self._raw.get(due, ZERO) + amount
        self.states.append(State(at, day, _instalments(self._raw, self.step)))

    def take(self, at: datetime, day: date, amount: Decimal) -> None:
        """Let money go to the document, or leave it where the amount is below zero."""
        self.money.append(Money(at, day, amount))
        self.paid += amount

    def give_back(self, amount: Decimal) -> Decimal:
        """Undo the latest payments, as far as there are any: they never were. Return how much was undone."""
        undone = ZERO
        for index in range(len(self.money) - 1, -1, -1):
            held = self.money[index]
            gone = min(held.amount, amount - undone, self.paid)
            if gone > 0:
                self.money[index] = Money(held.at, held.day, held.amount - gone)
                self.paid -= gone
                undone += gone
        return undone

    @property
    def at(self) -> datetime:
        """The instant of the document."""
        return self.order[0]

    @property
    def owed(self) -> Decimal:
        """What is owed in all."""
        return self.states[-1].owed if self.states else ZERO

    @property
    def open(self) -> Decimal:
        """What is still to be paid; below zero where too much was paid."""
        return self.owed - self.paid

    def next_open(self) -> tuple[Due, Decimal]:
        """Return the first instalment that is not wholly paid, and what is open of it."""
        before = ZERO
        for instalment in self.states[-1].instalments:
            before += instalment.amount
            if before > self.paid:
                return instalment.due, min(before - self.paid, self.open)
        return self.last_due, self.open

    def cleared(self) -> tuple[datetime, date] | None:
        """Return when the document was fully paid for good; None while something is open."""
        found: tuple[datetime, date] | None = None
        for at, day, owed, paid in self._moments():
            if owed > paid:
                found = None
            elif found is None:
                found = at, day
        return found

    def overdue(self, passed: Callable[[date], datetime]) -> Iterator[tuple[datetime, bool, Decimal]]:
        """Yield how much is overdue from each moment on; ``passed`` is the moment at which a due day counts as past.

        The flag tells a moment at which a day begins from one at which something happened.
        """
        dues = {due: passed(due) for state in self.states for due in _dues(state)}
        moments = sorted({*((at, False) for at in dues.values()), *((at, True) for at, *_ in self._moments())})
        last = ZERO
        for at, happened in moments:
            state = self._state(at, happened=happened)
            if state is None:
                continue
            due = sum((part.amount for part in state.instalments if part.due and dues[part.due] <= at), ZERO)
            amount = max(ZERO, min(due, state.owed) - self._paid(at, happened=happened))
            if amount != last:
                yield at, happened, amount
                last = amount

    def _moments(self) -> Iterator[tuple[datetime, date, Decimal, Decimal]]:
        """Yield after each moment what is owed and what was paid."""
        days = {state.at: state.day for state in self.states} | {money.at: money.day for money in self.money}
        for at in sorted(days):
            state = self._state(at, happened=True)
            yield at, days[at], state.owed if state else ZERO, self._paid(at, happened=True)

    def _state(self, at: datetime, *, happened: bool) -> State | None:
        """Return what was owed at a moment, with what ``happened`` in it or before."""
        return next((state for state in reversed(self.states) if _seen(state.at, at, happened=happened)), None)

    def _paid(self, at: datetime, *, happened: bool) -> Decimal:
        return sum((money.amount for money in self.money if _seen(money.at, at, happened=happened)), ZERO)


def _seen(moment: datetime, at: datetime, *, happened: bool) -> bool:
    return moment <= at if happened else moment < at


def _dues(state: State) -> Iterator[date]:
    return (part.due for part in state.instalments if part.due)


def payable(fact: Fact) -> Decimal:
    """Return what a line adds to its document's payable: its amount, with the tax where that is known."""
    return (fact.amount or ZERO) + (fact.tax or ZERO)


def _instalments(raw: Mapping[Due, Decimal], step: Decimal) -> tuple[Instalment, ...]:
    """Return what is owed by due day; what has nothing to be paid of its own is part of its neighbor."""
    parts = [_Part(due, raw[due], frozenset({due})) for due in sorted(raw, key=lambda due: due or date.max)]
    amounts = _rounded(parts, step)
    while len(parts) > 1 and min(amounts) <= 0:
        index = amounts.index(min(amounts))
        first = max(0, index - 1)
        kept = parts[first if index else 1]
        whole = parts[first].amount + parts[first + 1].amount
        parts[first : first + 2] = [_Part(kept.due, whole, parts[first].of | parts[first + 1].of)]
        amounts = _rounded(parts, step)
    return tuple(Instalment(part.due, amount, part.of) for part, amount in zip(parts, amounts, strict=True))


class _Part(NamedTuple):
    """An instalment before it is rounded."""

    due: Due
    amount: Decimal
    of: frozenset[Due]


def _rounded(parts: Iterable[_Part], step: Decimal) -> list[Decimal]:
    """Return whole steps that sum to the rounded sum."""
    amounts: list[Decimal] = []
    exact, given = ZERO, ZERO
    for part in parts:
        exact += part.amount
        amounts.append(round_to(exact, step) - given)
        given += amounts[-1]
    return amounts
