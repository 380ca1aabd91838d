"""Promises that never come together: no line has two of them."""

from collections.abc import Iterator, Sequence

from ristorno.engine.calculation import Calculation
from ristorno.engine.policy.example import Example, examples
from ristorno.engine.policy.promise import Promise
from ristorno.engine.policy.together import never_together
from ristorno.engine.policy.verdict import TRIED, Block, Verdict
from ristorno.engine.policy.worst import Meeting
from ristorno.kernel.number import ONE, Exact


def apart(calculations: Sequence[Calculation], found: Sequence[Meeting]) -> Iterator[Verdict]:
    """Yield for each group of promises that a policy keeps apart whether any line has two of them."""
    groups = {
        (f"{terms.program}.{name}", never_together(terms.program, names))
        for each in calculations
        for terms in each.all_terms
        for name, names in terms.policy.never_together.items()
    }
    for title, names in sorted(groups, key=lambda each: (each[0], sorted(each[1]))):
        yield _verdict(calculations, found, title, names)


def _verdict(
    calculations: Sequence[Calculation], found: Sequence[Meeting], title: str, names: frozenset[str]
) -> Verdict:
    def reached(example: Example) -> Exact:
        return ONE * len({each.promise for each in example.given if each.promise in names and each.money > 0})

    meetings = sorted((meeting for meeting in found if len(_met(meeting, names)) > 1), key=lambda each: each.day)
    if not meetings:
        return Verdict(rule="never_together", name=title, limit=ONE, word="proved", bound=ONE)
    for meeting in meetings[:TRIED]:
        most = max(examples(calculations, meeting, reached), key=lambda each: each.reached, default=None)
        if most is not None and most.reached > 1:
            return Verdict(rule="never_together", name=title, limit=ONE, word="broken", worst=meeting, example=most)
    worst = meetings[0]
    why = f"{' and '.join(sorted(_met(worst, names)))} may be had for one line"
    return Verdict(
        rule="never_together", name=title, limit=ONE, word="undecided", worst=worst, blocks=(Block("", why),)
    )


def _met(meeting: Meeting, names: frozenset[str]) -> set[str]:
    """Return the promises of a group that a line may have at once, however its price is found.

    Offers of one program that says itself that they never come together count as one: it gives a line one of them.
    """
    own = [promise for promise in meeting.promises if promise.title in names and promise.most.share != 0]
    first: dict[str, str] = {}
    return {
        first.setdefault(promise.program, promise.title) if _kept(promise, names) else promise.title for promise in own
    }


def _kept(promise: Promise, names: frozenset[str]) -> bool:
    """Return whether the terms of an offer keep the group apart themselves, as an order is priced."""
    said = promise.rules.terms.policy.never_together.values()
    return promise.now and not promise.free and any(names <= never_together(promise.program, each) for each in said)
