"""What a window will give in the end: the arithmetic of the terms on what is expected to be measured."""

from collections.abc import Iterator, Sequence
from decimal import Decimal
from fractions import Fraction
from typing import NamedTuple

from ristorno.engine.counting.derivation import Derivation
from ristorno.engine.counting.entitlement import entitle
from ristorno.engine.counting.parts import divided
from ristorno.engine.counting.reason import Reason
from ristorno.engine.counting.rows import label_of, labeled
from ristorno.engine.counting.tally import Tally
from ristorno.engine.explanation import Detail, Step
from ristorno.engine.provided import ByVersion
from ristorno.kernel.number import ZERO, plus, round_to

FINEST = Decimal("0.0001")
"""A forecast is reckoned to ten-thousandths, the finest that a fact has."""


class Ahead(NamedTuple):
    """What is expected to be measured and to be given, with the arithmetic."""

    forecast: Decimal
    amount: Decimal
    told: Step
    expected: tuple[ByVersion, ...]
    steps: tuple[Step, ...]


def look_ahead(told: Derivation, reasons: Sequence[Reason], expected: Decimal | None, elapsed: int, days: int) -> Ahead:
    """Return the forecast for a window of which ``elapsed`` of ``days`` have passed.

    ``expected`` is what will be measured; None: as much on each day as so far. It is never less than what is there.
    The terms must have been checked: one part, paid on a sum. Something must have been measured.
    """
    (reason,) = reasons
    assert reason.entitled.asked is not None
    counted, around = reason.entitled.asked
    measured = counted.measured
    going_on = round_to(Fraction(measured) * days / elapsed, FINEST)
    forecast = max(measured, going_on if expected is None else expected)
    raised = counted.raised(forecast - measured, max(around.clauses))
    entitled = entitle(raised, around)
    step = told.rules.terms.step(told.rules.terms.unit_of(told.slot.clause))
    given = sum(divided(told.slot.clause.reward, entitled.amount, reason.persons, step).values(), ZERO)
    details: dict[str, Detail] = {"mode": "linear" if expected is None else "expected", "measured": measured}
    details |= {"elapsed": elapsed, "days": days} if expected is None else {"expected": expected}
    by_version = tuple(
        ByVersion(label_of(told.context, told.clause, version), value) for version, value in sorted(raised.paid.items())
    )
    steps = (*_begun(reason, raised), *labeled(told.context, told.clause, entitled.steps))
    return Ahead(forecast, given, Step("forecast", forecast, details), by_version, steps)


def _begun(reason: Reason, raised: Tally) -> Iterator[Step]:
    yield Step("measure", raised.measured, {"facts": len(raised.paid), "carried": ZERO})
    baseline = reason.compared.number
    if baseline is not None:
        details: dict[str, Detail] = {"mode": "number", "judged": raised.judged, "baseline": baseline}
        yield Step("baseline", plus(raised.judged, -baseline), details)
