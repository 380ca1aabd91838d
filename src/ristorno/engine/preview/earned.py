"""What an order earns: the amounts without it and with it, and the reason when somebody asks."""

from collections.abc import Callable, Iterable, Sequence
from decimal import Decimal
from functools import cached_property
from typing import TypeAlias

from ristorno.engine.accrual import Accrual
from ristorno.engine.counting.clause import count_clause
from ristorno.engine.explanation import Explanation
from ristorno.engine.ruling.context import Context
from ristorno.kernel.lightweight import lightweight
from ristorno.kernel.number import exactly
from ristorno.kernel.period import Period

Key: TypeAlias = tuple[tuple[str, str, str], Period, str | None]
"""Recipient, window, document: the key of an accrual within one clause of one contract."""


class Recount:
    """The member's contracts with the order in the book, opened when they are first needed."""

    def __init__(self, opened: Callable[[], Sequence[Context]]) -> None:
        """Keep how the contexts with the order are opened."""
        self._opened = opened
        self._accruals: dict[tuple[str, str], dict[Key, Accrual]] = {}

    @cached_property
    def contexts(self) -> dict[str, Context]:
        """The contexts of the member's contracts, with the order, by contract."""
        with exactly():
            return {context.timeline.contract.id: context for context in self._opened()}

    def accruals(self, agreement: str, clause: str) -> dict[Key, Accrual]:
        """Return what a clause owes with the order."""
        key = (agreement, clause)
        if key not in self._accruals:
            with exactly():
                self._accruals[key] = by_key(count_clause(self.contexts[agreement], clause))
        return self._accruals[key]


@lightweight
class Earned:
    """What one order changes for one key of a clause: the amount now, and the amount with the order.

    ``contact`` is None where the company is paid, ``document`` where the window is wider than a document.
    ``from_book`` tells that the clause was counted from all facts again, not on top of running totals.
    """

    agreement: str
    clause: str
    contact: str | None
    unit: str
    window: Period
    window_label: str
    document: str | None
    now: Decimal
    with_order: Decimal
    recount: Recount
    from_book: bool = False
    group: str | None = None
    party: str | None = None

    @property
    def difference(self) -> Decimal:
        """What the order earns; below zero where it takes away."""
        with exactly():
            return self.with_order - self.now

    @property
    def explanation(self) -> Explanation | None:
        """The reason of the amount with the order, counted from the book when somebody asks; None if not owed."""
        recipient = (self.contact or "", self.party or "", self.group or "")
        accrual = self.recount.accruals(self.agreement, self.clause).get((recipient, self.window, self.document))
        return accrual.explanation if accrual else None


def by_key(accruals: Iterable[Accrual]) -> dict[Key, Accrual]:
    """Return the accruals of a clause by their keys."""
    return {(accrual.recipient, accrual.window, accrual.document): accrual for accrual in accruals}
