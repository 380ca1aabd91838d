"""An accrual as a short paragraph: what it is, what was measured, on what conditions, how it became the amount."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal
from types import MappingProxyType

from ristorno.engine.accrual import Accrual
from ristorno.engine.counting.pooling import BROUGHT, OTHERS
from ristorno.engine.counting.veil import COLLEAGUES, OTHER_PARTIES
from ristorno.engine.explanation import Counted, Explanation, Step
from ristorno.engine.fact import NEGATIVE_KINDS, RESULT, SALES_KINDS
from ristorno.engine.sentences import conditions
from ristorno.engine.sentences.granted import told_granted
from ristorno.engine.sentences.names import names
from ristorno.engine.sentences.speaker import Speaker
from ristorno.engine.sentences.vocabulary import vocabulary
from ristorno.kernel.number import ZERO, exactly

WHOLE = frozenset({"retroactive", "on_all", "on_excess"})
"""Modes in which one row alone says what everything earns."""
QUIET = frozenset({"measure", "round", "multiply"})
"""Steps that a paragraph passes over where they changed nothing."""

_VEILED: Mapping[str, str] = MappingProxyType({COLLEAGUES: "brought.colleagues", OTHER_PARTIES: "brought.others"})
"""How the lines of others are told that are not the reader's to see."""


def sentence(accrual: Accrual, language: str = "en") -> str:
    """Return the reason of an amount as its owner reads it, in ``en``, ``ru`` or ``th``.

    Raises :class:`ValueError` for another language.
    """
    explanation = accrual.explanation
    speaker = speaker_for(accrual, explanation, language)
    with exactly():
        return speaker.say("joint").join(part for part in _parts(speaker, accrual, explanation) if part)


def speaker_for(accrual: Accrual, explanation: Explanation, language: str) -> Speaker:
    """Return who tells an accrual."""
    judged = next((step.details["judged_by"] for step in explanation.steps if "judged_by" in step.details), None)
    by = judged if isinstance(judged, str) else None
    words, own = vocabulary(language), names(accrual, language)
    speaker = Speaker(words, own, explanation.measure, by)
    if any(step.kind == "blocks" for step in explanation.steps):
        speaker.of_blocks = Speaker(words, replace(own, currency=None, uoms={}), explanation.measure, by)
    return speaker


def _parts(speaker: Speaker, accrual: Accrual, explanation: Explanation) -> Iterator[str]:
    yield _head(speaker, accrual)
    measure, *others = explanation.steps
    cut = accrual.party is not None or any(step.kind in {"tenders", "times", "free", "cap_measure"} for step in others)
    yield from _measured(speaker, explanation.counted, measure, cut=cut, since=_since(accrual, others))
    yield from conditions.gates(speaker, explanation.gates)
    yield from conditions.rows(speaker, explanation)
    yield from (speaker.text(step) for step in others if not _idle(step))
    if speaker.names.consent is not None:
        yield speaker.say(f"consent.{speaker.names.consent}")
    yield from told_granted(speaker, accrual)
    yield _next(speaker, accrual, explanation)
    yield conditions.left_out(speaker, explanation)
    yield _status(speaker, accrual)
    yield _calculated(speaker)
    yield _usable(speaker, accrual)


def _head(speaker: Speaker, accrual: Accrual) -> str:
    window = speaker.days.window(accrual.window_label)
    if accrual.document is not None:
        key = "window.fact" if speaker.names.line_window else "window.document"
        window = speaker.say(key, document=accrual.document, day=window)
    words = {"title": speaker.names.title, "window": window, "amount": _amount(speaker, accrual)}
    if accrual.party is not None:
        return speaker.say("head.party", party=accrual.party, **words)
    if accrual.contact is None:
        return speaker.say("head", **words)
    return speaker.say("head.contact", contact=accrual.contact, **words)


def _amount(speaker: Speaker, accrual: Accrual) -> str:
    if accrual.status != "undetermined":
        return speaker.amount(accrual.amount)
    if accrual.outcomes is None:
        return speaker.say("unknown")
    low, high = accrual.outcomes
    return speaker.say("either", low=speaker.amount(low), high=speaker.amount(high))


def _since(accrual: Accrual, steps: Sequence[Step]) -> date | None:
    """Return since when is counted, where that is longer than the piece of a window that is paid."""
    start = next((step.details["start"] for step in steps if step.kind == "earlier"), None)
    return start if isinstance(start, date) and start < accrual.window.start else None


def _measured(
    speaker: Speaker, counted: Sequence[Counted], step: Step, *, cut: bool, since: date | None
) -> Iterator[str]:
    if "judged_by" in step.details:
        counted = [
            fact for fact in counted if fact.kind != RESULT or fact.value
        ]  # what others gave picks the row alone
    own = sum((fact.value for fact in counted), ZERO)
    yield _counted(speaker, counted, own, cut=cut, since=since) if counted else speaker.say("counted.nothing")
    if step.details.get("carried"):
        yield speaker.say(
            "brought",
            carried=speaker.fill("{carried:measure}", step),
            measured=speaker.fill("{result:measure}", step),
        )
    if "judged_by" in step.details:
        name = speaker.called(str(step.details["judged_by"]))
        yield speaker.say("picked", name=name, judged=speaker.fill("{judged:judged}", step))


def _counted(speaker: Speaker, counted: Sequence[Counted], own: Decimal, *, cut: bool, since: date | None) -> str:
    sales = speaker.measure == "sum.amount" and own >= 0 and all(fact.kind in SALES_KINDS for fact in counted)
    name = speaker.called(speaker.measure)
    key = ("bought" if sales and not cut else "counted") + (".set" if speaker.names.set_name else "")
    return speaker.say(
        key if since is None else f"{key}.since",
        since="" if since is None else speaker.days.day(since),
        name=name,
        set=speaker.names.set_name or "",
        measured=speaker.measured(own, speaker.measure),
        lines=_lines(speaker, counted),
    )


def _lines(speaker: Speaker, counted: Sequence[Counted]) -> str:
    veiled = [fact for fact in counted if fact.kind in _VEILED]
    if veiled:
        own = [fact for fact in counted if fact.kind not in _VEILED]
        brought = speaker.measured(sum((fact.value for fact in veiled), ZERO), speaker.measure)
        rest = speaker.say("brought.sum", who=speaker.say(_VEILED[veiled[0].kind]), sum=brought)
        return speaker.say("list").join([*([_lines(speaker, own)] if own else []), rest])
    others = {fact.document for fact in counted if fact.kind == BROUGHT}
    lines = _own_lines(speaker, [fact for fact in counted if fact.kind != BROUGHT])
    if not others:
        return lines
    told = [speaker.say("brought.member", member=one.removesuffix(f"/{BROUGHT}")) for one in sorted(others)]
    if others == {f"{OTHERS}/{BROUGHT}"}:
        told = [speaker.say("brought.others")]
    sums = [sum((fact.value for fact in counted if fact.document == one), ZERO) for one in sorted(others)]
    pairs = zip(told, sums, strict=True)
    said = [speaker.say("brought.sum", who=who, sum=speaker.measured(value, speaker.measure)) for who, value in pairs]
    return speaker.say("list").join([lines, *said])


def _own_lines(speaker: Speaker, counted: Sequence[Counted]) -> str:
    lines = speaker.count("lines", Decimal(len(counted)))
    back = sum(fact.kind in NEGATIVE_KINDS for fact in counted)
    taken = sum(len(fact.returns) for fact in counted)
    if back:
        lines = speaker.say("lines.returns", lines=lines, returns=speaker.count("returns", Decimal(back)))
    if taken:
        lines = speaker.say("lines.less", lines=lines, less=speaker.count("less", Decimal(taken)))
    return lines


def _idle(step: Step) -> bool:
    """Return whether a step changed nothing that a reader would miss: a row whose slice only begins, too."""
    if step.kind == "times":
        return step.details["left"] == 0 and not step.details.get("cut")
    if step.kind in QUIET:
        return step.details.get("was") == step.result
    return step.result == 0 and step.details.get("above") == 0 and step.details.get("of") == 0


def _next(speaker: Speaker, accrual: Accrual, explanation: Explanation) -> str:
    following = explanation.next
    if following is None or accrual.status == "undetermined":
        return ""
    key = "next.final" if accrual.status == "final" else "next.provisional"
    missing = speaker.measured(following.missing, speaker.measure)
    amount = speaker.amount(following.amount)
    rows = [step for step in following.steps if step.details.get("mode") in WHOLE]
    return speaker.say(
        key, missing=missing, amount=f"{amount} ({speaker.gives(rows[0])})" if len(rows) == 1 else amount
    )


def _status(speaker: Speaker, accrual: Accrual) -> str:
    today, until = speaker.names.today, speaker.names.accepted_until
    if accrual.status != "provisional" or today is None:
        return ""
    if until is None:
        return speaker.say("status.endless", today=speaker.days.day(today))
    others = speaker.names.others_until
    if others is not None and accrual.window.last <= today < others:
        return speaker.say("status.others", end=speaker.days.day(others))
    if today >= accrual.window.last:
        return speaker.say("status.accepting", end=speaker.days.day(until))
    end = speaker.days.day(accrual.window.last)
    return speaker.say("status.provisional", end=end, today=speaker.days.day(today))


def _usable(speaker: Speaker, accrual: Accrual) -> str:
    """Tell from which day on it can be used, while that lies ahead, or that it waits for a payment."""
    if accrual.unpaid:
        return speaker.say("status.unpaid")
    today, day = speaker.names.today, accrual.usable_on
    return speaker.say("status.usable", day=speaker.days.day(day)) if today and day and day > today else ""


def _calculated(speaker: Speaker) -> str:
    """Tell the day on which the amount is calculated for payment, while it lies ahead."""
    today, day = speaker.names.today, speaker.names.calculated_on
    if today is None or day is None or day <= today:
        return ""
    return speaker.say("status.calculated", day=speaker.days.day(day))
