"""A verdict in words and as JSON: complete enough that its arithmetic can be done again."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any, Final

from ristorno.engine.fact import Fact
from ristorno.engine.policy.example import Example
from ristorno.engine.policy.verdict import Rule, Verdict
from ristorno.engine.policy.worst import Meeting
from ristorno.engine.sentences.numbers import numbers
from ristorno.kernel.number import Exact, plain, total


@dataclass(frozen=True, slots=True)
class _Said:
    """How verdicts of a rule are told; ``bound``, ``limit`` and ``reached`` are filled in, and ``name``."""

    proved: str
    broken: str
    undecided: str
    bound: str
    """What is known where it is undecided."""


_SAID: Final[Mapping[Rule, _Said]] = MappingProxyType(
    {
        "highest_discount": _Said(
            "at most {bound} of what is bought is given, and {limit} is allowed",
            "an order gets {reached}, and {limit} is allowed",
            "it was not proved that at most {limit} is given, and no order was found that gets more",
            "The most that the promises give together is {bound}, if they can all be had at once",
        ),
        "margin_floor": _Said(
            "at least {bound} of the net price stays above cost, and {limit} is asked",
            "of an order {reached} of the net price stay above cost, and {limit} is asked",
            "it was not proved that at least {limit} of the net price stay above cost, and no order was found that "
            "keeps less",
            "The least that can stay is {bound}, if the promises can all be had at once",
        ),
        "price_floor": _Said(
            "the lowest price {name} holds: at least {bound} is paid, and {limit} is asked",
            "the lowest price {name} does not hold: {reached} is paid, and {limit} is asked",
            "it was not proved that the lowest price {name} of {limit} holds, and no order was found below it",
            "The least that can be left is {bound}, if all can be had at once",
        ),
        "never_together": _Said(
            "no line has two of {name}",
            "a line has {reached} of {name}, which never come together",
            "it was not proved that no line has two of {name}, and no order was found that has",
            "",
        ),
        "budget": _Said(
            "at most {bound} of the budget {name} of {limit} is ever spent",
            "{reached} of the budget {name} of {limit} is spent",
            "it was not proved that the budget {name} of {limit} holds, and no order was found that passes it",
            "The most that can be spent is {bound}",
        ),
        "gifts": _Said(
            "a person is given at most {bound} in a year, and {limit} is allowed ({name})",
            "a person is given {reached} in a year, and {limit} is allowed ({name})",
            "it was not proved that a person is given at most {limit} in a year ({name}), and nobody was found who "
            "is given more",
            "The most that a person can be given in a year is {bound}",
        ),
    }
)


def told(verdict: Verdict) -> Iterator[str]:
    """Yield the verdict sentence by sentence, the word first."""
    said = _SAID[verdict.rule]
    if verdict.word == "proved":
        yield f"Proved: {_filled(said.proved, verdict)}."
    elif verdict.word == "broken":
        assert verdict.example is not None
        yield f"Broken: {_filled(said.broken, verdict)}."
        yield from _example(verdict, verdict.example)
    else:
        yield f"Undecided: {_filled(said.undecided, verdict)}."
        if verdict.bound is not None and said.bound:
            yield f"{_filled(said.bound, verdict)}."
    if verdict.worst is not None and verdict.word != "broken":
        yield f"The worst that can meet: {_meeting(verdict.worst)}."
    for block in verdict.blocks:
        yield f"In the way of a proof: {block.promise + ': ' if block.promise else ''}{block.why}."


def told_all(verdicts: Sequence[Verdict]) -> Iterator[str]:
    """Yield verdicts sentence by sentence, and at last under what those stand that are proved."""
    for verdict in verdicts:
        yield from told(verdict)
    assumed = dict.fromkeys(each for verdict in verdicts if verdict.word == "proved" for each in verdict.assumed)
    if assumed:
        yield f"What is proved holds as far as {'; '.join(assumed)}."


def _filled(text: str, verdict: Verdict) -> str:
    reached = verdict.example.reached if verdict.example is not None else None
    numbers_of = {"bound": verdict.bound, "limit": verdict.limit, "reached": reached}
    said = {key: _measured(verdict, value) for key, value in numbers_of.items() if value is not None}
    return text.format(name=verdict.name, **said)


def _measured(verdict: Verdict, value: Exact) -> str:
    if verdict.rule == "never_together":
        return plain(value)
    return f"{numbers('en').number(value)} {verdict.unit}" if verdict.unit else _rate(value)


def as_json(verdict: Verdict) -> dict[str, Any]:
    """Return the verdict for machines; rates and amounts as texts."""
    return {
        "rule": verdict.rule,
        "name": verdict.name,
        "unit": verdict.unit,
        "word": verdict.word,
        "limit": _exact(verdict.limit),
        "bound": None if verdict.bound is None else _exact(verdict.bound),
        "assumed": list(verdict.assumed) if verdict.word == "proved" else [],
        "worst": None if verdict.worst is None else _meeting_json(verdict.worst),
        "example": None if verdict.example is None else _example_json(verdict.example),
        "blocks": [{"promise": block.promise, "why": block.why} for block in verdict.blocks],
    }


def _example(verdict: Verdict, example: Example) -> Iterator[str]:
    write = numbers("en")
    for fact in example.before:
        yield f"Before: {_fact(fact)}."
    cost = f", at a cost of {write.number(example.order.cost)}" if example.order.cost else ""
    yield f"The order: {_fact(example.order)}{cost}."
    for each in example.given:
        money = f", {write.number(each.money)} of it for the order" if each.money != each.amount else ""
        yield f"{each.promise} gives {write.number(each.amount)} {each.unit}{money}."
    if verdict.rule == "highest_discount":
        whole = total([each.money for each in example.given])
        yield f"Together {write.number(whole)} of {write.number(example.amount)}: {_rate(example.reached)}."
    elif verdict.rule in {"margin_floor", "price_floor"}:
        whole = total([each.money for each in example.given if each.how != "off"])
        rest = f"; {write.number(whole)} are given besides and later" if verdict.rule == "margin_floor" else ""
        yield f"{write.number(example.net)} of {write.number(example.amount)} are to be paid{rest}."


def _meeting(meeting: Meeting) -> str:
    each = [
        f"{promise.title} {_rate(promise.most.share) if promise.most.share is not None else 'without a bound'}"
        for promise in meeting.promises
    ]
    line, buyer = meeting.line.fact, meeting.buyer
    who = [buyer.member, *([f"segment {buyer.segment}"] if buyer.segment else []), *buyer.levels.values()]
    what = [f"product {line.product}", f"brand {line.brand}", *(f"group {group}" for group in line.groups)]
    return f"{' + '.join(each)}, on {meeting.day} for {', '.join(who)}, buying {', '.join(what)}"


def _fact(fact: Fact) -> str:
    said = [fact.kind, str(fact.occurred_at), fact.member]
    said += [f"{name} {value}" for name, value in sorted(fact.attributes.items())]
    said += [fact.product or "", *(f"group {group}" for group in fact.groups)] if fact.amount is not None else []
    said += [numbers("en").number(fact.amount) + f" {fact.currency}"] if fact.amount is not None else []
    return ", ".join(part for part in said if part)


def _rate(value: Exact) -> str:
    return numbers("en").rate(value)


def _exact(value: Exact) -> str:
    return str(value)


def _meeting_json(meeting: Meeting) -> dict[str, Any]:
    return {
        "day": str(meeting.day),
        "member": meeting.buyer.member,
        "segment": meeting.buyer.segment,
        "levels": {f"{program}.{ladder}": tier for (program, ladder), tier in meeting.buyer.levels.items()},
        "line": _fact_json(meeting.line.fact),
        "promises": [
            {
                "promise": promise.title,
                "contract": promise.contract,
                "most": None if promise.most.share is None else _exact(promise.most.share),
                "why": promise.most.why,
            }
            for promise in meeting.promises
        ],
    }


def _example_json(example: Example) -> dict[str, Any]:
    return {
        "before": [_fact_json(fact) for fact in example.before],
        "order": _fact_json(example.order),
        "given": [
            {
                "promise": each.promise,
                "how": each.how,
                "amount": plain(each.amount),
                "unit": each.unit,
                "money": _exact(each.money),
            }
            for each in example.given
        ],
        "reached": _exact(example.reached),
    }


def _fact_json(fact: Fact) -> dict[str, Any]:
    return {
        "kind": fact.kind,
        "occurred_at": str(fact.occurred_at),
        "member": fact.member,
        "product": fact.product,
        "brand": fact.brand,
        "groups": list(fact.groups),
        "attributes": dict(fact.attributes),
        "amount": None if fact.amount is None else plain(fact.amount),
        "cost": None if fact.cost is None else plain(fact.cost),
        "currency": fact.currency,
    }
