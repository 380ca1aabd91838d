"""A clause that can never pay is refused: its dates, kinds and gates cannot hold together."""

from collections.abc import Iterator

from ristorno.engine.terms.clause import Clause
from ristorno.engine.terms.conditions import All, Gate
from ristorno.engine.terms.finding import Finding
from ristorno.engine.terms.sets import FactSet
from ristorno.engine.terms.terms import Terms, period
from ristorno.kernel.document import Path
from ristorno.kernel.period import ALWAYS, Period


def check_payable(terms: Terms) -> Iterator[Finding]:
    """Yield the clauses that can never pay. Names must have been checked."""
    for name, clause in terms.clauses.items():
        path: Path = ("clauses", name)
        days = _earning_days(terms, clause).cut(_window_days(clause)).cut(terms.term)
        if days.days <= 0:
            reason = "No day lies in the clause's window, in its set and in the program at once."
            yield Finding((*path, "window"), "terms.never_pays", reason, "Check from, until, starts and ends.")
        if not terms.kinds_of(clause.earn_on):
            reason = "No kind of fact is in the set and in the set that it narrows at once."
            yield Finding((*path, "earn_on"), "terms.never_pays", reason, "Check `kinds` of both sets.")
        yield from _contradictions((*path, "qualify"), clause)
        yield from _unreachable((*path, "limits", "cap_measure"), clause)


def _earning_days(terms: Terms, clause: Clause) -> Period:
    """Return the days on which the facts of a clause can count: what was bought on some days may be paid on any."""
    days = days_of(terms, clause.earn_on)
    return days if clause.count_on == "occurred" or days.days <= 0 else ALWAYS


def days_of(terms: Terms, facts: FactSet) -> Period:
    """Return the days on which a set can hold facts."""
    days = period(*facts.days())
    return days.cut(days_of(terms, terms.sets[facts.of])) if facts.of else days


def _window_days(clause: Clause) -> Period:
    return clause.window.whole(clause.window.first) if clause.window.first else ALWAYS


def _contradictions(path: Path, clause: Clause) -> Iterator[Finding]:
    condition = clause.qualify
    inner = condition.all if isinstance(condition, All) else ()
    gates = [gate for gate in inner if isinstance(gate, Gate)]
    for index, gate in enumerate(gates):
        for other in gates[index + 1 :]:
            same = (gate.measure, gate.of, gate.window, gate.at) == (
                other.measure,
                other.of,
                other.window,
                other.at,
            )
            if same and (_exclude(gate, other) or _exclude(other, gate)):
                reason = f"Two gates on the same measure cannot hold at once: {_words(gate)} and {_words(other)}."
                yield Finding(path, "terms.never_pays", reason, "Correct one of them, or join them by any.")


def _exclude(low: Gate, high: Gate) -> bool:
    if low.comparison not in {"at_least", "above"} or high.comparison not in {"at_most", "below"}:
        return False
    strict = "above" in {low.comparison} or "below" in {high.comparison}
    return low.bound > high.bound or (strict and low.bound == high.bound)


def _words(gate: Gate) -> str:
    return f"{gate.comparison} {gate.bound}"


def _unreachable(path: Path, clause: Clause) -> Iterator[Finding]:
    bound = clause.limits.cap_measure
    table = getattr(clause.mechanic, "table", ())
    same = clause.mechanic.picked_by is None
    if bound and table and same and bound.per == "window" and bound.amount < table[0].threshold:
        reason = f"At most {bound.amount} is measured, and the first row begins at {table[0].threshold}."
        yield Finding(path, "terms.never_pays", reason, "Raise cap_measure or lower the first row.")
