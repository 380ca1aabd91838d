"""What becomes of a company's amount afterwards: a part handed on to others, or a settlement among firms.

Both leave the sum as the terms gave it: what is handed on is taken off the company, what one firm is paid another one
pays. An amount that is still open is not handed on before its conditions are known.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from decimal import Decimal

from ristorno.engine.accrual import Accrual
from ristorno.engine.counting.derivation import Derivation
from ristorno.engine.counting.slots import Slot
from ristorno.engine.counting.splitting import Apportioned, apportion
from ristorno.engine.counting.veil import Reader
from ristorno.engine.explanation import Detail, Step
from ristorno.engine.history.line import Line
from ristorno.engine.measures.base import MeasureKind, summed
from ristorno.engine.ruling.context import Context
from ristorno.engine.ruling.timeline import Rules
from ristorno.engine.terms.handing import Clearing, PassOn
from ristorno.kernel.number import ZERO, round_to

NOBODY = ""
"""Whom a fact means that names no party."""
NO_ROLE = ""
"""The role of who settles among firms: facts name it in none."""


def handed(context: Context, rules: Rules, slot: Slot, accrual: Accrual) -> Iterator[Accrual]:
    """Yield an accrual, or what becomes of it, as the reward of its clause says."""
    reward = slot.clause.reward
    whole = accrual.amount and accrual.outcomes is None
    if not whole or (not reward.hands):
        yield accrual
        return
    step = rules.terms.step(accrual.unit)
    if reward.pass_on is not None:
        measure = reward.pass_on.by
        facts = measure.of or slot.clause.earn_on
        lines = context.hearing(facts).matching(rules, facts, slot.window)
        if measure.of is None:  # facts of a set of its own, such as goods sold on, are in no document that earns
            lines = [line for line in lines if _of(slot, line)]
        brought = _brought(lines, measure, reward.pass_on.to)
        yield from _passed_on(accrual, reward.pass_on, brought, step)
    if reward.cleared is not None:
        lines = [line for line in context.matching(rules, slot.clause.earn_on, slot.window) if _of(slot, line)]
        brought = _brought(lines, slot.clause.measure, reward.cleared.payer)
        yield from _cleared(accrual, reward.cleared, brought, step)


def _of(slot: Slot, line: Line) -> bool:
    return slot.document is None or slot.document in {line.document, line.fact.id}


def _brought(lines: Iterable[Line], measure: MeasureKind, role: str) -> dict[str, Decimal]:
    """Return what the facts of each party brought, by its name."""
    owned: dict[str, list[Line]] = {}
    for line in lines:
        owned.setdefault(line.fact.parties.get(role, NOBODY), []).append(line)
    sums = {name: summed(measure.values(own)) for name, own in owned.items()}
    return {name: value for name, value in sums.items() if value}


def _passed_on(accrual: Accrual, terms: PassOn, brought: Mapping[str, Decimal], step: Decimal) -> Iterator[Accrual]:
    named = {name: value for name, value in brought.items() if name != NOBODY}
    if not sum(named.values(), ZERO):
        yield accrual
        return
    passed = round_to(accrual.amount * terms.rate, step)
    share = Step("passed_on", passed, {"of": accrual.amount, "rate": terms.rate, "step": step})
    kept = accrual.amount - passed
    yield _with(accrual, kept, Step("kept", kept, {"of": accrual.amount, "passed": passed}))
    for name, part in _parts(passed, named, step):
        told = Step("party_part", part.amount, _told(passed, part, named[name], named, step))
        yield _with(accrual, part.amount, share, told, party=Reader(name, terms.to))


def _cleared(accrual: Accrual, terms: Clearing, brought: Mapping[str, Decimal], step: Decimal) -> Iterator[Accrual]:
    fee = round_to(accrual.amount * terms.fee, step)
    paid = accrual.amount - fee
    yield _with(accrual, paid, Step("less_fee", paid, {"of": accrual.amount, "fee": fee})) if fee else accrual
    if fee:
        told = Step("fee", fee, {"of": accrual.amount, "rate": terms.fee, "step": step})
        yield _with(accrual, fee, told, party=Reader(terms.operator or NOBODY, NO_ROLE))
    for name, part in _parts(accrual.amount, brought, step) if sum(brought.values(), ZERO) else ():
        if name != NOBODY:
            details = _told(accrual.amount, part, brought[name], brought, step)
            share = Step("party_part", part.amount, details)
            yield _with(
                accrual,
                -part.amount,
                share,
                Step("owed_by", -part.amount, {"of": part.amount}),
                party=Reader(name, terms.payer),
            )


def _parts(amount: Decimal, weights: Mapping[str, Decimal], step: Decimal) -> Iterator[tuple[str, Apportioned]]:
    yield from sorted(apportion(amount, weights, step, lambda name: (name,)).items())


def _told(
    amount: Decimal, part: Apportioned, brought: Decimal, all_of_it: Mapping[str, Decimal], step: Decimal
) -> dict[str, Detail]:
    details: dict[str, Detail] = {"of": amount, "brought": brought, "measured": sum(all_of_it.values(), ZERO)}
    return details | {"down": part.down, "leftover": part.leftover, "step": step}


def _with(accrual: Accrual, amount: Decimal, *steps: Step, party: Reader | None = None) -> Accrual:
    assert isinstance(accrual.derivation, Derivation)
    derivation = replace(accrual.derivation, after=steps, party=party)
    return replace(accrual, amount=amount, party=party and party.name, derivation=derivation)
