"""The most that a clause gives in one window, whatever happens, and how many windows a year touches."""

from collections.abc import Iterator, Mapping
from types import MappingProxyType
from typing import Final

from ristorno.engine.mechanics.fixed import Fixed
from ristorno.engine.terms.clause import Clause
from ristorno.engine.terms.terms import Terms
from ristorno.engine.terms.windows import Window
from ristorno.kernel.number import ONE, Exact, times

_PER_YEAR: Final[Mapping[str, int]] = MappingProxyType(
    {"day": 366, "week": 54, "half_month": 24, "month": 12, "quarter": 4, "half": 2, "year": 1}
    | dict.fromkeys(("campaign", "agreement", "lifetime"), 1)
)


def most_in_window(terms: Terms, clause: Clause) -> Exact | None:
    """Return the most that a clause gives one recipient in a window, in its unit; None where nothing bounds it."""
    return min(_bounds(terms, clause), default=None)


def _bounds(terms: Terms, clause: Clause) -> Iterator[Exact]:
    limits = clause.limits
    if limits.cap is not None and (limits.cap.per in {"window", "member"} or clause.window.shape == limits.cap.per):
        yield limits.cap.amount
    if limits.legal is not None and (rows := terms.lawful(limits.legal)) and rows[0].since is None:
        yield max(row.at_most for row in rows)
    if isinstance(clause.mechanic, Fixed) and clause.limits.floor is None and clause.limits.guarantee is None:
        yield times(clause.mechanic.gives, max([ONE, *(clause.multiply.factors.values() if clause.multiply else ())]))


def windows_a_year(clause: Clause) -> int | None:
    """Return in how many windows at most one recipient is given something in a calendar year; None without a bound."""
    limits, window = clause.limits, clause.window
    if limits.cap is not None and limits.cap.per == "member":
        return 1
    if window.narrow:
        counted = limits.times
        once = counted is not None and not counted.by_pieces and set(counted.per) <= {"member", "contact", "program"}
        return int(counted.n) if counted is not None and once else None
    if window.shape == "every":
        return 366 // window.days + 2 if window.days else 12 // window.months + 2
    count = _PER_YEAR.get(window.shape)
    return count if count is None or window.starts == (1, 1) else count + 1


def windows_inside(window: Window, clause: Clause) -> int | None:
    """Return in how many windows a recipient is given something inside a window of a budget; None without a bound."""
    if clause.window == window or clause.window.shape == "lifetime":
        return 1
    return windows_a_year(clause) if window.shape == "year" and window.starts == (1, 1) else None
