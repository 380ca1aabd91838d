"""Situations aimed at facts whose day is not their own: of calendars, and those that count when they are paid."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime
from decimal import Decimal
from typing import Final

from hypothesis import strategies as st

from ristorno.engine.fact import CALENDAR_KINDS, Fact
from strategies.aimed import plain_clauses
from strategies.clauses import audiences, ladders
from strategies.facts import joinings, logs, payments
from strategies.landmarks import asked_days, days, moments
from strategies.picking import pick
from strategies.pieces import MEMBERS, Setting, gates_of_debt, number, windows
from strategies.programs import agreements, settings_of, versions
from strategies.sensible import sensible
from strategies.situations import Situation
from strategies.writing import Tree

_KINDS: Final = tuple(sorted(CALENDAR_KINDS))
_MODES: Final = ("retroactive", "marginal", "rolling", "total")
_COUNTED: Final = ({"count": "facts"}, {"count": "facts"}, {"count": "contacts"}, {"count": "documents"})


@st.composite
def calendar_situations(draw: st.DrawFn) -> Situation:
    """Return programs that count what their calendars make, which agreements change, over facts of joining."""
    setting, head = draw(settings_of())
    program: dict[str, Tree] = {name: tree for name, tree in head.items() if name != "tenders"}
    program["calendar"] = draw(calendars())
    made = tuple(kind for kind in _KINDS if _makes(program["calendar"], kind))
    program["clauses"] = {
        name: draw(_calendar_clauses(setting, made)) for name in ("alpha", "beta")[: draw(st.integers(1, 2))]
    }
    if draw(st.integers(0, 3)) == 0:
        program["versions"] = draw(versions(program["clauses"], 1))
    asked = tuple(kind for kind in made if kind in str(program["clauses"]))
    held = draw(st.lists(_agreements(program, asked), max_size=1))
    documents = sensible(program, held)
    when = moments(setting.zone)
    joined = [draw(joinings(f"K{place}", when, pick(draw, MEMBERS))) for place in range(3)]
    facts = (*draw(logs(setting.zone, setting.currency, most=3)), *joined)
    as_of = draw(asked_days())
    return Situation(setting, documents.program, documents.agreements, facts, as_of, documents.calculation)


@st.composite
def moving(draw: st.DrawFn) -> list[Fact]:
    """Return what is said of one member that joins and leaves, or of its people, on days in UTC."""
    member = pick(draw, MEMBERS)
    return [draw(joinings(f"K{place}", days(), member)) for place in range(draw(st.integers(1, 4)))]


@st.composite
def calendars(draw: st.DrawFn, asked: tuple[str, ...] = ()) -> dict[str, Tree]:
    """Return a calendar that makes something, of what is ``asked`` for all."""
    named = st.sampled_from(("New Year", "Eve"))
    holidays = draw(st.dictionaries(days().map(str), named, min_size=1, max_size=3))
    either = st.sampled_from(("true", "false"))
    made: dict[str, Tree] = {name: "true" if name in asked else draw(either) for name in ("anniversary", "birthday")}
    return {**made, "holidays": dict(holidays)}


def _makes(calendar: Tree, kind: str) -> bool:
    assert isinstance(calendar, Mapping)
    return calendar.get(kind, "true") == "true"


@st.composite
def _agreements(draw: st.DrawFn, program: dict[str, Tree], asked: tuple[str, ...]) -> dict[str, Tree]:
    agreement = draw(agreements(program))
    held = agreement["versions"]
    assert isinstance(held, list)
    if draw(st.booleans()):
        agreement["versions"] = [_with_calendar(version, draw(calendars(asked))) for version in held]
    return agreement


def _with_calendar(version: Tree, calendar: Tree) -> Tree:
    assert isinstance(version, Mapping)
    return {**version, "calendar": calendar}


@st.composite
def _calendar_clauses(draw: st.DrawFn, setting: Setting, made: tuple[str, ...]) -> dict[str, Tree]:
    """Return a clause on what a calendar makes."""
    unit = pick(draw, sorted(setting.units))
    step = setting.units[unit]
    kinds = draw(st.lists(st.sampled_from((*made, *made, "enrolled", "course_passed")), min_size=1, unique=True))
    paid = number(step * pick(draw, (1, 7)))
    rows: Tree = [{"from": "1", "fixed": paid}, {"from": "3", "fixed": number(step * 20)}]
    table: Tree = {"mode": pick(draw, _MODES), "rows": rows}
    paying: tuple[Tree, ...] = ({"per_unit": paid}, {"fixed": paid}, {"brackets": table})
    clause: dict[str, Tree] = {
        "earn_on": {"kinds": list(kinds)},
        "measure": pick(draw, _COUNTED),
        "window": draw(windows()),
        "mechanic": pick(draw, paying),
        "reward": {"unit": unit},
    }
    if clause["measure"] == _COUNTED[0] and draw(st.booleans()):
        clause["reward"] = {"unit": unit, "to": "contact"}
    if draw(st.integers(0, 3)) == 0:
        clause["limits"] = {"floor": paid}
    if draw(st.integers(0, 2)) == 0:
        seen: Tree = {"measure": {"count": "facts"}, "of": {"kinds": list(made)}, "at_least": "1", "window": "year"}
        clause["qualify"] = [seen]
    return clause


_COUNT_ON: Final = ("invoiced", "paid_in_full", "as_paid")


@st.composite
def payment_situations(draw: st.DrawFn) -> Situation:
    """Return programs that count facts when they are invoiced or paid, or ask for debts, over many payments."""
    setting, head = draw(settings_of())
    program: dict[str, Tree] = {name: tree for name, tree in head.items() if name not in {"tenders", "calendar"}}
    goods: dict[str, Tree] = {
        "goods": {"kinds": ["purchase", "return", "credit_note"]},
        "tyres": {"of": "goods", "groups": ["tyres"]},
    }
    program["sets"] = goods
    if setting.ladders:
        program["ladders"] = {name: draw(ladders(tiers)) for name, tiers in sorted(setting.ladders.items())}
    names = ("alpha", "beta")[: draw(st.integers(1, 2))]
    program["clauses"] = {name: draw(_paid_clauses(setting)) for name in names}
    if draw(st.integers(0, 3)) == 0:
        program["versions"] = [
            {"effective_from": draw(days()).isoformat(), "clauses": {"alpha": {"count_on": draw(_ANY_DAY)}}}
        ]
    held = (draw(agreements(program)),) if draw(st.integers(0, 2)) == 0 else ()
    documents = sensible(program, held)
    facts = tuple(replace(fact, tenders={}) for fact in draw(logs(setting.zone, setting.currency)))
    when = moments(setting.zone)
    sold = [draw(_sold(f"N{place}", when)) for place in range(3)]
    known = (*facts, *sold, *sold)
    paid = [draw(payments(f"M{place}", when, known)) for place in range(draw(st.integers(1, 4)))]
    as_of = draw(asked_days())
    known = (*facts, *sold, *paid)
    return Situation(setting, documents.program, documents.agreements, known, as_of, documents.calculation)


@st.composite
def _sold(draw: st.DrawFn, name: str, when: st.SearchStrategy[datetime | date]) -> Fact:
    """Return goods that are due some day."""
    return Fact(
        document=name,
        occurred_at=draw(when),
        member=MEMBERS[0],
        contact="ann",
        groups=("tyres",),
        amount=pick(draw, (Decimal(100), Decimal("333.33"), Decimal(5000))),
        quantity=Decimal(3),
        tax=pick(draw, (None, Decimal("0.01"), Decimal(20))),
        due_on=draw(days()),
        invoiced_on=draw(days()),
    )


_ANY_DAY: Final = st.sampled_from((*_COUNT_ON, "occurred"))


@st.composite
def _paid_clauses(draw: st.DrawFn, setting: Setting) -> dict[str, Tree]:
    """Return a clause on amounts that counts them on another day, or has conditions that do, or on debts."""
    clause = draw(plain_clauses(setting))
    spell: dict[str, Tree] = {"from": draw(days()).isoformat()}
    earning: tuple[Tree, ...] = (
        "goods",
        "tyres",
        {"except": {"kinds": ["credit_note"]}},
        {"of": "goods", **spell},
        {"of": "goods", "except": {"groups": ["tyres"], **spell}},
    )
    clause["earn_on"] = pick(draw, earning)
    clause["count_on"] = draw(_ANY_DAY)
    if clause["count_on"] == "as_paid" and draw(st.integers(0, 2)) == 0:
        counted: tuple[Tree, ...] = ({}, {"at_most": "30"})
        clause["measure"] = {"days_early": pick(draw, counted)}
        clause["mechanic"] = {"percent": pick(draw, ("0.05 %", "1 %"))}
    if draw(st.booleans()):
        clause["window"] = pick(draw, ("document", "document", "fact", "month", "year"))
    asked = draw(st.lists(st.one_of(gates_of_debt(), gates_of_debt(), _dated_gates()), max_size=2))
    if asked:
        clause["qualify"] = asked
    if draw(st.integers(0, 3)) == 0:
        who: st.SearchStrategy[Tree] = audiences(setting)
        clause["for"] = draw(who)
    if draw(st.integers(0, 3)) == 0:
        reward = clause["reward"]
        assert isinstance(reward, Mapping)
        clause["reward"] = {
            **reward,
            "to": "contact",
            "without_consent": pick(draw, ("nothing", "to_company")),
        }
    return clause


@st.composite
def _dated_gates(draw: st.DrawFn) -> Tree:
    """Return a condition on sums or counts of facts on other days than those of the clause."""
    counted: tuple[Tree, ...] = (
        "amount",
        "quantity",
        {"count": "documents"},
        {"count": "facts"},
        {"count": "products"},
    )
    gate: dict[str, Tree] = {
        "measure": pick(draw, counted),
        "at_least": pick(draw, ("1", "2", "100")),
    }
    if draw(st.integers(0, 3)):
        gate["window"] = pick(draw, ("month", "quarter", "year", {"rolling": "30 days"}))
        gate["count_on"] = draw(_ANY_DAY)
        if draw(st.booleans()):
            gate["at"] = "window_end"
    return gate
