"""Dealing what is granted among amounts: in proportion, or in the order of facts. What takes back stays as it is."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

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


def claim_of(member: str, accrual: Accrual) -> Claim:
    """Return an amount of a single document or fact with its place in the order of facts."""
    told = accrual.derivation
    assert isinstance(told, Derivation)
    return Claim(told.slot.lines[0].at, member, _name(accrual), accrual.amount)


@dataclass(frozen=True, slots=True)
class Source:
    """What grants in order: a budget or a fund in one of its windows."""

    kind: Literal["budget", "fund"]
    name: str
    window: Period
    window_label: str
    balance: Decimal
    step: Decimal

    def in_order(self, claims: Collection[Claim], mine: Mapping[Claim, int]) -> Mapping[int, Granted]:
        """Return what is granted of my claims among all, by their places: the earliest first.

        What is taken back is there for those that come later.
        """
        asked = sum((claim.amount for claim in claims), ZERO)
        found, before = {}, ZERO
        for claim in sorted(claims):
            amount = min(claim.amount, max(ZERO, self.balance - before))
            if claim in mine:
                found[mine[claim]] = self._granted(claim.amount, amount, before, asked)
            before += amount
        return found

    def _granted(self, own: Decimal, amount: Decimal, before: Decimal, asked: Decimal) -> Granted:
        return Granted(
            source=self.kind,
            name=self.name,
            window=self.window,
            window_label=self.window_label,
            rule="in_order",
            balance=self.balance,
            asked=asked,
            own=own,
            part=amount,
            gives=max(ZERO, own),
            amount=amount,
            step=self.step,
            before=before,
        )


def _name(accrual: Accrual) -> str:
    """Return the key of an amount as a text, by which leftover steps go where remainders are equal."""
    return "|".join(
        (accrual.clause, str(accrual.window), accrual.document or "", *accrual.recipient, accrual.agreement)
    )
