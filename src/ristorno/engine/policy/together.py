"""What promises give together: taken off the price at once, given besides, and earned later on what is left of it.

A policy cuts the discounts of a whole order, and says nothing of single lines: some may be given more, as long as
others are given less. So what is given is bounded twice, by the worst line as it is without any policy, and by the
worst that lines of one order can come to together; the lower bound holds.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import TypeAlias

from ristorno.engine.policy.promise import Promise
from ristorno.kernel.number import ONE, ZERO, Exact, plus, smaller, times, total

Place: TypeAlias = tuple[str, str]
"""A program and the name of a ladder, a group or an offer of it."""


@dataclass(frozen=True, slots=True)
class Together:
    """The most that promises with a bound give, as fractions of the list price.

    ``off`` at once by program; ``besides`` in goods, at cost; ``later`` on the price that is left.
    """

    off: Mapping[str, Exact]
    besides: Exact
    later: Exact

    @property
    def share(self) -> Exact:
        """The most of the list price: nobody has to take a discount where more is earned without it.

        A program never takes more off than the price; of what others take off it knows nothing.
        """
        now = total(smaller(ONE, share) for share in self.off.values())
        left = plus(now, times(self.later, max(ZERO, plus(ONE, -now))))
        return plus(max(self.later, left), self.besides)


def together(promises: Iterable[Promise]) -> Together:
    """Return what promises give that meet on one line."""
    off: dict[Place, Exact] = {}
    later: dict[tuple[str, str, str], Exact] = {}
    besides: Exact = ZERO
    for promise in promises:
        share = promise.most.share or ZERO
        if promise.now and promise.free:
            besides = plus(besides, share)
        elif promise.now:
            place = promise.program, promise.group or f"offer {promise.name}"
            off[place] = max(off.get(place, ZERO), share)
        else:
            version = promise.program, promise.contract, promise.name
            later[version] = max(later.get(version, ZERO), share)
    programs = {program: total(off[place] for place in off if place[0] == program) for program, _ in off}
    return Together(programs, besides, total(later.values()))


def of_an_order(lines: Collection[Together], promises: Collection[Promise]) -> Exact:
    """Return the most that an order is given whose lines can be any of some, where policies cut its discounts."""
    allowed = _allowed(promises)
    off: dict[str, Exact] = {}
    for line in lines:
        for program, share in line.off.items():
            off[program] = max(off.get(program, ZERO), smaller(share, allowed.get(program, ONE)))
    besides = max((line.besides for line in lines), default=ZERO)
    return Together(off, besides, max((line.later for line in lines), default=ZERO)).share


def _allowed(promises: Iterable[Promise]) -> Mapping[str, Decimal]:
    """Return by program what its policy lets an order have; every version of an offer keeps its own."""
    found: dict[str, Decimal] = {}
    for promise in promises:
        if promise.now:
            limit = promise.rules.terms.policy.highest_discount
            found[promise.program] = max(found.get(promise.program, ZERO), ONE if limit is None else limit)
    return found
