"""Sets, measures, windows and gates as trees of text."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from typing import Final

from hypothesis import strategies as st

from strategies.landmarks import FIRST, THRESHOLDS, days
from strategies.picking import pick
from strategies.writing import Tree

GROUPS: Final = ("tyres", "summer", "winter", "oil")
BRANDS: Final = ("Alpha", "Beta")
PRODUCTS: Final = ("P1", "P2", "85123A", "85123a")
CONTACTS: Final = ("ann", "bob")
SEGMENTS: Final = ("small", "big")
MEMBERS: Final = ("7707083893", "NO")
EARNING_KINDS: Final = ("purchase", "return", "credit_note", "course_passed")
SETS: Final = ("goods", "tyres", "learning")

NARROW: Final = ("fact", "document")
COMPARABLE: Final = ("week", "half_month", "month", "quarter", "half", "year", "day")
MONEY_MEASURES: Final[tuple[Tree, ...]] = (
    *({"sum": "amount"}, {"sum": "margin"}, {"sum": "score"}),
    *({"sum": "quantity * 20 - cost"}, {"sum": "max(amount - attribute.score, 0)"}, "amount - 0.5 * tax"),
)
PIECE_MEASURES: Final[tuple[Tree, ...]] = (
    *("quantity", {"count": "facts"}, {"count": "documents"}),
    *({"count": "products"}, {"count": "contacts"}, {"count": {"attribute": "channel"}}),
)


@dataclass(frozen=True, slots=True)
class Setting:
    """What the parts of one program may refer to."""

    units: Mapping[str, Decimal]
    """Units with their smallest steps."""
    currency: str
    zone: str
    ladders: Mapping[str, tuple[str, ...]]
    """Ladders with their tiers."""


def number(value: Decimal) -> str:
    """Return a number as a document writes it."""
    return format(value, "f")


@cache
def sets(days: tuple[str, ...] = ()) -> st.SearchStrategy[dict[str, Tree]]:
    """Return the named sets of a program; the names are always the same, what they hold is not.

    ``days``: kinds that the program's calendar makes.
    """
    goods: tuple[Tree, ...] = (
        {"kinds": ["purchase", "return", "credit_note"]},
        {"kinds": ["purchase", "return", "credit_note"], "except": {"groups": ["oil"]}},
        {"except": {"kinds": ["credit_note"]}},
    )
    tyres: tuple[Tree, ...] = (
        {"of": "goods", "groups": ["tyres"]},
        {"of": "goods", "groups": ["tyres"], "except": {"brands": ["Beta"]}},
        {"of": "goods", "products": ["P*", "85123A"], "until": "2020-12-31"},
    )
    return st.fixed_dictionaries(
        {
            "goods": st.sampled_from(goods),
            "tyres": st.sampled_from(tyres),
            "learning": st.just({"kinds": ["course_passed", *days]}),
        }
    )


@cache
def fact_sets() -> st.SearchStrategy[Tree]:
    """Return what stands behind ``earn_on`` and ``of``: a name, or a set written in place."""
    inline: tuple[Tree, ...] = (
        {"of": "goods", "contacts": ["ann"]},
        {"attributes": {"channel": ["web"]}},
        {"attributes": {"channel": "any"}},
        {"groups": ["summer"], "from": "2020-02-01"},
        {"of": "goods", "except": {"groups": ["tyres"], "from": "2020-02-01", "until": "2020-03-31"}},
        {"brands": ["Alpha", "Beta"]},
        {"kinds": ["purchase"], "products": ["P?"]},
        {"kinds": ["purchase", "course_passed"]},
    )
    names: tuple[Tree, ...] = ("goods", "goods", "goods", "tyres", "learning")
    return st.sampled_from((*names, *inline))


@cache
def measures() -> st.SearchStrategy[Tree]:
    """Return any measure."""
    return st.sampled_from((*MONEY_MEASURES, *PIECE_MEASURES))


@cache
def tiling_windows() -> st.SearchStrategy[Tree]:
    """Return windows wider than a document that tile time: every day lies in exactly one."""
    plain: tuple[Tree, ...] = (*COMPARABLE[:-1], "month", "quarter", "year", "lifetime")
    fiscal: tuple[Tree, ...] = (
        *({"year": {"starts": "04-01"}}, {"quarter": {"starts": "02-15"}}, {"half": {"starts": "03-31"}}),
        *({"every": "2 months"}, {"every": "5 months", "anchor": "start"}, {"every": "10 days"}),
        *({"every": "1 month", "anchor": "2020-01-31"}, {"every": "3 weeks", "anchor": "start"}),
    )
    return st.sampled_from(plain) | st.sampled_from((*fiscal, "day"))


@cache
def windows() -> st.SearchStrategy[Tree]:
    """Return any window that a clause may have."""
    others: st.SearchStrategy[Tree] = st.sampled_from(("document", "document", "fact", "agreement"))
    return st.one_of(others, tiling_windows(), tiling_windows(), campaigns())


@cache
@st.composite
def campaigns(draw: st.DrawFn) -> Tree:
    """Return a window with a first and a last day."""
    first, last = sorted((draw(days()), draw(days())))
    return {"from": max(first, FIRST).isoformat(), "until": last.isoformat()}


@cache
@st.composite
def gates(draw: st.DrawFn) -> Tree:
    """Return one gate."""
    gate: dict[str, Tree] = {"measure": draw(measures())}
    bound = pick(draw, ("at_least", "at_least", "at_most", "above", "below"))
    gate[bound] = number(pick(draw, THRESHOLDS))
    if draw(st.booleans()):
        gate["of"] = draw(fact_sets())
    wider: tuple[Tree, ...] = ("month", "quarter", "year", "lifetime", {"rolling": "30 days"}, {"rolling": "2 months"})
    if draw(st.booleans()):
        gate["window"] = pick(draw, wider)
        if draw(st.integers(0, 3)) == 0:
            gate["count_on"] = pick(draw, ("occurred", "invoiced", "paid_in_full"))
    if gate.get("window") != "lifetime" and draw(st.booleans()):
        gate["at"] = "window_end"
    if draw(st.integers(0, 5)) == 0:
        gate["net_of"] = "points"
    return gate


@cache
@st.composite
def gates_of_debt(draw: st.DrawFn) -> Tree:
    """Return a gate on overdue debt."""
    debts: tuple[Tree, ...] = ("overdue_amount", {"overdue_amount": "10 days"})
    measure = pick(draw, debts)
    gate: dict[str, Tree] = {"measure": measure, "at_most": number(pick(draw, (Decimal(0), *THRESHOLDS)))}
    if draw(st.integers(0, 3)) == 0:
        gate["window"] = pick(draw, ("month", "year", "lifetime"))
    if gate.get("window") != "lifetime" and draw(st.booleans()):
        gate["at"] = "window_end"
    return gate


@cache
@st.composite
def gates_of_ratios(draw: st.DrawFn) -> Tree:
    """Return a gate on a ratio of two measures."""
    name = pick(draw, ("amount", "quantity"))
    part: Tree = {"sum": name, "of": draw(fact_sets())}
    sides: tuple[Tree, ...] = (name, {"sum": name, "of": "goods"}, {"count": "documents"})
    to = pick(draw, sides)
    like = "count" not in to
    bounds: tuple[Tree, ...] = ("60 %", "0 %", "100 %", "33.3 %") if like else ("1", "100", "0")
    comparison = pick(draw, ("at_least", "at_most", "above", "below"))
    ratio: Tree = {"ratio": part, "to": to}
    gate: dict[str, Tree] = {"measure": ratio, comparison: pick(draw, bounds)}
    if draw(st.booleans()):
        gate["window"] = pick(draw, ("month", "quarter", "year", "lifetime"))
    if gate.get("window") != "lifetime" and draw(st.booleans()):
        gate["at"] = "window_end"
    return gate


@cache
@st.composite
def conditions(draw: st.DrawFn) -> Tree:
    """Return a condition: a list of gates, or gates joined by all, any and not."""
    kinds = st.one_of(gates(), gates(), gates_of_debt(), gates_of_ratios())
    inner = draw(st.lists(kinds, min_size=1, max_size=2))
    shapes: tuple[Tree, ...] = (inner, {"all": inner}, {"any": inner})
    if "ratio" not in str(inner):
        shapes += ({"not": inner[0]}, [{"not": {"any": inner}}])
    return pick(draw, shapes)
