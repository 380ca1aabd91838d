"""How often something counts: a whole number, for somebody who can be told apart, on facts that have a turn."""

from collections.abc import Iterator

from ristorno.engine.checks.others import asks_others
from ristorno.engine.terms.clause import Clause
from ristorno.engine.terms.finding import Finding
from ristorno.engine.terms.limits import Times
from ristorno.engine.terms.terms import Terms
from ristorno.kernel.document import Path


def check_times(terms: Terms) -> Iterator[Finding]:
    """Yield what cannot be counted so many times."""
    for name, clause in terms.clauses.items():
        times = clause.limits.times
        if times is not None:
            path: Path = ("clauses", name, "limits", "times")
            yield from _said(path, times)
            yield from _fitting(path, clause, times)
            if times.of_all and any(
                asks_others(terms, other) for gate in clause.gates for other in gate.measure.draws.clauses
            ):
                reason = "Its conditions ask for results that themselves depend on other members."
                yield Finding(path, "terms.times", reason, "Take program out of per, or ask for facts.")


def _said(path: Path, times: Times) -> Iterator[Finding]:
    if times.by_pieces and times.n <= 0:
        yield Finding((*path, "n"), "terms.times", "No piece would count.", "Write a number above 0.")
    elif not times.by_pieces and (times.n < 1 or times.n % 1):
        reason = f"{times.n} facts cannot count."
        yield Finding((*path, "n"), "terms.times", reason, "Write a whole number from 1 on.")
    if len(set(times.per)) < len(times.per):
        yield Finding((*path, "per"), "terms.times", "One of them stands twice.", "Name each once.")
    elif "member" in times.per and len(times.per) > 1:
        reason = "Facts are counted for each member anyway, or for all with program."
        yield Finding((*path, "per"), "terms.times", reason, "Take member out.")


def _fitting(path: Path, clause: Clause, times: Times) -> Iterator[Finding]:
    if clause.pooled or clause.compares:
        reason = "What is counted together with others, or compared with them, is measured whole."
        yield Finding(path, "terms.times", reason, "Take times out.")
    if clause.measure.draws.clauses:
        yield Finding(path, "terms.times", "What other promises gave has no turn.", "Count facts alone.")
    if clause.mechanic.needs_baseline:
        reason = "What was measured before was counted whole, so it is no fair comparison."
        yield Finding(path, "terms.times", reason, "Take times out.")
    if times.by_pieces and not clause.measure.shared:
        what = clause.measure.phrase.replace(".", " of ")
        reason = f"A line of which some pieces count has no {what} in every piece."
        yield Finding((*path, "counts"), "terms.times", reason, "Measure an amount or a quantity, or count facts.")
    if clause.window.shape == "fact" and times.over == "window" and not times.by_pieces:
        reason = "The window is one fact, which counts once anyway."
        yield Finding((*path, "over"), "terms.times", reason, "Take over out.")
