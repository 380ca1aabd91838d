"""Which facts have used up how often something counts, the first in order; a member learns only that it came late."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from ristorno.engine.history.line import Order


class UseKey(NamedTuple):
    """For whom facts are counted: a clause, with what its facts say (a person, the value of an attribute)."""

    clause: str
    names: tuple[str, ...]


class Use(NamedTuple):
    """One fact that counts, with its place in the order of all facts."""

    order: Order
    member: str
    fact: str


@dataclass(frozen=True)
class Uses:
    """The facts that count for each key, in order, each once."""

    taken: Mapping[UseKey, tuple[Use, ...]] = field(default_factory=dict)

    def first(self, key: UseKey, number: int, more: Iterable[Use]) -> tuple[Use, ...]:
        """Return the first so many facts of a key, ``more`` being among those that ask."""
        return tuple(once((*self.taken.get(key, ()), *more)))[:number]

    def taking(self, asked: Iterable[tuple[UseKey, Use]], number: int | None = None) -> "Uses":
        """Return these with what more facts use up; of every key no more than the first ``number`` are kept."""
        more: dict[UseKey, list[Use]] = {}
        for key, use in asked:
            more.setdefault(key, []).append(use)
        if not more:
            return self
        taken = {key: tuple(once((*self.taken.get(key, ()), *uses)))[:number] for key, uses in more.items()}
        return Uses({**self.taken, **taken})

    def joined(self, more: "Uses") -> "Uses":
        """Return these with others, of other keys."""
        return Uses({**self.taken, **more.taken}) if more.taken else self

    def text(self) -> Iterator[str]:
        """Yield lines that say all of it, for the version of the population."""
        for key, uses in sorted(self.taken.items()):
            yield from (f"used|{key.clause}|{key.names}|{use.member}|{use.fact}|{use.order[0]}" for use in uses)


def once(uses: Iterable[Use]) -> Iterator[Use]:
    """Yield uses in order, every fact in its first place only."""
    seen: set[tuple[str, str]] = set()
    for use in sorted(uses):
        if (use.member, use.fact) not in seen:
            seen.add((use.member, use.fact))
            yield use


NOTHING_USED = Uses()
