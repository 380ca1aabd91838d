"""How members are spread over the steps of every rate table, window by window."""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Literal, TypeAlias

from ristorno.engine.accrual import Accrual
from ristorno.engine.explanation import Explanation
from ristorno.engine.mechanics.brackets import Brackets
from ristorno.engine.mechanics.growth import Growth
from ristorno.engine.mechanics.keyed import Keyed, leaf
from ristorno.engine.terms.terms import Terms
from ristorno.kernel.number import ZERO
from ristorno.report.quarters import quarter_of

WINDOWS = 12
"""So many of the latest windows are shown; earlier ones are left out, and the report says so."""

State: TypeAlias = Literal["no_facts", "gate_failed", "no_baseline", "below", "reached", "other"]
"""``no_facts``: nothing counted; ``gate_failed``: a condition was not met; ``no_baseline``: nothing to compare with;
``below``: under the first step; ``reached``: on a step of the program; ``other``: on a step of an agreement's own."""


@dataclass(frozen=True, slots=True)
class Place:
    """A place in a table: a state, for ``reached`` the threshold, ``relative`` where it is a share of the baseline."""

    state: State
    threshold: Decimal | None = None
    relative: bool = False


@dataclass(frozen=True, slots=True)
class Spread:
    """How many accruals stand in a place, and their amount."""

    count: int
    amount: Decimal


@dataclass(frozen=True, slots=True)
class WindowSpread:
    """One window of a clause: the spread over the places of its table, in their order."""

    label: str
    spreads: tuple[Spread, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class StepTable:
    """The spread of one clause. ``measure`` is the phrase of what the thresholds are measured in (``sum.amount``)."""

    clause: str
    unit: str
    measure: str
    places: tuple[Place, ...]
    rates: tuple[Decimal | None, ...]
    """The rate of each place in the terms of the day of the question, None where it has no plain rate."""
    windows: tuple[WindowSpread, ...]
    left_out: int
    """How many earlier windows are not shown."""


_Cells: TypeAlias = dict[Place, Spread]
_INCOMPARABLE = frozenset({"no_baseline", "baseline_nothing", "baseline_not_positive"})
_EDGES: tuple[State, ...] = ("no_facts", "gate_failed", "no_baseline", "below")


class StepTally:
    """Counts where accruals stand in the rate tables of their clauses."""

    def __init__(self, versions: tuple[Terms, ...]) -> None:
        """``versions`` are the program's terms in order of time, the last one in force on the day of the question."""
        self._latest = versions[-1]
        self._rows = _rows(versions)
        self._cells: dict[tuple[str, str], dict[str, _Cells]] = defaultdict(lambda: defaultdict(dict))
        self._starts: dict[tuple[str, str], date] = {}
        self._measures: dict[str, str] = {}

    def wants(self, clause: str) -> bool:
        """Return whether a clause has a table, so that its accruals' explanations are needed."""
        return clause in self._rows

    def add(self, accrual: Accrual, explanation: Explanation) -> None:
        """Add one accrual of a clause that has a table."""
        place = _place(explanation, self._rows[accrual.clause])
        narrow = accrual.document is not None
        label = quarter_of(accrual.window.start) if narrow else accrual.window_label
        cells = self._cells[accrual.clause, accrual.unit][label]
        known = cells.get(place, Spread(0, ZERO))
        cells[place] = Spread(known.count + 1, known.amount + accrual.amount)
        # A window that an agreement cuts begins later and is still the same window.
        start = self._starts.get((accrual.clause, label), accrual.window.start)
        self._starts[accrual.clause, label] = min(start, accrual.window.start)
        self._measures[accrual.clause] = explanation.measure

    def result(self) -> tuple[StepTable, ...]:
        """Return a table for each clause and unit that occurred, by name."""
        return tuple(self._table(clause, unit, windows) for (clause, unit), windows in sorted(self._cells.items()))

    def _table(self, clause: str, unit: str, windows: Mapping[str, _Cells]) -> StepTable:
        shown = sorted(windows.items(), key=lambda item: self._starts[clause, item[0]])[-WINDOWS:]
        seen = {place for _, cells in shown for place in cells}
        places = tuple(place for place in self._order(clause) if place in seen or place.state == "reached")
        return StepTable(
            clause=clause,
            unit=unit,
            measure=self._measures[clause],
            places=places,
            rates=tuple(self._rate(clause, place) for place in places),
            windows=tuple(
                WindowSpread(label, tuple(cells.get(place, Spread(0, ZERO)) for place in places))
                for label, cells in shown
            ),
            left_out=len(windows) - len(shown),
        )

    def _order(self, clause: str) -> Iterator[Place]:
        yield from (Place(state) for state in _EDGES)
        yield from self._rows[clause]
        yield Place("other")

    def _rate(self, clause: str, place: Place) -> Decimal | None:
        terms = self._latest.clauses.get(clause)
        if terms is None or place.threshold is None:
            return None
        return dict(_rates(terms.mechanic)).get(place)


def _rows(versions: tuple[Terms, ...]) -> Mapping[str, tuple[Place, ...]]:
    """Return the steps of every clause that has a table, those of all versions together, in ascending order."""
    rows: dict[str, dict[Place, None]] = {}
    for terms in versions:
        for name, clause in terms.clauses.items():
            for place, _ in _rates(clause.mechanic):
                rows.setdefault(name, {})[place] = None
    return {name: tuple(sorted(found, key=_rank)) for name, found in rows.items()}


def _rank(place: Place) -> tuple[bool, Decimal]:
    return place.relative, place.threshold or ZERO


def _rates(mechanic: object) -> Iterator[tuple[Place, Decimal | None]]:
    if isinstance(mechanic, Brackets):
        for row in mechanic.table:
            plain = not row.per_unit and not row.fixed and not isinstance(row.rate, Keyed)
            yield Place("reached", row.threshold), leaf(row.rate, 1) if plain else None
    elif isinstance(mechanic, Growth):
        for (threshold, relative), rate in mechanic.rates.items():
            yield Place("reached", threshold, relative), rate


def _place(explanation: Explanation, rows: tuple[Place, ...]) -> Place:
    if not explanation.counted:
        return Place("no_facts")
    if explanation.note == "gate_failed":
        return Place("gate_failed")
    if explanation.bracket is None:
        return Place("no_baseline" if explanation.note in _INCOMPARABLE else "below")
    place = Place("reached", explanation.bracket, _relative(explanation))
    return place if place in rows else Place("other")


def _relative(explanation: Explanation) -> bool:
    """Return whether the step reached is a share of the baseline, as the arithmetic says."""
    return any(step.kind == "growth_row" and step.details.get("by") == "share" for step in explanation.steps)
