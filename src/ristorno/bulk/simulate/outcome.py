"""What comes out of a simulation: numbers about each variant, and how it compares with the first."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import Any, Self

QUANTILES = (Decimal("0.1"), Decimal("0.25"), Decimal("0.5"), Decimal("0.75"), Decimal("0.9"), Decimal("0.99"))
"""The shares of members at which the distribution is told."""


@dataclass(frozen=True, slots=True)
class ClauseCost:
    """What one clause gives in one unit."""

    clause: str
    unit: str
    amount: Decimal
    members: int
    accruals: int

    def plus(self, other: Self) -> Self:
        """Return it with what the clause gives others."""
        members, accruals = self.members + other.members, self.accruals + other.accruals
        return replace(self, amount=self.amount + other.amount, members=members, accruals=accruals)


@dataclass(frozen=True, slots=True)
class Spread:
    """How the amounts of one unit spread over the members that get any."""

    unit: str
    members: int
    quantiles: tuple[Decimal, ...]
    """At the shares of :data:`QUANTILES`."""
    most: Decimal


@dataclass(frozen=True, slots=True)
class Change:
    """Who gets more and who gets less of a unit than under the first variant."""

    unit: str
    winners: int
    gained: Decimal
    losers: int
    lost: Decimal


@dataclass(frozen=True, slots=True)
class Threshold:
    """One row of a rate table: who stands just over it, who just below, and what the step is worth."""

    clause: str
    unit: str
    threshold: Decimal
    jump: Decimal
    """What the member gets more at the threshold than just below it."""
    over: int
    """Windows of members that came just over it: each was paid the jump."""
    near: int
    """Windows of members that stayed just below it."""
    missing: Decimal
    """What these would have to measure more, all together."""

    @property
    def spent(self) -> Decimal:
        """The money spent on jumps of those just over it."""
        return self.jump * self.over

    @property
    def at_risk(self) -> Decimal:
        """What it would cost if everybody just below it came to it."""
        return self.jump * self.near


@dataclass(frozen=True, slots=True)
class Breach:
    """A member whose margin after rewards lies below the floor."""

    member: str
    sales: Decimal
    margin: Decimal
    rewards: Decimal

    @property
    def left(self) -> Decimal:
        """The margin that is left."""
        return self.margin - self.rewards


@dataclass(frozen=True, slots=True)
class Outcome:
    """What one variant comes to over the windows that were asked."""

    name: str
    settings: tuple[tuple[str, str], ...]
    clauses: tuple[ClauseCost, ...]
    spreads: tuple[Spread, ...]
    changes: tuple[Change, ...]
    """Against the first variant; empty for the first itself."""
    thresholds: tuple[Threshold, ...]
    breaches: int
    """How many members are left with less margin than the floor; 0 where no floor was asked."""
    worst: tuple[Breach, ...]
    """Those of them with the least margin left."""

    @property
    def costs(self) -> Mapping[str, Decimal]:
        """The cost by unit."""
        sums: dict[str, Decimal] = {}
        for each in self.clauses:
            sums[each.unit] = sums.get(each.unit, Decimal(0)) + each.amount
        return sums

    @property
    def worst_costs(self) -> Mapping[str, Decimal]:
        """The cost by unit if everybody within reach of a next step came to it."""
        sums = dict(self.costs)
        for each in self.thresholds:
            sums[each.unit] = sums.get(each.unit, Decimal(0)) + each.at_risk
        return sums


@dataclass(frozen=True, slots=True)
class Sales:
    """What was sold in the days that were asked, and what of it is margin."""

    sales: Decimal
    margin: Decimal
    """Of the lines that say their cost."""
    of: Decimal
    """What these lines were sold for."""
    members: int
    unknown: int
    """Members of whom a line does not say its cost."""


@dataclass(frozen=True, slots=True)
class Simulated:
    """All variants over the same history."""

    program: str
    as_of: date
    window: str | None
    sales: Sales
    outcomes: tuple[Outcome, ...]
    near: Decimal
    """How far below a threshold somebody is within its reach, as a share of it."""
    over: Decimal
    """How far above a threshold somebody counts as just over it."""
    floor: Decimal | None
    beside: tuple[str, ...] = ()
    """What was counted member by member, and why."""
    money: frozenset[str] = frozenset()
    """The units that are money."""

    def record(self) -> dict[str, Any]:
        """Return everything as a JSON document."""
        return {
            "schema": "ristorno.simulation/1",
            "program": self.program,
            "as_of": self.as_of.isoformat(),
            "window": self.window,
            "sales": f"{self.sales.sales:f}",
            "margin": f"{self.sales.margin:f}",
            "margin_known_of": f"{self.sales.of:f}",
            "members": self.sales.members,
            "members_without_cost": self.sales.unknown,
            "within_reach": f"{self.near:f}",
            "just_over": f"{self.over:f}",
            "margin_floor": None if self.floor is None else f"{self.floor:f}",
            "variants": [_variant(outcome) for outcome in self.outcomes],
        }


def _variant(outcome: Outcome) -> dict[str, Any]:
    return {
        "name": outcome.name,
        "settings": dict(outcome.settings),
        "cost": {unit: f"{amount:f}" for unit, amount in outcome.costs.items()},
        "worst_case": {unit: f"{amount:f}" for unit, amount in outcome.worst_costs.items()},
        "clauses": [
            {
                "clause": each.clause,
                "unit": each.unit,
                "amount": f"{each.amount:f}",
                "members": each.members,
                "accruals": each.accruals,
            }
            for each in outcome.clauses
        ],
        "spread": [
            {
                "unit": each.unit,
                "members": each.members,
                **{f"q{share:f}": f"{value:f}" for share, value in zip(QUANTILES, each.quantiles, strict=True)},
                "most": f"{each.most:f}",
            }
            for each in outcome.spreads
        ],
        "against_first": [
            {
                "unit": each.unit,
                "winners": each.winners,
                "gained": f"{each.gained:f}",
                "losers": each.losers,
                "lost": f"{each.lost:f}",
            }
            for each in outcome.changes
        ],
        "thresholds": [
            {
                "clause": each.clause,
                "unit": each.unit,
                "threshold": f"{each.threshold:f}",
                "jump": f"{each.jump:f}",
                "just_over": each.over,
                "spent_on_jumps": f"{each.spent:f}",
                "within_reach": each.near,
                "missing": f"{each.missing:f}",
                "cost_if_reached": f"{each.at_risk:f}",
            }
            for each in outcome.thresholds
        ],
        "below_margin_floor": outcome.breaches,
        "worst_margins": [
            {
                "member": each.member,
                "sales": f"{each.sales:f}",
                "margin": f"{each.margin:f}",
                "rewards": f"{each.rewards:f}",
                "left": f"{each.left:f}",
            }
            for each in outcome.worst
        ],
    }
