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

from ristorno.engine.accrual import Moment
from ristorno.engine.calculation import Calculation
from ristorno.engine.fact import Fact
from ristorno.engine.history.book import STATE_KINDS, Book, in_order
from ristorno.engine.history.line import Line
from ristorno.engine.population.value import Population
from ristorno.engine.preview.brought import Brought, Questions
from ristorno.engine.preview.clause import PreparedClause, prepare_clause
from ristorno.engine.preview.earned import Earned, Recount
from ristorno.engine.ruling.context import Context
from ristorno.kernel.number import exactly


class Prepared:
    """A member's history, counted once, for any number of orders of the day."""

    def __init__(
        self,
        calculation: Calculation,
        member: str,
        facts: Iterable[Fact],
        moment: Moment,
        population: Population | None = None,
    ) -> None:
        """Count the history; ``facts`` is the log of all versions of the member's facts.

        ``population`` is what is known of the others, where the program needs it; an order leaves it as it is.
        """
        self.calculation = calculation
        self.member = member
        self.moment = moment
        self.population = population
        self._log = tuple(facts)
        with exactly():
            self.book: Book = self.opened(())
            self._contexts = calculation.contexts(self.book, moment, population)
            self._clauses = [clause for context in self._contexts for clause in _prepared(context)]
        self._documents = {(fact.source, fact.document) for fact in self._log}
        self._documents |= {(fact.source, fact.reverses.document) for fact in self._log if fact.reverses}
        last = [context.book.lines[-1].at for context in self._contexts if context.book.lines]
        self._last = max(last) if self.book.lines and last else None

    @property
    def contexts(self) -> Sequence[Context]:
        """The member's question, once for every contract that it has or had."""
        return self._contexts

    def order(self, facts: Sequence[Fact]) -> tuple[Earned, ...]:
        """Return what the lines of an order change, in the order of contracts, clauses and windows.

        Every key that changes is there, and the keys of the windows that the order falls into, changed or not.
        """
        with exactly():
            lines = self._simply_behind(facts)
            recount = Recount(lambda: self._recounted(facts, lines))
            earned: list[Earned] = []
            if lines is None:
                days = {line.day for line in in_order(facts, self.calculation.program.terms.zone)}
                for clause in self._clauses:
                    earned += clause.counted_again(recount, days)
                return tuple(earned)
            brought = self._with_order(lines)
            for clause in self._clauses:
                earned += clause.earned(brought[id(clause.context)], recount)
            return tuple(earned)

    def opened(self, more: Sequence[Fact]) -> Book:
        """Return the book with further facts in it."""
        return self.calculation.opened(self.member, (*self._log, *more), self.moment)

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
        """Return whether a fact is nothing but a line: no correction, no state, paid with money, known, taken."""
        currency, known_at = self.calculation.program.terms.fact_currency, self.moment.known_at
        if fact.retracted or fact.reverses is not None or fact.kind in STATE_KINDS or fact.tenders:
            return False
        if currency and fact.currency and fact.currency != currency:
            return False
        return known_at is None or fact.recorded_at is None or fact.recorded_at <= known_at

    def _with_order(self, lines: Sequence[Line]) -> dict[int, Brought]:
        """Return what an order brings to every contract."""
        book = Book(self.member, tuple(lines), tuple([line.day for line in lines]), self.book.states, ())
        return {
            id(context): Brought(Context(book, context.timeline, self.moment, earlier=context))
            for context in self._contexts
        }

    def _recounted(self, facts: Sequence[Fact], lines: Sequence[Line] | None) -> Sequence[Context]:
        """Return the contexts of the contracts with the order in the book."""
        book = self.book.with_order(lines) if lines else self.opened(facts)
        return self.calculation.contexts(book, self.moment, self.population)


def _prepared(context: Context) -> Iterator[PreparedClause]:
    """Yield the clauses of a contract with their history counted."""
    questions = Questions()
    for name in context.timeline.clauses:
        yield prepare_clause(context, name, questions)


def prepare(
    calculation: Calculation,
    member: str,
    facts: Iterable[Fact],
    moment: Moment,
    population: Population | None = None,
) -> Prepared:
    """Count a member's history for orders on the day ``moment.as_of``; takes as long as one answer."""
    return Prepared(calculation, member, facts, moment, population)
