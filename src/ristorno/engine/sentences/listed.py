"""An accrual as a list to check with a pocket calculator: label, sum, result."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from ristorno.engine.accrual import Accrual
from ristorno.engine.explanation import Explanation, Step
from ristorno.engine.sentences import conditions
from ristorno.engine.sentences.paragraph import speaker_for
from ristorno.engine.sentences.speaker import Speaker
from ristorno.kernel.number import exactly

_ROLES: Mapping[str, str] = {
    "measure": "measure",
    "prorate": "measure",
    "tenders": "measure",
    "times": "measure",
    "free": "measure",
    "cap_measure": "measure",
    "baseline": "measure",
    "blocks": "blocks",
}
"""How the result of a step is written that tells of the measure; all others tell of the amount."""


@dataclass(frozen=True, slots=True)
class Reckoned:
    """One line of the arithmetic, written out: what it is, how it was reckoned (may be empty), the result."""

    label: str
    formula: str
    result: str


def lines(accrual: Accrual, language: str = "en") -> list[Reckoned]:
    """Return the arithmetic of an amount line by line, in ``en``, ``ru`` or ``th``.

    First what was counted and how it became the amount, then the conditions, the facts left out, and what one more
    purchase would bring. Raises :class:`ValueError` for another language.
    """
    explanation = accrual.explanation
    speaker = speaker_for(accrual, explanation, language)
    with exactly():
        return list(_lines(speaker, explanation))


def _lines(speaker: Speaker, explanation: Explanation) -> Iterator[Reckoned]:
    yield from _steps(speaker, explanation.steps)
    for gate in explanation.gates:
        yield Reckoned(*conditions.gate_line(speaker, gate))
    for row in explanation.rows:
        yield from (Reckoned(*line) for line in conditions.row_lines(speaker, row))
    for left in explanation.left_out:
        label = speaker.say("left_out.label", reason=conditions.reason(speaker, left))
        yield Reckoned(label, "", speaker.count("lines", Decimal(len(left.facts))))
    if explanation.next is not None:
        missing = speaker.measured(explanation.next.missing, speaker.measure)
        prefix = speaker.say("next.label", missing=missing)
        for line in _steps(speaker, explanation.next.steps):
            yield Reckoned(f"{prefix}: {line.label}", line.formula, line.result)


def _steps(speaker: Speaker, steps: Sequence[Step]) -> Iterator[Reckoned]:
    """Yield the steps, with the amounts that each sum adds."""
    pile: list[str] = []
    for step in steps:
        told = step.kind in _ROLES
        result = speaker.fill(f"{{result:{_ROLES.get(step.kind, 'amount')}}}", step)
        formula = speaker.formula(step)
        if step.kind == "sum":
            terms = int(str(step.details["terms"]))
            formula = " + ".join(pile[-terms:])
            del pile[-terms:]
        elif not told and not speaker.words.pays(step.kind):
            del pile[-1:]
        if not told:
            pile.append(result)
        yield Reckoned(speaker.label(step), formula, result)
