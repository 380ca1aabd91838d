"""What other clauses have given in advance: it is taken off what a window comes to, which may fall below zero."""

from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import NamedTuple

from ristorno.engine.counting.slots import Slot
from ristorno.engine.explanation import Step
from ristorno.engine.measures.base import Drawn
from ristorno.engine.ruling.context import Context
from ristorno.engine.ruling.timeline import Rules
from ristorno.kernel.number import ZERO


class Advance(NamedTuple):
    """What a clause gave in one of its windows; all its documents together where these are its windows."""

    promise: str
    window: str
    """The label of the window; empty for documents."""
    amount: Decimal


def advances(context: Context, rules: Rules, slot: Slot) -> tuple[Advance, ...]:
    """Return what is taken off a window of a clause, in the order of its terms and of windows; nothing for zeros."""
    return tuple(each for name in slot.clause.less for each in _given(context, rules, slot, name) if each.amount)


def taken_off(amount: Decimal, given: Sequence[Advance]) -> Iterator[Step]:
    """Tell what is left of an amount, advance by advance; ``given`` sums those of a promise so far."""
    sums: dict[str, Decimal] = {}
    for number, each in enumerate(given, start=1):
        sums[each.promise] = sums.get(each.promise, ZERO) + each.amount
        more = number < len(given) and given[number].promise == each.promise
        mode = "documents" if not each.window else "part" if more else "last"
        told = {"was": amount, "amount": each.amount, "given": sums[each.promise]}
        amount -= each.amount
        yield Step("less", amount, {"mode": mode, **told, "promise": each.promise, "window": each.window})


def _given(context: Context, rules: Rules, slot: Slot, name: str) -> Iterator[Advance]:
    (lines,) = context.drawn(Drawn((name,)), slot.window)
    narrow = rules.terms.clauses[name].window.narrow
    sums: dict[str, Decimal] = {}
    for line in lines:
        label = "" if narrow else line.document
        sums[label] = sums.get(label, ZERO) + (line.fact.amount or ZERO)
    yield from (Advance(name, label, amount) for label, amount in sums.items())
