"""One step of a member: some documents as they were known, and as they are known now."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property

from ristorno.engine.accrual import Accrual, MemberAnswer, Moment
from ristorno.engine.calculation import Calculation
from ristorno.engine.counting.clause import count_clause
from ristorno.engine.fact import Fact, local_day, name_of_document
from ristorno.engine.history.book import Book
from ristorno.engine.live.reasons import why_whole
from ristorno.engine.live.sums import NO_SUMS, Cell, Sums, accruals_of, sums_of
from ristorno.engine.population.value import Population
from ristorno.engine.provided import Provision
from ristorno.engine.provision.estimate import provisions
from ristorno.engine.ruling.context import Context
from ristorno.kernel.number import exactly


@dataclass(frozen=True, slots=True)
class Ground:
    """What the next step of a member stands on. ``why_whole`` is empty where it can stand on it."""

    why_whole: str
    first_day: date | None = None
    """The first day on which anything happened."""
    ahead: date | None = None
    """The first day of facts that are known and lie after the day of the question; not later than that, anyway."""
    sums: Mapping[Cell, Sums] | None = None


def counted(
    calculation: Calculation,
    member: str,
    facts: Sequence[Fact],
    moment: Moment,
    population: Population | None = None,
) -> tuple[MemberAnswer, Ground]:
    """Return what a member is owed, counted from all of its facts, and the ground for the next step."""
    book = calculation.opened(member, facts, moment)
    with exactly():
        contexts = calculation.contexts(book, moment, population)
        answer = calculation.answered(book, contexts, moment, population)
        # The words on leaving lie in documents of their own, which a step does not read.
        reason = "left" if book.away else why_whole(calculation, contexts)
        if reason:
            return answer, Ground(reason)
        sums = {cell: found for cell, found in sums_of(contexts).items() if not found.empty}
    return answer, Ground("", book.first_day, _ahead(calculation, facts, moment.as_of), sums)


class Step:
    """What some documents change, where the ground bears it.

    ``before`` and ``after`` are all versions of their facts, as they were known and as they are known now: documents
    that returns tie together are there together, and what says how a member stands (consents, segments) is in both.
    ``new_day``: what the calendar alone changes is told too.
    """

    def __init__(
        self,
        calculation: Calculation,
        member: str,
        before: Sequence[Fact],
        after: Sequence[Fact],
        moment: Moment,
        ground: Ground,
        *,
        new_day: bool = False,
    ) -> None:
        self._calculation = calculation
        self._moment = moment
        self._after = after
        books = [calculation.opened(member, facts, moment) for facts in (before, after)]
        self.why_whole = _moved(books, ground)
        self.first_day = ground.first_day
        self.ahead = min((day for day in (ground.ahead, _ahead(calculation, after, moment.as_of)) if day), default=None)
        self._books = [replace(book, enrolled=ground.first_day) for book in books]
        self._days = None if new_day else frozenset(day for book in books for day in book.days)

    @property
    def keys(self) -> frozenset[str]:
        """The names of all windows that are one of the documents or facts."""
        documents = {name_of_document(fact.source, fact.document) for fact in self._after}
        return frozenset(documents | {fact.id for fact in self._after})

    @property
    def first_touched(self) -> date:
        """Return the last day of the first window that may change, of those that end ever."""
        narrow = (day for book in self._books for day in book.days)
        return min((*narrow, *(cell.window.last for cell in self.cells)), default=date.max)

    @cached_property
    def cells(self) -> Mapping[Cell, tuple[Sums, Sums]]:
        """The wide windows that may change, each with what the documents had brought and what they bring."""
        with exactly():
            before, after = (sums_of(self._contexts(book), self._days) for book in self._books)
        return {cell: (before.get(cell, NO_SUMS), after.get(cell, NO_SUMS)) for cell in {**before, **after}}

    def narrow(self) -> list[Accrual]:
        """Return what the documents are owed by clauses of which they are windows."""
        with exactly():
            return [
                accrual
                for context in self._contexts(self._books[1])
                for name in context.timeline.clauses
                if _narrow(context, name)
                for accrual in count_clause(context, name)
            ]

    def wide(self, sums: Mapping[Cell, Sums]) -> tuple[list[Accrual], list[Provision]]:
        """Return what :attr:`cells` are owed by the sums after the step, and what the sponsor sets aside for them."""
        book = self._books[1]
        empty = replace(book, lines=(), days=(), entries=())
        with exactly():
            accruals = list(accruals_of(self._contexts(empty), sums, self._days))
            return accruals, list(provisions(accruals))

    def _contexts(self, book: Book) -> list[Context]:
        return self._calculation.contexts(book, self._moment)


def _narrow(context: Context, name: str) -> bool:
    return any((clause := span.clause(name)) is not None and clause.window.narrow for span in context.timeline.spans)


def _moved(books: Sequence[Book], ground: Ground) -> str:
    """Return what may move everything: how the member stands, or the first day on which anything happened."""
    before, after = books
    if before.states != after.states or before.away != after.away:
        return "state"
    had, has, first = before.first_day, after.first_day, ground.first_day
    earlier = has is not None and (first is None or has < first)
    later = had is not None and had == first and (has is None or has > had)
    return "first_day" if earlier or later else ""


def _ahead(calculation: Calculation, facts: Iterable[Fact], today: date) -> date | None:
    zone = calculation.program.terms.zone
    return min((day for fact in facts if (day := local_day(fact.occurred_at, zone)) > today), default=None)
