"""Which known facts count for nobody, each with the reason: nothing is guessed about them."""

from ristorno.engine.accrual import SetAside
from ristorno.engine.fact import CALENDAR_KINDS, GRANTS_SAY, SECOND_APPROVER, Fact

_WATCHED = CALENDAR_KINDS | {"granted"}


def not_taken(fact: Fact, currency: str | None) -> SetAside | None:
    """Return why a fact counts for nobody, None where it counts; ``currency`` is the one that the program counts."""
    if currency and fact.currency not in {None, "", currency}:
        reason = f"It is in {fact.currency}, the program counts {currency} and has no rate for it."
        return SetAside(fact.id, fact.member, "facts.foreign_currency", reason)
    return _of_kind(fact) if fact.kind in _WATCHED else None


def _of_kind(fact: Fact) -> SetAside | None:
    if fact.kind in CALENDAR_KINDS:
        reason = "The calendar of the program makes such facts; it takes none from elsewhere."
        return SetAside(fact.id, fact.member, "facts.calendar", reason)
    reason = _unsigned(fact)
    return SetAside(fact.id, fact.member, "facts.granted", reason) if reason else None


def _unsigned(fact: Fact) -> str:
    """Return what a grant lacks."""
    for name in GRANTS_SAY:
        if not fact.attributes.get(name):
            return f"It is a grant without {'a' if name == 'reason' else 'an'} {name}."
    if fact.attributes.get(SECOND_APPROVER) == fact.attributes["approver"]:
        return "It is a grant that its approver has signed twice; the second approver must be another person."
    return ""
