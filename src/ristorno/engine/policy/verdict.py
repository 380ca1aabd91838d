"""The word for a set of programs that run together: proved, broken, or undecided."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Final, Literal, TypeAlias

from ristorno.engine.calculation import Calculation
from ristorno.engine.policy.example import Example, worst_example
from ristorno.engine.policy.patterns import TooManyError
from ristorno.engine.policy.worst import Meeting, meetings
from ristorno.kernel.number import ZERO, Exact, exactly
from ristorno.kernel.period import Period

Word: TypeAlias = Literal["proved", "broken", "undecided"]
ASSUMED: Final = (
    "what a window gives is judged against all that is bought in it",
    "an order counts on the day on which it is placed, for who the buyer is then",
    "a product stands in one place of the tree of groups",
    "nothing is bought at a cost below 0, and nothing is compared with a baseline below 0",
    "amounts are told before rounding",
    "what is given for other facts than purchases is not looked at",
)
"""Under what every proof stands."""
_TRIED: Final = 10
"""Of so many meetings, the worst ones, examples are counted."""


@dataclass(frozen=True, slots=True)
class Block:
    """What stands in the way of a proof: a promise, or nothing in particular, and why."""

    promise: str
    why: str


@dataclass(frozen=True, slots=True)
class Verdict:
    """Whether a limit holds: the worst that can meet, an example that breaks it, or what blocks a proof."""

    rule: str
    limit: Decimal
    word: Word
    worst: Meeting | None
    bound: Exact | None
    """The most that is given of an order, as a fraction; None where there is no bound."""
    example: Example | None
    blocks: tuple[Block, ...]


def highest_discount(calculations: Sequence[Calculation], limit: Decimal, days: Period) -> Verdict:
    """Return whether all that is given for what is bought on some days keeps within a share of it."""
    with exactly():
        try:
            found = worst_first(calculations, days)
        except TooManyError:
            why = "lines and buyers can be told apart in too many ways; name fewer products, groups or attributes"
            return Verdict("highest_discount", limit, "undecided", None, None, None, (Block("", why),))
        worst = found[0] if found else None
        blocks = tuple(dict.fromkeys(_blocks(found)))
        bound = bound_of(found)
        if bound is not None and bound <= limit:
            return Verdict("highest_discount", limit, "proved", worst, bound, None, ())
        broken = _breaking(calculations, found, limit)
    if broken is not None:
        meeting, example = broken
        return Verdict("highest_discount", limit, "broken", meeting, bound, example, blocks)
    return Verdict("highest_discount", limit, "undecided", worst, bound, None, blocks)


def worst_first(calculations: Sequence[Calculation], days: Period) -> list[Meeting]:
    """Return what can meet on some days, without a bound first, then by how much is given.

    Raises:
        TooManyError: lines or buyers can be in too many ways to look at each.
    """
    return sorted(meetings(calculations, days), key=_badness, reverse=True)


def bound_of(found: Sequence[Meeting]) -> Exact | None:
    """Return the most that is given where the worst of what can meet stands first; None without a bound."""
    if not found:
        return ZERO
    return None if found[0].unbounded else found[0].share


def _badness(meeting: Meeting) -> tuple[int, Exact]:
    return len(meeting.unbounded), meeting.share


def _blocks(found: Sequence[Meeting]) -> Iterator[Block]:
    for meeting in found:
        for promise in meeting.unbounded:
            yield Block(promise.title, promise.most.why)


def _breaking(
    calculations: Sequence[Calculation], found: Sequence[Meeting], limit: Decimal
) -> tuple[Meeting, Example] | None:
    """Return the first of the worst meetings for which an example passes the limit."""
    for meeting in found[:_TRIED]:
        if meeting.share <= limit and not meeting.unbounded:
            continue
        example = worst_example(calculations, meeting)
        if example is not None and example.share > limit:
            return meeting, example
    return None
