"""How all members stand in one window of a clause: what each measured, and what follows for any of them.

Members are known by their measure alone. Whoever does not take part (nothing above zero was measured, the conditions
do not hold, the clause is for others) does not stand in it.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from decimal import Decimal
from functools import cached_property
from hashlib import sha256
from heapq import nsmallest
from typing import NamedTuple

from ristorno.kernel.number import ZERO, Exact
from ristorno.kernel.period import Period


class StandingKey(NamedTuple):
    """A clause and a window of it, without any cut."""

    clause: str
    window: Period


class Parted(NamedTuple):
    """A member's part of a pool: its exact share rounded down, and the step left over that came to it."""

    down: Decimal
    leftover: Decimal


class Drawn(NamedTuple):
    """What a draw gave: how many tickets there were, the winning ticket of each winner, and the last hash that won."""

    tickets: int
    winning: Mapping[str, str]
    last: str


@dataclass(frozen=True)
class Field:
    """The measures of all members who take part."""

    measures: Mapping[str, Decimal]
    _known: dict[tuple[object, ...], object] = field(default_factory=dict, compare=False, repr=False)

    def with_own(self, member: str, own: Decimal) -> "Field":
        """Return the field with a member's measure as it is now; itself where that is what it knows."""
        if self.measures.get(member, ZERO) == own:
            return self
        others = {name: value for name, value in self.measures.items() if name != member}
        return Field({**others, member: own} if own > 0 else others)

    @cached_property
    def total(self) -> Decimal:
        """What all of them measured."""
        return sum(self.measures.values(), ZERO)

    def better(self, than: Exact) -> int:
        """Return how many measured more."""
        return sum(value > than for value in self.measures.values())

    def part(self, member: str, pool: Decimal, step: Decimal) -> Parted:
        """Return a member's part of a pool that is divided by measure; the parts of all sum to the pool.

        Every part is rounded down to the step; the steps left over go one each by the largest remainder, ties by name.
        """
        return self._parts(pool, step).get(member, Parted(ZERO, ZERO))

    def _parts(self, pool: Decimal, step: Decimal) -> Mapping[str, Parted]:
        key = ("parts", pool, step)
        if key not in self._known:
            self._known[key] = self._divided(pool, step)
        parts = self._known[key]
        assert isinstance(parts, dict)
        return parts

    def _divided(self, pool: Decimal, step: Decimal) -> dict[str, Parted]:
        steps = pool / step
        shares = {name: divmod(steps * value, self.total) for name, value in self.measures.items()}
        left = int(steps - sum((down for down, _ in shares.values()), ZERO))
        first = set(sorted(shares, key=lambda name: (-shares[name][1], name))[:left])
        return {name: Parted(down * step, step if name in first else ZERO) for name, (down, _) in shares.items()}

    def draw(self, per: Decimal, winners: int, seed: str) -> Drawn:
        """Hold a draw: one ticket for every full ``per``, the smallest hashes win, each member at most once.

        The tickets of a member are NAME-1, NAME-2 and so on; the hash of a ticket is the SHA-256, in hexadecimal
        digits, of the text SEED:TICKET in UTF-8.
        """
        key = ("draw", per, winners, seed)
        if key not in self._known:
            self._known[key] = self._held(per, winners, seed)
        drawn = self._known[key]
        assert isinstance(drawn, Drawn)
        return drawn

    def _held(self, per: Decimal, winners: int, seed: str) -> Drawn:
        counts = {name: int(value // per) for name, value in self.measures.items()}
        best = (
            min((ticket_hash(seed, f"{name}-{number}"), f"{name}-{number}", name) for number in range(1, count + 1))
            for name, count in counts.items()
            if count
        )
        won = nsmallest(winners, best)
        winning = {name: ticket for _, ticket, name in won}
        return Drawn(sum(counts.values()), winning, won[-1][0] if won else "")


def ticket_hash(seed: str, ticket: str) -> str:
    """Return the number by which a ticket is drawn."""
    return sha256(f"{seed}:{ticket}".encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class Among:
    """A member among all who take part, as a mechanic sees it."""

    field: Field
    member: str
    step: Decimal
    """The smallest step of the unit that is paid."""

    def measuring(self, own: Exact) -> "Among":
        """Return this with the member's own measure as it is now."""
        found = self.field.with_own(self.member, own if isinstance(own, Decimal) else ZERO)
        return self if found is self.field else replace(self, field=found)


@dataclass(frozen=True)
class Standings:
    """The fields of all clauses and windows in which members are compared."""

    fields: Mapping[StandingKey, Field] = field(default_factory=dict)

    def of(self, clause: str, window: Period) -> Field:
        """Return who takes part in a window of a clause."""
        return self.fields.get(StandingKey(clause, window)) or _NOBODY

    def text(self) -> Iterator[str]:
        """Yield lines that say all of it, for the version of the population."""
        for key, found in sorted(self.fields.items()):
            for member, value in sorted(found.measures.items()):
                yield f"stands|{key.clause}|{key.window}|{member}|{value}"


_NOBODY = Field({})
