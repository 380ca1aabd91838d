"""Which terms settle an amount: those that rule its agreement on the last day of its window."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from ristorno.engine.accrual import Accrual
from ristorno.engine.calculation import Calculation
from ristorno.engine.ruling.timeline import Span, Timeline
from ristorno.engine.terms.clause import Clause
from ristorno.engine.terms.settling import SettlementTerms
from ristorno.engine.terms.terms import Terms
from ristorno.kernel.period import Period


@dataclass(frozen=True)
class Settling:
    """How what a program gives one member is settled."""

    calculation: Calculation
    member: str

    def terms(self, day: date, agreement: str | None = None) -> Terms:
        """Return the terms of an agreement that rule on a day, else its latest; of any, where None is named.

        Who has no terms of its own, such as a party to whom others hand something on, is settled by the program's.
        """
        spans = [*self._spans(agreement)] or [*self.calculation.common().spans]
        ruling = [span for span in spans if day in span.days] or spans
        if not ruling:
            return self.calculation.program.terms
        return max(ruling, key=lambda span: span.days.start).rules.terms

    def of(self, accrual: Accrual) -> SettlementTerms | None:
        """Return how an amount is settled, None where the terms do not speak of settlements."""
        if not self.spoken:
            return None
        return self.terms(accrual.window.last, accrual.agreement).settlement

    def waits(self, accrual: Accrual) -> bool:
        """Return whether an amount can be used only when a statement with it was issued."""
        if self.of(accrual) is None:
            return False
        clause = self.terms(accrual.window.last, accrual.agreement).clauses.get(accrual.clause)
        available = clause.reward.available if clause is not None else None
        return (available or ("at_once" if accrual.document is not None else "at_close")) == "at_close"

    def lasting(self, agreement: str, clause: Clause, window: Period) -> Period:
        """Return a window of a clause through the last day on which anything that happens can change it."""
        timeline = next((each for each in self._timelines if each.contract.id == agreement and each.spans), None)
        return window if timeline is None else timeline.lasting(clause, window)

    @cached_property
    def _timelines(self) -> tuple[Timeline, ...]:
        return tuple(self.calculation.timelines(self.member))

    @cached_property
    def spoken(self) -> bool:
        """Whether any terms that the member ever had speak of settlements."""
        return any(span.rules.terms.settlement is not None for span in self._spans(None))

    def _spans(self, agreement: str | None) -> Iterator[Span]:
        for timeline in self._timelines:
            if agreement in {None, timeline.contract.id}:
                yield from timeline.spans
