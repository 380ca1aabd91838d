"""Situations aimed at one part of the terms: one clause of chosen form, with what hides it from the plan left out."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Final

from hypothesis import assume
from hypothesis import strategies as st

from ristorno.kernel.problem import Refused
from strategies.builds import guarantees
from strategies.clauses import clauses
from strategies.facts import logs
from strategies.landmarks import FIRST, LAST, days
from strategies.pieces import NARROW, Setting, number
from strategies.programs import agreements, settings_of, versions
from strategies.situations import Situation, calculate
from strategies.writing import Tree

Clauses = Callable[[Setting], st.SearchStrategy[dict[str, Tree]]]
_ELSEWHERE: Final = ("for", "multiply", "count_on", "match", "tenders", "calculate", "accrue", "qualify")
"""What other laws are aimed at."""


@st.composite
def aimed(draw: st.DrawFn, of: Clauses) -> Situation:
    """Return a program of a clause or two of one form, with versions and agreements, over random facts."""
    setting, head = draw(settings_of())
    plain = {name: tree for name, tree in head.items() if name not in {"tenders", "calendar"}}
    goods: Tree = {
        "goods": {"kinds": ["purchase", "return", "credit_note"]},
        "tyres": {"of": "goods", "groups": ["tyres"]},
    }
    program: dict[str, Tree] = {**plain, "sets": goods}
    names = ("alpha", "beta")[: draw(st.integers(1, 2))]
    program["clauses"] = {name: draw(of(setting)) for name in names}
    if draw(st.integers(0, 3)) == 0:
        program["versions"] = draw(versions(program["clauses"], 1))
    contracts = (draw(agreements(program)),) if draw(st.integers(0, 2)) == 0 else ()
    try:
        calculation = calculate(program, contracts)
    except Refused:
        assume(False)
        raise
    facts = tuple(replace(fact, tenders={}) for fact in draw(logs(setting.zone, setting.currency)))
    as_of = draw(days() | st.sampled_from((FIRST, LAST, LAST, LAST)))
    return Situation(setting, program, contracts, facts, as_of, calculation)


@st.composite
def plain_clauses(draw: st.DrawFn, setting: Setting) -> dict[str, Tree]:
    """Return a clause on what adds up, for everybody and the company, without conditions."""
    drawn = draw(clauses(setting).filter(lambda found: "bracket_by" not in str(found) and "prorated" not in str(found)))
    clause = {name: tree for name, tree in drawn.items() if name not in _ELSEWHERE}
    clause["measure"] = draw(st.sampled_from(("amount", "quantity", "margin")))
    clause["earn_on"] = draw(st.sampled_from(("goods", "tyres")))
    reward = clause["reward"]
    assert isinstance(reward, Mapping)
    clause["reward"] = {"unit": reward["unit"]}
    return clause


@st.composite
def bounded_clauses(draw: st.DrawFn, setting: Setting) -> dict[str, Tree]:
    """Return a clause with bounds of the window: caps, also for good, floors, guarantees, sums that are carried."""
    clause = draw(plain_clauses(setting).filter(lambda found: found["window"] not in NARROW))
    step = setting.units[str(clause["reward"]["unit"])]  # type: ignore[index, call-overload]
    limits: dict[str, Tree] = {}
    if draw(st.booleans()):
        limits["cap"] = {"amount": number(step * draw(st.sampled_from((5, 100)))), "per": draw(_PER)}
    if draw(st.booleans()):
        limits["floor"] = number(step * draw(st.sampled_from((1, 5))))
    if draw(st.integers(0, 2)) == 0:
        limits["minimum"] = number(step * 2)
    if draw(st.booleans()):
        limits["guarantee"] = draw(guarantees(step))
    clause["limits"] = limits
    clause["below_zero"] = draw(st.sampled_from(("zero", "carry", "carry", "charge")))
    return clause


_PER: Final = st.sampled_from(("window", "member", "member"))
