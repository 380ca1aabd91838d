"""Who may have a reward, and of which counters it takes."""

from collections.abc import Callable, Iterator, Mapping
from datetime import date
from decimal import Decimal
from typing import Final

from ristorno.apps.counters.values import Wanted
from ristorno.apps.rewards.terms import AtMost, RewardTerms
from ristorno.apps.rewards.values import Visitor
from ristorno.kernel.number import ZERO

WAITING: Final = ("asked", "approved")
"""The states in which points are held."""
MOST = 1_000
"""So many pieces are asked for at once."""


def why_not(terms: RewardTerms, visitor: Visitor, level: Callable[[str, str], str | None]) -> str | None:
    """Return why somebody may not have a reward, None where he may; ``level`` tells one by program and ladder."""
    audience = terms.audience
    if audience.members is not None and visitor.member not in audience.members:
        return "it is for other companies"
    if audience.roles is not None and not set(audience.roles) & set(visitor.roles):
        return f"it is for who is {' or '.join(audience.roles)}"
    for program, ladders in audience.levels.items():
        for ladder, tiers in ladders.items():
            if level(program, ladder) not in tiers:
                return f"it is for the level {' or '.join(tiers)}"
    return "points of a person pay for it" if terms.payer == "contact" and not visitor.contact else None


def missing_details(terms: RewardTerms, told: Mapping[str, str]) -> Iterator[str]:
    """Yield what handing over needs and nobody has told."""
    return (each for each in terms.gives.ASKS if not told.get(each, "").strip())


def stock_of(name: str) -> str:
    """Return the counter of the pieces of a reward."""
    return f"reward:{name}"


def limits_of(name: str, terms: RewardTerms, member: str, contact: str, today: date) -> Mapping[AtMost, str]:
    """Return the counters of what a member or a person may have of a reward on a day, by what is said of it."""
    found = {}
    for limit in terms.limits:
        whose = member if limit.per == "member" else f"{member}/{contact}"
        when = f"/{today.year}" if limit.over == "year" else ""
        found[limit] = f"reward:{name}/{limit.per}:{whose}{when}"
    return found


def wanted(
    name: str,
    terms: RewardTerms,
    visitor: Visitor,
    quantity: int,
    today: date,
    gone: Callable[[AtMost], Decimal] = lambda limit: ZERO,
) -> Iterator[Wanted]:
    """Yield what some pieces take: of the stock, and of what a member or a person may have.

    ``gone`` tells what of a limit those have had who have become this member since.
    """
    count = Decimal(quantity)
    if terms.stock is not None:
        yield Wanted(counter=stock_of(name), amount=count, at_most=terms.stock, code="rewards.stock", what=name)
    for limit, counter in limits_of(name, terms, visitor.member, visitor.contact, today).items():
        what = f"{name} for one {limit.per}" + (f" in {today.year}" if limit.over == "year" else "")
        at_most = max(ZERO, limit.n - gone(limit))
        yield Wanted(counter=counter, amount=count, at_most=at_most, code="rewards.limit", what=what)
