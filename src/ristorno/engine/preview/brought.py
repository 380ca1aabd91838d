"""What the lines of one order bring to the clauses of a contract: whatever several of them ask is worked out once.

Clauses and conditions often look at the same facts and measure the same of them. While history is prepared, equal
questions become one object; while the buyer waits, each question is answered once.
"""

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from functools import cached_property

from ristorno.engine.counting.parts import Part, weighed
from ristorno.engine.history.line import Line
from ristorno.engine.measures.base import MeasureKind, Seen, summed
from ristorno.engine.ruling.context import Context
from ristorno.engine.ruling.scope import Sieve
from ristorno.engine.ruling.timeline import Rules


class Answer:
    """What a question takes from lines of an order: ``measured`` in sum, ``known`` where any line had something."""

    def __init__(self, context: Context, lines: Sequence[Line], values: Sequence[Decimal | None]) -> None:
        self.lines = lines
        self.measured = summed(values)
        self.known = bool(values) and (None not in values or any(value is not None for value in values))
        self._context = context
        self._values = values

    @cached_property
    def persons(self) -> Mapping[Part, Decimal]:
        """Who acted how much."""
        pairs = zip(self.lines, self._values, strict=True)
        return weighed(self._context, [(line, value) for line, value in pairs if value is not None])


class Question:
    """Which lines of an order are asked for, and what of each; ``seen`` is what the measure knows of earlier lines."""

    __slots__ = ("measure", "seen", "sieve")

    def __init__(self, sieve: Sieve, measure: MeasureKind, seen: Seen) -> None:
        self.sieve = sieve
        self.measure = measure
        self.seen = seen

    def answer(self, context: Context, lines: Sequence[Line]) -> Answer:
        """Return what it takes from lines of an order."""
        return Answer(context, lines, self.measure.values(lines, self.seen))


class Questions:
    """The questions that the clauses of one contract ask of every order; equal ones are one and the same."""

    def __init__(self) -> None:
        self._known: dict[tuple[Sieve, Seen], list[Question]] = {}

    def ask(self, sieve: Sieve, measure: MeasureKind, seen: Seen) -> Question:
        """Return the question; one that was asked before is not made again."""
        alike = self._known.setdefault((sieve, seen), [])
        found = next((question for question in alike if question.measure == measure), None)
        if found is None:
            found = Question(sieve, measure, seen)
            alike.append(found)
        return found


class Brought:
    """An order as the clauses of one contract see it, each question answered when it is first asked."""

    def __init__(self, context: Context) -> None:
        """Take the context whose book is the order, behind the one of the history."""
        self.context = context
        self._answers: dict[Question, Answer] = {}
        self._levels: dict[tuple[int, str, bool], str] = {}

    def answer(self, question: Question) -> Answer:
        """Return what a question takes from the order."""
        known = self._answers.get(question)
        if known is None:
            lines = self.context.sift(question.sieve)
            known = self._answers[question] = question.answer(self.context, lines)
        return known

    def by_line(self, question: Question) -> Iterator[Answer]:
        """Yield what a question takes from each line of the order as if it stood alone."""
        for line in self.context.sift(question.sieve):
            yield question.answer(self.context, (line,))

    def level(self, rules: Rules, ladder: str, *, judging: bool) -> str:
        """Return the level with the order: that by which its own lines are judged, or that at the end of the day."""
        key = (id(rules), ladder, judging)
        level = self._levels.get(key)
        if level is None:
            track, context = self.context.track(rules, ladder), self.context
            level = track.judging(context.book.lines[0].at) if judging else track.end_of(context.today)
            self._levels[key] = level
        return level
