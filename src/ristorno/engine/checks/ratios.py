"""Ratios: in conditions alone, each side on its own facts, and never turned round by a `not`."""

from collections.abc import Iterator

from ristorno.engine.measures.ratio import Ratio
from ristorno.engine.mechanics.rows import ASK_FOR_A_SHARE
from ristorno.engine.terms.conditions import Condition, Gate, Not, gates
from ristorno.engine.terms.finding import Finding
from ristorno.engine.terms.terms import Terms
from ristorno.kernel.document import Path


def check_ratios(terms: Terms) -> Iterator[Finding]:
    """Yield ratios that cannot be counted where they stand."""
    for name, ladder in terms.ladders.items():
        if isinstance(ladder.measure, Ratio):
            yield _no_sum(("ladders", name, "measure"))
    for name, clause in terms.clauses.items():
        path: Path = ("clauses", name)
        if isinstance(clause.measure, Ratio):
            yield _no_sum((*path, "measure"))
        if isinstance(clause.mechanic.picked_by, Ratio):
            where = (*path, "mechanic", clause.mechanic.KEY, "bracket_by")
            yield _no_sum(where, f"Ask for it in `rows`, such as {ASK_FOR_A_SHARE}.")
        if clause.qualify is not None:
            yield from check_condition((*path, "qualify"), clause.qualify)


def _no_sum(path: Path, remedy: str = "Use it in qualify, such as at_least: 60 %.") -> Finding:
    reason = "A ratio is no sum of single facts, so nothing can be paid on it or counted of it."
    return Finding(path, "terms.measure", reason, remedy)


def check_condition(path: Path, condition: Condition) -> Iterator[Finding]:
    """Yield ratios of one condition that cannot be judged."""
    if isinstance(condition, Gate):
        if isinstance(condition.measure, Ratio) and condition.of is not None:
            reason = "Each of the two measures of a ratio has facts of its own."
            remedy = "Move `of` inside, such as ratio: {sum: amount, of: own-brand}."
            yield Finding(path, "terms.measure", reason, remedy)
        if isinstance(condition.measure, Ratio) and any(part.draws.clauses for part in condition.measure.parts):
            reason = "A ratio counts facts, and what other clauses gave is none."
            yield Finding(path, "terms.measure", reason, "Take net_of out of it.")
    elif isinstance(condition, Not):
        if any(isinstance(gate.measure, Ratio) for gate in gates(condition.negated)):
            reason = "A ratio to nothing has no value, so whether it is not met nobody can say."
            yield Finding(path, "terms.gate", reason, "Ask the opposite without `not`: below in place of at_least.")
    else:
        for part in condition.parts:
            yield from check_condition(path, part)
