"""Amounts with a point where thousands may be meant: 20.000 is twenty here, and twenty thousand to half of the world.

Nothing is guessed, so it is asked back: where a currency has no more than two decimals, a threshold or bound of money
with three decimals is a slip. Prices and sums per unit may be as fine as they like.
"""

from collections.abc import Iterator
from decimal import Decimal
from typing import Final

from ristorno.engine.measures.base import MeasureKind
from ristorno.engine.mechanics.brackets import Brackets
from ristorno.engine.mechanics.growth import Growth
from ristorno.engine.terms.clause import Clause
from ristorno.engine.terms.conditions import Gate, gates
from ristorno.engine.terms.finding import Finding
from ristorno.engine.terms.terms import Terms
from ristorno.kernel.document import Path
from ristorno.kernel.number import plain

_POINT: Final = -3
_CENTS: Final = Decimal("0.01")


def check_thousands(terms: Terms) -> Iterator[Finding]:
    """Yield thresholds and bounds of money that have three decimals, which no coin of the currency has."""
    counted = terms.fact_step >= _CENTS and terms.fact_currency is not None
    for name, ladder in terms.ladders.items() if counted else ():
        if _money(ladder.measure):
            yield from _asked((("ladders", name, "tiers", tier), number) for tier, number in ladder.tiers.items())
    for name, clause in terms.clauses.items():
        path: Path = ("clauses", name)
        if counted:
            yield from _asked(_measured(path, clause))
        unit = terms.units.get(terms.unit_of(clause))
        if unit is not None and unit.kind == "money" and terms.step(terms.unit_of(clause)) >= _CENTS:
            yield from _asked(_given(path, clause))


def _money(measure: MeasureKind) -> bool:
    return measure.dimension == "money"


def _measured(path: Path, clause: Clause) -> Iterator[tuple[Path, Decimal]]:
    """Yield all numbers with which money is compared that was measured."""
    mechanic, limits = clause.mechanic, clause.limits
    where = (*path, "mechanic", mechanic.KEY)
    if isinstance(mechanic, Brackets) and _money(mechanic.picked_by or clause.measure):
        yield from ((where, row.threshold) for row in mechanic.table)
    if isinstance(mechanic, Growth) and not mechanic.relative and _money(clause.measure):
        yield from ((where, threshold) for threshold, _ in mechanic.rates)
    asked: tuple[Gate, ...] = gates(clause.qualify) if clause.qualify is not None else ()
    yield from (((*path, "qualify"), gate.bound) for gate in asked if _money(gate.measure))
    if limits.cap_measure is not None and _money(clause.measure):
        yield (*path, "limits", "cap_measure"), limits.cap_measure.amount
    if limits.free is not None and limits.free.amount is not None and _money(clause.measure):
        yield (*path, "limits", "free"), limits.free.amount


def _given(path: Path, clause: Clause) -> Iterator[tuple[Path, Decimal]]:
    """Yield the bounds of what is given."""
    limits = clause.limits
    for name, bound in (("cap", limits.cap), ("floor", limits.floor)):
        if bound is not None:
            yield (*path, "limits", name), bound.amount
    if limits.minimum is not None:
        yield (*path, "limits", "minimum"), limits.minimum


def _asked(numbers: Iterator[tuple[Path, Decimal]]) -> Iterator[Finding]:
    for path, number in numbers:
        if number.as_tuple().exponent == _POINT:
            thousands = f"{int(number.scaleb(3)):_}"
            reason = f"{number} is {plain(number)} here: a point stands before decimals, and no coin is so small."
            remedy = f"Write {thousands} if thousands are meant, or {plain(number)} with at most two decimals."
            yield Finding(path, "terms.thousands", reason, remedy)
