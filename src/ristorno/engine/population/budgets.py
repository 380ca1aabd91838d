"""What all members are entitled to that draw on one budget, in one window of it."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from typing import NamedTuple

from ristorno.engine.population.standing import Field
from ristorno.kernel.period import Period


class BudgetKey(NamedTuple):
    """A budget and a window of it."""

    budget: str
    window: Period


class Claim(NamedTuple):
    """What somebody is entitled to for a single document or fact, in the order in which claims are granted."""

    at: datetime
    member: str
    name: str
    """Its key as a text."""
    amount: Decimal


@dataclass(frozen=True)
class Budgets:
    """The entitlements of all members, by budget and window; whoever is entitled to nothing does not stand in it."""

    asked: Mapping[BudgetKey, Field] = field(default_factory=dict)
    claims: Mapping[BudgetKey, tuple[Claim, ...]] = field(default_factory=dict)
    """The single claims on budgets that are granted in order."""

    def of(self, key: BudgetKey) -> Field:
        """Return what all members are entitled to."""
        return self.asked.get(key) or _NOBODY

    def others(self, key: BudgetKey, member: str) -> tuple[Claim, ...]:
        """Return the claims of all but one member."""
        return tuple(claim for claim in self.claims.get(key, ()) if claim.member != member)

    def text(self) -> Iterator[str]:
        """Yield lines that say all of it, for the version of the population."""
        for key, found in sorted(self.asked.items()):
            for member, value in sorted(found.measures.items()):
                yield f"asks|{key.budget}|{key.window}|{member}|{value}"
        for key, claims in sorted(self.claims.items()):
            for claim in sorted(claims):
                yield f"claims|{key.budget}|{key.window}|{claim.at}|{claim.member}|{claim.name}|{claim.amount}"


_NOBODY = Field({})
