"""What becomes of an amount: only a company's can be handed on or cleared, in parts that lie inside it."""

from collections.abc import Iterator

from ristorno.engine.terms.clause import Clause
from ristorno.engine.terms.finding import Finding
from ristorno.engine.terms.handing import Clearing, PassOn
from ristorno.engine.terms.reward import PARTY
from ristorno.engine.terms.terms import Terms
from ristorno.kernel.document import Path


def check_handing(terms: Terms) -> Iterator[Finding]:
    """Yield rewards that are handed on or cleared in a way that makes no sense."""
    for name, clause in terms.clauses.items():
        path: Path = ("clauses", name, "reward")
        reward = clause.reward
        if reward.party is not None:
            yield from _party((*path, "to"), clause)
        if reward.hands and (reward.to != "company" or clause.pooled):
            reason = "Only what the company itself gets for its own facts can be handed on or cleared."
            yield Finding((*path, "to"), "terms.handing", reason, "Take `to` and `whose` out, or hand nothing on.")
        if reward.pass_on is not None and reward.cleared is not None:
            reason = "An amount is either handed on or paid by another firm."
            yield Finding(path, "terms.handing", reason, "Take one of the two out.")
        if reward.clearing is not None and reward.funded_by.startswith(PARTY):
            reason = "Two parties would pay it."
            yield Finding((*path, "funded_by"), "terms.handing", reason, "Take funded_by or clearing out.")
        if reward.pass_on is not None:
            yield from _pass_on((*path, "pass_on"), clause, reward.pass_on)
        if reward.cleared is not None:
            where = "funded_by" if reward.clearing is None else "clearing"
            yield from _clearing((*path, where), clause, reward.cleared)


def _party(path: Path, clause: Clause) -> Iterator[Finding]:
    if clause.measure.draws.clauses:
        reason = "What other promises give names no party."
        yield Finding(path, "terms.party", reason, "Measure facts, or pay the company.")
    if clause.limits.shared is not None:
        reason = "A shared cap bounds what one member gets, not what its parties get."
        yield Finding(path, "terms.party", reason, "Pay the company, or take `shared` out.")


def _pass_on(path: Path, clause: Clause, passed: PassOn) -> Iterator[Finding]:
    yield from _rate((*path, "rate"), fits=passed.rate > 0 and passed.rate <= 1)
    if clause.window.narrow and passed.by.of is not None:
        reason = "A single document knows no other facts by which it could be divided."
        yield Finding((*path, "by"), "terms.handing", reason, "Use a period such as month, or take `of` out.")
    if passed.by.blocks is not None:
        reason = "An amount is divided by what is measured, not by blocks."
        yield Finding((*path, "by"), "terms.handing", reason, "Take `in` out.")
    if passed.by.draws.clauses or (clause.measure.draws.clauses and passed.by.of is None):
        reason = "What other promises give names no parties."
        yield Finding((*path, "by"), "terms.handing", reason, "Say by which facts: by: {sum: amount, of: SET}.")


def _clearing(path: Path, clause: Clause, clearing: Clearing) -> Iterator[Finding]:
    yield from _rate((*path, "fee"), fits=0 <= clearing.fee <= 1)
    if (clearing.fee == 0) != (clearing.operator is None):
        reason = "A fee needs an operator who gets it, and an operator gets a fee."
        yield Finding(path, "terms.handing", reason, "Say both, or neither.")
    if clause.measure.draws.clauses:
        reason = "What other promises give names no party that pays."
        yield Finding(path, "terms.handing", reason, "Clear what facts measure.")


def _rate(path: Path, *, fits: bool) -> Iterator[Finding]:
    if not fits:
        reason = "A part lies above 0 % and is no more than 100 %."
        yield Finding(path, "terms.rate", reason, "Write a rate such as 40 %.")
