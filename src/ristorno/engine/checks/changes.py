"""What may change inside a window: with ``by_fact`` rates alone, everything else says at_start or at_end."""

from collections.abc import Iterator
from itertools import pairwise

from ristorno.engine.ruling.timeline import Span, Timeline
from ristorno.engine.terms.clause import Clause
from ristorno.engine.terms.sets import FactSet
from ristorno.engine.terms.terms import Terms
from ristorno.kernel.period import FIRST_DAY, Period
from ristorno.kernel.problem import Problem


def check_changes(timeline: Timeline) -> Iterator[Problem]:
    """Yield the clauses that change inside one of their windows in a way that the terms do not cover."""
    for before, after in pairwise(timeline.spans):
        for name, clause in before.rules.terms.clauses.items():
            later = after.clause(name)
            if later is not None and _inside(timeline, clause, later, after):
                yield from _change(name, clause, later, before, after)
        yield from _cut_off(timeline, before, after)


def _inside(timeline: Timeline, clause: Clause, later: Clause, after: Span) -> bool:
    """Return whether a window of the clause holds days of both versions."""
    if clause.window.narrow and later.window.narrow:
        return False
    day, term = after.days.start, timeline.term or Period(FIRST_DAY, after.days.end)
    return any(one.window.whole(day, term).start < day for one in (clause, later) if not one.window.narrow)


def _change(name: str, clause: Clause, later: Clause, before: Span, after: Span) -> Iterator[Problem]:
    path = ("clauses", name)
    problem = after.rules.origin.problem
    day = after.days.start
    if clause.window != later.window:
        reason = f"The window of {name!r} changes on {day}, inside a window."
        yield problem("terms.change", (*path, "window"), reason, "Let the version begin where a window begins.")
        return
    if later.change != "by_fact" or clause.change != "by_fact":
        return
    if _but_mechanic(before.rules.terms, clause) != _but_mechanic(after.rules.terms, later):
        reason = f"More than the rates of {name!r} changes on {day}, inside a {clause.window.shape} window."
        yield problem("terms.change", path, reason, _REMEDY)
    elif clause.mechanic != later.mechanic and not _by_fact(clause, later):
        reason = f"{clause.mechanic.KEY} of {name!r} changes on {day}, inside a window; no fact has its own rate."
        yield problem("terms.change", (*path, "mechanic"), reason, _REMEDY)


def _cut_off(timeline: Timeline, before: Span, after: Span) -> Iterator[Problem]:
    """Yield clauses that come or leave inside a window of one that they build on: its result lies beyond their days."""
    day = after.days.start
    for there, away, verb in ((before, after, "ends"), (after, before, "begins")):
        for name, clause in there.rules.terms.clauses.items():
            if away.clause(name) is not None:
                continue
            for other in _built_on(clause):
                held, same = there.clause(other), away.clause(other)
                if held is not None and same is not None and _inside(timeline, held, same, after):
                    reason = (
                        f"{name!r} {verb} on {day}, inside the {held.window.shape} of {other!r}, on which it builds."
                    )
                    remedy = f"Let it {verb[:-1]} where a window of {other} begins, or let both {verb[:-1]} together."
                    yield after.rules.origin.problem("terms.change", ("clauses", name), reason, remedy)


def _built_on(clause: Clause) -> tuple[str, ...]:
    return tuple(dict.fromkeys(name for drawn in clause.draws for name in drawn.clauses))


_REMEDY = "Say change: at_start or at_end, or let the version begin where a window begins."


def _by_fact(clause: Clause, later: Clause) -> bool:
    if clause.measure.blocks is not None:
        return False
    return clause.mechanic.KEY == later.mechanic.KEY and clause.mechanic.by_fact and later.mechanic.by_fact


def _but_mechanic(terms: Terms, clause: Clause) -> tuple[Clause, tuple[FactSet, ...]]:
    """Return everything of a clause but its mechanic and title, with the sets that it refers to."""
    names: list[str] = []
    waiting = [clause.earn_on]
    while waiting:
        facts = waiting.pop()
        if facts.excluded is not None:
            waiting.append(facts.excluded)
        if facts.of is not None and facts.of not in names:
            names.append(facts.of)
            waiting.append(terms.sets[facts.of])
    plain = clause.model_copy(update={"mechanic": None, "title": None, "accrue": None})
    return plain, tuple(terms.sets[name] for name in names)
