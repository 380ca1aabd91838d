"""Conditions and left-out facts as sentences."""

from collections.abc import Iterable, Iterator, Mapping
from decimal import Decimal
from fractions import Fraction
from types import MappingProxyType

from ristorno.engine.explanation import Detail, Explanation, GateResult, LeftOut, RowAsked
from ristorno.engine.sentences.joined import joined
from ristorno.engine.sentences.speaker import Speaker
from ristorno.kernel.number import ZERO, Exact

OPPOSITE: Mapping[str, str] = MappingProxyType(
    {"at_least": "below", "below": "at_least", "at_most": "above", "above": "at_most"}
)
SIGNS: Mapping[str, str] = MappingProxyType({"at_least": "≥", "at_most": "≤", "above": ">", "below": "<"})
_PLACES = frozenset({"bracket", "no_bracket", "no_row"})
"""Steps that say how far the measure came along the rows."""
_NAMED = 5
"""So many documents are named; a longer list stands in the record."""
QUIET = frozenset({"other_kind", "not_asked"})
"""Reasons that a paragraph passes over: a payment is no purchase, nobody asks why."""


def gates(speaker: Speaker, judged: Iterable[GateResult]) -> Iterator[str]:
    """Yield a sentence for every condition."""
    told = list(judged)
    places = [gate.path for gate in told]
    for gate in told:
        met, comparison = _as_asked(gate)
        group, needed = joined(gate.path, places)
        answer = {True: "met", False: "failed", None: "open"}[met]
        yield speaker.say(
            f"{group}.{answer}",
            n=str(needed),
            what=what(speaker, gate),
            window=_window(speaker, gate),
            measured=_measured(speaker, gate),
            asked=speaker.say(comparison, bound=speaker.measured(gate.bound, gate.measure, at_least=0)),
        )


def rows(speaker: Speaker, explanation: Explanation) -> Iterator[str]:
    """Yield the conditions of the rows that were reached and asked for more: of the one that pays, and those above."""
    place = next((step.details for step in explanation.steps if step.kind in _PLACES), None)
    if place is None:
        return
    for row in explanation.rows:
        reached = row.start <= _exact(place["judged"])
        if reached and row.number >= _exact(place.get("row", ZERO)):
            yield speaker.say("row.asked", **_named(speaker, row))
            yield from gates(speaker, row.gates)


def row_lines(speaker: Speaker, row: RowAsked) -> Iterator[tuple[str, str, str]]:
    """Yield label, comparison and answer of the conditions of a row."""
    for gate in row.gates:
        label, formula, answer = gate_line(speaker, gate)
        yield f"{speaker.say('row.label', **_named(speaker, row))}: {label}", formula, answer


def _named(speaker: Speaker, row: RowAsked) -> Mapping[str, str]:
    return {"row": str(row.number), "start": speaker.written(row.start, "mark")}


def gate_line(speaker: Speaker, gate: GateResult) -> tuple[str, str, str]:
    """Return label, comparison and answer of a condition."""
    met, comparison = _as_asked(gate)
    bound = speaker.measured(gate.bound, gate.measure, at_least=0)
    formula = f"{_reckoned(speaker, gate)} {SIGNS[comparison]} {bound}"
    answer = {True: "gate.yes", False: "gate.no", None: "gate.unknown"}[met]
    label = f"{speaker.say('gate.label')}: {what(speaker, gate)}, {_window(speaker, gate)}"
    return label, formula, speaker.say(answer)


def what(speaker: Speaker, gate: GateResult) -> str:
    """Return what a condition measures, and whose it is where the promise counts another's."""
    measured = _what(speaker, gate)
    if gate.per:
        return speaker.say(f"gate.per.{gate.per}", what=measured)
    return speaker.say(f"gate.whose.{gate.whose}", what=measured) if gate.whose else measured


def _what(speaker: Speaker, gate: GateResult) -> str:
    if gate.sides:
        name = speaker.called(gate.measure)
        part, whole = (_of(speaker, side.measure, side.of) for side in gate.sides)
        return speaker.say("gate.what.ratio", name=name, part=part, whole=whole)
    return _of(speaker, gate.measure, gate.of)


def _of(speaker: Speaker, measure: str, facts: str | None) -> str:
    name = speaker.called(measure)
    if facts is None:
        return speaker.say("gate.what", name=name)
    return speaker.say("gate.what.set", name=name, set=speaker.names.sets.get(facts, facts))


def left_out(speaker: Speaker, explanation: Explanation) -> str:
    """Return a sentence on the facts that did not count, an empty one where there is nothing to tell."""
    parts = [
        speaker.say(
            "left_out.one", lines=speaker.count("lines", Decimal(len(left.facts))), reason=reason(speaker, left)
        )
        for left in explanation.left_out
        if left.reason not in QUIET
    ]
    return speaker.say("left_out", reasons=", ".join(parts)) if parts else ""


def reason(speaker: Speaker, left: LeftOut) -> str:
    """Return why facts did not count."""
    return speaker.words.word(f"reason.{left.reason}")


def _as_asked(gate: GateResult) -> tuple[bool | None, str]:
    """Return a condition the way it was asked for: one that must not hold is met by its opposite."""
    negated = sum(part.startswith("not:") for part in gate.path.split("/")) % 2 == 1
    if not negated:
        return gate.met, gate.comparison
    return None if gate.met is None else not gate.met, OPPOSITE[gate.comparison]


def _window(speaker: Speaker, gate: GateResult) -> str:
    if gate.document is None:
        return speaker.days.window(gate.window)
    return speaker.say("window.document", document=gate.document, day=speaker.days.window(gate.window))


def _measured(speaker: Speaker, gate: GateResult) -> str:
    """Return what was measured, with the documents of a debt, and the two numbers of a ratio."""
    if gate.sides:
        return _ratio(speaker, gate)
    if gate.private:
        return speaker.say("gate.private")
    assert gate.measured is not None
    number = speaker.measured(gate.measured, gate.measure)
    if not gate.documents:
        return number
    named = ", ".join(gate.documents[:_NAMED])
    key = "gate.documents.more" if len(gate.documents) > _NAMED else "gate.documents"
    return speaker.say(key, number=number, documents=named, more=str(len(gate.documents) - _NAMED))


def _ratio(speaker: Speaker, gate: GateResult) -> str:
    part, whole = (speaker.measured(side.measured, side.measure) for side in gate.sides)
    if gate.measured is None:
        return speaker.say("gate.ratio.none", part=part, whole=whole)
    return speaker.say("gate.ratio", number=speaker.measured(gate.measured, gate.measure), part=part, whole=whole)


def _reckoned(speaker: Speaker, gate: GateResult) -> str:
    """Return what is compared as a pocket calculator takes it."""
    sum_of = " ÷ ".join(speaker.measured(side.measured, side.measure) for side in gate.sides)
    if gate.measured is None:
        return sum_of or speaker.say("gate.private")
    number = speaker.measured(gate.measured, gate.measure)
    return f"{sum_of} = {number}" if sum_of else number


def _exact(value: Detail) -> Exact:
    assert isinstance(value, Decimal | Fraction | int)
    return Decimal(value) if isinstance(value, int) else value
