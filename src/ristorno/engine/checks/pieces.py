"""Whether a window can be paid in pieces."""

from collections.abc import Iterator, Mapping
from types import MappingProxyType

from ristorno.engine.terms.clause import Clause
from ristorno.engine.terms.finding import Finding
from ristorno.engine.terms.windows import Window
from ristorno.kernel.document import Path

_STARTING = frozenset({"quarter", "half"})
"""Pieces that may begin on a day of their own."""
_MONTHS: Mapping[str, int] = MappingProxyType({"half_month": 0, "month": 1, "quarter": 3, "half": 6, "year": 12})


def check_pieces(path: Path, clause: Clause) -> Iterator[Finding]:
    """Pieces must lie inside the window; what is handed on from window to window cannot be told piece by piece."""
    if clause.pay_every is None:
        return
    where, piece = (*path, "pay_every"), clause.pay_every.window
    if piece.narrow or piece.shape in {"rolling", "campaign", "agreement", "lifetime"} or clause.window.narrow:
        reason = f"A window of {clause.window.shape!r} cannot be paid in pieces of {piece.shape!r}."
        yield Finding(where, "terms.pay_every", reason, "Use a wide window, such as year, and quarter or month in it.")
    elif not tiles(clause.window, piece):
        reason = f"A {piece.shape} can begin in one {clause.window.shape} and end in another."
        yield Finding(where, "terms.pay_every", reason, _filling(clause.window, piece))
    cap = clause.limits.cap
    if clause.cumulative and (clause.below_zero == "carry" or (cap is not None and cap.per == "member")):
        reason = "What is carried over or bound for good cannot be told piece by piece."
        remedy = "Use a cap for the window, and below_zero: zero or charge; or basis: separate."
        yield Finding(where, "terms.pay_every", reason, remedy)


def tiles(window: Window, piece: Window) -> bool:
    """Return whether pieces of a shape fill windows of another without a rest."""
    if window.shape not in _MONTHS:
        return True  # windows that have a beginning of their own cut the first and the last piece
    if piece.shape == "day":
        return True
    return piece.shape in _MONTHS and _MONTHS[piece.shape] < _MONTHS[window.shape] and _begin_together(window, piece)


def _begin_together(window: Window, piece: Window) -> bool:
    """Return whether a piece begins where a window does: calendar quarters fill a year that begins in July."""
    if piece.shape in {"month", "half_month"}:
        return True
    (month, day), (first, first_day) = window.starts, piece.starts
    return day == first_day and (month - first) % _MONTHS[piece.shape] == 0


def _filling(window: Window, piece: Window) -> str:
    if window.shape in _MONTHS and piece.shape in _STARTING and _MONTHS[piece.shape] < _MONTHS[window.shape]:
        month, day = window.starts
        return f"Write {{{piece.shape}: {{starts: {month:02}-{day:02}}}}}, so that they begin with the {window.shape}."
    return "Use pieces that fill the window, such as quarter in year."
