"""Whether points can be valued as a unit says."""

from collections.abc import Iterator

from ristorno.engine.ruling.timeline import Contract
from ristorno.engine.terms.fair_value import FairValue
from ristorno.engine.terms.finding import Finding
from ristorno.engine.terms.program import Agreement
from ristorno.engine.terms.terms import Terms
from ristorno.kernel.document import Path
from ristorno.kernel.problem import Problem

_CODE = "terms.fair_value"


def check_fair_values(terms: Terms) -> Iterator[Finding]:
    """Yield what is wrong with the fair value of units."""
    for name, unit in terms.units.items():
        if unit.fair_value is not None:
            path: Path = ("units", name, "fair_value")
            yield from (Finding(path, _CODE, *found) for found in _unit(terms, name, unit.fair_value))


def _unit(terms: Terms, name: str, worth: FairValue) -> Iterator[tuple[str, str]]:
    if terms.units[name].kind == "money":
        yield "Money is worth what it is.", "Take fair_value out, or let the unit be points."
    if terms.fact_currency is None:
        yield "Nobody says in which currency a point has its price.", "Add currency: the currency of the facts."
    if worth.redeemed is not None and worth.redeemed.dimension == "money":
        yield "How many points were spent is no sum of money.", "Name the attribute that holds the points."
    if worth.redeemed is not None and worth.redeemed.draws.clauses:
        yield "What was spent is told by facts, not by other promises.", "Take net_of out."
    paying = [clause for clause in terms.clauses.values() if terms.unit_of(clause) == name]
    if any(clause.pooled for clause in paying):
        reason = "Points for what several members bought together have no sale of one of them behind them."
        yield reason, "Give such points a unit of their own, without fair_value."
    if len({clause.count_on for clause in paying}) > 1:
        reason = "Some promises count a sale on its own day, some on the day of its invoice or payment; it is one sale."
        yield reason, "Let all promises in this unit say the same count_on, or pay in two units."


def check_own_fair_values(contract: Contract) -> Iterator[Problem]:
    """Yield what an agreement says about the worth of points: all members' points are valued together."""
    if not isinstance(contract, Agreement):
        return
    for version in contract.versions:
        units = version.differs.get("units")
        for name, unit in units.items() if isinstance(units, dict) else ():
            if isinstance(unit, dict) and "fair_value" in unit:
                place = contract.document.place((*version.path, "units", name, "fair_value"))
                reason = "What a point is worth is one number for all members, and an agreement is for some."
                yield Problem(_CODE, reason, "Say it in the program.", place)
