"""A whole record redone: its parts, conditions, outcomes, the next step, and the amount."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal
from fractions import Fraction
from types import MappingProxyType
from typing import Any

from ristorno.engine.recompute.conditions import verdict
from ristorno.engine.recompute.granting import granting
from ristorno.engine.recompute.part import Part, read_facts
from ristorno.engine.recompute.pile import ENDINGS, Pile
from ristorno.engine.recompute.reading import Complaints, Malformed, StepRead, decimal, held, many, number, read_steps
from ristorno.engine.recompute.rows import check_rows
from ristorno.kernel.number import exactly

_GIVEN: Mapping[str, str] = MappingProxyType({"less": "amount", "earlier": "earlier"})
"""Steps that take off what was given before, whatever the conditions say, with the detail that tells how much."""


def rework(record: Mapping[str, Any]) -> tuple[Decimal, tuple[str, ...]]:
    """Return the amount that follows from a record, and everything in it that does not follow."""
    complaints = Complaints()
    with exactly():
        explanation = held(record, "explanation", "record")
        steps = read_steps(many(explanation, "steps", "explanation"), "step")
        counted = many(explanation, "counted", "explanation")
        pile = Pile(read_facts(counted), complaints)
        amount = pile.run(steps)
        complaints.same("amount", number(held(record, "amount", "record"), "amount"), amount)
        _conditions(record, explanation, steps, pile)
        check_rows(explanation, steps, complaints)
        _facts(record, explanation, counted, steps, pile)
        granting(record, amount, complaints)
        _too_late(explanation, steps, complaints)
        _advances(steps, complaints)
        _bracket(explanation, pile)
        _next(explanation, pile)
        return decimal(amount, "amount"), tuple(complaints.found)


def _conditions(
    record: Mapping[str, Any], explanation: Mapping[str, Any], steps: Sequence[StepRead], pile: Pile
) -> None:
    """Check that the amount is given, withheld or open as the gates have it."""
    complaints = pile.complaints
    met = verdict(many(explanation, "gates", "explanation"), complaints)
    wanted = [kind for kind, needed in ENDINGS.items() if met is needed]
    complaints.same("conditions", [step.kind for step in steps if step.kind in ENDINGS], wanted)
    outcomes = held(record, "outcomes", "record")
    if outcomes is not None:
        said = [number(value, "outcomes") for value in outcomes]
        given = sum((step.number(_GIVEN[step.kind]) for step in steps if step.kind in _GIVEN), Fraction(0))
        fails, holds = -given, (pile.held or 0) - given
        complaints.holds("outcomes", truth=said == [fails, holds], reason=f"they must be {fails} and {holds}")
    is_open = met is None and bool(pile.held)
    complaints.holds("outcomes", truth=not is_open or outcomes is not None, reason="an open condition has two outcomes")
    if outcomes is not None or any(step.kind == "baseline_not_positive" for step in steps):
        complaints.same("status", held(record, "status", "record"), "undetermined")


def _facts(
    record: Mapping[str, Any],
    explanation: Mapping[str, Any],
    counted: Sequence[Mapping[str, Any]],
    steps: Sequence[StepRead],
    pile: Pile,
) -> None:
    """Check that every fact is counted once, inside the window, under a version that is named."""
    complaints = pile.complaints
    versions = [str(version) for version in many(explanation, "versions", "explanation")]
    if counted:
        used = list(dict.fromkeys(str(held(fact, "version", "counted")) for fact in counted))
        complaints.same("versions", versions, used)
    complaints.same("counted facts in parts", sum(len(part.facts) for part in pile.parts), len(counted))
    for index, part in enumerate(pile.parts, start=1):
        # A fact that counts as it is paid is there once for each day on which a share of it was paid.
        shares = [(held(fact, "fact", "counted"), held(fact, "day", "counted")) for fact in counted if _in(fact, index)]
        complaints.same(f"different facts in part {index}", len(set(shares)), len(part.facts))
    start, end = (_day(held(record, name, "record"), name) for name in ("window_start", "window_end"))
    start = next((_day(step.text("start"), "start") for step in steps if step.kind == "earlier"), start)
    for index, fact in enumerate(counted, start=1):
        day = _day(held(fact, "day", f"counted {index}"), f"counted {index}, day")
        complaints.holds(f"counted {index}", truth=start <= day <= end, reason=f"{day} lies outside the window")


def _too_late(explanation: Mapping[str, Any], steps: Sequence[StepRead], complaints: Complaints) -> None:
    """Check that as many facts came too late as are listed."""
    listed = [
        len(left["facts"]) for left in many(explanation, "left_out", "explanation") if left["reason"] == "times_used"
    ]
    for step in steps:
        if step.kind == "times":
            complaints.same(f"{step.where}, left", step.number("left"), Fraction(sum(listed)))


def _advances(steps: Sequence[StepRead], complaints: Complaints) -> None:
    """Check that what a promise gave in advance so far is the sum of what it gave in its windows."""
    sums: dict[str, Fraction] = {}
    for step in steps:
        if step.kind == "less":
            name = step.text("promise")
            sums[name] = sums.get(name, Fraction(0)) + step.number("amount")
            complaints.same(f"{step.where}, given", step.number("given"), sums[name])


def _in(fact: Mapping[str, Any], part: int) -> bool:
    return number(held(fact, "part", "counted"), "counted, part") == part


def _bracket(explanation: Mapping[str, Any], pile: Pile) -> None:
    """The bracket of an explanation is the row that its first part with any pay reached last."""
    said = held(explanation, "bracket", "explanation")
    part = next((part for part in pile.parts if not part.stopped), None)
    row = part.row if part else None
    follows = None if row is None else row.number("threshold" if row.kind == "growth_row" else "from")
    pile.complaints.same("bracket", None if said is None else number(said, "bracket"), follows)


def _next(explanation: Mapping[str, Any], pile: Pile) -> None:
    """Redo the steps that one more purchase would lead to."""
    following = held(explanation, "next", "explanation")
    if following is None:
        return
    more = number(held(following, "missing", "next"), "next, missing")
    pile.complaints.holds("next, missing", truth=more > 0, reason="nothing is missing")
    if len(pile.parts) != 1:
        raise Malformed("next: only an amount of one part can say what comes next")
    now = pile.parts[0]
    would = Pile({}, pile.complaints)
    would.parts.append(Part(now.facts, carried=now.carried, more=more, baseline=now.baseline))
    steps = [
        replace(step, where=f"next, {step.where}") for step in read_steps(many(following, "steps", "next"), "step")
    ]
    _advances(steps, pile.complaints)
    pile.complaints.same("next, amount", number(held(following, "amount", "next"), "next, amount"), would.run(steps))


def _day(text: object, where: str) -> date:
    try:
        return date.fromisoformat(str(text))
    except ValueError:
        raise Malformed(f"{where}: {text!r} is not a day") from None
