"""An accrual as a list to check with a pocket calculator: label, sum, result."""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from ristorno.engine.accrual import Accrual
from ristorno.engine.explanation import Explanation, Step
from ristorno.engine.sentences import conditions
from ristorno.engine.sentences.paragraph import speaker_for
from ristorno.engine.sentences.speaker import Speaker
from ristorno.kernel.number import exactly

_OF_THE_MEASURE = frozenset({"measure", "cap_measure", "baseline"})


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
    for step in explanation.steps:
        yield _line(speaker, step)
    for gate in explanation.gates:
        yield Reckoned(*conditions.gate_line(speaker, gate))
    for left in explanation.left_out:
        label = speaker.say("left_out.label", reason=conditions.reason(speaker, left))
        yield Reckoned(label, "", speaker.count("lines", Decimal(len(left.facts))))
    if explanation.next is not None:
        missing = speaker.measured(explanation.next.missing, speaker.measure)
        prefix = speaker.say("next.label", missing=missing)
        for step in explanation.next.steps:
            line = _line(speaker, step)
            yield Reckoned(f"{prefix}: {line.label}", line.formula, line.result)


def _line(speaker: Speaker, step: Step) -> Reckoned:
    role = "measure" if step.kind in _OF_THE_MEASURE else "amount"
    return Reckoned(speaker.label(step), speaker.formula(step), speaker.fill(f"{{result:{role}}}", step))
