"""Situations aimed at facts whose day or size is not their own: what the calendar makes."""

from collections.abc import Mapping
from typing import Final

from hypothesis import assume
from hypothesis import strategies as st

from ristorno.engine.fact import CALENDAR_KINDS
from ristorno.kernel.problem import Refused
from strategies.facts import joinings, logs
from strategies.landmarks import FIRST, LAST, days, moments
from strategies.pieces import MEMBERS, Setting, number, windows
from strategies.programs import agreements, settings_of, versions
from strategies.situations import Situation, calculate
from strategies.writing import Tree

_KINDS: Final = tuple(sorted(CALENDAR_KINDS))
_COUNTED: Final = ({"count": "facts"}, {"count": "facts"}, {"count": "contacts"}, {"count": "documents"})


@st.composite
def calendar_situations(draw: st.DrawFn) -> Situation:
    """Return programs that count what their calendars make, which agreements change, over facts of joining."""
    setting, head = draw(settings_of())
    program: dict[str, Tree] = {name: tree for name, tree in head.items() if name != "tenders"}
    program["calendar"] = draw(calendars())
    program["clauses"] = {
        name: draw(_calendar_clauses(setting)) for name in ("alpha", "beta")[: draw(st.integers(1, 2))]
    }
    if draw(st.integers(0, 3)) == 0:
        program["versions"] = draw(versions(program["clauses"], 1))
    held = draw(st.lists(_agreements(program), max_size=1))
    try:
        calculation = calculate(program, held)
    except Refused:
        assume(False)
        raise
    when = moments(setting.zone)
    joined = [draw(joinings(f"K{place}", when, draw(st.sampled_from(MEMBERS)))) for place in range(3)]
    facts = (*draw(logs(setting.zone, setting.currency, most=3)), *joined)
    as_of = draw(days() | st.sampled_from((FIRST, LAST, LAST, LAST)))
    return Situation(setting, program, tuple(held), facts, as_of, calculation)


@st.composite
def calendars(draw: st.DrawFn) -> dict[str, Tree]:
    """Return a calendar that makes something."""
    named = st.sampled_from(("New Year", "Eve"))
    holidays = draw(st.dictionaries(days().map(str), named, min_size=1, max_size=3))
    made: dict[str, Tree] = {name: draw(st.sampled_from(("true", "false"))) for name in ("anniversary", "birthday")}
    return {**made, "holidays": dict(holidays)}


@st.composite
def _agreements(draw: st.DrawFn, program: dict[str, Tree]) -> dict[str, Tree]:
    agreement = draw(agreements(program))
    held = agreement["versions"]
    assert isinstance(held, list)
    if draw(st.booleans()):
        agreement["versions"] = [_with_calendar(version, draw(calendars())) for version in held]
    return agreement


def _with_calendar(version: Tree, calendar: Tree) -> Tree:
    assert isinstance(version, Mapping)
    return {**version, "calendar": calendar}


@st.composite
def _calendar_clauses(draw: st.DrawFn, setting: Setting) -> dict[str, Tree]:
    unit = draw(st.sampled_from(sorted(setting.units)))
    step = setting.units[unit]
    kinds = draw(st.lists(st.sampled_from((*_KINDS, *_KINDS, "enrolled", "course_passed")), min_size=1, unique=True))
    paid = number(step * draw(st.sampled_from((1, 7))))
    rows: Tree = [{"from": "1", "fixed": paid}, {"from": "3", "fixed": number(step * 20)}]
    clause: dict[str, Tree] = {
        "earn_on": {"kinds": list(kinds)},
        "measure": draw(st.sampled_from(_COUNTED)),
        "window": draw(windows()),
        "mechanic": draw(st.sampled_from(({"per_unit": paid}, {"fixed": paid}, {"brackets": {"rows": rows}}))),
        "reward": {"unit": unit},
    }
    if clause["measure"] == _COUNTED[0] and draw(st.booleans()):
        clause["reward"] = {"unit": unit, "to": "contact"}
    if draw(st.integers(0, 3)) == 0:
        clause["limits"] = {"floor": paid}
    if draw(st.integers(0, 2)) == 0:
        seen: Tree = {"measure": {"count": "facts"}, "of": {"kinds": list(_KINDS)}, "at_least": "1", "window": "year"}
        clause["qualify"] = [seen]
    return clause
