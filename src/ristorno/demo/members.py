"""Two hundred business customers: few large, many small, some growing, some fading, some gone, some new."""

from dataclasses import dataclass
from math import isqrt

from ristorno.demo.catalog import GOODS, Product
from ristorno.demo.dice import Dice
from ristorno.demo.names import choose_identity
from ristorno.demo.supplier import MONTHS

COUNT = 200
ROLES = ("owner", "buyer", "workshop", "counter", "fleet", "office")
"""What the contacts of a member do, in the order in which a growing company hires them."""

_KEY_ACCOUNTS = 5
"""So many of the largest stay with the supplier all the time."""

_SEGMENTS_BY_RANK = (
    (20, (("chain", 50), ("dealer", 35), ("fleet", 15))),
    (70, (("chain", 10), ("dealer", 45), ("fleet", 25), ("workshop", 20))),
    (COUNT, (("dealer", 20), ("fleet", 12), ("workshop", 68))),
)
_CONTACTS_BY_RANK = ((20, 3, 6), (80, 1, 3), (COUNT, 1, 2))
_BRANCHES_BY_SEGMENT = {
    "workshop": {"tires": 60, "brakes": 130, "filters-and-oils": 150, "electrics": 110},
    "dealer": {"tires": 300, "brakes": 40, "filters-and-oils": 30, "electrics": 40},
    "fleet": {"tires": 150, "brakes": 100, "filters-and-oils": 120, "electrics": 80},
    "chain": {"tires": 180, "brakes": 120, "filters-and-oils": 120, "electrics": 120},
}
_COURSES = (("steady", 36), ("growing", 27), ("declining", 17), ("dormant", 9), ("new", 11))


@dataclass(frozen=True, slots=True, kw_only=True)
class Course:
    """Where a member's business is going, in months of the term from 0.

    It buys from ``first_month`` to ``last_month``; a year changes its volume by ``yearly_change`` per cent.
    """

    name: str
    yearly_change: int
    first_month: int = 0
    last_month: int = len(MONTHS) - 1

    def volume(self, month: int) -> int:
        """Return the volume of a month in per mille of the first month of the term; 0 outside the course."""
        if not self.first_month <= month <= self.last_month:
            return 0
        return max(100, 1000 + self.yearly_change * 10 * month // 12)


@dataclass(frozen=True, slots=True, kw_only=True)
class Member:
    """A company that buys: who it is, and how it buys.

    ``volume`` is what it buys in an average year at the beginning, in EUR; ``discount`` is per cent off the
    list; ``term_days`` is the time to pay. ``assortment`` is what it buys at all, each product with a weight.
    """

    id: str
    name: str
    city: str
    country: str
    segment: str
    contacts: tuple[str, ...]
    course: Course
    volume: int
    orders_per_year: int
    lines_per_order: int
    discount: int
    term_days: int
    assortment: tuple[tuple[Product, int], ...]


def make_members(seed: int) -> tuple[Member, ...]:
    """Return all members by id; their size has nothing to do with their number."""
    dice = Dice(seed, "members")
    taken: set[str] = set()
    ranks = dice.sample(range(1, COUNT + 1), COUNT)
    return tuple(_make_member(seed, f"M{number:03d}", rank, taken) for number, rank in enumerate(ranks, start=1))


def _make_member(seed: int, member: str, rank: int, taken: set[str]) -> Member:
    dice = Dice(seed, "member", member)
    segment = dice.weigh(next(shares for last, shares in _SEGMENTS_BY_RANK if rank <= last))
    fewest, most = next((low, high) for last, low, high in _CONTACTS_BY_RANK if rank <= last)
    identity = choose_identity(segment, taken, Dice(seed, "identity", member))
    return Member(
        id=member,
        name=identity.name,
        city=identity.city,
        country=identity.country,
        segment=segment,
        contacts=tuple(f"{member}-{role}" for role in ROLES[: dice.between(fewest, most)]),
        course=_choose_course(rank, dice),
        # A tail as in real sales ledgers: a fifth of the members buys four fifths.
        volume=6_700_000 // isqrt((rank + 4) ** 3),
        orders_per_year=5 + 240 // (rank + 4),
        lines_per_order=2 + 20 // (rank + 4),
        discount=dice.between(0, 4) + 40 // (rank + 3),
        term_days=dice.pick((14, 30, 30, 60)),
        assortment=_choose_assortment(segment, dice),
    )


def _choose_course(rank: int, dice: Dice) -> Course:
    name = dice.weigh(_COURSES[:2] if rank <= _KEY_ACCOUNTS else _COURSES)
    if name == "growing":
        return Course(name=name, yearly_change=dice.between(12, 45))
    if name == "declining":
        return Course(name=name, yearly_change=-dice.between(12, 40))
    if name == "dormant":
        return Course(name=name, yearly_change=-10, last_month=dice.between(7, 17))
    if name == "new":
        return Course(name=name, yearly_change=dice.between(10, 40), first_month=dice.between(12, 20))
    return Course(name=name, yearly_change=dice.between(-6, 6))


def _choose_assortment(segment: str, dice: Dice) -> tuple[tuple[Product, int], ...]:
    taste = _BRANCHES_BY_SEGMENT[segment]
    return tuple(
        (product, taste[product.branch] * dice.between(1, 9))
        for product in GOODS
        if ("truck-tires" not in product.groups or segment == "fleet") and dice.chance(600)
    )
