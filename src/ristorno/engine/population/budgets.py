"""What all members are entitled to that draw on one budget, in one window of it."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from ristorno.engine.population.standing import Field
from ristorno.kernel.period import Period


class BudgetKey(NamedTuple):
    """A budget and a window of it."""

    budget: str
    window: Period


@dataclass(frozen=True)
class Budgets:
    """The entitlements of all members, by budget and window; whoever is entitled to nothing does not stand in it."""

    asked: Mapping[BudgetKey, Field] = field(default_factory=dict)

    def of(self, key: BudgetKey) -> Field:
        """Return what all members are entitled to."""
        return self.asked.get(key) or _NOBODY

    def text(self) -> Iterator[str]:
        """Yield lines that say all of it, for the version of the population."""
        for key, found in sorted(self.asked.items()):
            for member, value in sorted(found.measures.items()):
                yield f"asks|{key.budget}|{key.window}|{member}|{value}"


_NOBODY = Field({})
