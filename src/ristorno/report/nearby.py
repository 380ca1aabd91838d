"""Who is near the next step, and what reaching it would bring.

Only windows that still run can be reached by one more order. Where none does, those that ended last are shown:
then the list says who just missed.
"""

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from typing import Generic, TypeVar

from ristorno.engine.accrual import Accrual, MemberAnswer
from ristorno.engine.explanation import Explanation
from ristorno.engine.terms.ladder import Ladder
from ristorno.engine.terms.terms import Terms
from ristorno.kernel.number import round_to
from ristorno.kernel.period import LAST_DAY
from ristorno.report.sales import Bought
from ristorno.report.tiers import standings

KEPT = 10
"""So many of each clause and ladder are shown."""
_TENTH = Decimal("0.1")
_RECENT = timedelta(days=100)
"""A window that ended longer ago is no news."""


@dataclass(frozen=True, slots=True, kw_only=True)
class NearStep:
    """A member near the next step of a clause: what is missing, the amount now and then.

    ``measure`` is the phrase of what is missing (``sum.amount``), ``days_left`` is 0 once the window is over,
    ``orders`` how many of the member's average orders are missing, None where that cannot be told.
    """

    member: str
    clause: str
    unit: str
    window: str
    measure: str
    missing: Decimal
    now: Decimal
    then: Decimal
    days_left: int | None
    orders: Decimal | None

    @property
    def gain(self) -> Decimal:
        """What reaching the step adds."""
        return self.then - self.now


@dataclass(frozen=True, slots=True, kw_only=True)
class NearTier:
    """A member near the next tier of a ladder. ``days_left`` is None where the ladder's window never ends."""

    member: str
    ladder: str
    measure: str
    tier: str
    next_tier: str
    missing: Decimal
    days_left: int | None
    orders: Decimal | None


@dataclass(frozen=True, slots=True, kw_only=True)
class NearSteps:
    """The nearest of one clause, best benefit for what is missing first.

    ``running`` is False where the window is over and they just missed. ``candidates`` counts all who have a step
    ahead that pays more, ``within_one`` those that one average order of theirs would carry there.
    """

    clause: str
    unit: str
    running: bool
    candidates: int
    within_one: int
    nearest: tuple[NearStep, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class NearTiers:
    """The nearest of one ladder, the least missing first; the counts as in :class:`NearSteps`."""

    ladder: str
    running: bool
    candidates: int
    within_one: int
    nearest: tuple[NearTier, ...]


Near = TypeVar("Near", NearStep, NearTier)


class _Best(Generic[Near]):
    """The few with the highest score out of any number; of equals the first by id."""

    def __init__(self) -> None:
        self.candidates = 0
        self.within_one = 0
        self._found: list[tuple[Fraction, str, Near]] = []

    def offer(self, score: Fraction, item: Near) -> None:
        """Count a candidate, and keep it if it is one of the best so far."""
        self.candidates += 1
        self.within_one += item.orders is not None and item.orders <= 1
        self._found.append((-score, item.member, item))
        if len(self._found) > 8 * KEPT:
            self._found = self._sorted()[:KEPT]

    def best(self) -> list[Near]:
        """Return the best, the highest score first."""
        return [item for _, _, item in self._sorted()[:KEPT]]

    def _sorted(self) -> list[tuple[Fraction, str, Near]]:
        return sorted(self._found, key=lambda entry: entry[:2])


class NearTally:
    """Finds who is near the next step of a clause or the next tier of a ladder."""

    def __init__(self, terms: Terms, as_of: date) -> None:
        self._terms = terms
        self._as_of = as_of
        self._steps: dict[tuple[str, str], tuple[date, _Best[NearStep]]] = {}
        self._tiers: dict[str, _Best[NearTier]] = {}

    def wants(self, accrual: Accrual) -> bool:
        """Return whether an accrual's explanation is needed: its window runs, or ended not long ago."""
        return accrual.document is None and accrual.window.last > self._as_of - _RECENT

    def add_accrual(self, accrual: Accrual, explanation: Explanation, bought: Bought) -> None:
        """Add one accrual of a member, if it has a next step that pays more."""
        ahead = explanation.next
        if ahead is None:
            return
        now, then = accrual.amount, round_to(ahead.amount, self._terms.step(accrual.unit))
        if then <= now:
            return
        last = max(accrual.window.last, self._as_of)
        step = NearStep(
            member=accrual.member,
            clause=accrual.clause,
            unit=accrual.unit,
            window=accrual.window_label,
            measure=explanation.measure,
            missing=ahead.missing,
            now=now,
            then=then,
            days_left=self._days_left(last),
            orders=_orders(explanation.measure, ahead.missing, bought),
        )
        self._best(accrual, running=last > self._as_of).offer(Fraction(step.gain) / Fraction(step.missing), step)

    def add_standings(self, answer: MemberAnswer, bought: Bought) -> None:
        """Add where a member stands on every ladder."""
        for name, standing in standings(answer).items():
            ladder = self._terms.ladders.get(name)
            if ladder is None or standing.next_tier is None or standing.missing is None or standing.missing <= 0:
                continue
            near = NearTier(
                member=answer.member,
                ladder=name,
                measure=ladder.measure.phrase,
                tier=standing.tier,
                next_tier=standing.next_tier,
                missing=standing.missing,
                days_left=self._days_left(self._last_of(ladder)),
                orders=_orders(ladder.measure.phrase, standing.missing, bought),
            )
            self._tiers.setdefault(name, _Best()).offer(-Fraction(near.missing), near)

    def steps(self) -> tuple[NearSteps, ...]:
        """Return who is near, clause by clause, by name."""
        return tuple(
            NearSteps(
                clause=clause,
                unit=unit,
                running=last > self._as_of,
                candidates=best.candidates,
                within_one=best.within_one,
                nearest=tuple(best.best()),
            )
            for (clause, unit), (last, best) in sorted(self._steps.items(), key=lambda pair: pair[0])
        )

    def tiers(self) -> tuple[NearTiers, ...]:
        """Return who is near, ladder by ladder, in the order of the terms."""
        return tuple(
            NearTiers(
                ladder=name,
                running=self._last_of(self._terms.ladders[name]) > self._as_of,
                candidates=best.candidates,
                within_one=best.within_one,
                nearest=tuple(best.best()),
            )
            for name, best in sorted(self._tiers.items())
        )

    def _best(self, accrual: Accrual, *, running: bool) -> "_Best[NearStep]":
        """Return the list of the clause: that of running windows, else that of the windows that ended last."""
        key = (accrual.clause, accrual.unit)
        last = LAST_DAY if running else accrual.window.last
        known = self._steps.get(key)
        if known is None or known[0] < last:
            self._steps[key] = known = (last, _Best())
        return known[1] if known[0] == last else _Best()

    def _last_of(self, ladder: Ladder) -> date:
        """Return the last day on which the next level is to be reached; far away where members have none in common."""
        of_member = ladder.window.shape == "rolling" or ladder.of_member
        return LAST_DAY if of_member else ladder.window.whole(self._as_of).last

    def _days_left(self, last: date) -> int | None:
        return None if last >= LAST_DAY - _RECENT else max(0, (last - self._as_of).days)


def _orders(measure: str, missing: Decimal, bought: Bought) -> Decimal | None:
    """Return how many average orders are missing, in tenths, rounded up so that 1 means one is enough."""
    if measure != "sum.amount" or bought.usual_order is None or bought.usual_order <= 0:
        return None
    return round_to(Fraction(missing) / Fraction(bought.usual_order), _TENTH, "up")
