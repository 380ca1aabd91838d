"""Conditions: whether every gate holds by its own numbers, and what all of them together say."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from ristorno.engine.recompute.reading import Complaints, Malformed, held, number


@dataclass(frozen=True, slots=True)
class GateRead:
    """One gate: its place among the conditions, and what is known of it."""

    path: tuple[str, ...]
    met: bool | None


def verdict(gates: Sequence[Mapping[str, Any]], complaints: Complaints) -> bool | None:
    """Return whether the conditions are met; None where it cannot be known yet."""
    read = [_gate(gate, f"gate {index}", complaints) for index, gate in enumerate(gates, start=1)]
    return _joined(read) if read else True


def _gate(gate: Mapping[str, Any], where: str, complaints: Complaints) -> GateRead:
    measured = held(gate, "measured", where)
    sides = [
        number(held(side, "measured", where), f"{where}, side {index}")
        for index, side in enumerate(held(gate, "sides", where), start=1)
    ]
    met = held(gate, "met", where)
    if held(gate, "private", where):
        _told_to_nobody(gate, where)
        return GateRead(_path(gate, where), met)
    answer = _answer(gate, where, complaints) if measured is not None else False
    if sides:
        _ratio(sides, None if measured is None else number(measured, f"{where}, measured"), where, complaints)
    elif measured is None:
        raise Malformed(f"{where}: only a ratio may have no value")
    if met is not None:
        complaints.same(f"{where}, met", met, answer)
    return GateRead(_path(gate, where), met)


def _told_to_nobody(gate: Mapping[str, Any], where: str) -> None:
    """Raise where a condition of which a person learns the answer alone says more."""
    if held(gate, "measured", where) is not None or held(gate, "documents", where):
        raise Malformed(f"{where}: what only the company reads is not told")


def _path(gate: Mapping[str, Any], where: str) -> tuple[str, ...]:
    path = str(held(gate, "path", where))
    return tuple(path.split("/")) if path else ()


def _answer(gate: Mapping[str, Any], where: str, complaints: Complaints) -> bool:
    measured = number(held(gate, "measured", where), f"{where}, measured")
    bound = number(held(gate, "bound", where), f"{where}, bound")
    over = number(held(gate, "difference", where), f"{where}, difference")
    complaints.same(f"{where}, difference", over, measured - bound)
    comparison = held(gate, "comparison", where)
    answers = {"at_least": over >= 0, "at_most": over <= 0, "above": over > 0, "below": over < 0}
    if comparison not in answers:
        raise Malformed(f"{where}: {comparison!r} is not a comparison")
    return answers[comparison]


def _ratio(sides: Sequence[Fraction], measured: Fraction | None, where: str, complaints: Complaints) -> None:
    """Divide the first measure by the second; what is not above zero divides nothing."""
    if len(sides) != 2:
        raise Malformed(f"{where}: a ratio has two sides")
    part, whole = sides
    complaints.same(f"{where}, measured", measured, part / whole if whole > 0 else None)


def _joined(gates: Sequence[GateRead], depth: int = 0) -> bool | None:
    """Return the answer of the conditions from a depth on; the gates share everything above it."""
    if len(gates) == 1 and len(gates[0].path) <= depth:
        return gates[0].met
    groups: dict[str, list[GateRead]] = {}
    for gate in gates:
        if len(gate.path) <= depth:
            raise Malformed("gates: two of them stand in one place")
        groups.setdefault(gate.path[depth], []).append(gate)
    joint = next(iter(groups)).split(":")[0]
    parts = [_joined(group, depth + 1) for group in groups.values()]
    if joint == "not":
        return None if parts[0] is None else not parts[0]
    needed = _needed(joint, len(parts))
    sure = parts.count(True)
    if sure >= needed:
        return True
    return None if sure + parts.count(None) >= needed else False


def _needed(joint: str, parts: int) -> int:
    """Return how many of several must hold: all, one of any, or so many of them, such as ``any3``."""
    if joint == "all":
        return parts
    several = joint.removeprefix("any")
    if several and not (several.isdecimal() and several.isascii()):
        raise Malformed(f"gates: {joint!r} joins nothing")
    return int(several or 1)
