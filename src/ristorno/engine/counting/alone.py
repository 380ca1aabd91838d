"""For whom a condition is judged: the company, or one person or party that is paid apart."""

from collections.abc import Callable
from typing import NamedTuple

from ristorno.engine.counting.parts import Part, acted, part_of
from ristorno.engine.history.line import Line
from ristorno.engine.ruling.context import Context
from ristorno.engine.terms.conditions import Gate
from ristorno.engine.terms.reward import Reward


class Alone(NamedTuple):
    """Which lines are those of one person or party, for conditions that are judged for each of them apart."""

    mine: Callable[[Line], bool]
    wholly: bool = False
    """Whether all conditions are, as those of rows, and not only those that say ``per``."""

    def asked(self, gate: Gate) -> bool:
        """Return whether a condition looks at these lines alone."""
        return self.wholly or gate.per is not None


COMPANY_ALONE = Alone(lambda _: True)
"""The company, which is its own only part."""


def named_alone(reward: Reward, part: Part) -> Alone:
    """Return for whom conditions with ``per`` are judged: by the lines that name this person or party."""
    return Alone(lambda line: acted(reward, line) == part.contact)


def counted_alone(context: Context, reward: Reward, part: Part) -> Alone:
    """Return for whom conditions of rows are judged: by the lines that count for the part, with its consents."""
    if not reward.apart:
        return COMPANY_ALONE
    return Alone(lambda line: part_of(context, reward, line) == part, wholly=True)
