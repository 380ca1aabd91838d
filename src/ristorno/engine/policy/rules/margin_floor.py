"""At least a share of the net price stays above cost, whatever is given at once and later."""

from collections.abc import Sequence
from typing import Final

from ristorno.engine.calculation import Calculation
from ristorno.engine.policy.example import Example, examples
from ristorno.engine.policy.rows import cost_of
from ristorno.engine.policy.verdict import ASSUMED, TRIED, Block, Verdict, unbounded
from ristorno.engine.policy.worst import Meeting
from ristorno.kernel.number import ONE, ZERO, Exact, per_unit, plus, total

_ASSUMED: Final = (
    *ASSUMED,
    "goods cost at most what `costs` in the policy says of their list price",
    "goods for which nothing is promised keep the margin by themselves",
)


def margin_floor(calculations: Sequence[Calculation], found: Sequence[Meeting], limit: Exact) -> Verdict:
    """Return whether enough is left above cost; where nobody says what goods cost, it is not."""
    ordered = sorted(found, key=_badness)
    worst = ordered[0] if ordered else None
    bound = ONE if worst is None else worst.mixed.margin
    if bound is not None and bound >= limit:
        return Verdict(rule="margin_floor", limit=limit, word="proved", worst=worst, bound=bound, assumed=_ASSUMED)
    blocks = (*unbounded(ordered), *(Block("", each.mixed.why) for each in ordered[:1] if each.mixed.why))
    for meeting in sorted(found, key=_by_line)[:TRIED]:
        cost = cost_of(meeting.rows)
        tried = examples(calculations, meeting, margin_left, cost=ZERO if cost is None else cost)
        least = min(tried, key=lambda each: each.reached, default=None)
        if least is not None and least.reached < limit:
            return Verdict(
                rule="margin_floor",
                limit=limit,
                word="broken",
                worst=meeting,
                bound=bound,
                example=least,
                blocks=blocks,
            )
    return Verdict(rule="margin_floor", limit=limit, word="undecided", worst=worst, bound=bound, blocks=blocks)


def margin_left(example: Example) -> Exact | None:
    """Return what stays of the net price above cost, as a fraction of it; None where there is no price."""
    if example.net <= 0:
        return None
    besides = total(each.money for each in example.given if each.how != "off")
    spent = plus(example.order.cost or ZERO, besides)
    return per_unit(plus(example.net, -spent), example.net)


def _badness(meeting: Meeting) -> tuple[bool, Exact]:
    margin = meeting.mixed.margin
    return margin is not None, ZERO if margin is None else margin


def _by_line(meeting: Meeting) -> tuple[bool, Exact]:
    margin = meeting.together.margin
    return margin is not None and not meeting.unbounded, ZERO if margin is None else margin
