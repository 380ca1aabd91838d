"""Whether a guarantee can be kept."""

from collections.abc import Iterator
from decimal import Decimal

from ristorno.engine.terms.clause import Clause
from ristorno.engine.terms.finding import Finding
from ristorno.kernel.document import Path


def check_guarantee(path: Path, clause: Clause, step: Decimal) -> Iterator[Finding]:
    """Yield guarantees for what has no window of its own, below zero, between two steps, above a bound."""
    guarantee, cap = clause.limits.guarantee, clause.limits.cap
    if guarantee is None:
        return
    where = (*path, "limits", "guarantee")
    if clause.window.narrow or clause.reward.apart:
        reason = "A guarantee is given to a company for a time, not for a document or to whoever acted."
        yield Finding(where, "terms.guarantee", reason, "Use a wider window, and pay the company or a split.")
    if guarantee.amount <= 0 or guarantee.amount % step:
        reason = f"{guarantee.amount} is no amount above 0 in steps of {step}."
        yield Finding(where, "terms.guarantee", reason, "Write a multiple of the unit's step.")
    if cap is not None and cap.per in {"window", "member"} and cap.amount < guarantee.amount:
        yield Finding(
            where, "terms.bounds", "The guarantee lies above the cap.", "Raise the cap, or lower the guarantee."
        )
    if clause.cumulative and guarantee.surplus == "carry":
        reason = "A surplus is known when the window is over, which its pieces cannot wait for."
        yield Finding(where, "terms.guarantee", reason, "Use surplus: lose, or pay the window as a whole.")
