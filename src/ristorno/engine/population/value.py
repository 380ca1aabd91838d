"""The population: all that an answer about one member has to know of the others."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property
from hashlib import sha256

from ristorno.engine.accrual import Moment
from ristorno.engine.population.budgets import Budgets
from ristorno.engine.population.pools import Pools
from ristorno.engine.population.relations import Relations
from ristorno.engine.population.standing import Standings
from ristorno.engine.population.uses import Uses

_SHOWN = 12
"""Digits of the version: enough to tell two populations apart, short enough to read over the telephone."""


@dataclass(frozen=True)
class Population:
    """Relations and sums over all members, as of a moment. Frozen; two with equal contents have equal versions."""

    moment: Moment
    relations: Relations = field(default_factory=Relations)
    pools: Pools = field(default_factory=Pools)
    standings: Standings = field(default_factory=Standings)
    uses: Uses = field(default_factory=Uses)
    budgets: Budgets = field(default_factory=Budgets)

    @cached_property
    def version(self) -> str:
        """The first digits of the SHA-256 of all that it holds."""
        digest = sha256()
        for line in self._text():
            digest.update(f"{line}\n".encode())
        return digest.hexdigest()[:_SHOWN]

    def _text(self) -> Iterator[str]:
        yield f"moment|{self.moment.as_of}|{self.moment.known_at}"
        yield from self.relations.text()
        yield from self.pools.text()
        yield from self.standings.text()
        yield from self.uses.text()
        yield from self.budgets.text()
