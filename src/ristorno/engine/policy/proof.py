"""What programs that run together may give, rule by rule: the proofs of all that their policies say."""

from collections.abc import Iterator, Sequence
from decimal import Decimal

from ristorno.engine.calculation import Calculation
from ristorno.engine.policy.patterns import TooManyError
from ristorno.engine.policy.rules.budgets import budgets
from ristorno.engine.policy.rules.gifts import gifts
from ristorno.engine.policy.rules.highest_discount import highest_discount
from ristorno.engine.policy.rules.margin_floor import margin_floor
from ristorno.engine.policy.rules.never_together import apart
from ristorno.engine.policy.rules.price_floor import price_floors
from ristorno.engine.policy.verdict import Verdict, too_many
from ristorno.engine.policy.worst import Meeting, meetings
from ristorno.engine.terms.offers.policy import Policy
from ristorno.kernel.number import ONE, exactly
from ristorno.kernel.period import Period


def prove(calculations: Sequence[Calculation], days: Period, limit: Decimal | None = None) -> tuple[Verdict, ...]:
    """Return a verdict for each rule that any of the programs says: the strictest that any says is held for all.

    ``limit`` is asked about as the highest discount instead of what they say.
    """
    with exactly():
        return tuple(_verdicts(calculations, days, limit))


def _verdicts(calculations: Sequence[Calculation], days: Period, limit: Decimal | None) -> Iterator[Verdict]:
    policies = [terms.policy for each in calculations for terms in each.all_terms]
    highest = limit if limit is not None else _lowest_limit(policies)
    margin = max((each.margin_floor for each in policies if each.margin_floor is not None), default=None)
    held = any(each.budgets_hold for each in policies)
    of_orders = highest is not None or margin is not None or held
    found: list[Meeting] | None = []
    if of_orders or any(each.price_floors or each.never_together for each in policies):
        found = _meetings(calculations, days)
    if found is None:
        yield from _untold(policies, highest, margin)
    else:
        yield from [highest_discount(calculations, found, highest)] if highest is not None else ()
        yield from [margin_floor(calculations, found, margin)] if margin is not None else ()
        yield from price_floors(calculations, found)
        yield from apart(calculations, found)
    yield from budgets(calculations, found or (), days) if held else ()
    yield from gifts(calculations, days)


def _meetings(calculations: Sequence[Calculation], days: Period) -> list[Meeting] | None:
    """Return what can meet on some days; None where that is too much to look at."""
    try:
        return list(meetings(calculations, days))
    except TooManyError:
        return None


def _untold(policies: Sequence[Policy], highest: Decimal | None, margin: Decimal | None) -> Iterator[Verdict]:
    """Yield the rules that nobody can decide where lines and buyers are too many to look at."""
    if highest is not None:
        yield too_many("highest_discount", highest)
    if margin is not None:
        yield too_many("margin_floor", margin)
    for name in sorted({name for each in policies for name in each.price_floors}):
        yield too_many("price_floor", ONE, name)
    for name in sorted({name for each in policies for name in each.never_together}):
        yield too_many("never_together", ONE, name)


def _lowest_limit(policies: Sequence[Policy]) -> Decimal | None:
    said = [policy.highest_discount for policy in policies]
    return min((limit for limit in said if limit is not None), default=None)
