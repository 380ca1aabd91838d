"""How members are spread over the tiers of every ladder, and what each tier bought and earned."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal

from ristorno.engine.accrual import MemberAnswer, Standing
from ristorno.engine.terms.terms import Terms
from ristorno.kernel.number import ZERO


@dataclass(frozen=True, slots=True, kw_only=True)
class TierRow:
    """A tier: its threshold, how many members hold it on the day of the question, what they bought and earned."""

    tier: str
    threshold: Decimal | None
    members: int
    sales: Decimal
    amounts: Mapping[str, Decimal]


@dataclass(frozen=True, slots=True)
class LadderTable:
    """The tiers of one ladder from the lowest; a tier named '' holds the members that are not on the ladder."""

    ladder: str
    tiers: tuple[TierRow, ...]


@dataclass(slots=True)
class _Sums:
    members: int = 0
    sales: Decimal = ZERO
    amounts: dict[str, Decimal] = field(default_factory=dict)


class TierTally:
    """Counts members by tier."""

    def __init__(self, terms: Terms) -> None:
        self._terms = terms
        self._sums: dict[str, dict[str, _Sums]] = {
            name: {tier: _Sums() for tier in ladder.tiers} for name, ladder in terms.ladders.items()
        }

    def add(self, answer: MemberAnswer, sales: Decimal) -> None:
        """Add one member with what it bought."""
        held = standings(answer)
        for ladder, tiers in self._sums.items():
            tier = held[ladder].tier if ladder in held else ""
            found = tiers.setdefault(tier, _Sums())
            found.members += 1
            found.sales += sales
            for unit, amount in answer.totals().items():
                found.amounts[unit] = found.amounts.get(unit, ZERO) + amount

    def result(self) -> tuple[LadderTable, ...]:
        """Return the ladders in the order of the terms."""
        return tuple(
            LadderTable(name, tuple(self._row(name, tier, found) for tier, found in tiers.items()))
            for name, tiers in self._sums.items()
        )

    def _row(self, ladder: str, tier: str, found: _Sums) -> TierRow:
        return TierRow(
            tier=tier,
            threshold=self._terms.ladders[ladder].tiers.get(tier),
            members=found.members,
            sales=found.sales,
            amounts=dict(sorted(found.amounts.items())),
        )


def standings(answer: MemberAnswer) -> Mapping[str, Standing]:
    """Return the member's standing on each ladder; of several agreements in a row the last one tells."""
    return {standing.ladder: standing for standing in answer.standings}
