"""The word for what programs that run together promise, rule by rule: proved, broken, or undecided."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, Literal, TypeAlias

from ristorno.engine.policy.example import Example
from ristorno.engine.policy.worst import Meeting
from ristorno.kernel.number import Exact

Word: TypeAlias = Literal["proved", "broken", "undecided"]
Rule: TypeAlias = Literal["highest_discount", "margin_floor", "price_floor", "never_together", "budget", "gifts"]
ASSUMED: Final = (
    "what a window gives is judged against all that is bought in it",
    "an order counts on the day on which it is placed, for who the buyer is then",
    "a product stands in one place of the tree of groups",
    "nothing is bought at a cost below 0, and nothing is compared with a baseline below 0",
    "amounts are told before rounding",
    "what is given for other facts than purchases is not looked at",
)
"""Under what proofs about orders stand."""
TRIED: Final = 10
"""Of so many meetings, the worst ones, examples are counted."""


@dataclass(frozen=True, slots=True)
class Block:
    """What stands in the way of a proof: a promise, or nothing in particular, and why."""

    promise: str
    why: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """Whether one rule of a policy holds: the worst that can meet, an example that breaks it, what blocks a proof.

    ``limit`` and ``bound`` are fractions, sums of money for budgets, gifts and lowest prices of a unit, or how many
    promises one line has. ``bound`` is the worst that can be; None where there is no bound.
    """

    rule: Rule
    name: str = ""
    """Of what, where a policy has several of the kind: a lowest price, a budget, promises that never come together."""
    unit: str = ""
    """The currency of ``limit`` and ``bound``, where they are sums of money."""
    limit: Exact
    word: Word
    worst: Meeting | None = None
    bound: Exact | None = None
    example: Example | None = None
    blocks: tuple[Block, ...] = ()
    assumed: tuple[str, ...] = ASSUMED


def unbounded(found: Sequence[Meeting]) -> tuple[Block, ...]:
    """Return what some meetings promise without a bound, each once."""
    promises = dict.fromkeys(promise for meeting in found for promise in meeting.unbounded)
    return tuple(dict.fromkeys(Block(promise.title, promise.most.why) for promise in promises))


def too_many(rule: Rule, limit: Exact, name: str = "") -> Verdict:
    """Return the verdict where lines and buyers are too many to look at."""
    why = "lines and buyers can be told apart in too many ways; name fewer products, groups or attributes"
    return Verdict(rule=rule, name=name, limit=limit, word="undecided", blocks=(Block("", why),))
