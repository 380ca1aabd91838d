"""Which facts have used up how often something counts, the first in order; a member learns only that it came late."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import NamedTuple

from ristorno.engine.history.line import Order
from ristorno.kernel.number import ONE, plain


class UseKey(NamedTuple):
    """For whom facts are counted: a clause, with what its facts say (a person, the value of an attribute)."""

    clause: str
    names: tuple[str, ...]


class Use(NamedTuple):
    """One fact that counts, with its place in the order of all facts.

    ``size``: how many pieces of it count, where these are counted; None where it is one, however often it is there.
    """

    order: Order
    member: str
    fact: str
    size: Decimal | None = None


@dataclass(frozen=True)
class Uses:
    """The facts that count for each key, in order, each once."""

    taken: Mapping[UseKey, tuple[Use, ...]] = field(default_factory=dict)

    def first(self, key: UseKey, number: Decimal, more: Iterable[Use]) -> tuple[Use, ...]:
        """Return the first so many facts, or pieces of them, of a key, ``more`` being among those that ask."""
        return tuple(_up_to(number, once((*self.taken.get(key, ()), *more))))

    def taking(self, asked: Iterable[tuple[UseKey, Use]], number: Decimal | None = None) -> "Uses":
        """Return these with what more facts use up; of every key no more than the first ``number`` are kept."""
        more: dict[UseKey, list[Use]] = {}
        for key, use in asked:
            more.setdefault(key, []).append(use)
        if not more:
            return self
        for key, uses in more.items():
            found = once((*self.taken.get(key, ()), *uses))
            more[key] = list(found if number is None else _up_to(number, found, whole=True))
        return Uses({**self.taken, **{key: tuple(uses) for key, uses in more.items()}})

    def joined(self, more: "Uses") -> "Uses":
        """Return these with others, of other keys."""
        return Uses({**self.taken, **more.taken}) if more.taken else self

    def text(self) -> Iterator[str]:
        """Yield lines that say all of it, for the version of the population."""
        for key, uses in sorted(self.taken.items()):
            for use in uses:
                pieces = "" if use.size is None else f"|{plain(use.size)}"
                yield f"used|{key.clause}|{key.names}|{use.member}|{use.fact}|{use.order[0]}{pieces}"


def _up_to(number: Decimal, uses: Iterable[Use], *, whole: bool = False) -> Iterator[Use]:
    """Yield the first uses up to a number; ``whole``: the one that passes it as it is, else as much of it as fits."""
    left = number
    for use in uses:
        if left <= 0:
            return
        size = ONE if use.size is None else use.size
        yield use if whole or size <= left else use._replace(size=left)
        left -= size


def once(uses: Iterable[Use]) -> Iterator[Use]:
    """Yield uses in order, every fact in its first place only; of facts that are counted by pieces every place once."""
    seen: set[tuple[str, str, Order | None]] = set()
    for use in sorted(uses, key=lambda use: use[:3]):
        key = (use.member, use.fact, None if use.size is None else use.order)
        if key not in seen:
            seen.add(key)
            yield use


NOTHING_USED = Uses()
