"""Programs of which everything adds up: the clauses of a random program that do, and facts that come bit by bit."""

import itertools
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from hypothesis import assume
from hypothesis import strategies as st

from ristorno.engine.accrual import Moment
from ristorno.engine.calculation import Calculation
from ristorno.engine.fact import Fact
from ristorno.engine.live.reasons import reasons_of, why_whole
from ristorno.kernel.number import exactly
from ristorno.kernel.problem import Refused
from strategies.facts import logs
from strategies.landmarks import LAST, days
from strategies.pieces import MEMBERS
from strategies.sensible import calculate
from strategies.situations import situations
from strategies.writing import Tree


@dataclass(frozen=True)
class Arrivals:
    """A program of which everything adds up, and what becomes known of one member: facts, and the day of looking."""

    calculation: Calculation
    parts: tuple[tuple[date, tuple[Fact, ...]], ...]
    program: Mapping[str, Tree]


@st.composite
def arrivals_under(draw: st.DrawFn, calculation: Calculation) -> Arrivals:
    """Return facts that come bit by bit under a program of which everything adds up."""
    terms = calculation.program.terms
    facts = draw(logs(terms.time_zone, terms.fact_currency or "EUR", most=8))
    return Arrivals(calculation, draw(_parts(facts)), {})


@st.composite
def arrivals(draw: st.DrawFn) -> Arrivals:
    """Return what adds up of a random program, and facts that come bit by bit."""
    situation = draw(situations())
    tree = {name: told for name, told in situation.program.items() if name not in ("calendar", "caps", "versions")}
    held, versions = situation.program["clauses"], situation.program.get("versions", ())
    assert isinstance(held, Mapping)
    assert isinstance(versions, Sequence)
    clauses = situation.calculation.clauses
    other = {name for name, clause in clauses if any(reasons_of(clause)) or clause.needs_population}
    names = [name for name in held if name not in other]
    assume(names)
    tree["clauses"] = {name: held[name] for name in names}
    later = [kept for version in versions if (kept := _kept(version, names))]
    contracts = [{**each, "versions": [_kept(v, names) or v for v in _versions(each)]} for each in situation.agreements]
    calculation = _first_that_adds_up(
        [({**tree, "versions": later} if later else tree, contracts), (tree, contracts), (tree, [])]
    )
    return Arrivals(calculation, draw(_parts(situation.facts)), tree)


@st.composite
def _parts(draw: st.DrawFn, log: Sequence[Fact]) -> tuple[tuple[date, tuple[Fact, ...]], ...]:
    """Return the facts of the first member in random order, cut into parts, each with the day on which it is seen."""
    facts = draw(st.permutations([fact for fact in log if fact.member == MEMBERS[0]]))
    cuts = sorted(draw(st.lists(st.integers(0, len(facts)), min_size=2, max_size=4)))
    bounds = [0, *cuts, len(facts)]
    count = len(cuts) + 1
    late = days() | st.sampled_from((LAST, LAST, LAST))
    asked = sorted(draw(st.lists(late, min_size=count, max_size=count)))
    if draw(st.booleans()):
        asked = [asked[-1]] * count
    parts = [tuple(facts[start:end]) for start, end in itertools.pairwise(bounds)]
    return tuple(zip(asked, parts, strict=True))


def _adds_up(calculation: Calculation) -> bool:
    moment = Moment(LAST)
    with exactly():
        book = calculation.opened(MEMBERS[0], (), moment)
        return not why_whole(calculation, calculation.contexts(book, moment))


def _first_that_adds_up(options: Sequence[tuple[Mapping[str, Tree], Sequence[Mapping[str, Tree]]]]) -> Calculation:
    for program, agreements in options:
        try:
            calculation = calculate(program, agreements)
        except Refused:
            continue
        if _adds_up(calculation):
            return calculation
    assume(False)
    raise AssertionError


def _versions(tree: Mapping[str, Tree]) -> Sequence[Tree]:
    found = tree["versions"]
    assert isinstance(found, Sequence)
    return found


def _kept(version: Tree, names: Sequence[str]) -> Tree:
    """Return what a version says of some clauses; nothing where it says nothing of them."""
    assert isinstance(version, Mapping)
    clauses = version.get("clauses", {})
    assert isinstance(clauses, Mapping)
    kept = {name: told for name, told in clauses.items() if name in names}
    head = {name: told for name, told in version.items() if name != "clauses"}
    return {**head, "clauses": kept} if kept else ({} if clauses else head)
