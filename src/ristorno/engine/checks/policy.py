"""A policy that cannot be kept, or that would never bound anything."""

from collections.abc import Iterator
from decimal import Decimal

from ristorno.engine.policy.laws import COUNTRIES, gift_laws
from ristorno.engine.terms.finding import Finding
from ristorno.engine.terms.offers.policy import Policy
from ristorno.engine.terms.terms import Terms
from ristorno.kernel.document import Path
from ristorno.kernel.number import ONE
from ristorno.kernel.problem import near


def check_policy(terms: Terms) -> Iterator[Finding]:
    """Yield what makes no sense in the policy of a program."""
    policy = terms.policy
    for path, rate in _rates(policy):
        if rate is not None and not 0 <= rate <= ONE:
            reason = f"{rate * 100:f} % lies outside 0 % to 100 %."
            yield Finding(path, "terms.rate", reason, "Write a rate such as 25 %.")
    for name, floor in policy.price_floors.items():
        if floor.price is not None and floor.price <= 0:
            reason = "No price is ever below 0."
            yield Finding(("policy", "price_floors", name, "price"), "terms.bounds", reason, "Write more than 0.")
    yield from _together(terms)
    yield from _gifts(terms)


def _rates(policy: Policy) -> Iterator[tuple[Path, Decimal | None]]:
    yield ("policy", "highest_discount"), policy.highest_discount
    yield ("policy", "margin_floor"), policy.margin_floor
    for name, floor in policy.price_floors.items():
        yield ("policy", "price_floors", name, "share"), floor.share
    for name, cost in policy.costs.items():
        yield ("policy", "costs", name, "share"), cost.share


def _together(terms: Terms) -> Iterator[Finding]:
    """Yield groups of one, and promises of the program itself that are not there."""
    own, known = f"{terms.program}.", {*terms.offers, *terms.clauses}
    for group, names in terms.policy.never_together.items():
        path: Path = ("policy", "never_together", group)
        if len({name.removeprefix(own) for name in names}) < 2:
            reason = "One promise alone never comes together with another."
            yield Finding(path, "terms.policy", reason, "Name two or more.")
        for name in names:
            short = name.removeprefix(own)
            if "." not in short and short not in known:
                reason = f"There is no offer and no clause {short!r}."
                yield Finding(path, "terms.policy", reason, near(short, known))


def _gifts(terms: Terms) -> Iterator[Finding]:
    gifts, path = terms.policy.gifts, ("policy", "gifts")
    if gifts is None:
        return
    if gifts.at_most is not None and gifts.at_most < 0:
        yield Finding((*path, "at_most"), "terms.negative", "Less than nothing cannot be given.", "Write 0 or more.")
    if not gifts.lawful:
        return
    if terms.country not in COUNTRIES:
        reason = f"No law on gifts is known for {terms.country or 'a program without a country'}."
        remedy = f"Say `country:`, one of {', '.join(COUNTRIES)}, or write `at_most` yourself."
        yield Finding((*path, "lawful"), "terms.legal", reason, remedy)
    elif not gift_laws(terms.country, terms.fact_currency):
        reason = f"The law of {terms.country} counts in another currency than {terms.fact_currency}."
        yield Finding((*path, "lawful"), "terms.legal", reason, "Write `at_most` in the currency of the facts.")
