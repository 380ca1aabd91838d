"""At most a share of the list price is given, at once and later."""

from collections.abc import Sequence

from ristorno.engine.calculation import Calculation
from ristorno.engine.policy.example import Example, examples, share_given
from ristorno.engine.policy.verdict import TRIED, Verdict, unbounded
from ristorno.engine.policy.worst import Meeting
from ristorno.kernel.number import ZERO, Exact


def highest_discount(calculations: Sequence[Calculation], found: Sequence[Meeting], limit: Exact) -> Verdict:
    """Return whether all that is given for what is bought keeps within a share of it."""
    ordered = sorted(found, key=_badness, reverse=True)
    worst, bound, blocks = ordered[0] if ordered else None, bound_of(ordered), unbounded(ordered)
    if bound is not None and bound <= limit:
        return Verdict(rule="highest_discount", limit=limit, word="proved", worst=worst, bound=bound)
    for meeting in ordered[:TRIED]:
        if meeting.share <= limit and not meeting.unbounded:
            continue
        most = max(examples(calculations, meeting, share_given), key=_reached, default=None)
        if most is not None and most.reached > limit:
            return Verdict(
                rule="highest_discount",
                limit=limit,
                word="broken",
                worst=meeting,
                bound=bound,
                example=most,
                blocks=blocks,
            )
    return Verdict(rule="highest_discount", limit=limit, word="undecided", worst=worst, bound=bound, blocks=blocks)


def bound_of(ordered: Sequence[Meeting]) -> Exact | None:
    """Return the most that is given where the worst of what can meet stands first; None without a bound."""
    if not ordered:
        return ZERO
    return None if ordered[0].unbounded else ordered[0].share


def _badness(meeting: Meeting) -> tuple[int, Exact]:
    return len(meeting.unbounded), meeting.share


def _reached(example: Example) -> Exact:
    return example.reached
