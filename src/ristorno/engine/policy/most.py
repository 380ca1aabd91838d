"""The most that a promise gives for what is bought: money for each unit of money of the lines that it counts.

A clause's bound holds for a whole window: what crosses a threshold lifts the window's other sales, too, and is judged
with them. It is told before rounding, which can add half a smallest step to each amount.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal

from ristorno.engine.measures.base import MeasureKind
from ristorno.engine.measures.sum import Sum
from ristorno.engine.terms.clause import Clause
from ristorno.engine.terms.conditions import All, Condition, Gate
from ristorno.engine.terms.offers.offer import Offer
from ristorno.engine.terms.terms import Terms
from ristorno.kernel.number import ONE, ZERO, Exact, per_unit, plain, plus, times


@dataclass(frozen=True, slots=True)
class Most:
    """The most of what is bought that a promise gives, as a fraction; None where ``why`` there is no such bound."""

    share: Exact | None
    why: str


def most_of(terms: Terms, clause: Clause) -> Most:
    """Return the most that a clause gives."""
    worth = worth_of(terms, terms.unit_of(clause))
    if worth is None:
        return Most(None, f"what one {terms.unit_of(clause)} is worth is not said; a `fair_value` says it")
    if not _of_money(clause.measure):
        return Most(None, "it pays on something else than the amount or the margin of what is bought")
    least = least_measured(clause)
    paid = clause.mechanic.most_per_unit(least)
    if paid is None:
        return Most(None, _unbounded(clause, least))
    factor = max([ONE, *(clause.multiply.factors.values() if clause.multiply else ())])
    share = times(paid, factor)
    raised = _raised(clause)
    floor = clause.limits.floor
    if floor is not None and clause.narrower(floor.per):
        return Most(
            None, f"its floor is paid for every {floor.per}, however little each is; without `per` it is bounded"
        )
    if raised and least <= 0:
        return Most(None, "its floor or guarantee is paid however little is bought; a condition `at_least` bounds it")
    if raised:
        share = plus(share, per_unit(raised, least))
    cap = clause.limits.cap
    if cap is not None and least > 0 and cap.per in {"window", "member"}:
        share = min(share, per_unit(cap.amount, least))
    return Most(times(share, worth), _told(clause, least))


def most_of_offer(offer: Offer) -> Most:
    """Return the most of the list price that an offer takes off, or that goods cost which it gives besides."""
    least = max((gate.bound for gate in _joined(offer.qualify) if _of_the_order(offer, gate)), default=ZERO)
    share = offer.gives.most_share(least)
    if share is None:
        return Most(None, "what it gives costs is not said, or it is given however little is ordered")
    cap = offer.limits.cap
    bounded = min(share, per_unit(cap, least)) if cap is not None and least > 0 else share
    return Most(bounded, f"{offer.gives.KEY} at the moment of order" + (f", from {plain(least)} up" if least else ""))


def _of_the_order(offer: Offer, gate: Gate) -> bool:
    own = gate.of in {None, offer.on} and gate.window is None
    return own and gate.comparison in {"at_least", "above"} and gate.measure == Sum()


def worth_of(terms: Terms, unit: str) -> Decimal | None:
    """Return what one of a unit is worth in the currency of the facts; None where nobody says."""
    if unit in terms.rewards:
        return (terms.rewards[unit].worth or {}).get(terms.fact_currency or "")
    if unit == terms.fact_currency:
        return ONE
    value = terms.units[unit].fair_value
    return value.price if value is not None else None


def least_measured(clause: Clause) -> Decimal:
    """Return the least that is measured in a window in which the clause pays, as its conditions say.

    Where persons or parties are paid apart, each is paid on less than what the conditions look at: nothing is known.
    """
    if clause.reward.apart:
        return ZERO
    return max((gate.bound for gate in _joined(clause.qualify) if _bounds(clause, gate)), default=ZERO)


def _joined(condition: Condition | None) -> Iterator[Gate]:
    """Yield the gates of which every one must hold."""
    parts: Iterable[object] = condition.all if isinstance(condition, All) else (condition,)
    yield from (part for part in parts if isinstance(part, Gate))


def _bounds(clause: Clause, gate: Gate) -> bool:
    own = gate.of in {None, clause.earn_on} and gate.window in {None, clause.judged} and gate.net_of is None
    plainly = gate.whose is None and gate.per is None and gate.count_on is None and clause.prorate == "none"
    return own and plainly and gate.comparison in {"at_least", "above"} and gate.measure == clause.measure


def _of_money(measure: MeasureKind) -> bool:
    """Whether no more than the amount of a line is measured of it; a margin is the whole amount at most."""
    return isinstance(measure, Sum) and measure.sum in {"amount", "margin"} and measure.blocks is None


def _raised(clause: Clause) -> Decimal:
    floor, guarantee = clause.limits.floor, clause.limits.guarantee
    return (floor.amount if floor else ZERO) + (guarantee.amount if guarantee else ZERO)


def _unbounded(clause: Clause, least: Decimal) -> str:
    if clause.compares:
        return "it depends on how other members stand"
    if least <= 0:
        return "it gives a fixed sum however little is bought; a condition `at_least` on the same measure bounds it"
    return "what it gives has no bound by what is bought"


def _told(clause: Clause, least: Decimal) -> str:
    return f"{clause.mechanic.KEY} in a window of one {clause.window.shape}" + (
        f", from {plain(least)} up" if least > 0 else ""
    )
