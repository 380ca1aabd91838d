"""Whether an offer concerns an order: day, member, code, lines, uses, conditions; else the reason in a word."""

from collections.abc import Iterator, Mapping

from ristorno.engine.counting.conditions_told import told
from ristorno.engine.counting.gating import Judged, Verdict, judge_condition, so_many
from ristorno.engine.counting.slots import Slot
from ristorno.engine.explanation import Detail, GateResult
from ristorno.engine.pricing.placed import Placed
from ristorno.engine.pricing.priced import NotApplied
from ristorno.engine.pricing.question import Question
from ristorno.engine.pricing.standing import Use
from ristorno.engine.ruling.context import Context
from ristorno.engine.terms.conditions import Condition, Gate, Not
from ristorno.engine.terms.offers.offer import Offer
from ristorno.engine.terms.offers.trigger import Beside, Word
from ristorno.engine.terms.who import Who
from ristorno.kernel.lightweight import lightweight
from ristorno.kernel.period import DAY, Period


@lightweight
class Candidate:
    """An offer that concerns an order: the lines that it is for, its conditions as judged, the code that opened it."""

    name: str
    offer: Offer
    lines: tuple[Placed, ...]
    gates: tuple[GateResult, ...]
    code: str | None
    use: Use | None
    """For whom it is counted, where only so many orders get it."""


def judge(question: Question, name: str, offer: Offer) -> Candidate | NotApplied | None:
    """Return what an offer is to an order; None where nobody need be told of it: its code was not entered."""
    code = question.codes.get(name)
    if code is None and (offer.trigger == "code" or isinstance(offer.trigger, Word)):
        return None
    use = _use(question, name, offer)
    for reason, details in _reasons(question, offer, use):
        return NotApplied(offer=name, reason=reason, details=details)
    lines = question.lines_of(offer)
    if not lines:
        return NotApplied(offer=name, reason="no_lines")
    met, gates = _conditions(question, offer, lines)
    if not met:
        return NotApplied(offer=name, reason="gate_failed", gates=gates)
    return Candidate(name, offer, lines, gates, None if code is None else code.code, use)


def _reasons(question: Question, offer: Offer, use: Use | None) -> Iterator[tuple[str, Mapping[str, Detail]]]:
    valid = offer.valid
    if valid.first is not None and question.day < valid.first:
        yield "not_yet", {"from": valid.first}
    if valid.last is not None and question.day > valid.last:
        yield "over", {"until": valid.last}
    if not _concerns(question, offer.who):
        yield "other_member", {}
    times = offer.limits.times
    if times is not None and use is not None and question.standing.uses.get(use, 0) >= times.n:
        yield "used_up", {"n": times.n, "per": times.per}


def _concerns(question: Question, who: Who) -> bool:
    """Return whether the member is meant, by levels and segments from before the order."""
    history, at = question.history, question.at
    return who.earns(
        question.order.member,
        lambda: history.book.segment(at),
        lambda ladder: history.track(question.rules, ladder).before(at),
    )


def _use(question: Question, name: str, offer: Offer) -> Use | None:
    times, order = offer.limits.times, question.order
    if times is None:
        return None
    code = question.codes.get(name)
    whom = {
        "member": f"member:{order.member}",
        "contact": f"contact:{order.member}/{order.contact or ''}",
        "code": f"code:{code.code if code else ''}",
        "program": "program",
    }
    return name, whom[times.per]


def _conditions(question: Question, offer: Offer, lines: tuple[Placed, ...]) -> tuple[bool, tuple[GateResult, ...]]:
    if offer.qualify is None:
        return True, ()
    slot = _slot(question, offer, lines)
    verdict = _judged(question, question.measured(offer), slot, offer.qualify)
    return verdict.for_now, told(question.now, slot, offer.qualify, verdict.gates, outside=False)


def _slot(question: Question, offer: Offer, lines: tuple[Placed, ...]) -> Slot:
    """Return the order as the window of a clause that would ask the same condition of a single document."""
    today = Period(question.day, question.day + DAY)
    own = tuple(each.line for each in lines)
    return Slot(offer.asking, today, today, question.day.isoformat(), own[0].document, own)


def _judged(question: Question, ordered: Context, slot: Slot, condition: Condition) -> Verdict:
    """Return whether a condition holds: a gate without a window sees this order alone, another what was before it.

    ``ordered`` is what it sees of this order.
    """
    if isinstance(condition, Gate):
        context = ordered if condition.window is None else question.history
        return judge_condition(context, question.rules, slot, condition)
    if isinstance(condition, Not):
        inner = _judged(question, ordered, slot, condition.negated)
        return Verdict(None if inner.met is None else not inner.met, not inner.for_now, inner.gates)
    parts = [_judged(question, ordered, slot, part) for part in condition.parts]
    gates: tuple[Judged, ...] = tuple(gate for part in parts for gate in part.gates)
    met = so_many([part.met for part in parts], condition.needed)
    return Verdict(met, sum(part.for_now for part in parts) >= condition.needed, gates)


def comes_beside(offer: Offer) -> str | None:
    """Return the offer with which an offer comes."""
    return offer.trigger.beside if isinstance(offer.trigger, Beside) else None
