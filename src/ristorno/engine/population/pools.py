"""What members brought to what is counted together, as sums: nobody's facts leave its own book."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from functools import cached_property
from typing import Literal, NamedTuple, TypeAlias

from ristorno.kernel.number import ZERO
from ristorno.kernel.period import Period

Whose: TypeAlias = Literal["own", "group", "downstream"]
"""Whose facts count: the member's own, those of its whole group, those of all whom it supplies."""


class PoolKey(NamedTuple):
    """What is counted together: a clause (or one of its gates, by its words) over a window, for an owner.

    ``owner`` is the group, or the member whose downstream it is.
    """

    asked: str
    window: Period
    owner: str


class Brought(NamedTuple):
    """What one member brought: a sum, under the version of the terms that begins or goes on at ``day``."""

    member: str
    day: date
    value: Decimal


class Earlier(NamedTuple):
    """What the others brought to an earlier window, and the first day on which any of them ever brought anything."""

    value: Decimal
    first: date | None


NOTHING_EARLIER = Earlier(ZERO, None)


@dataclass(frozen=True)
class Pools:
    """The sums of all pools, each by member and day."""

    brought: Mapping[PoolKey, tuple[Brought, ...]] = field(default_factory=dict)

    def others(self, key: PoolKey, member: str) -> tuple[Brought, ...]:
        """Return what all but one member brought."""
        return tuple(one for one in self.brought.get(key, ()) if one.member != member)

    def first_day(self, asked: str, owner: str) -> date | None:
        """Return the first day under which anything was brought; None where nothing was."""
        return self._first_days.get((asked, owner))

    @cached_property
    def _first_days(self) -> Mapping[tuple[str, str], date]:
        first: dict[tuple[str, str], date] = {}
        for key, brought in self.brought.items():
            for one in brought:
                known = first.get((key.asked, key.owner))
                first[key.asked, key.owner] = one.day if known is None else min(known, one.day)
        return first

    def text(self) -> Iterator[str]:
        """Yield lines that say all of it, for the version of the population."""
        for key, brought in sorted(self.brought.items()):
            yield from (f"brought|{key.asked}|{key.window}|{key.owner}|{o.member}|{o.day}|{o.value}" for o in brought)
