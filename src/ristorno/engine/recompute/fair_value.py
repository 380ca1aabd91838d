"""The accountant's own check: the fair value of points redone from its JSON record alone."""

from collections.abc import Mapping
from decimal import Decimal
from fractions import Fraction
from math import floor
from typing import Any

from ristorno.engine.recompute.reading import Complaints, decimal, held, many, number
from ristorno.kernel.number import exactly

_NONE, _ALL = Fraction(0), Fraction(1)


def recompute_fair_value(record: Mapping[str, Any]) -> tuple[Decimal, tuple[str, ...]]:
    """Return what is still owed in points by a record, and a sentence for everything in it that does not follow.

    ``record`` is an entry of ``fair_value`` in the form of docs/reference/explanation.md.
    Raises :class:`ristorno.engine.recompute.reading.Malformed` where something is missing or is no number.
    """
    complaints = Complaints()
    with exactly():
        step = _number(record, "step")
        complaints.holds("step", truth=step > 0, reason="a step is above 0")
        brought = record.get("brought_points") is not None
        points, value = (
            (_number(record, "brought_points"), _number(record, "brought_price")) if brought else (_NONE,) * 2
        )
        for index, month in enumerate(many(record, "months", "record"), start=1):
            value += _month(month, step or _ALL, f"month {index}", complaints)
            points += _number(month, "sold") + _number(month, "granted")
        deferred = _released(record, points, value, step or _ALL, complaints)
        complaints.same("deferred", _number(record, "deferred"), deferred)
        return decimal(deferred, "deferred"), tuple(complaints.found)


def _month(month: Mapping[str, Any], step: Fraction, where: str, complaints: Complaints) -> Fraction:
    """Redo what a month puts by: the points' part of its sales, and what was given without a sale."""
    each = _number(month, "price") * _number(month, "expected_redeemed")
    sales, alone = _number(month, "sales"), _number(month, "sold") * each
    complaints.same(f"{where}, alone", _number(month, "alone"), alone)
    divided = sales * alone / (sales + alone) if sales * alone > 0 else alone
    complaints.same(f"{where}, share", _number(month, "share"), _rounded(divided, step))
    worth = _rounded(_number(month, "granted") * each, step)
    complaints.same(f"{where}, worth", _number(month, "worth"), worth)
    return _rounded(divided, step) + worth


def _released(
    record: Mapping[str, Any], points: Fraction, value: Fraction, step: Fraction, complaints: Complaints
) -> Fraction:
    """Redo what became revenue, and return what did not."""
    expected = points * _number(record, "expected_redeemed")
    for name, follows in (("given", points), ("expected", expected), ("value", value)):
        complaints.same(name, _number(record, name), follows)
    redeemed = _number(record, "redeemed") if record.get("redeemed") is not None else _NONE
    part = min(redeemed / expected, _ALL) if expected > 0 and redeemed > 0 else _NONE
    released = _rounded(value * part, step)
    complaints.same("released", _number(record, "released"), released)
    return value - released


def _number(record: Mapping[str, Any], name: str) -> Fraction:
    return number(held(record, name, "record"), name)


def _rounded(value: Fraction, step: Fraction) -> Fraction:
    whole = floor(abs(value) / step + Fraction(1, 2)) * step
    return -whole if value < 0 else whole
