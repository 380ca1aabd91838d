"""In which order offers are taken off: never that of the document.

An offer comes after those whose price is its base, and after the one with which it comes. Offers of one exclusive
group stand together. Otherwise the higher priority comes first, then the name.
"""

from collections.abc import Iterator, Mapping, Sequence

from ristorno.engine.terms.offers.offer import Offer
from ristorno.engine.terms.offers.trigger import Beside


def needed(offer: Offer) -> tuple[str, ...]:
    """Return the offers that must be decided before one."""
    beside = (offer.trigger.beside,) if isinstance(offer.trigger, Beside) else ()
    return (*offer.after, *beside)


def groups(offers: Mapping[str, Offer]) -> Mapping[str, tuple[str, ...]]:
    """Return the names of offers that are decided together, by a key of their own."""
    found: dict[str, list[str]] = {}
    for name in sorted(offers):
        exclusive = offers[name].exclusive
        found.setdefault(f"group {exclusive.group}" if exclusive else f"offer {name}", []).append(name)
    return {key: tuple(names) for key, names in found.items()}


def in_order(offers: Mapping[str, Offer]) -> Iterator[tuple[str, ...]]:
    """Yield the groups in the order in which they are decided; those in a circle are left out."""
    held = groups(offers)
    of = {name: key for key, names in held.items() for name in names}
    waiting = {
        key: {of[other] for name in names for other in needed(offers[name]) if other in of}
        for key, names in held.items()
    }
    while waiting:
        ready = [key for key, before in waiting.items() if before.isdisjoint(waiting)]
        if not ready:
            return
        first = min(ready, key=lambda key: _rank(offers, held[key]))
        del waiting[first]
        yield held[first]


def circles(offers: Mapping[str, Offer]) -> Sequence[str]:
    """Return the offers of which each must wait for itself."""
    decided = {name for names in in_order(offers) for name in names}
    return sorted(set(offers) - decided)


def _rank(offers: Mapping[str, Offer], names: tuple[str, ...]) -> tuple[int, str]:
    return -max(int(offers[name].priority) for name in names), names[0]
