"""What makes a clause more than a sum over its window: pieces, guarantees, other clauses, and whole groups."""

from collections.abc import Mapping
from decimal import Decimal
from functools import cache

from hypothesis import strategies as st

from strategies.picking import pick
from strategies.pieces import NARROW, number
from strategies.writing import Tree

_PIECES: Mapping[str, tuple[str, ...]] = {
    "year": ("quarter", "month", "half", "day"),
    "half": ("quarter", "month"),
    "quarter": ("month", "half_month"),
    "month": ("half_month", "day"),
}
GROUP_WINDOWS: tuple[str, ...] = ("month", "quarter", "year", "half")


@st.composite
def pieces(draw: st.DrawFn, window: Tree) -> Mapping[str, Tree] | None:
    """Return in which pieces a window is paid; None for one that has none here."""
    if not isinstance(window, str) or window not in _PIECES:
        return None
    basis = pick(draw, ("cumulative", "cumulative", "separate"))
    return {"window": pick(draw, _PIECES[window]), "basis": basis}


@cache
@st.composite
def guarantees(draw: st.DrawFn, step: Decimal) -> Tree:
    """Return what a window comes to in any case."""
    return {
        "amount": number(step * pick(draw, (1, 100, 2000))),
        "paid": pick(draw, ("begin", "end")),
        "surplus": pick(draw, ("lose", "carry")),
    }


@st.composite
def built_on(draw: st.DrawFn, clause: Mapping[str, Tree], name: str, other: Mapping[str, Tree]) -> dict[str, Tree]:
    """Return a clause that also builds on another one: on its result, net of it, in the row it picks, or behind it."""
    built = dict(clause)
    wide = built["window"] not in NARROW
    ways = [*(["gate", "gate"] if other["window"] in NARROW else []), *(["gate_of_result", "result"] if wide else [])]
    ways += ["less"] * 4 if _settles(built, other) else []
    ways += ["picks"] * 2 if _holds(built, other) else []
    way = pick(draw, [*ways, "net"])
    bound = number(pick(draw, (Decimal(0), Decimal("0.5"), Decimal(20))))
    if way == "gate":
        built["qualify"] = [{"measure": {"points_earned": [name]}, "at_least": bound}]
    elif way == "gate_of_result":
        built["qualify"] = [{"measure": {"result_of": [name]}, "above": bound}]
    elif way == "less":
        built |= {"less": [name], "window": "year"}
        built.pop("accrue", None)
    elif way == "picks":
        rates: Tree = {"0": "1 %", "0.5": "1.5 %", "20": "3.333 %"}
        mode = pick(draw, ("retroactive", "total"))
        built |= {"measure": "amount", "window": "year"}
        built["mechanic"] = {"brackets": {"mode": mode, "bracket_by": {"result_of": [name]}, "rates": rates}}
    elif way == "result":
        built |= {"measure": {"result_of": [name]}, "mechanic": {"percent": "33.3 %"}}
    else:
        built |= {"measure": {"sum": "amount", "net_of": [name]}, "mechanic": {"percent": "2.5 %"}}
        built["window"] = other["window"] if other["window"] != "fact" else "document"
    if way in {"result", "net", "picks", "less"}:
        for word in ("pay_every", *(() if way == "less" else ("baseline", "count_on", "prorate"))):
            built.pop(word, None)
        reward = built["reward"]
        assert isinstance(reward, Mapping)
        built["reward"] = {"unit": reward["unit"]}
    return built


def _settles(clause: Mapping[str, Tree], other: Mapping[str, Tree]) -> bool:
    """Return whether what another clause gives the company may be taken off what a clause gives it in a year."""
    reward = other["reward"]
    company = isinstance(reward, Mapping) and reward.get("to", "company") == "company"
    return company and _holds(clause, other) and _unit(clause) == _unit(other)


def _holds(clause: Mapping[str, Tree], other: Mapping[str, Tree]) -> bool:
    """Return whether a year holds the windows of another clause whole, and a clause may have a year as its window."""
    inside = other["window"] in (*NARROW, "month", "quarter", "half", "year")
    return inside and clause["window"] not in NARROW and "pay_every" not in other


def _unit(clause: Mapping[str, Tree]) -> Tree:
    reward = clause["reward"]
    assert isinstance(reward, Mapping)
    return reward["unit"]


@st.composite
def of_a_group(draw: st.DrawFn, clause: Mapping[str, Tree]) -> dict[str, Tree]:
    """Return a clause that pays on the facts of a group together, or of all whom the member supplies."""
    pooled: dict[str, Tree] = {name: held for name, held in clause.items() if name in {"earn_on", "accept_until"}}
    thresholds = pick(draw, (("0", "100"), ("250.50",), ("0", "100", "1000")))
    mode = pick(draw, ("retroactive", "marginal", "rolling", "total"))
    table: Tree = {"mode": mode, "rates": {at: pick(draw, ("1 %", "3.333 %")) for at in thresholds}}
    pooled["mechanic"] = pick(draw, ({"percent": "2 %"}, {"brackets": table}))
    reward = clause["reward"]
    assert isinstance(reward, Mapping)
    whose = pick(draw, ("group", "group", "downstream"))
    to = pick(draw, ("head", "each")) if whose == "group" else "company"
    bounds: Tree = {"cap": "500"} if draw(st.booleans()) else {"minimum": "5"}
    pooled |= {
        "whose": whose,
        "window": pick(draw, GROUP_WINDOWS),
        "reward": {"unit": reward["unit"], "to": to},
    }
    every = draw(pieces(pooled["window"])) if whose == "group" and draw(st.integers(0, 2)) == 0 else None
    if every is not None:
        pooled["pay_every"] = every
    return {**pooled, "limits": bounds} if draw(st.booleans()) else pooled
