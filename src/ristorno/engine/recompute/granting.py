"""What is granted of an amount, and what of it lapsed: redone from what a budget or fund holds and is asked."""

from collections.abc import Mapping
from fractions import Fraction
from math import floor
from typing import Any

from ristorno.engine.recompute.part import ZERO
from ristorno.engine.recompute.reading import Complaints, Malformed, held, number


def granting(record: Mapping[str, Any], amount: Fraction, complaints: Complaints) -> None:
    """Check what stands beside an amount; where no budget and no fund pays, nothing does."""
    source = held(record, "source", "record")
    granted, lapsed = held(record, "granted", "record"), held(record, "lapsed", "record")
    if source is None:
        complaints.holds("granted", truth=granted is None and lapsed is None, reason="no source is named")
    elif held(source, "kind", "source") == "collected":
        _collected(source, number(lapsed, "lapsed"), amount, complaints)
    else:
        _granted(source, number(granted, "granted"), amount, complaints)


def _collected(source: Mapping[str, Any], lapsed: Fraction, amount: Fraction, complaints: Complaints) -> None:
    balance, spent = (number(held(source, name, "source"), f"source, {name}") for name in ("balance", "spent"))
    complaints.holds("lapsed", truth=0 <= lapsed <= max(ZERO, amount), reason="no more lapses than was collected")
    complaints.holds("lapsed", truth=lapsed <= balance - spent, reason="no more lapses than is left")


def _granted(source: Mapping[str, Any], granted: Fraction, amount: Fraction, complaints: Complaints) -> None:
    names = ("balance", "asked", "own", "part", "gives", "step")
    balance, asked, own, part, gives, step = (number(held(source, name, "source"), f"source, {name}") for name in names)
    if step <= 0:
        raise Malformed("source, step: a step must be above 0")
    if held(source, "rule", "source") == "in_order":
        before = number(held(source, "before", "source"), "source, before")
        complaints.same("source, own", own, amount)
        complaints.same("granted", granted, min(amount, max(ZERO, balance - before)))
        return
    enough = asked <= balance or own <= 0 or held(source, "rule", "source") == "alert_only"
    _dealt("source, part", part, own, None if enough else balance / asked, step, complaints)
    among = part + gives - own
    cut = amount > 0 and among < gives
    _dealt("granted", granted, amount, among / gives if cut else None, step, complaints)


def _dealt(
    where: str, said: Fraction, whole: Fraction, share: Fraction | None, step: Fraction, complaints: Complaints
) -> None:
    """Check a part that is rounded down, with at most one step left over on top; without a share it is the whole."""
    if share is None:
        complaints.same(where, said, whole)
        return
    down = floor(whole * share / step) * step
    complaints.holds(where, truth=said in {down, down + step}, reason="that is not in proportion")
