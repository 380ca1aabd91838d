"""Situations in which members meet: many of them, in clauses that compare all or count their facts together."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Final

from hypothesis import strategies as st

from ristorno.engine.fact import Fact
from strategies.aimed import Clauses, aimed, plain_clauses
from strategies.builds import GROUP_WINDOWS
from strategies.facts import logs, relations, restatements
from strategies.landmarks import FIRST, days, moments
from strategies.picking import pick
from strategies.pieces import COMPARABLE, MEMBERS, Setting, conditions, gates, number
from strategies.programs import other_rates
from strategies.sensible import sensible
from strategies.situations import Situation
from strategies.writing import Tree

_OTHERS: Final = ("Anna", "anna", "Łódź", "no")
"""Members whose names stand apart by case and by letters beyond ASCII alone."""


@st.composite
def crowded(draw: st.DrawFn, of: Clauses) -> Situation:
    """Return a situation aimed at clauses of one form, with the facts of more members than agreements name."""
    found = draw(aimed(of))
    facts = list(found.facts)
    for place in range(0, len(_OTHERS), 2):
        names = dict(zip(MEMBERS, _OTHERS[place : place + 2], strict=True))
        more = draw(logs(found.setting.zone, found.setting.currency, most=8))
        facts += [_of(fact, names[fact.member], f"{place}-") for fact in more]
    if draw(st.booleans()):  # equal measures
        facts += [_of(fact, "twin", "twin-") for fact in facts if fact.member == MEMBERS[0]]
    return replace(found, facts=tuple(facts))


def _of(fact: Fact, member: str, prefix: str) -> Fact:
    """Return the fact of another member in another document."""
    reverses = fact.reverses
    if reverses is not None:
        reverses = replace(reverses, document=f"{prefix}{reverses.document}")
    return replace(fact, member=member, document=f"{prefix}{fact.document}", reverses=reverses, tenders={})


@st.composite
def with_own_numbers(draw: st.DrawFn, of: Clauses) -> Situation:
    """Return a crowded situation in which most members have an agreement of their own with other numbers."""
    found = draw(crowded(of))
    program = {name: tree for name, tree in found.program.items() if name not in {"versions", "membership"}}
    held = program["clauses"]
    assert isinstance(held, Mapping)
    begins = draw(st.lists(days(), min_size=1, max_size=2))
    contracts: list[Mapping[str, Tree]] = []
    for place, member in enumerate((*MEMBERS, *_OTHERS)):
        own = {name: {"mechanic": draw(_own_numbers(clause))} for name, clause in held.items()}
        version: Tree = {"effective_from": pick(draw, begins).isoformat(), "clauses": own}
        contracts.append({"agreement": f"A-{place}", "program": "p-1", "member": member, "versions": [version]})
    return replace(found, **sensible(program, contracts)._asdict())


@st.composite
def _own_numbers(draw: st.DrawFn, clause: Tree) -> Tree:
    """Return the mechanic of a clause with other rates."""
    assert isinstance(clause, Mapping)
    mechanic = clause["mechanic"]
    assert isinstance(mechanic, Mapping)
    key, body = next(iter(mechanic.items()))
    return {key: draw(other_rates(key, body))}


@st.composite
def compared_clauses(draw: st.DrawFn, setting: Setting) -> dict[str, Tree]:
    """Return a clause that puts members in order, divides a pool among them, or draws some of them."""
    clause = draw(plain_clauses(setting))
    reward = clause["reward"]
    assert isinstance(reward, dict)
    step = setting.units[str(reward["unit"])]
    sums: list[Tree] = [number(step * many) for many in (1000, 777, 7)]
    best: dict[str, Tree] = {"best": pick(draw, ("1", "2", "3")), "gives": pick(draw, sums)}
    drawn: dict[str, Tree] = {"winners": pick(draw, ("1", "2")), "gives": sums[1], "seed": "lot-7"}
    drawn["tickets_per"] = pick(draw, ("1", "0.3"))
    prizes: dict[str, Tree] = {"prizes": sums}
    pools: tuple[Tree, ...] = ({"share": {"pool": sums[0]}}, {"share": {"pool": sums[2]}})
    mechanics: tuple[Tree, ...] = ({"rank": best}, {"rank": prizes}, {"draw": drawn}, *pools)
    compared: dict[str, Tree] = {
        **{name: held for name, held in clause.items() if name in {"earn_on", "accept_until", "rounding", "change"}},
        "reward": reward,
        "measure": pick(draw, ("amount", "quantity", "margin", {"count": "documents"})),
        "window": pick(draw, (*COMPARABLE, "lifetime")),
        "mechanic": pick(draw, mechanics),
    }
    if "draw" in str(compared["mechanic"]):
        compared["measure"] = "quantity"  # of huge amounts there would be a ticket for every step
    if draw(st.booleans()):
        asked: st.SearchStrategy[Tree] = st.one_of(st.lists(gates(), min_size=1, max_size=1), conditions())
        compared["qualify"] = draw(asked)
    if draw(st.booleans()):
        compared["below_zero"] = pick(draw, ("zero", "charge"))
    if draw(st.integers(0, 3)) == 0:
        compared["for"] = {"members": [MEMBERS[0], _OTHERS[0], _OTHERS[1]]}
    return compared


@st.composite
def grouped(draw: st.DrawFn) -> Situation:
    """Return a crowded situation whose clauses pay for groups, with members that join and leave them."""
    found = draw(crowded(pooled_clauses))
    members = (*MEMBERS, *_OTHERS)
    facts = list(found.facts)
    for place, member in enumerate(members[: draw(st.integers(2, 6))]):
        role = "member" if place else "head"
        said = {"group": "Alliance", "role": role}
        facts.append(Fact(document=f"A{place}", kind="joined_group", occurred_at=FIRST, member=member, attributes=said))
    for place in range(draw(st.integers(0, 6))):
        facts.append(draw(_belonging(f"G{place}", found.setting.zone, pick(draw, members))))
        if draw(st.integers(0, 3)) == 0:
            facts.append(draw(restatements(facts[-1:])))
    left_out = {"membership", "versions"} | (set() if draw(st.integers(0, 3)) == 0 else {"starts"})
    program = {name: tree for name, tree in found.program.items() if name not in left_out}
    return replace(found, facts=tuple(facts), **sensible(program, ())._asdict())


@st.composite
def _belonging(draw: st.DrawFn, name: str, zone: str, member: str) -> Fact:
    """Return that a member joins a group, mostly before most of its facts, or leaves the one that it is in."""
    fact = draw(relations(name, moments(zone), member))
    if fact.kind != "joined_group":
        return fact
    when = pick(draw, (FIRST, fact.occurred_at))
    return replace(
        fact, occurred_at=when, attributes={**fact.attributes, "group": pick(draw, ("Alliance", "Alliance", "Łąka"))}
    )


@st.composite
def pooled_clauses(draw: st.DrawFn, setting: Setting) -> dict[str, Tree]:
    """Return a clause that pays on the facts of a group together: its head."""
    clause = draw(plain_clauses(setting))
    thresholds = pick(draw, (("0", "100"), ("250.50",), ("0", "100", "1000")))
    mode = pick(draw, ("retroactive", "marginal", "rolling", "total"))
    table: Tree = {"mode": mode, "rates": {at: pick(draw, ("1 %", "3.333 %")) for at in thresholds}}
    mechanics: tuple[Tree, ...] = ({"percent": "2 %"}, {"brackets": table}, {"growth": {"rates": {"10 %": "7 %"}}})
    reward = clause["reward"]
    assert isinstance(reward, Mapping)
    pooled: dict[str, Tree] = {
        **{name: held for name, held in clause.items() if name in {"earn_on", "accept_until", "measure"}},
        "whose": "group",
        "window": pick(draw, GROUP_WINDOWS),
        "mechanic": pick(draw, mechanics),
        "reward": {"unit": reward["unit"], "to": "head"},
    }
    if "growth" in str(pooled["mechanic"]):
        pooled["window"] = pick(draw, ("month", "quarter"))
        instead: tuple[Tree, ...] = ("nothing", {"fixed": "250"})
        pooled["baseline"] = {"window": "previous", "if_not_positive": pick(draw, instead)}
    if draw(st.booleans()):
        pooled["limits"] = pick(draw, ({"cap": "500"}, {"minimum": "5"}))
    if draw(st.booleans()):
        pooled["qualify"] = [{"measure": "amount", "at_least": pick(draw, ("50", "250"))}]
        pooled["qualify"][0] |= pick(draw, ({}, {"window": "quarter"}, {"window": "year"}))  # type: ignore[index, operator]
    if draw(st.booleans()):
        pooled["below_zero"] = pick(draw, ("zero", "charge"))
    return pooled
