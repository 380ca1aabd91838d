"""What promises give together: taken off the price at once, given besides, and earned later on what is left of it.

A policy cuts the discounts of a whole order, and says nothing of single lines: some may be given more, as long as
others are given less. So what is given is bounded twice, by the worst line as it is without any policy, and by the
worst that lines of one order can come to together; the better bound holds. Lowest prices, and what never comes
together, are held for every article by itself.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import TypeAlias

from ristorno.engine.history.line import Line
from ristorno.engine.policy.promise import Promise
from ristorno.engine.terms.offers.policy import Policy
from ristorno.kernel.number import ONE, ZERO, Exact, per_unit, plus, smaller, times, total

Place: TypeAlias = tuple[str, str]
"""A program and the name of a ladder, a group or an offer of it."""


@dataclass(frozen=True, slots=True)
class Together:
    """The most that promises with a bound give, as fractions of the list price.

    ``off`` at once by program; ``besides`` in goods, at cost; ``later`` on the price that is left; ``cost`` of the
    goods themselves, at most, None where nobody says.
    """

    off: Mapping[str, Exact]
    besides: Exact
    later: Exact
    cost: Exact | None = None

    @property
    def now(self) -> Exact:
        """The most that is taken off at once.

        A program never takes more off than the price; of what others take off it knows nothing.
        """
        return total(smaller(ONE, share) for share in self.off.values())

    @property
    def share(self) -> Exact:
        """The most of the list price: nobody has to take a discount where more is earned without it."""
        left = plus(self.now, times(self.later, max(ZERO, plus(ONE, -self.now))))
        return plus(max(self.later, left), self.besides)

    @property
    def margin(self) -> Exact | None:
        """The least of the net price that stays above cost; None where there is no such bound."""
        left = plus(ONE, -self.now)
        if self.cost is None or left <= 0:
            return None
        return plus(plus(ONE, -self.later), -per_unit(plus(self.cost, self.besides), left))


def together(promises: Iterable[Promise], line: Line | None = None, cost: Exact | None = None) -> Together:
    """Return what promises give that meet on one line, by the lowest prices that hold for it."""
    off: dict[Place, Exact] = {}
    later: dict[tuple[str, str, str], Exact] = {}
    besides: Exact = ZERO
    kept = list(promises)
    for promise in kept:
        share = promise.most.share or ZERO
        if promise.now and promise.free:
            besides = plus(besides, share)
        elif promise.now:
            place = _place(promise)
            off[place] = max(off.get(place, ZERO), share)
        else:
            version = promise.program, promise.contract, promise.name
            later[version] = max(later.get(version, ZERO), share)
    offers = [promise for promise in kept if promise.now and not promise.free]
    programs = {program: _off(program, off, offers, line) for program, _ in off}
    return Together(programs, besides, total(later.values()), cost)


def _place(promise: Promise) -> Place:
    return promise.program, promise.group or f"offer {promise.name}"


def _off(program: str, off: Mapping[Place, Exact], offers: Sequence[Promise], line: Line | None) -> Exact:
    """Return the most that a program takes off one line, as the policies leave it."""
    own = [promise for promise in offers if promise.program == program]
    left = {place: share for place, share in off.items() if place[0] == program}
    whole: Exact = ZERO
    for alone in _apart(own):
        whole = plus(whole, max(left.pop(place) for place in alone))
    whole = plus(whole, total(left.values()))
    for share in _floors(own, line) if line is not None else ():
        whole = smaller(whole, plus(ONE, -share))
    return whole


def _apart(offers: Sequence[Promise]) -> Iterator[set[Place]]:
    """Yield offers of which every version says that they never come together; none is in two of the groups."""
    groups = [_never(promise) for promise in offers]
    seen: set[Place] = set()
    for names in sorted(frozenset.intersection(*groups), key=sorted) if groups else ():
        found = {_place(each) for each in offers if each.title in names and each.group is None} - seen
        if len(found) > 1:
            seen |= found
            yield found


def _never(promise: Promise) -> frozenset[frozenset[str]]:
    return frozenset(never_together(promise.program, names) for names in _policy(promise).never_together.values())


def never_together(program: str, names: Iterable[str]) -> frozenset[str]:
    """Return the titles of promises that a policy names, those of its own program too."""
    return frozenset(name if "." in name else f"{program}.{name}" for name in names)


def _policy(promise: Promise) -> Policy:
    return promise.rules.terms.policy


def _floors(offers: Sequence[Promise], line: Line) -> Iterator[Decimal]:
    """Yield the share of the list price below which none of the versions of some offers lets a line fall."""
    if any(promise.lines != "goods" for promise in offers):
        return  # delivery has no lowest price
    lowest: list[Decimal] = []
    for promise in offers:
        rules = promise.rules
        held = (floor for floor in _policy(promise).price_floors.values() if floor.share is not None)
        shares = [floor.share for floor in held if rules.sieve(floor.on).refusal(line) is None]
        lowest.append(max((share for share in shares if share is not None), default=ZERO))
    yield min(lowest)


@dataclass(frozen=True, slots=True)
class Mixed:
    """What an order of one buyer comes to, whatever lines it has: bounds by the policies that are kept as it is priced.

    ``share``: the most that it is given. ``margin``: the least of its net price that stays above cost; None without a
    bound, with the reason in ``why``.
    """

    share: Exact
    margin: Exact | None
    why: str = ""


def of_an_order(lines: Collection[Together], promises: Collection[Promise]) -> Mixed:
    """Return what an order comes to whose lines can be any of some, where policies cut its discounts.

    ``promises`` are those that any of the lines has.
    """
    allowed = _allowed(promises)
    off: dict[str, Exact] = {}
    for line in lines:
        for program, share in line.off.items():
            off[program] = max(off.get(program, ZERO), smaller(share, allowed.get(program, ONE)))
    costs = [line.cost for line in lines]
    cost = None if None in costs else max((each for each in costs if each is not None), default=ZERO)
    besides = max((line.besides for line in lines), default=ZERO)
    whole = Together(off, besides, max((line.later for line in lines), default=ZERO), cost)
    margin, why = _margin(whole, lines, promises)
    return Mixed(whole.share, margin, why)


def _margin(whole: Together, lines: Collection[Together], promises: Collection[Promise]) -> tuple[Exact | None, str]:
    """Return the least of its net price that an order keeps above cost: by its lines, by bounds on all, as priced."""
    if whole.cost is None:
        return None, "what some goods cost is not said; `costs` in the policy bounds it"
    unknown = [promise for promise in promises if promise.most.share is None]
    priced = _as_priced(whole, promises)
    blocking = [promise for promise in unknown if not (promise.free and priced is not None)]
    if blocking:
        return None, f"{blocking[0].title}: {blocking[0].most.why}"
    by_line = [line.margin for line in lines]
    found = [] if None in by_line or unknown else [min((each for each in by_line if each is not None), default=ONE)]
    found += [each for each in (None if unknown else whole.margin, priced) if each is not None]
    return (max(found), "") if found else (None, "discounts may take the whole price")


def _as_priced(whole: Together, promises: Collection[Promise]) -> Exact | None:
    """Return the least margin where one program alone gives anything at once and holds its own margin floor.

    It cuts what it gives until the floor is kept, or to nothing; what is earned later it may not know yet.
    """
    giving = [promise for promise in promises if promise.now]
    floors = [_policy(promise).margin_floor for promise in giving]
    if len({promise.program for promise in giving}) != 1 or None in floors or whole.cost is None:
        return None
    kept = min(min(floor for floor in floors if floor is not None), plus(ONE, -whole.cost))
    return plus(kept, -whole.later)


def _allowed(promises: Iterable[Promise]) -> Mapping[str, Decimal]:
    """Return by program what its policy lets an order have; every version of an offer keeps its own."""
    found: dict[str, Decimal] = {}
    for promise in promises:
        if promise.now:
            limit = _policy(promise).highest_discount
            found[promise.program] = max(found.get(promise.program, ZERO), ONE if limit is None else limit)
    return found
