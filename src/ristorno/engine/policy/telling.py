"""A verdict in words and as JSON: complete enough that its arithmetic can be done again."""

from collections.abc import Iterator
from typing import Any

from ristorno.engine.fact import Fact
from ristorno.engine.policy.example import Example
from ristorno.engine.policy.verdict import ASSUMED, Verdict
from ristorno.engine.policy.worst import Meeting
from ristorno.engine.sentences.numbers import numbers
from ristorno.kernel.number import ZERO, Exact, plain, total


def told(verdict: Verdict) -> Iterator[str]:
    """Yield the verdict sentence by sentence, the word first."""
    limit = _rate(verdict.limit)
    if verdict.word == "proved":
        assert verdict.bound is not None
        yield f"Proved: at most {_rate(verdict.bound)} of what is bought is given, and {limit} is allowed."
        yield f"This holds as far as {'; '.join(ASSUMED)}."
    elif verdict.word == "broken":
        assert verdict.example is not None
        yield f"Broken: an order gets {_rate(verdict.example.share)}, and {limit} is allowed."
        yield from _example(verdict.example)
    else:
        yield f"Undecided: it was not proved that at most {limit} is given, and no order was found that gets more."
        if verdict.bound is not None:
            yield f"The most that the promises give together is {_rate(verdict.bound)}, if they can all be had at once."
    if verdict.worst is not None and verdict.word != "broken":
        yield f"The worst that can meet: {_meeting(verdict.worst)}."
    for block in verdict.blocks:
        yield f"In the way of a proof: {block.promise + ': ' if block.promise else ''}{block.why}."


def as_json(verdict: Verdict) -> dict[str, Any]:
    """Return the verdict for machines; rates and amounts as texts."""
    return {
        "rule": verdict.rule,
        "word": verdict.word,
        "limit": plain(verdict.limit),
        "bound": None if verdict.bound is None else _exact(verdict.bound),
        "assumed": list(ASSUMED) if verdict.word == "proved" else [],
        "worst": None if verdict.worst is None else _meeting_json(verdict.worst),
        "example": None if verdict.example is None else _example_json(verdict.example),
        "blocks": [{"promise": block.promise, "why": block.why} for block in verdict.blocks],
    }


def _example(example: Example) -> Iterator[str]:
    amount = example.order.amount or ZERO
    for fact in example.before:
        yield f"Before: {_fact(fact)}."
    yield f"The order: {_fact(example.order)}."
    for each in example.given:
        money = f", {numbers('en').number(each.money)} of it for the order" if each.money != each.amount else ""
        yield f"{each.promise} gives {numbers('en').number(each.amount)} {each.unit}{money}."
    whole = total([each.money for each in example.given])
    yield f"Together {numbers('en').number(whole)} of {numbers('en').number(amount)}: {_rate(example.share)}."


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
            {"promise": each.promise, "amount": plain(each.amount), "unit": each.unit, "money": _exact(each.money)}
            for each in example.given
        ],
        "share": _exact(example.share),
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
        "currency": fact.currency,
    }
