"""Dealing what is granted among amounts: in proportion, or in the order of facts. What takes back stays as it is."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Literal, NamedTuple

from ristorno.engine.accrual import Accrual
from ristorno.engine.counting.derivation import Derivation
from ristorno.engine.counting.proportion import in_proportion
from ristorno.engine.granted import Granted
from ristorno.engine.population.budgets import Claim
from ristorno.kernel.number import ZERO
from ristorno.kernel.period import Period


def owed(accruals: Sequence[Accrual]) -> Decimal:
    """Return what some amounts sum to."""
    return sum((accrual.amount for accrual in accruals), ZERO)


def gives(accruals: Sequence[Accrual]) -> Decimal:
    """Return the sum of the amounts above 0."""
    return sum((max(ZERO, accrual.amount) for accrual in accruals), ZERO)


def dealt(part: Decimal, accruals: Sequence[Accrual], step: Decimal) -> Mapping[int, Decimal]:
    """Return what of each amount, by its place, is granted where all of them sum to ``part``."""
    above = {place: accrual for place, accrual in enumerate(accruals) if accrual.amount > 0}
    among = part + gives(accruals) - owed(accruals)
    names = {_name(accrual): place for place, accrual in above.items()}
    granted = {place: accrual.amount for place, accrual in enumerate(accruals)}
    if above and among < gives(accruals):
        parts = in_proportion(among, {_name(accrual): accrual.amount for accrual in above.values()}, step)
        granted |= {names[name]: each.amount for name, each in parts.items()}
    return granted


class InOrder(NamedTuple):
    """What is granted of a claim, and what was granted to those before it."""

    claim: Claim
    before: Decimal
    amount: Decimal


def claim_of(member: str, accrual: Accrual) -> Claim:
    """Return an amount of a single document or fact with its place in the order of facts."""
    told = accrual.derivation
    assert isinstance(told, Derivation)
    return Claim(told.slot.lines[0].at, member, _name(accrual), accrual.amount)


def in_order(balance: Decimal, claims: Iterable[Claim]) -> Iterator[InOrder]:
    """Yield what is granted of claims, the earliest first; what is taken back is there for those that come later."""
    before = ZERO
    for claim in sorted(claims):
        amount = min(claim.amount, max(ZERO, balance - before))
        yield InOrder(claim, before, amount)
        before += amount


def granted_in_order(
    each: InOrder,
    *,
    source: Literal["budget", "fund"],
    name: str,
    window: Period,
    window_label: str,
    balance: Decimal,
    asked: Decimal,
    step: Decimal,
) -> Granted:
    """Return how a claim was granted in its turn."""
    own = each.claim.amount
    return Granted(
        source=source,
        name=name,
        window=window,
        window_label=window_label,
        rule="in_order",
        balance=balance,
        asked=asked,
        own=own,
        part=each.amount,
        gives=max(ZERO, own),
        amount=each.amount,
        step=step,
        before=each.before,
    )


def _name(accrual: Accrual) -> str:
    """Return the key of an amount as a text, by which leftover steps go where remainders are equal."""
    return "|".join(
        (accrual.clause, str(accrual.window), accrual.document or "", *accrual.recipient, accrual.agreement)
    )
