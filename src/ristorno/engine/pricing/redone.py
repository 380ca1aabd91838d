"""Doing a priced order again from its JSON alone: every discount by its steps, every line, every sum.

Whoever wants to check a price without us needs this page and a pocket calculator.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from fractions import Fraction
from types import MappingProxyType
from typing import Any

Record = Mapping[str, Any]


def price_disagreements(record: Record) -> list[str]:
    """Return a sentence for every number of a priced order that cannot be computed again."""
    return [*_discounts(record), *_tenders(record), *_lines(record), *_totals(record)]


def _discounts(record: Record) -> Iterator[str]:
    for each in record["discounts"]:
        name = f"discount {each['offer']}"
        pile, given = Fraction(0), list(each["steps"])
        while given and given[0]["kind"] in _GIVING:
            step = given.pop(0)
            if step["kind"] == "stamped":
                yield from _same(f"{name}, stamps", _stamped(step), step["result"])
                continue
            result = _GIVING[step["kind"]](step, pile)
            pile = result if step["kind"] in _REPLACING else pile + result
            yield from _same(f"{name}, {step['kind']}", result, step["result"])
        for step in given:
            pile = _CUTTING[step["kind"]](step, pile)
            yield from _same(f"{name}, {step['kind']}", pile, step["result"])
        yield from _same(name, pile, each["amount"])
        yield from _same(f"{name}, shares", _sum(each["shares"].values()), each["amount"])


def _tenders(record: Record) -> Iterator[str]:
    for each in record["tenders"]:
        room, points = each["steps"]
        name = f"tender {each['offer']}"
        yield from _same(f"{name}, room", min(Fraction(room["share"]), Fraction(room["money"])), room["result"])
        most = min(Fraction(points["balance"]), Fraction(points["room"]) / Fraction(points["worth"]))
        if not 0 <= most - Fraction(points["points"]) < Fraction(points["step"]):
            yield f"{name}: {points['points']} points are not the most of {most}"
        yield from _same(f"{name}, shares", _sum(each["shares"].values()), each["amount"])


def _lines(record: Record) -> Iterator[str]:
    for line in record["lines"]:
        name, key = f"line {line['line']}", line["line"]
        off = _sum(each["shares"].get(key, "0") for each in record["discounts"])
        paid = _sum(each["shares"].get(key, "0") for each in record["tenders"])
        number = {field: Fraction(value) for field, value in line.items() if field != "line"}
        yield from _same(f"{name}, discount", off, line["discount"])
        yield from _same(f"{name}, net", number["listed"] - off, line["net"])
        yield from _same(f"{name}, gross", number["net"] + number["tax"], line["gross"])
        yield from _same(f"{name}, to_pay", number["gross"] - paid, line["to_pay"])


def _totals(record: Record) -> Iterator[str]:
    for field in ("listed", "discount", "net", "tax", "gross", "to_pay"):
        yield from _same(field, _sum(line[field] for line in record["lines"]), record[field])


def _same(what: str, computed: Fraction, said: str) -> Iterator[str]:
    if computed != Fraction(said):
        yield f"{what}: {computed} was computed, {said} is said"


def _sum(values: Any) -> Fraction:
    return sum((Fraction(value) for value in values), Fraction(0))


def _rated(step: Record, pile: Fraction) -> Fraction:
    return Fraction(step["of"]) * Fraction(step["rate"])


def _priced(step: Record, pile: Fraction) -> Fraction:
    gross = Fraction(step.get("gross", "1"))
    return Fraction(step["of"]) - Fraction(step["quantity"]) * Fraction(step["price"]) / gross


def _together(step: Record, pile: Fraction) -> Fraction:
    return Fraction(step["of"]) - Fraction(step["count"]) * Fraction(step["price"])


def _summed(step: Record, pile: Fraction) -> Fraction:
    """A sum for each of so many, but never more than the price, which the step tells."""
    return min(Fraction(step["amount"]) * Fraction(step["count"]), Fraction(step["result"]))


def _stamped(step: Record) -> Fraction:
    before, every = Fraction(step["before"]), Fraction(step["every"])
    return Fraction((before + Fraction(step["units"])) // every - before // every)


def _rounded(step: Record, pile: Fraction) -> Fraction:
    unit = Fraction(step["step"])
    return (pile / unit + Fraction(1, 2)).__floor__() * unit


def _bounded(step: Record, pile: Fraction) -> Fraction:
    return min(pile, Fraction(step["bound"]))


def _lowered(step: Record, pile: Fraction) -> Fraction:
    """What a price or a policy leaves: never more than there was."""
    return min(pile, Fraction(step["result"]))


def _without_tax(step: Record, pile: Fraction) -> Fraction:
    return min(Fraction(step["of"]), Fraction(step["result"]))


Redo = Callable[[Record, Fraction], Fraction]
_GIVING: Mapping[str, Redo] = MappingProxyType(
    {
        "percent_off": _rated,
        "rate_row": _rated,
        "units_off": _rated,
        "stamps_off": _rated,
        "price_at": _priced,
        "price_row": _priced,
        "bundle_price": _together,
        "bundle_off": _rated,
        "sum_off": _summed,
        "stamped": lambda step, pile: pile,
        "tax_out": _without_tax,
    }
)
"""Steps of benefits: what each gives is put on the pile."""
_REPLACING = frozenset({"tax_out"})
_CUTTING: Mapping[str, Redo] = MappingProxyType(
    {
        "room": _lowered,
        "round": _rounded,
        "cap": _bounded,
        "budget": _bounded,
        **dict.fromkeys(
            ("never_together", "price_floor", "highest_discount", "margin_floor", "cost_unknown", "later_unknown"),
            _lowered,
        ),
    }
)
"""Steps after the benefit: what each leaves of the pile."""
STEPS: Sequence[str] = (*_GIVING, *_CUTTING)
