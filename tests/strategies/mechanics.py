"""Mechanics as trees of text, each told by what it is allowed to be: linear or not, of money or of pieces."""

from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from typing import Final

from hypothesis import strategies as st

from strategies.landmarks import steps_up
from strategies.picking import pick
from strategies.pieces import BRANDS, CONTACTS, PRODUCTS, SEGMENTS, fact_sets, measures, number
from strategies.writing import Tree

_RATES: Final = ("1 %", "2 %", "2.5 %", "3.333 %", "10 %", "0 %", "100 %", "0.0001 %")
COUNTED_ONE_BY_ONE: Final[tuple[Tree, ...]] = ("quantity", {"count": "facts"})
_SUMS: Final = tuple(Decimal(text) for text in ("1", "20", "0.5", "100.005", "0"))

_KEYS: Final = (
    *(("group", ("tyres", "summer", "oil")), ("attribute.channel", ("web", "shop")), ("segment", SEGMENTS)),
    *(("product", PRODUCTS), ("brand", BRANDS), ("contact", CONTACTS)),
)


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a clause needs of its mechanic."""

    pieces: bool
    """The unit is money and the measure a number of pieces: no rates in per cent."""
    linear: bool
    """The amount of every line must be known."""
    growth: bool
    """The window can be compared with an earlier one, so growth is possible."""


@cache
def rates() -> st.SearchStrategy[str]:
    """Return a rate."""
    return st.sampled_from(_RATES)


@cache
def sums() -> st.SearchStrategy[str]:
    """Return an amount per unit, per step or at once."""
    return st.sampled_from(_SUMS).map(number)


@cache
def mechanics(wanted: Wanted) -> st.SearchStrategy[dict[str, Tree]]:
    """Return a mechanic that fits."""
    options: list[st.SearchStrategy[dict[str, Tree]]] = [
        st.builds(lambda gives: {"per_unit": gives}, st.one_of(sums(), keyed(sums()))),
        brackets(wanted),
    ]
    if not wanted.pieces:
        options += [st.builds(lambda rate: {"percent": rate}, st.one_of(rates(), keyed(rates()))), brackets(wanted)]
    if not wanted.pieces and not wanted.linear:
        options.append(st.builds(_every_nth, st.sampled_from(("1", "2", "5")), st.sampled_from(COUNTED_ONE_BY_ONE)))
    if not wanted.linear:
        options += [
            st.builds(lambda gives: {"fixed": gives}, sums()),
            st.builds(_per_step, st.sampled_from(("1", "100", "0.3")), sums()),
            st.builds(_package, st.sampled_from(("1", "12", "250.5")), sums()),
        ]
    if wanted.growth and not wanted.pieces:
        options.append(growth(wanted))
    return st.one_of(options)


@st.composite
def keyed(draw: st.DrawFn, values: st.SearchStrategy[str]) -> Tree:
    """Return a rate by what a fact says, now and then a choice inside of a choice."""
    by, names = pick(draw, _KEYS)
    rows: dict[str, Tree] = {"by": by}
    for name in draw(st.lists(st.sampled_from(names), min_size=1, unique=True)):
        rows[name] = draw(values)
    if draw(st.booleans()):
        inner: Tree = {"by": "attribute.channel", "web": draw(values)}
        rows[pick(draw, (names[0], "else"))] = inner
    elif draw(st.booleans()):
        rows["else"] = draw(values)
    return rows


@st.composite
def _like(draw: st.DrawFn, choice: Tree) -> Tree:
    """Return other rates that tell facts apart in the same way, or one rate for all."""
    if not isinstance(choice, dict) or draw(st.integers(0, 5)) == 0:
        return draw(rates())
    return _shaped(draw, choice)


def _shaped(draw: st.DrawFn, choice: Tree) -> Tree:
    if not isinstance(choice, dict):
        return draw(rates())
    return {name: value if name == "by" else _shaped(draw, value) for name, value in choice.items()}


def _per_step(step: str, gives: str) -> dict[str, Tree]:
    return {"per_step": {"step": step, "gives": gives}}


def _package(size: str, gives: str) -> dict[str, Tree]:
    return {"package": {"size": size, "gives": gives}}


def _every_nth(after: str, counts: Tree) -> dict[str, Tree]:
    return {"every_nth": {"after": after, "counts": counts}}


@cache
@st.composite
def brackets(draw: st.DrawFn, wanted: Wanted) -> dict[str, Tree]:
    """Return a rate table in any mode."""
    modes = ("retroactive", "total") if wanted.linear else ("retroactive", "marginal", "rolling", "total")
    body: dict[str, Tree] = {"mode": pick(draw, modes)}
    thresholds = [number(threshold) for threshold in draw(steps_up())]
    if wanted.pieces or draw(st.booleans()):
        asking = body["mode"] == "retroactive" and draw(st.booleans())
        body["rows"] = [draw(_rows(threshold, wanted, asking=asking)) for threshold in thresholds]
    elif body["mode"] in {"retroactive", "total"} and draw(st.integers(0, 2)) == 0:
        alike = draw(keyed(rates()))
        body["rates"] = {threshold: draw(_like(alike)) for threshold in thresholds}
    else:
        body["rates"] = {threshold: draw(rates()) for threshold in thresholds}
    if draw(st.booleans()):
        body["boundary"] = pick(draw, ("inclusive", "exclusive"))
        body["edges"] = pick(draw, ("continuous", "whole_units"))
        body["fixed_of"] = pick(draw, ("highest", "each_reached"))
    if body["mode"] != "rolling" and draw(st.integers(0, 3)) == 0:
        judging = draw(measures())
        of = {"of": draw(fact_sets())} if isinstance(judging, dict) and draw(st.booleans()) else {}
        body["bracket_by"] = {**judging, **of} if isinstance(judging, dict) else judging
    return {"brackets": body}


@st.composite
def _rows(draw: st.DrawFn, threshold: str, wanted: Wanted, *, asking: bool) -> Tree:
    row: dict[str, Tree] = {"from": threshold, "per_unit": draw(sums())}
    if not wanted.pieces and draw(st.booleans()):
        row["rate"] = draw(rates())
    if not wanted.linear and draw(st.booleans()):
        row["fixed"] = draw(sums())
    if asking and draw(st.booleans()):
        row[pick(draw, ("all", "any"))] = draw(st.lists(_own_gates(), min_size=1, max_size=2))
    return row


@cache
@st.composite
def _own_gates(draw: st.DrawFn) -> Tree:
    """Return a condition on the window of the clause itself."""
    of = {"of": draw(fact_sets())} if draw(st.booleans()) else {}
    bound = pick(draw, ("0", "1", "2", "100", "500.5"))
    return {"measure": draw(measures()), **of, pick(draw, ("at_least", "above", "below")): bound}


@cache
@st.composite
def growth(draw: st.DrawFn, wanted: Wanted) -> dict[str, Tree]:
    """Return growth by per cent or by amounts."""
    pays = "on_all" if wanted.linear else pick(draw, ("on_all", "on_excess", "marginal_on_excess"))
    relative = draw(st.booleans())
    pool = ("0 %", "10 %", "25 %", "33.3 %") if relative else ("0", "100", "250.50")
    chosen = draw(st.lists(st.sampled_from(pool), min_size=1, max_size=3, unique=True))
    return {"growth": {"pays": pays, "rates": {at: draw(rates()) for at in pool if at in chosen}}}
