"""What is measured, in words: amounts, shares of a bar, days that are left, what a step pays."""

from datetime import date
from decimal import Decimal
from fractions import Fraction

from ristorno.apps.accruals.ahead import Ahead, Running
from ristorno.engine.sentences.names import Names, unit_names
from ristorno.kernel.number import ZERO, exactly, round_to
from ristorno.web.ground.voice import Voice

_TENTH, _CENT = Decimal("0.1"), Decimal("0.01")
_MONEY = frozenset({"sum.amount", "sum.cost", "sum.margin", "sum.tax"})


def unit_of(each: Ahead, run: Running, voice: Voice) -> Names:
    """Return in what a promise pays."""
    return unit_names(each.terms, run.unit, voice.language)


def amount_of(value: Decimal, measure: str, each: Ahead, voice: Voice) -> str:
    """Return a measured number; of money whole cents, rounded up so that what is missing is enough."""
    currency = each.terms.fact_currency
    if not currency or measure not in _MONEY:
        return voice.number(value)
    return voice.money(round_to(value, _CENT, "up"), currency)


def left(last: date | None, today: date, voice: Voice) -> str:
    """Return how many days are left; nothing where no day is the last."""
    if last is None:
        return ""
    days = (last - today).days
    return voice.counted("home.days_left", days) if days > 0 else voice("home.last_day")


def level_said(name: str) -> str:
    """Return what a level is called."""
    return name.replace("_", " ").capitalize()


def share(part: Decimal | Fraction, whole: Decimal) -> Decimal:
    """Return how much of a width is filled, in per cent, so that a little is seen as a little."""
    if whole <= 0 or part <= 0:
        return ZERO
    with exactly():
        return min(Decimal(100), round_to(Fraction(part) * 100 / Fraction(whole), _TENTH))
