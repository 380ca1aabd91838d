"""What an order earns while the buyer waits: the same arithmetic, on top of running totals.

:func:`prepare` counts the history of a member once. :meth:`Prepared.order` then puts the lines of one order on top
of what has run: the same sets, levels, conditions and bounds, the same arithmetic (``counting.entitlement``). It
always equals the answer with the order less the answer without it, because everything that running totals cannot
tell is counted from the book: single clauses (see ``preview.clause``), or the whole order where
it does not simply come after everything else. ``Earned.from_book`` says which way was taken.

    prepared = prepare(calculation, "7707083893", facts, Moment(date(2026, 3, 31)))
    for earned in prepared.order(lines):
        print(earned.clause, earned.now, earned.with_order)
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from functools import cached_property
from typing import TypeAlias

from ristorno.engine.accrual import Accrual, Moment
from ristorno.engine.calculation import Calculation
from ristorno.engine.counting.clause import count_clause
from ristorno.engine.explanation import Explanation
from ristorno.engine.fact import Fact
from ristorno.engine.history.book import STATE_KINDS, Book, in_order, open_book
from ristorno.engine.history.line import Line
from ristorno.engine.preview.clause import Change, PreparedClause, prepare_clause
from ristorno.engine.ruling.context import Context
from ristorno.kernel.number import ZERO, exactly
from ristorno.kernel.period import Period

Key: TypeAlias = tuple[str | None, Period, str | None]
"""Contact, window, document: the key of an accrual within one clause of one contract."""


@dataclass(frozen=True, slots=True, kw_only=True)
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
    from_book: bool
    recount: "Recount" = field(repr=False, compare=False)

    @property
    def difference(self) -> Decimal:
        """What the order earns; below zero where it takes away."""
        with exactly():
            return self.with_order - self.now

    @property
    def explanation(self) -> Explanation | None:
        """The reason of the amount with the order, counted from the book when somebody asks; None if not owed."""
        accrual = self.recount.accruals(self.agreement, self.clause).get((self.contact, self.window, self.document))
        return accrual.explanation if accrual else None


class Recount:
    """The member's book with the order in it, opened when it is first needed."""

    def __init__(self, prepared: "Prepared", facts: Sequence[Fact], lines: Sequence[Line] | None) -> None:
        self._prepared = prepared
        self._facts = facts
        self._lines = lines
        self._accruals: dict[tuple[str, str], dict[Key, Accrual]] = {}

    @cached_property
    def contexts(self) -> dict[str, Context]:
        """The contexts of the member's contracts, with the order, by contract."""
        prepared = self._prepared
        with exactly():
            book = prepared.book.with_order(self._lines) if self._lines else prepared.opened(self._facts)
            contexts = prepared.calculation.contexts(book, prepared.moment)
        return {context.timeline.contract.id: context for context in contexts}

    def accruals(self, agreement: str, clause: str) -> dict[Key, Accrual]:
        """Return what a clause owes with the order."""
        key = (agreement, clause)
        if key not in self._accruals:
            with exactly():
                self._accruals[key] = _by_key(count_clause(self.contexts[agreement], clause))
        return self._accruals[key]


class Prepared:
    """A member's history, counted once, for any number of orders of the day."""

    def __init__(self, calculation: Calculation, member: str, facts: Iterable[Fact], moment: Moment) -> None:
        """Count the history; ``facts`` is the log of all versions of the member's facts."""
        self.calculation = calculation
        self.member = member
        self.moment = moment
        self._log = tuple(facts)
        with exactly():
            self.book: Book = self.opened(())
            self._contexts = calculation.contexts(self.book, moment)
            self._clauses = [
                prepare_clause(context, name) for context in self._contexts for name in context.timeline.clauses
            ]
        self._documents = {(fact.source, fact.document) for fact in self._log}
        self._documents |= {(fact.source, fact.reverses.document) for fact in self._log if fact.reverses}
        self._last = self.book.lines[-1].at if self.book.lines else None

    def order(self, facts: Sequence[Fact]) -> tuple[Earned, ...]:
        """Return what the lines of an order change, in the order of contracts, clauses and windows.

        Every key that changes is there, and the keys of the windows that the order falls into, changed or not.
        """
        with exactly():
            lines = self._simply_behind(facts)
            recount = Recount(self, facts, lines)
            if lines is None:
                days = {line.day for line in in_order(facts, self.calculation.program.terms.zone)}
                return tuple(earned for clause in self._clauses for earned in _from_book(clause, recount, days))
            contexts = self._with_order(lines)
            return tuple(
                earned
                for clause in self._clauses
                for earned in self._earned(clause, contexts[id(clause.context)], recount)
            )

    def opened(self, more: Sequence[Fact]) -> Book:
        """Return the book with further facts in it."""
        terms = self.calculation.program.terms
        return open_book(self.member, (*self._log, *more), self.moment, terms.zone, terms.fact_currency)

    def _simply_behind(self, facts: Sequence[Fact]) -> tuple[Line, ...] | None:
        """Return the order's lines if they are one new document that comes after everything else today.

        The first order of all opens windows that have not run, so it is counted from the book, which is empty.
        """
        names = {(fact.source, fact.document) for fact in facts}
        if (
            self._last is None
            or len(names) != 1
            or names & self._documents
            or len({fact.line for fact in facts}) < len(facts)
        ):
            return None
        if not all(self._plain(fact) for fact in facts):
            return None
        lines = tuple(in_order(facts, self.calculation.program.terms.zone))
        return lines if lines[0].at > self._last and lines[0].day == self.moment.as_of else None

    def _plain(self, fact: Fact) -> bool:
        """Return whether a fact is nothing but a line: no correction, no state, known, in the program's currency."""
        currency, known_at = self.calculation.program.terms.fact_currency, self.moment.known_at
        if fact.retracted or fact.reverses is not None or fact.kind in STATE_KINDS:
            return False
        if currency and fact.currency and fact.currency != currency:
            return False
        return known_at is None or fact.recorded_at is None or fact.recorded_at <= known_at

    def _with_order(self, lines: Sequence[Line]) -> dict[int, Context]:
        book = Book(self.member, tuple(lines), tuple([line.day for line in lines]), self.book.states, ())
        return {
            id(context): Context(book, context.timeline, self.moment, earlier=context) for context in self._contexts
        }

    def _earned(self, clause: PreparedClause, context: Context, recount: Recount) -> Iterator[Earned]:
        if clause.recounted(context):
            yield from _from_book(clause, recount, {self.moment.as_of})
            return
        for change in clause.changes(context):
            yield _of_change(clause, change, recount)


def prepare(calculation: Calculation, member: str, facts: Iterable[Fact], moment: Moment) -> Prepared:
    """Count a member's history for orders on the day ``moment.as_of``; takes as long as one answer."""
    return Prepared(calculation, member, facts, moment)


def _of_change(clause: PreparedClause, change: Change, recount: Recount) -> Earned:
    slot = change.slot
    return Earned(
        agreement=clause.context.timeline.contract.id,
        clause=clause.name,
        contact=change.contact,
        unit=change.unit,
        window=slot.window,
        window_label=slot.label,
        document=slot.document,
        now=change.now,
        with_order=change.with_order,
        from_book=False,
        recount=recount,
    )


def _from_book(clause: PreparedClause, recount: Recount, days: set[date]) -> Iterator[Earned]:
    """Yield what changes when the clause is counted again, and the wide windows that hold the order."""
    before, after = _by_key(clause.accruals), recount.accruals(clause.context.timeline.contract.id, clause.name)
    for key in dict.fromkeys((*before, *after)):
        now, then = before.get(key), after.get(key)
        accrual = then or now
        assert accrual is not None
        amounts = (now.amount if now else ZERO, then.amount if then else ZERO)
        held = accrual.document is None and any(day in accrual.window for day in days)
        if held or now is None or amounts[0] != amounts[1]:
            yield _of_accrual(accrual, *amounts, recount)


def _of_accrual(accrual: Accrual, now: Decimal, with_order: Decimal, recount: Recount) -> Earned:
    return Earned(
        agreement=accrual.agreement,
        clause=accrual.clause,
        contact=accrual.contact,
        unit=accrual.unit,
        window=accrual.window,
        window_label=accrual.window_label,
        document=accrual.document,
        now=now,
        with_order=with_order,
        from_book=True,
        recount=recount,
    )


def _by_key(accruals: Iterable[Accrual]) -> dict[Key, Accrual]:
    return {(accrual.contact, accrual.window, accrual.document): accrual for accrual in accruals}
