"""Whether statements can be settled as the terms say."""

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Final

from ristorno.engine.terms.finding import Finding
from ristorno.engine.terms.settling import SettlementTerms
from ristorno.engine.terms.terms import Terms
from ristorno.kernel.number import plain

_CODE: Final = "terms.settlement"
_SHORTEST: Final = date(2026, 1, 31)
"""From here a month is as short as it can be."""


def check_settling(terms: Terms) -> Iterator[Finding]:
    """Yield what of the settlement could never be done, or would close windows before they are calculated."""
    settlement = terms.settlement
    if settlement is None:
        return
    money = [name for name, unit in terms.units.items() if unit.kind == "money"]
    if settlement.channel != "wallet" and not money:
        reason = f"Points stay on the wallet, and the program has no money for the channel {settlement.channel!r}."
        yield Finding(("settlement", "channel"), _CODE, reason, "Take it out, or add a unit of money.")
    yield from _minimum(terms, settlement, money)
    if settlement.disputes == 0:
        reason = "Within 0 days nobody can dispute anything."
        yield Finding(("settlement", "disputes"), _CODE, reason, "Name some days, or take it out.")
    yield from _corrections(terms, settlement)


def _minimum(terms: Terms, settlement: SettlementTerms, money: list[str]) -> Iterator[Finding]:
    where, least = ("settlement", "minimum"), settlement.minimum
    if least is None:
        return
    if settlement.channel == "wallet":
        reason = "What stays on the wallet is not paid out, so there is no least amount for that."
        yield Finding(where, _CODE, reason, "Take it out, or name a channel.")
    if least <= 0:
        yield Finding(where, _CODE, f"{plain(least)} is no least amount.", "Name an amount above 0, or take it out.")
    for name in money:
        if least % terms.step(name):
            reason = f"minimum is no multiple of the smallest step of {name}, which is {plain(terms.step(name))}."
            yield Finding(where, _CODE, reason, "Name whole steps.")


def _corrections(terms: Terms, settlement: SettlementTerms) -> Iterator[Finding]:
    if settlement.correct_until is not None and terms.starts is not None and settlement.correct_until < terms.starts:
        reason = "The last day for corrections lies before the first day of the program."
        yield Finding(("settlement", "correct_until"), _CODE, reason, "Check its year.")
    if settlement.correct_within is None:
        return
    shortest = settlement.correct_within.after(_SHORTEST)
    for name, clause in terms.clauses.items():
        days = max(clause.accept_until, clause.calculate or 0)
        if _SHORTEST + timedelta(days=days) > shortest:
            reason = f"Corrections end before {name!r} is calculated, {days} days after its window."
            yield Finding(("settlement", "correct_within"), _CODE, reason, "Give them more time.")
