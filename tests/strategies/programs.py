"""Programs and agreements as trees of text, with versions of both."""

from collections.abc import Mapping
from decimal import Decimal
from functools import cache
from typing import Final

from hypothesis import strategies as st

from ristorno.engine.fact import CALENDAR_KINDS
from strategies.builds import built_on, of_a_group
from strategies.clauses import clauses, ladders, wanted_of
from strategies.landmarks import RECORDED, ZONES, days
from strategies.mechanics import mechanics, rates, sums
from strategies.picking import pick
from strategies.pieces import MEMBERS, NARROW, Setting, fact_sets, number, sets
from strategies.writing import Tree

_UNITS: Final[tuple[tuple[str, Mapping[str, Tree], Mapping[str, str]], ...]] = (
    ("EUR", {"EUR": {"kind": "money"}}, {"EUR": "0.01"}),
    ("EUR", {"EUR": {"kind": "money"}, "PTS": {"kind": "points"}}, {"EUR": "0.01", "PTS": "1"}),
    ("JPY", {"JPY": {"kind": "money"}, "PTS": {"kind": "points", "step": "0.5"}}, {"JPY": "1", "PTS": "0.5"}),
    ("CHF", {"CHF": {"kind": "money", "step": "0.05"}}, {"CHF": "0.05"}),
    ("KWD", {"KWD": {"kind": "money"}, "PTS": {"kind": "points", "step": "3"}}, {"KWD": "0.001", "PTS": "3"}),
)
_LADDERS: Final[tuple[Mapping[str, tuple[str, ...]], ...]] = (
    {},
    {"status": ("base", "silver")},
    {"status": ("base", "silver", "gold")},
)
_CLAUSES: Final = ("alpha", "beta", "gamma")


@cache
@st.composite
def settings_of(draw: st.DrawFn) -> tuple[Setting, dict[str, Tree]]:
    """Return a setting, and the head of a program in it."""
    currency, written, steps = pick(draw, _UNITS)
    tiers = pick(draw, _LADDERS)
    zone = pick(draw, ZONES)
    setting = Setting({name: Decimal(step) for name, step in steps.items()}, currency, zone, tiers)
    units: dict[str, Tree] = dict(written)
    if "PTS" in units and draw(st.booleans()):
        plain = written["PTS"]
        assert isinstance(plain, Mapping)
        units["PTS"] = {**plain, "fair_value": draw(fair_values())}
    head: dict[str, Tree] = {"program": "p-1", "time_zone": zone, "units": units}
    if draw(st.integers(0, 1)):
        head["tenders"] = {"voucher": pick(draw, ("counted", "excluded"))}
    head["groups"] = {"tyres": ["summer", "winter"], "oil": []}
    if draw(st.integers(0, 2)) == 0:
        head["starts"] = draw(days()).isoformat()
    if draw(st.integers(0, 5)) == 0:
        head["ends"] = "2021-02-15"
    if draw(st.integers(0, 5)) == 0:
        head["membership"] = "by_agreement"
    if draw(st.integers(0, 3)) == 0:
        holidays: Tree = {"2020-01-01": "New Year", "2020-12-31": "Eve", "2021-01-01": "New Year"}
        head["calendar"] = {"anniversary": "true", "birthday": "true", "holidays": holidays}
    return setting, head


def _share(draw: st.DrawFn, setting: Setting, tree: dict[str, Tree]) -> None:
    """Let the first clause share a cap with a twin that earns on other facts."""
    found = tree["clauses"]
    assert isinstance(found, dict)
    first = found["alpha"]
    assert isinstance(first, dict)
    limits, reward = first.get("limits", {}), first["reward"]
    assert isinstance(limits, dict)
    assert isinstance(reward, dict)
    first["limits"] = {**limits, "shared": "both"}
    found["twin"] = {**first, "earn_on": draw(fact_sets())}
    step = setting.units[str(reward["unit"])]
    tree["caps"] = {"both": number(step * pick(draw, (5, 100, 1000)))}


@cache
@st.composite
def fair_values(draw: st.DrawFn) -> dict[str, Tree]:
    """Return what a point is worth; spent are pieces of what was sold on, as if they were points."""
    found: dict[str, Tree] = {
        "price": pick(draw, ("0.01", "0.5", "3")),
        "expected_redeemed": pick(draw, ("15 %", "85.5 %", "100 %")),
    }
    if draw(st.booleans()):
        found["redeemed"] = {"sum": "quantity", "of": {"kinds": ["sell_out"]}}
    if draw(st.integers(0, 3)) == 0:
        found["brought_forward"] = {"points": "1_000", "price": "77.7"}
    return found


@st.composite
def programs(draw: st.DrawFn, *, additive: bool = False, alone: bool = False) -> tuple[Setting, dict[str, Tree]]:
    """Return a program with its setting; ``alone``: no clause builds on another or on other members."""
    setting, tree = draw(settings_of())
    tree["sets"] = draw(sets(days=tuple(sorted(CALENDAR_KINDS)) if "calendar" in tree else ()))
    if setting.ladders:
        tree["ladders"] = {
            name: draw(ladders(tiers, additive=additive)) for name, tiers in sorted(setting.ladders.items())
        }
    names = _CLAUSES[: draw(st.integers(1, len(_CLAUSES)))]
    held: dict[str, Tree] = {name: draw(clauses(setting, additive=additive)) for name in names}
    tree["clauses"] = held if alone else _built(draw, held)
    if draw(st.integers(0, 4)) == 0:
        _share(draw, setting, tree)
    later = pick(draw, (0, 0, 1, 2))
    if later:
        tree["versions"] = draw(versions(tree["clauses"], later))
    return setting, tree


def _built(draw: st.DrawFn, held: dict[str, Tree]) -> dict[str, Tree]:
    """Now and then let the last clause build on the first, or pay on the facts of a group."""
    first, last = next(iter(held)), next(reversed(held))
    clause, other = held[last], held[first]
    assert isinstance(clause, Mapping)
    assert isinstance(other, Mapping)
    if len(held) > 1 and draw(st.integers(0, 2)) == 0:
        return {**held, last: draw(built_on(clause, first, other))}
    if draw(st.integers(0, 4)) == 0:
        return {**held, last: draw(of_a_group(clause))}
    return held


@st.composite
def agreements(draw: st.DrawFn, program: Mapping[str, Tree]) -> dict[str, Tree]:
    """Return an agreement of one or both members under a program."""
    agreement: dict[str, Tree] = {"agreement": "A-1", "program": "p-1"}
    if draw(st.booleans()):
        agreement["members"] = list(MEMBERS)
    else:
        agreement["member"] = MEMBERS[0]
    if draw(st.integers(0, 3)) == 0:
        agreement["person"] = "true"
    if draw(st.integers(0, 5)) == 0:
        agreement["ends"] = "2020-12-31"
    held = program["clauses"]
    assert isinstance(held, Mapping)
    agreement["versions"] = draw(versions(held, draw(st.integers(1, 3)), first=True))
    return agreement


@st.composite
def versions(draw: st.DrawFn, held: Tree, count: int, *, first: bool = False) -> list[Tree]:
    """Return versions that begin on different days; the first of an agreement may differ in nothing."""
    assert isinstance(held, Mapping)
    begins = sorted(draw(st.lists(days(), min_size=count, max_size=count, unique=True)))
    found: list[Tree] = []
    for index, day in enumerate(begins):
        version: dict[str, Tree] = {"effective_from": day.isoformat()}
        if draw(st.integers(0, 2)) == 0:
            version["recorded_at"] = pick(draw, RECORDED).isoformat()
        if not (first and index == 0 and draw(st.booleans())):
            changed = draw(st.lists(st.sampled_from(sorted(held)), min_size=1, max_size=2, unique=True))
            version["clauses"] = {name: draw(_changes(held[name])) for name in changed}
        found.append(version)
    return found


@st.composite
def _changes(draw: st.DrawFn, clause: Tree) -> Tree:
    """Return what a version says otherwise about a clause, such as its terms allow inside a window."""
    assert isinstance(clause, Mapping)
    if draw(st.integers(0, 5)) == 0:
        return "none"
    by_fact = clause["window"] not in NARROW and clause.get("change", "by_fact") == "by_fact"
    mechanic = clause["mechanic"]
    assert isinstance(mechanic, Mapping)
    key, body = next(iter(mechanic.items()))
    if by_fact or "growth" in mechanic:
        return {"mechanic": {key: draw(other_rates(key, body))}}
    reward, measure = clause["reward"], clause.get("measure", {"sum": "amount"})
    assert isinstance(reward, Mapping)
    unit = reward["unit"]
    assert isinstance(unit, str)
    stages = f"{clause.get('rounding')} {clause.get('limits')}"
    fine = "fact" in stages or "document" in stages
    wanted = wanted_of(unit, "fact", measure, linear=fine)
    return {"mechanic": draw(mechanics(wanted))}


@st.composite
def other_rates(draw: st.DrawFn, key: str, body: Tree) -> Tree:
    """Return the same mechanic with other rates, which ``by_fact`` can serve where the mechanic is linear."""
    if key == "percent":
        return draw(rates())
    if key == "per_unit":
        return draw(sums())
    if isinstance(body, Mapping) and "rates" in body:
        table = body["rates"]
        assert isinstance(table, Mapping)
        return {"rates": {at: draw(rates()) for at in table}}
    return body
