"""How hard a law is tried: shortly with each test run, long from a fresh printed seed."""

from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction
from math import ceil
from typing import Any

from hypothesis import HealthCheck, Phase, given, settings
from hypothesis.strategies import SearchStrategy

SHORT = settings(
    derandomize=True,
    deadline=None,
    database=None,
    print_blob=True,
    phases=(Phase.explicit, Phase.generate, Phase.target, Phase.shrink),
    suppress_health_check=(HealthCheck.too_slow, HealthCheck.filter_too_much, HealthCheck.data_too_large),
)
"""The same examples in every run: who changes something else is never surprised by an old mistake."""
LONG = settings(SHORT, derandomize=False)


@dataclass(frozen=True)
class Effort:
    """How many examples a law is held against: as many as a law asks for, times a factor."""

    settings: settings
    factor: Fraction

    def prove(
        self, law: Callable[..., None], *strategies: SearchStrategy[Any], examples: int = 50, costly: bool = False
    ) -> None:
        """Hold a law against random examples; a failure shows the smallest one found and how to repeat it.

        ``costly``: an example takes about a second, so with each test run half as many are tried.
        """
        factor = self.factor / 2 if costly and self.factor < 1 else self.factor
        effort = settings(self.settings, max_examples=ceil(examples * factor))
        effort(given(*strategies)(law))()
