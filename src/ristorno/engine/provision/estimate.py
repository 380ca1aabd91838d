"""Estimating the provision of one window from the accruals of the window.

While a window is open, a rate, a row and a forecast take its conditions as met: they estimate what its end will be.
What is booked by entitlement takes them as they stand, and open ones as met. Nothing here changes an accrual.
"""

from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal
from fractions import Fraction
from itertools import groupby

from ristorno.engine.accrual import Accrual
from ristorno.engine.counting.derivation import Derivation
from ristorno.engine.counting.reason import Reason
from ristorno.engine.explanation import Step
from ristorno.engine.mechanics.brackets import Brackets
from ristorno.engine.provided import Provision
from ristorno.engine.provision.forecast import Ahead, look_ahead
from ristorno.engine.terms.accrue import Accrue
from ristorno.engine.terms.clause import Clause
from ristorno.kernel.number import ZERO, Exact, round_to, times
from ristorno.kernel.period import Period


def provisions(accruals: Iterable[Accrual]) -> Iterator[Provision]:
    """Yield what the sponsor books for every window of its clauses that say so, in the order of the accruals."""
    for _, group in groupby(accruals, key=lambda each: (each.agreement, each.clause, each.unit, each.window)):
        own = list(group)
        told = own[0].derivation
        if isinstance(told, Derivation):
            clause = _clause(told)
            if clause is not None and clause.accrue is not None:
                yield _Estimate(own, told, clause, clause.accrue).provision()


def _clause(told: Derivation) -> Clause | None:
    """Return the clause as it reads on the last day of the window that is seen: an estimate is of that day."""
    span = told.context.timeline.on(told.context.last_seen(told.slot.window))
    return span.clause(told.clause) if span else None


class _Estimate:
    def __init__(self, accruals: Sequence[Accrual], told: Derivation, clause: Clause, accrue: Accrue) -> None:
        self.accruals = accruals
        self.told = told
        self.clause = clause
        self.accrue = accrue
        self.window: Period = told.slot.window
        self.step = told.rules.terms.step(accruals[0].unit)
        self.reasons = tuple(_different(accruals))
        self.measured = sum((reason.total for reason in self.reasons), ZERO)
        self.entitlement = sum((accrual.held for accrual in accruals), ZERO)
        self.over = told.context.over(told.slot.lasting(told.context))
        self.ahead: Ahead | None = None

    def provision(self) -> Provision:
        steps = tuple(self._steps())
        first, ahead = self.accruals[0], self.ahead
        return Provision(
            agreement=first.agreement,
            clause=first.clause,
            member=first.member,
            unit=first.unit,
            window=first.window,
            window_label=first.window_label,
            by=self.accrue.by,
            over=self.over,
            amount=round_to(steps[-1].result, self.step),
            entitlement=self.entitlement,
            measured=self.measured,
            forecast=ahead.forecast if ahead else None,
            steps=steps,
            expected=ahead.expected if ahead else (),
            at_forecast=ahead.steps if ahead else (),
        )

    def _steps(self) -> Iterator[Step]:
        amount: Exact = ZERO
        for step in self._estimated():
            amount = step.result
            yield step
        yield Step("round", round_to(amount, self.step), {"was": amount, "step": self.step})

    def _estimated(self) -> Iterator[Step]:
        if self.over or self.accrue.by == "entitlement":
            yield Step("entitlement", self.entitlement, {})
            if not self.over and self.accrue.spread == "daily":
                yield self._spread(self.entitlement)
        elif self.measured < 0 and self.clause.negative != "charge":
            yield Step("below_zero", ZERO, {"measured": self.measured})
        elif self.accrue.by == "rate":
            rate = self.accrue.rate or ZERO
            yield Step("accrue_rate", self.measured * rate, {"of": self.measured, "rate": rate})
        elif self.accrue.by == "bracket":
            yield self._row()
        else:
            yield from self._forecast()

    def _row(self) -> Step:
        """Book by a row of the table, on everything that is measured."""
        table = self.clause.mechanic.table if isinstance(self.clause.mechanic, Brackets) else ()
        row = next((row for row in table if row.threshold == self.accrue.row), None)
        factor, fixed = (row.factor, row.fixed if self.measured > 0 else ZERO) if row else (ZERO, ZERO)
        details = {"from": self.accrue.row, "of": self.measured, "factor": factor, "fixed": fixed}
        return Step("accrue_row", self.measured * factor + fixed, details)

    def _forecast(self) -> Iterator[Step]:
        """Book the part of what the whole window will give that belongs to what was measured, or to its days."""
        if self.measured <= 0:
            yield Step("nothing_measured", ZERO, {"measured": self.measured})
            return
        elapsed, days = self._days()
        ahead = self.ahead = look_ahead(self.told, self.reasons, self.accrue.expected, elapsed, days)
        yield ahead.told
        yield Step("at_forecast", ahead.amount, {"forecast": ahead.forecast})
        if self.accrue.spread == "daily":
            yield self._spread(ahead.amount)
        else:
            part = Fraction(self.measured) / Fraction(ahead.forecast)
            details = {"was": ahead.amount, "measured": self.measured, "forecast": ahead.forecast}
            yield Step("earned_part", times(ahead.amount, part), details)

    def _days(self) -> tuple[int, int]:
        """Return how many days of the window have passed, today included, and how many it has."""
        return (self.told.context.last_seen(self.window) - self.window.start).days + 1, self.window.days

    def _spread(self, amount: Decimal) -> Step:
        elapsed, days = self._days()
        return Step("spread", times(amount, Fraction(elapsed, days)), {"was": amount, "elapsed": elapsed, "days": days})


def _different(accruals: Sequence[Accrual]) -> Iterator[Reason]:
    """Yield the parts that were counted, each once: recipients of one split share theirs."""
    seen: set[int] = set()
    for accrual in accruals:
        told = accrual.derivation
        for reason in told.reasons if isinstance(told, Derivation) else ():
            if id(reason.entitled) not in seen:
                seen.add(id(reason.entitled))
                yield reason
