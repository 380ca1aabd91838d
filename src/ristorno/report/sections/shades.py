"""Which clause has which shade: the same one everywhere on the page."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from ristorno.report.costs import ClauseCost
from ristorno.report.data import ReportData
from ristorno.report.talk import Talk

SHADES = 6
"""More shades than these nobody tells apart; the last one stands for all other clauses."""


@dataclass(frozen=True, slots=True)
class Series:
    """What is drawn in one shade: a clause, or the smaller ones together."""

    shade: str
    title: str
    costs: tuple[ClauseCost, ...]

    def in_quarter(self, quarter: str) -> Decimal:
        """Return what the series costs in a quarter."""
        return sum((cost.quarters.get(quarter, Decimal(0)) for cost in self.costs), Decimal(0))


def series(data: ReportData, talk: Talk, unit: str) -> tuple[Series, ...]:
    """Return the series of a unit, the dearest clause first."""
    own = sorted((cost for cost in data.clauses if cost.unit == unit), key=lambda cost: (-cost.amount, cost.clause))
    alone = own if len(own) <= SHADES else own[: SHADES - 1]
    found = [Series(f"s{place}", clause_title(data, talk, cost.clause), (cost,)) for place, cost in enumerate(alone, 1)]
    if len(own) > len(alone):
        found.append(Series(f"s{SHADES}", talk.say("other_clauses"), tuple(own[len(alone) :])))
    return tuple(found)


def clause_title(data: ReportData, talk: Talk, clause: str) -> str:
    """Return what people call a clause."""
    return talk.title(data.names.clauses.get(clause, {}), clause)


def ladder_title(data: ReportData, talk: Talk, ladder: str) -> str:
    """Return what people call a ladder."""
    return talk.title(data.names.ladders.get(ladder, {}), ladder)


def step_shades(count: int) -> Sequence[str]:
    """Return shades for that many steps, from light to full: the higher the step, the stronger the color."""
    return [f"r{1 + (place + 1) * 7 // count}" for place in range(count)]
