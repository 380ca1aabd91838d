"""How the console writes what belongs to no one program: amounts by the unit alone."""

from decimal import Decimal

from ristorno.engine.terms.terms import known_currencies
from ristorno.web.ground.voice import Voice


def amount_of(value: Decimal, unit: str, voice: Voice) -> str:
    """Return an amount of a currency or of anything else; what is no currency is called by its id."""
    if unit in known_currencies():
        return voice.money(value, unit)
    return f"{voice.number(value)}\u00a0{unit}"
