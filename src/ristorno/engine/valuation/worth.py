"""What a point is worth on a day: a matter of the program, whatever contract a member has."""

from collections.abc import Iterable, Iterator
from datetime import date

from ristorno.engine.accrual import Accrual
from ristorno.engine.history.book import Book
from ristorno.engine.ruling.timeline import Rules, Timeline
from ristorno.engine.terms.fair_value import FairValue
from ristorno.engine.valuation.given import given
from ristorno.engine.valued import Given, Spent
from ristorno.kernel.number import ZERO


class Worth:
    """The fair values of a program's units in the course of time. ``timeline`` is that of its own terms."""

    def __init__(self, timeline: Timeline) -> None:
        self._timeline = timeline

    def on(self, day: date) -> Rules:
        """Return the terms of a day; before the first day those of the first, after the last those of the last."""
        spans = self._timeline.spans
        span = self._timeline.on(day) or spans[0 if day < spans[0].days.start else -1]
        return span.rules

    def value(self, unit: str, day: date) -> FairValue | None:
        """Return the fair value of a unit on a day, None where it has none."""
        found = self.on(day).terms.units.get(unit)
        return found.fair_value if found else None

    def given(self, accruals: Iterable[Accrual]) -> Iterator[Given]:
        """Yield what a member was given, by unit and month."""
        if any(unit.fair_value for span in self._timeline.spans for unit in span.rules.terms.units.values()):
            yield from given(accruals, self.value)

    def spent(self, book: Book, today: date) -> Iterator[Spent]:
        """Yield how many points of each unit a member has spent by today, as the terms of today tell."""
        rules = self.on(today)
        for name, unit in sorted(rules.terms.units.items()):
            measure = unit.fair_value.redeemed if unit.fair_value else None
            if measure is not None and measure.of is not None:
                values = measure.values(list(rules.sieve(measure.of).sift(book.lines)))
                yield Spent(name, sum((value for value in values if value is not None), ZERO))
