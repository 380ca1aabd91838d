"""Everything that a report says, as frozen values: the same for every language, and easy to test."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import TypeAlias

from ristorno.report.aside import AsideReason, RowCounts
from ristorno.report.books import Books
from ristorno.report.costs import ClauseCost, UnitCost, WindowCost
from ristorno.report.nearby import NearSteps, NearTiers
from ristorno.report.sales import Sales
from ristorno.report.sources import SourceUse
from ristorno.report.steps import StepTable
from ristorno.report.telling import Told
from ristorno.report.tiers import LadderTable

Titles: TypeAlias = Mapping[str, str]
"""What people call a thing, by language; empty where it has no name but its id."""


@dataclass(frozen=True, slots=True)
class Profile:
    """What is known of a member besides its facts."""

    name: str = ""
    segment: str = ""


@dataclass(frozen=True, slots=True)
class UnitInfo:
    """A unit of the program: money or points, its smallest step, its names."""

    unit: str
    money: bool
    step: Decimal
    names: Titles


@dataclass(frozen=True, slots=True, kw_only=True)
class MemberRow:
    """What one member bought and is owed, by unit."""

    member: str
    name: str
    segment: str
    tiers: Mapping[str, str]
    sales: Decimal
    amounts: Mapping[str, Decimal]


@dataclass(frozen=True, slots=True, kw_only=True)
class Names:
    """What people call the program and its parts."""

    program: Titles
    clauses: Mapping[str, Titles]
    ladders: Mapping[str, Titles]


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportData:
    """A report before it is written. Every amount of a unit sums to the total of the unit in ``costs``.

    ``factors`` says by what a tier multiplies a clause: ladder, clause, tier. ``command`` makes the report again.
    """

    program: str
    names: Names
    as_of: date
    known_at: datetime | None
    software: str
    command: str
    units: tuple[UnitInfo, ...]
    costs: tuple[UnitCost, ...]
    clauses: tuple[ClauseCost, ...]
    windows: tuple[WindowCost, ...]
    sales: Sales | None
    quarters: tuple[str, ...]
    members: tuple[MemberRow, ...]
    """All members that take part, by what they are owed, the largest amount first."""
    profiles: Mapping[str, Profile]
    """What is known of the members that the report names anywhere."""
    steps: tuple[StepTable, ...]
    ladders: tuple[LadderTable, ...]
    factors: Mapping[str, Mapping[str, Mapping[str, Decimal]]]
    near_steps: tuple[NearSteps, ...]
    near_tiers: tuple[NearTiers, ...]
    told: tuple[Told, ...]
    sources: tuple[SourceUse, ...]
    books: Books
    aside: tuple[AsideReason, ...]
    rows: RowCounts | None

    def unit(self, name: str) -> UnitInfo:
        """Return a unit by its name."""
        return next(info for info in self.units if info.unit == name)

    def cost(self, unit: str) -> UnitCost | None:
        """Return the cost in a unit, None where nothing was counted in it."""
        return next((cost for cost in self.costs if cost.unit == unit), None)
