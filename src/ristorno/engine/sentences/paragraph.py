"""An accrual as a short paragraph: what it is, what was measured, on what conditions, how it became the amount."""

from collections.abc import Iterator, Sequence
from decimal import Decimal

from ristorno.engine.accrual import Accrual
from ristorno.engine.explanation import Counted, Explanation, Step
from ristorno.engine.fact import NEGATIVE_KINDS, SALES_KINDS
from ristorno.engine.sentences import conditions
from ristorno.engine.sentences.names import names
from ristorno.engine.sentences.speaker import Speaker
from ristorno.engine.sentences.vocabulary import vocabulary
from ristorno.kernel.number import ZERO, Exact, exactly, plus

QUIET = frozenset({"measure", "round", "multiply"})
"""Steps that a paragraph passes over where they changed nothing."""


def sentence(accrual: Accrual, language: str = "en") -> str:
    """Return the reason of an amount as its owner reads it, in ``en``, ``ru`` or ``th``.

    Raises :class:`ValueError` for another language.
    """
    explanation = accrual.explanation
    speaker = speaker_for(accrual, explanation, language)
    with exactly():
        return " ".join(part for part in _parts(speaker, accrual, explanation) if part)


def speaker_for(accrual: Accrual, explanation: Explanation, language: str) -> Speaker:
    """Return who tells an accrual."""
    judged = next((step.details["judged_by"] for step in explanation.steps if "judged_by" in step.details), None)
    by = judged if isinstance(judged, str) else None
    return Speaker(vocabulary(language), names(accrual, language), explanation.measure, by)


def _parts(speaker: Speaker, accrual: Accrual, explanation: Explanation) -> Iterator[str]:
    yield _head(speaker, accrual)
    groups = _groups(explanation.steps)
    if len(groups) == 1:
        yield from _measured(speaker, explanation.counted, groups[0][0])
    yield from conditions.gates(speaker, explanation)
    if len(groups) == 1:
        yield from _told(speaker, groups[0][1:])
    elif groups:
        yield from _several(speaker, groups)
    yield from _closing(speaker, explanation.steps)
    if speaker.names.consent is not None:
        yield speaker.say(f"consent.{speaker.names.consent}")
    yield _next(speaker, accrual, explanation)
    yield conditions.left_out(speaker, explanation)
    yield _status(speaker, accrual, explanation)


def _head(speaker: Speaker, accrual: Accrual) -> str:
    window = speaker.days.window(accrual.window_label)
    if accrual.document is not None:
        key = "window.fact" if speaker.names.line_window else "window.document"
        window = speaker.say(key, document=accrual.document, day=window)
    words = {"title": speaker.names.title, "window": window, "amount": speaker.amount(accrual.amount)}
    if accrual.contact is None:
        return speaker.say("head", **words)
    return speaker.say("head.contact", contact=accrual.contact, **words)


def _groups(steps: Sequence[Step]) -> list[list[Step]]:
    """Return the steps of every part; each begins with what was measured."""
    groups: list[list[Step]] = []
    for step in _own(steps):
        if step.kind == "measure":
            groups.append([])
        groups[-1].append(step)
    if len(groups) > 1:
        groups[-1].pop()  # the sum over the parts belongs to none of them
    return groups


def _own(steps: Sequence[Step]) -> list[Step]:
    return [step for step in steps if step.kind not in {"gate_failed", "gate_open"}]


def _measured(speaker: Speaker, counted: Sequence[Counted], step: Step) -> Iterator[str]:
    carried = step.details.get("carried")
    if not counted and not carried:
        yield speaker.say("counted.nothing")
        return
    measure = _measure_of(speaker)
    sales = measure[0] == "sum.amount" and step.result >= 0 and all(fact.kind in SALES_KINDS for fact in counted)
    key = ("bought" if sales else "counted") + (".set" if speaker.names.set_name else "")
    yield speaker.say(
        key,
        name=measure[1],
        set=speaker.names.set_name or "",
        measured=speaker.fill("{result:measure}", step),
        lines=_lines(speaker, counted),
    )
    if carried:
        yield speaker.say("brought", carried=speaker.fill("{carried:measure}", step))
    if "judged_by" in step.details:
        name, _ = speaker.words.measure(str(step.details["judged_by"]))
        yield speaker.say("picked", name=name, judged=speaker.fill("{judged:judged}", step))


def _measure_of(speaker: Speaker) -> tuple[str, str]:
    return speaker.measure, speaker.words.measure(speaker.measure)[0]


def _lines(speaker: Speaker, counted: Sequence[Counted]) -> str:
    lines = speaker.count("lines", Decimal(len(counted)))
    back = sum(fact.kind in NEGATIVE_KINDS for fact in counted)
    taken = sum(len(fact.returns) for fact in counted)
    if back:
        lines = speaker.say("lines.returns", lines=lines, returns=speaker.count("returns", Decimal(back)))
    if taken:
        lines = speaker.say("lines.less", lines=lines, less=speaker.count("less", Decimal(taken)))
    return lines


def _told(speaker: Speaker, steps: Sequence[Step]) -> Iterator[str]:
    for step in steps:
        if not _idle(step):
            yield speaker.text(step)


def _idle(step: Step) -> bool:
    """Return whether a step changed nothing that a reader would miss."""
    return step.kind in QUIET and step.details.get("was") == step.result


def _several(speaker: Speaker, groups: Sequence[Sequence[Step]]) -> Iterator[str]:
    """Tell an amount of several parts, each in one line."""
    total: Exact = ZERO
    for index, group in enumerate(groups):
        contact = speaker.names.parts[index] if index < len(speaker.names.parts) else None
        total = plus(total, group[-1].result)
        yield speaker.say(
            "part",
            who=contact or speaker.say("part.nobody" if speaker.names.consent else "part.company"),
            measured=speaker.fill("{result:measure}", group[0]),
            amount=speaker.amount(group[-1].result),
        )
    yield speaker.text(Step("sum", total, {}))


def _closing(speaker: Speaker, steps: Sequence[Step]) -> Iterator[str]:
    for step in steps[len(_own(steps)) :]:
        yield speaker.text(step)


def _next(speaker: Speaker, accrual: Accrual, explanation: Explanation) -> str:
    following = explanation.next
    if following is None or accrual.status == "undetermined":
        return ""
    key = "next.final" if accrual.status == "final" else "next.provisional"
    missing = speaker.measured(following.missing, speaker.measure)
    return speaker.say(key, missing=missing, amount=speaker.amount(following.amount))


def _status(speaker: Speaker, accrual: Accrual, explanation: Explanation) -> str:
    today, until = speaker.names.today, speaker.names.accepted_until
    if accrual.status == "undetermined":
        return speaker.say("status.undetermined") if accrual.outcomes is None else ""
    if accrual.status == "final" or today is None or until is None:
        return ""
    if today >= accrual.window.last:
        return speaker.say("status.accepting", end=speaker.days.day(until))
    end = speaker.days.day(accrual.window.last)
    return speaker.say("status.provisional", end=end, today=speaker.days.day(today))
