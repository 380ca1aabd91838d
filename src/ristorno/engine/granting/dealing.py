"""Dealing what a member is granted among its amounts: in proportion, to the step, and what takes back stays."""

from collections.abc import Mapping, Sequence
from decimal import Decimal

from ristorno.engine.accrual import Accrual
from ristorno.engine.counting.proportion import in_proportion
from ristorno.kernel.number import ZERO


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


def _name(accrual: Accrual) -> str:
    """Return the key of an amount as a text, by which leftover steps go where remainders are equal."""
    return "|".join(
        (accrual.clause, str(accrual.window), accrual.document or "", *accrual.recipient, accrual.agreement)
    )
