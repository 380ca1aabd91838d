"""Situations without what has laws of its own, so that what is aimed at is there again and again."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Final

from hypothesis import strategies as st

from ristorno.engine.fact import CALENDAR_KINDS
from strategies.builds import guarantees
from strategies.clauses import TIMES, audiences, multipliers
from strategies.facts import logs, states
from strategies.landmarks import asked_days, moments
from strategies.picking import pick
from strategies.pieces import MEMBERS, NARROW, Setting, conditions, number
from strategies.programs import agreements as agreement_trees
from strategies.programs import programs
from strategies.sensible import sensible
from strategies.situations import Situation
from strategies.writing import Tree

_ASIDE: Final = frozenset(
    {
        *("tenders", "calendar", "count_on", "net_of", "match", "accrue", "limits", "pay_every", "calculate", "caps"),
        *("fair_value", "shared"),
    }
)
"""Words of the terms that are left out wherever they stand."""
_PAID: Final = ("overdue", "days_early")


@st.composite
def audience_situations(draw: st.DrawFn) -> Situation:
    """Return programs whose clauses ask for segments, levels and members, and multiply by level."""

    def aimed(setting: Setting, clause: dict[str, Tree]) -> dict[str, Tree]:
        found = dict(clause)
        if draw(st.booleans()):
            who: st.SearchStrategy[Tree] = audiences(setting)
            found["for"] = draw(who)
        multiplies = draw(st.booleans())
        if setting.ladders and multiplies:
            multiply: st.SearchStrategy[Tree] = multipliers(setting, clause["window"])
            found["multiply"] = draw(multiply)
        return found

    return draw(_situations(aimed))


@st.composite
def least_situations(draw: st.DrawFn) -> Situation:
    """Return programs whose clauses pay some members, persons or parties at least something."""

    def aimed(setting: Setting, clause: dict[str, Tree]) -> dict[str, Tree]:
        reward, wide = clause["reward"], clause["window"] not in NARROW
        assert isinstance(reward, Mapping)
        step, apart = setting.units[str(reward["unit"])], draw(st.integers(0, 3)) == 0
        who: st.SearchStrategy[Tree] = audiences(setting)
        limits: dict[str, Tree] = {"floor": number(step * pick(draw, (1, 5)))}
        if wide and not apart and draw(st.booleans()):
            limits["guarantee"] = draw(guarantees(step))
        if draw(st.integers(0, 2)) == 0:
            limits["times"] = pick(draw, TIMES)
        to = pick(draw, ("contact", "party.distributor")) if apart else "company"
        return {**clause, "for": draw(who), "limits": limits, "reward": {**reward, "to": to}}

    return draw(_situations(aimed))


@st.composite
def gated_situations(draw: st.DrawFn) -> Situation:
    """Return programs whose clauses have conditions, many of them for single documents."""

    def aimed(setting: Setting, clause: dict[str, Tree]) -> dict[str, Tree]:
        narrow = pick(draw, ("document", "document", "fact", None))
        own = {**clause, "window": narrow} if narrow and "baseline" not in clause else clause
        return {**own, "qualify": _without(draw(conditions()))}

    return draw(_situations(aimed))


@st.composite
def _situations(draw: st.DrawFn, aimed: Callable[[Setting, dict[str, Tree]], dict[str, Tree]]) -> Situation:
    setting, tree = draw(programs(alone=True))
    program = {name: _without(part) for name, part in tree.items() if name not in _ASIDE}
    clauses = program["clauses"]
    assert isinstance(clauses, Mapping)
    program["clauses"] = {name: aimed(setting, _company(clause)) for name, clause in clauses.items()}
    held = (draw(agreement_trees(program)),) if draw(st.integers(0, 3)) == 0 else ()
    made = sensible(program, held)
    when = moments(setting.zone)
    told = [draw(states(f"T{number}", when, pick(draw, MEMBERS))) for number in range(3)]
    facts = (*(replace(fact, tenders={}) for fact in draw(logs(setting.zone, setting.currency, most=8))), *told)
    as_of = draw(asked_days())
    return Situation(setting, made.program, made.agreements, facts, as_of, made.calculation)


def _company(clause: Tree) -> dict[str, Tree]:
    """Return a clause that pays the company."""
    assert isinstance(clause, Mapping)
    reward = clause["reward"]
    assert isinstance(reward, Mapping)
    return {**clause, "reward": {"unit": reward["unit"]}}


def _without(tree: Tree) -> Tree:
    """Return terms without the words that are left out; what is counted when it is paid becomes sales."""
    if isinstance(tree, Mapping):
        return {
            name: "amount" if name == "measure" and any(word in str(part) for word in _PAID) else _without(part)
            for name, part in tree.items()
            if name not in _ASIDE
        }
    return tree if isinstance(tree, str) else [_without(each) for each in tree if str(each) not in CALENDAR_KINDS]
