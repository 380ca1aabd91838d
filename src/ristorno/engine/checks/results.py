"""Clauses that build on other clauses: these exist, fit into the window, pay in what is measured, and no circle."""

from collections.abc import Iterator, Mapping
from typing import TypeAlias

from ristorno.engine.checks.pieces import tiles
from ristorno.engine.measures.base import Drawn, MeasureKind
from ristorno.engine.measures.points_earned import PointsEarned
from ristorno.engine.measures.result_of import ResultOf
from ristorno.engine.mechanics.brackets import Brackets
from ristorno.engine.terms.clause import Clause
from ristorno.engine.terms.finding import Finding, unknown
from ristorno.engine.terms.terms import Terms
from ristorno.kernel.document import Path

Node: TypeAlias = tuple[str, str]
"""A clause with its multiplier, without it (``bare``), before a cap that it shares (``before``), or a ladder."""


def check_results(terms: Terms) -> Iterator[Finding]:
    """Yield measures that build on other clauses and cannot."""
    for name, ladder in terms.ladders.items():
        path: Path = ("ladders", name, "measure")
        yield from _known(terms, path, ladder.measure.draws)
        if ladder.measure.draws.clauses and not isinstance(ladder.measure, PointsEarned):
            reason = "A ladder looks at single documents, not at what windows give in the end."
            yield Finding(path, "terms.results", reason, "Use points_earned.")
    for name, clause in terms.clauses.items():
        yield from _clause(terms, ("clauses", name), clause)
    yield from _circles(terms)


def _known(terms: Terms, path: Path, draws: Drawn) -> Iterator[Finding]:
    for other in draws.clauses:
        if other not in terms.clauses:
            yield unknown(path, "clause", other, terms.clauses)
        elif terms.clauses[other].reward.grants is not None:
            reason = f"{other} grants pieces of a reward, which are no number to build on."
            yield Finding(path, "terms.results", reason, "Count clauses that pay in a unit.")
        elif not draws.multiplied and not terms.clauses[other].window.narrow:
            reason = f"{other} gives at the end of a window, not at a moment."
            yield Finding(path, "terms.results", reason, "Count clauses of documents or facts.")


def _clause(terms: Terms, path: Path, clause: Clause) -> Iterator[Finding]:
    for gate in clause.gates:
        yield from _known(terms, (*path, "qualify"), gate.measure.draws)
        if isinstance(gate.measure, ResultOf) and clause.window.narrow:
            reason = "A single document cannot wait for what other promises give in the end."
            yield Finding((*path, "qualify"), "terms.results", reason, "Use points_earned, or a wider window.")
    where = (*path, "measure")
    yield from _known(terms, where, clause.measure.draws)
    if clause.mechanic.picked_by is not None and clause.mechanic.picked_by.draws.clauses:
        yield from _picking(terms, (*path, "mechanic", clause.mechanic.KEY), clause, clause.mechanic.picked_by)
    if isinstance(clause.measure, PointsEarned):
        yield Finding(
            where, "terms.results", "Points before multipliers are for ladders and conditions.", "Use result_of."
        )
    others = {name: terms.clauses[name] for name in clause.measure.draws.clauses if name in terms.clauses}
    if others:
        yield from _fits(terms, where, clause, others)
    if clause.less:
        yield from _advanced(terms, (*path, "less"), clause)


def _picking(terms: Terms, path: Path, clause: Clause, measure: MeasureKind) -> Iterator[Finding]:
    """Yield what keeps that which other promises give from picking the row."""
    where = (*path, "bracket_by")
    yield from _known(terms, where, measure.draws)
    if not isinstance(measure, ResultOf):
        reason = "A row is picked by facts, or by what other promises give in the end, not by both."
        yield Finding(where, "terms.results", reason, "Use result_of, or a measure of facts.")
        return
    others = {name: terms.clauses[name] for name in measure.draws.clauses if name in terms.clauses}
    yield from _hold(where, clause, others)
    units = {terms.unit_of(other) for other in others.values()}
    if len(units) > 1:
        reason = f"{' and '.join(sorted(units))} cannot be summed."
        yield Finding(where, "terms.mixed_units", reason, "Take clauses that pay in one unit.")
    if isinstance(clause.mechanic, Brackets) and clause.mechanic.mode == "marginal":
        reason = "What other promises give tells no fact in which slice it lies."
        yield Finding((*path, "mode"), "terms.results", reason, "Use retroactive or total.")
    if clause.reward.apart or clause.reward.among_persons:
        reason = "What other promises give is the company's; it picks no row for single persons or parties."
        yield Finding(where, "terms.results", reason, "Pay the company, or pick the row by facts.")


def _fits(terms: Terms, path: Path, clause: Clause, others: Mapping[str, Clause]) -> Iterator[Finding]:
    yield from _hold(path, clause, others)
    units = {terms.unit_of(other) for other in others.values()}
    wanted = terms.fact_currency if clause.measure.KEY == "sum" else next(iter(units))
    if units != {wanted}:
        reason = f"{', '.join(sorted(units))} cannot be summed with {wanted}."
        yield Finding(path, "terms.mixed_units", reason, "Take clauses that pay in what is measured.")
    single = clause.reward.to == "company" and clause.mechanic.keyed is None
    if clause.measure.KEY == "sum" and (not single or clause.baseline is not None or clause.count_on != "occurred"):
        reason = "What other promises gave belongs to no person, no row of a rate, no payment and no earlier window."
        yield Finding(path, "terms.results", reason, "Take net_of out, or pay the company by one rate.")


def _hold(path: Path, clause: Clause, others: Mapping[str, Clause], code: str = "terms.results") -> Iterator[Finding]:
    """Yield the clauses whose windows do not lie whole in those of the clause."""
    for name, other in others.items():
        if not _inside(clause, other):
            reason = f"{name} is judged by {other.judged.shape}, which does not lie inside {clause.window.shape}."
            yield Finding(path, code, reason, "Take a window that holds the other's whole.")


def _advanced(terms: Terms, path: Path, clause: Clause) -> Iterator[Finding]:
    """Yield what cannot be taken off a clause because it was paid in advance."""
    yield from _known(terms, path, Drawn(clause.less))
    if clause.window.narrow:
        reason = "What a single document gives is settled at once."
        yield Finding(path, "terms.less", reason, "Take it off a wider window, such as year.")
        return
    if clause.accrue is not None and clause.accrue.by != "entitlement":
        reason = "What is booked by an estimate of the whole would be booked beside its advances."
        yield Finding(path, "terms.less", reason, "Say accrue: {by: entitlement}.")
    unit, others = terms.unit_of(clause), {name: terms.clauses[name] for name in clause.less if name in terms.clauses}
    yield from _hold(path, clause, others, "terms.less")
    for name, other in others.items():
        if other.reward.grants is None and terms.unit_of(other) != unit:
            reason = f"{name} pays {terms.unit_of(other)}, which cannot be taken off {unit}."
            yield Finding(path, "terms.mixed_units", reason, "Take clauses that pay in the same unit.")
    if not all(map(_settles, (clause, *others.values()))):
        reason = "Advances are settled with a company for itself, from no fund or budget: what others got stays theirs."
        remedy = "Let both promises pay the company for its own facts, and take fund, budget and handing on out."
        yield Finding(path, "terms.less", reason, remedy)


def _settles(clause: Clause) -> bool:
    """Return whether all of what a clause gives is owed to, or taken back from, the company alone."""
    reward = clause.reward
    alone = reward.to == "company" and not reward.hands and not clause.pooled
    return alone and reward.into is None and reward.fund is None and clause.budget is None


def _inside(clause: Clause, other: Clause) -> bool:
    if clause.window.narrow:
        return clause.window.shape == other.window.shape == "document"
    same = clause.judged == other.judged
    return other.window.narrow or same or (tiles(clause.judged, other.judged) and not other.judged.unbounded)


def _circles(terms: Terms) -> Iterator[Finding]:
    for name in terms.clauses:
        circle = _circle(terms, ("clause", name))
        if circle:
            told = " -> ".join(circle)
            reason = f"The promise needs its own result: {told}."
            yield Finding(("clauses", name), "terms.circle", reason, "Let it build on facts, or on other promises.")


def _circle(terms: Terms, start: Node) -> tuple[str, ...]:
    """Return the names on a way from a node back to itself, nothing where there is none."""
    waiting: list[tuple[Node, tuple[str, ...]]] = [(start, (start[1],))]
    seen: set[Node] = set()
    while waiting:
        node, way = waiting.pop()
        for following in _needs(terms, node):
            if following == start:
                return (*way, start[1])
            if following not in seen:
                seen.add(following)
                waiting.append((following, (*way, following[1])))
    return ()


def _needs(terms: Terms, node: Node) -> Iterator[Node]:
    """Yield what has to be counted before a clause or a ladder."""
    kind, name = node
    if kind == "ladder":
        if name in terms.ladders:
            yield from (("bare", other) for other in terms.ladders[name].measure.draws.clauses)
        return
    clause = terms.clauses.get(name)
    if clause is None:
        return
    if kind == "clause":
        yield from (("before", other) for other in terms.sharing(clause.limits.shared) if other != name)
    for drawn in clause.draws:
        yield from (("clause" if drawn.multiplied else "bare", other) for other in drawn.clauses)
    yield from (("ladder", ladder) for ladder in clause.who.ladders)
    if kind != "bare" and clause.multiply is not None:
        yield "ladder", clause.multiply.ladder
