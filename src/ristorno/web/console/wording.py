"""How the console writes what belongs to no one program: amounts by the unit alone."""

from decimal import Decimal

from ristorno.apps.settlements.values import StatementState
from ristorno.engine.terms.terms import known_currencies
from ristorno.web.ground.voice import Voice


def amount_of(value: Decimal, unit: str, voice: Voice) -> str:
    """Return an amount of a currency or of anything else; what is no currency is called by its id."""
    if unit in known_currencies():
        return voice.paid(value, unit)
    return f"{voice.number(value)}\u00a0{unit}"


def due_of(state: StatementState, voice: Voice) -> str:
    """Return what is due by a statement, in all its units."""
    return ", ".join(amount_of(each.due, each.unit, voice) for each in state.totals)
