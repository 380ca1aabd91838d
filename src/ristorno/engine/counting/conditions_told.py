"""Conditions as an explanation tells them: each gate with what it measured, over which days, and where it stands."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from decimal import Decimal
from typing import Literal

from ristorno.engine.counting.gating import Judged, debt_at, facts_of, period_of
from ristorno.engine.counting.slots import Slot
from ristorno.engine.explanation import GateResult, GateSide
from ristorno.engine.measures.base import MeasureKind
from ristorno.engine.measures.others import OfOthers
from ristorno.engine.measures.overdue import OverdueAmount
from ristorno.engine.ruling.context import Context
from ristorno.engine.terms.conditions import All, Any, Condition, Gate, Not
from ristorno.engine.terms.reward import Reward
from ristorno.engine.terms.sets import FactSet
from ristorno.engine.terms.windows import label


def told(
    context: Context, slot: Slot, condition: Condition | None, judged: Sequence[Judged], *, outside: bool
) -> tuple[GateResult, ...]:
    """Return the gates of a condition, as they were judged in the order of the document, with their places.

    ``outside``: as a person or party reads them, who learns of the company's debt only whether it was in the way.
    """
    placed = [] if condition is None else list(_places(condition, ""))
    gates = [_told(context, slot, path, result) for (_, path), result in zip(placed, judged, strict=True)]
    return tuple(
        [
            _veiled(result) if outside and _is_debt(gate) else result
            for (gate, _), result in zip(placed, gates, strict=True)
        ]
    )


def set_name(facts: FactSet | None) -> str | None:
    """Return the name of a set that is referred to by its name alone."""
    return None if facts is None else facts.only_of


def _places(condition: Condition, path: str) -> Iterator[tuple[Gate, str]]:
    """Yield the gates with their paths, such as ``all:1/not:1``."""
    if isinstance(condition, Gate):
        yield condition, path
        return
    name, parts = _parts(condition)
    for number, part in enumerate(parts, start=1):
        yield from _places(part, f"{path}/{name}:{number}" if path else f"{name}:{number}")


def _parts(condition: All | Any | Not) -> tuple[str, Sequence[Condition]]:
    if isinstance(condition, Not):
        return "not", (condition.negated,)
    if isinstance(condition, All):
        return "all", condition.all
    return "any" if condition.needed == 1 else f"any{condition.needed}", condition.any


def _told(context: Context, slot: Slot, path: str, judged: Judged) -> GateResult:
    gate = judged.gate
    told = GateResult(
        sentence=f"{gate.measure.phrase} {(gate.window or slot.clause.window).shape}",
        measured=judged.measured,
        bound=gate.bound,
        comparison=gate.comparison,
        met=judged.met,
        measure=gate.measure.phrase,
        of=None if judged.sides or isinstance(gate.measure, OfOthers) else set_name(facts_of(slot, gate, gate.measure)),
        window=slot.judged_label if gate.window is None else label(gate.window, period_of(context, slot, gate)),
        document=slot.document if gate.window is None else None,
        path=path,
        per=_per(slot.clause.reward) if judged.alone else None,
        whose=gate.whose if gate.whose != slot.clause.whose else None,
        sides=tuple(
            _side(slot, gate, *side) for side in zip(gate.measure.parts, judged.sides, strict=bool(judged.sides))
        ),
    )
    return _of_debt(context, slot, gate, gate.measure, told) if isinstance(gate.measure, OverdueAmount) else told


def _per(reward: Reward) -> Literal["contact", "party"]:
    return "contact" if reward.party is None else "party"


def _is_debt(gate: Gate) -> bool:
    return isinstance(gate.measure, OverdueAmount)


def _veiled(result: GateResult) -> GateResult:
    return replace(result, measured=None, documents=(), private=True)


def _side(slot: Slot, gate: Gate, measure: MeasureKind, measured: Decimal) -> GateSide:
    return GateSide(measure.phrase, set_name(facts_of(slot, gate, measure)), measured)


def _of_debt(context: Context, slot: Slot, gate: Gate, measure: OverdueAmount, told: GateResult) -> GateResult:
    """Return a condition on debt with the day that was judged, and the documents that were overdue then."""
    debts, at = debt_at(context, slot, gate, measure)
    documents = tuple(overdue.document for overdue in debts.named(at))
    if slot.clause.window.narrow and gate.at is None:
        return replace(told, of=None, window=slot.label, document=slot.document, documents=documents)
    day = context.last_seen(period_of(context, slot, gate))
    return replace(told, of=None, window=day.isoformat(), document=None, documents=documents)
