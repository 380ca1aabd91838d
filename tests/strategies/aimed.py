"""Situations aimed at one part of the terms: one clause of chosen form, with what hides it from the plan left out."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from decimal import Decimal
from typing import Final

from hypothesis import strategies as st

from ristorno.engine.fact import Fact
from ristorno.engine.history.book import STATE_KINDS
from strategies.builds import built_on, guarantees
from strategies.clauses import FREE, TIMES, clauses, splits
from strategies.facts import logs
from strategies.landmarks import FIRST, LAST, days
from strategies.mechanics import COUNTED_ONE_BY_ONE, Wanted, brackets, growth, mechanics
from strategies.picking import pick
from strategies.pieces import MEMBERS, NARROW, Setting, conditions, fact_sets, gates, number
from strategies.programs import agreements, settings_of, versions
from strategies.sensible import sensible
from strategies.situations import Situation
from strategies.writing import Tree

Clauses = Callable[[Setting], st.SearchStrategy[dict[str, Tree]]]
_ELSEWHERE: Final = (
    "overdue_amount",
    "net_of",
    "for",
    "multiply",
    "count_on",
    "match",
    "tenders",
    "calculate",
    "accrue",
    "qualify",
)
"""What other laws are aimed at."""


@st.composite
def aimed(
    draw: st.DrawFn,
    of: Clauses,
    *,
    staffed: bool = False,
    sharing: bool = False,
    building: bool = False,
    tendered: bool = False,
    matching: bool = False,
) -> Situation:
    """Return a program of a clause or two of one form, with versions and agreements, over random facts.

    ``staffed``: most lines name who acted and a distributor, and the employers have said whom they let be rewarded.
    ``sharing``: the clauses share a cap. ``building``: there is one more clause, which builds on the first.
    ``tendered``: not only money pays, and most clauses say themselves what of it earns. ``matching``: returns that name
    nothing are taken off the oldest purchases.
    """
    setting, head = draw(settings_of())
    left = {"calendar"} if tendered else {"tenders", "calendar"}
    plain = {name: tree for name, tree in head.items() if name not in left}
    goods: Tree = {
        "goods": {"kinds": ["purchase", "return", "credit_note"]},
        "tyres": {"of": "goods", "groups": ["tyres"]},
    }
    program: dict[str, Tree] = {**plain, "sets": goods}
    names = ("alpha", "beta")[: draw(st.integers(1, 2))]
    program["clauses"] = {name: draw(of(setting)) for name in names}
    if building:
        alpha: dict[str, Tree] = draw(of(setting))
        program["clauses"] = {"omega": draw(built_on(draw(of(setting)), "alpha", alpha)), "alpha": alpha}
    if tendered:
        of_all = program["clauses"]
        assert isinstance(of_all, Mapping)
        program["clauses"] = {name: draw(_saying_what_earns(clause)) for name, clause in of_all.items()}
    if matching:
        of_all = program["clauses"]
        assert isinstance(of_all, Mapping)
        program["clauses"] = {name: _matching(clause) for name, clause in of_all.items()}
    if sharing:
        program |= _sharing(draw, setting, draw(st.lists(of(setting), min_size=2, max_size=3)))
    if draw(st.integers(0, 3)) == 0:
        program["versions"] = draw(versions(program["clauses"], 1))
    contracts = (draw(agreements(program)),) if draw(st.integers(0, 2)) == 0 else ()
    made = sensible(program, contracts)
    facts = draw(logs(setting.zone, setting.currency))
    if not tendered:
        facts = tuple(replace(fact, tenders={}) for fact in facts)
    if matching:
        bought = [fact for fact in facts if fact.kind == "purchase"]
        facts = (*facts, *(draw(_given_back(place, fact)) for place, fact in enumerate(bought)))
    if staffed:
        facts = (*(draw(_with_actor(fact)) for fact in facts), *(_consenting(member) for member in MEMBERS))
    as_of = draw(days()) if draw(st.integers(0, 3)) == 0 else LAST
    return Situation(setting, made.program, made.agreements, facts, as_of, made.calculation)


def _matching(clause: Tree) -> Tree:
    assert isinstance(clause, Mapping)
    return {**clause, "match": "fifo"}


@st.composite
def _given_back(draw: st.DrawFn, place: int, bought: Fact) -> Fact:
    """Return a return that names nothing, of as much as was bought, less or more, before it or after."""
    part = pick(draw, (Decimal("0.5"), Decimal(1), Decimal("1.5")))
    numbers = {
        name: None if value is None else (-abs(value) * part).quantize(Decimal("0.0001"))
        for name in ("amount", "quantity", "cost", "tax")
        for value in (getattr(bought, name),)
    }
    at = pick(draw, (draw(days()), LAST, bought.occurred_at))
    return replace(bought, document=f"B{place}", line="1", version=1, kind="return", occurred_at=at, **numbers)  # type: ignore[arg-type]


@st.composite
def _saying_what_earns(draw: st.DrawFn, clause: Tree) -> Tree:
    """Return a clause that now and then says what earns of what was not paid with money."""
    assert isinstance(clause, Mapping)
    earning: tuple[Tree, ...] = (
        {"points": "counted"},
        {"prepaid": "excluded", "voucher.gift": "excluded"},
        {"voucher": "excluded", "voucher.gift": "counted"},
    )
    return {**clause, "tenders": pick(draw, earning)} if draw(st.booleans()) else clause


def _sharing(draw: st.DrawFn, setting: Setting, clauses: list[dict[str, Tree]]) -> dict[str, Tree]:
    """Return clauses with the same window and recipient, and the cap that they share."""
    found: dict[str, Tree] = {}
    alike = {name: held for name, held in clauses[0].items() if name in {"window", "reward", "pay_every"}}
    for name, clause in zip(("zeta", "alpha", "mid"), clauses, strict=False):
        limits = clause.get("limits", {})
        assert isinstance(limits, Mapping)
        kept = {key: bound for key, bound in limits.items() if key != "guarantee" and "member" not in str(bound)}
        own: dict[str, Tree] = {**{key: held for key, held in clause.items() if key != "pay_every"}, **alike}
        if own.get("below_zero") == "carry":
            del own["below_zero"]
        found[name] = {**own, "limits": {**kept, "shared": "both"}}
    step = setting.units[str(clauses[0]["reward"]["unit"])]  # type: ignore[index, call-overload]
    return {"clauses": found, "caps": {"both": number(step * pick(draw, (5, 7, 100, 1000)))}}


@st.composite
def _with_actor(draw: st.DrawFn, fact: Fact) -> Fact:
    if fact.kind in STATE_KINDS:
        return fact
    by = pick(draw, (None, "ann", "ann", "bob", "cid"))
    distributor = pick(draw, ({}, {"distributor": "D1"}, {"distributor": "D2"}))
    return replace(fact, contact=by, parties=distributor)


def _consenting(member: str) -> Fact:
    return Fact(document=f"S-{member}", kind="consent_given", occurred_at=FIRST, member=member)


@st.composite
def plain_clauses(draw: st.DrawFn, setting: Setting) -> dict[str, Tree]:
    """Return a clause on what adds up, for everybody and the company, without conditions."""
    drawn = draw(clauses(setting).filter(lambda found: "bracket_by" not in str(found) and "prorated" not in str(found)))
    clause = {name: tree for name, tree in drawn.items() if name not in _ELSEWHERE}
    clause["measure"] = pick(draw, ("amount", "quantity", "margin"))
    clause["earn_on"] = pick(draw, ("goods", "goods", "tyres"))
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
        limits["cap"] = {"amount": number(step * pick(draw, (5, 100))), "per": draw(_PER)}
    if draw(st.booleans()):
        limits["floor"] = number(step * pick(draw, (1, 5)))
    if draw(st.integers(0, 2)) == 0:
        limits["minimum"] = number(step * 2)
    if draw(st.booleans()):
        limits["guarantee"] = draw(guarantees(step))
    clause["limits"] = limits
    clause["below_zero"] = pick(draw, ("zero", "carry", "carry", "charge"))
    return clause


@st.composite
def clauses_for_persons(draw: st.DrawFn, setting: Setting) -> dict[str, Tree]:
    """Return a clause that pays the persons who acted, parties, or company and persons together."""
    clause = draw(plain_clauses(setting).filter(lambda found: "growth" not in str(found)))
    plain = clause["reward"]
    assert isinstance(plain, Mapping)
    to = draw(st.one_of(st.sampled_from(("contact", "party.distributor")), splits(), splits()))
    consent = pick(draw, ("nothing", "to_company"))
    clause["reward"] = {**plain, "to": to, **({} if "party" in str(to) else {"without_consent": consent})}
    limits = clause.get("limits", {})
    assert isinstance(limits, Mapping)
    clause["limits"] = {name: bound for name, bound in limits.items() if name in {"cap", "floor", "minimum"}}
    clause["window"] = pick(draw, ("document", "fact", "month", "month", "year"))
    clause.pop("below_zero", None)
    clause.pop("pay_every", None)
    return clause


@st.composite
def clauses_in_order(draw: st.DrawFn, setting: Setting) -> dict[str, Tree]:
    """Return a clause by which lines wait for their turn, the first are free, or so much is measured at most."""
    clause = draw(plain_clauses(setting).filter(lambda found: not _NO_ORDER.intersection(str(found).split("'"))))
    clause["window"] = pick(draw, ("document", "fact", "month", "month", "quarter", "year", "lifetime"))
    measures: tuple[Tree, ...] = ("amount", "quantity", {"sum": "amount - cost * 0.5"}, *_COUNTED)
    clause["measure"] = pick(draw, measures)
    held = clause.get("limits", {})
    assert isinstance(held, Mapping)
    limits = {name: bound for name, bound in held.items() if name in {"cap", "floor", "minimum"}}
    for name, choices in (("times", TIMES), ("free", FREE), ("cap_measure", _CAPS)):
        if draw(st.booleans()):
            limits[name] = pick(draw, choices)
    clause["limits"] = limits
    if draw(st.integers(0, 2)) == 0:
        clause["qualify"] = draw(conditions().filter(lambda found: not any(word in str(found) for word in _ELSEWHERE)))
    if draw(st.integers(0, 2)) == 0:
        clause["reward"] = {**clause["reward"], "to": draw(st.one_of(st.just("contact"), splits()))}  # type: ignore[dict-item]
    clause.pop("pay_every", None)
    return clause


@st.composite
def clauses_handed_on(draw: st.DrawFn, setting: Setting) -> dict[str, Tree]:
    """Return a clause of which the company hands a part on, or which a party of the facts pays."""
    clause = draw(plain_clauses(setting).filter(lambda found: found["window"] not in NARROW))
    rate = pick(draw, ("40 %", "33.333 %", "100 %"))
    measures: tuple[Tree, ...] = ("amount", "quantity", {"sum": "amount", "of": "tyres"}, {"count": "facts"})
    by = pick(draw, measures)
    fee = pick(draw, ("0 %", "2 %", "12.5 %"))
    clearing: Tree = {"payer": "distributor", **({} if fee == "0 %" else {"fee": fee, "operator": "Union"})}
    passed: dict[str, Tree] = {"pass_on": {"rate": rate, "to": "distributor", "by": by}}
    handed: tuple[dict[str, Tree], ...] = (passed, {"clearing": clearing}, {"funded_by": "party.distributor"})
    plain = clause["reward"]
    assert isinstance(plain, Mapping)
    clause["reward"] = {**plain, **pick(draw, handed)}
    if draw(st.integers(0, 2)) == 0:
        clause["qualify"] = draw(st.lists(gates(), min_size=1, max_size=1))
    return clause


@st.composite
def expenses(draw: st.DrawFn, setting: Setting) -> dict[str, Tree]:
    """Return a clause that pays a part of single expenses, by what a fact says is one's own of a whole."""
    clause = draw(plain_clauses(setting))
    own, whole = pick(draw, (("attribute.score", "quantity"), ("quantity", "attribute.score")))
    share: Tree = {"rate": pick(draw, ("50 %", "33.333 %", "100 %")), "own": own, "whole": whole}
    step = setting.units[str(clause["reward"]["unit"])]  # type: ignore[index, call-overload]
    bounds: dict[str, Tree] = {"cap": number(step * 50)} if draw(st.booleans()) else {"floor": number(step * 3)}
    return {
        **{name: held for name, held in clause.items() if name in {"earn_on", "reward", "rounding"}},
        "measure": pick(draw, ("amount", "cost")),
        "window": "fact",
        "mechanic": {"share": share},
        "below_zero": pick(draw, ("zero", "charge")),
        "limits": bounds,
    }


@st.composite
def clauses_that_cut(draw: st.DrawFn, setting: Setting) -> dict[str, Tree]:
    """Return a clause by which lines are cut in their order, or another measure picks the row."""
    clause = draw(clauses_in_order(setting))
    clause["measure"] = pick(draw, ("amount", "amount", "quantity", "margin"))
    limits = clause["limits"]
    assert isinstance(limits, Mapping)
    clause["limits"] = {name: bound for name, bound in limits.items() if name != "free"}
    if draw(st.booleans()):
        clause["limits"] = {}
    pieces = clause["measure"] == "quantity" and clause["reward"]["unit"] != "PTS"  # type: ignore[index, call-overload]
    counts = pick(draw, COUNTED_ONE_BY_ONE)
    every: Tree = {"every_nth": {"after": pick(draw, ("1", "2", "5")), "counts": counts}}
    table = draw(brackets(Wanted(pieces, linear=False, growth=False)).filter(lambda found: "bracket_by" in str(found)))
    clause["mechanic"] = table if pieces or draw(st.booleans()) else every
    clause["below_zero"] = pick(draw, ("zero", "charge"))
    return clause


@st.composite
def clauses_that_grow(draw: st.DrawFn, setting: Setting) -> dict[str, Tree]:
    """Return a clause that pays the growth of companies, persons or parties, each over its own past."""
    clause = draw(clauses_for_persons(setting))
    clause["measure"] = "amount"
    clause["window"] = pick(draw, ("month", "quarter", "year"))
    clause["mechanic"] = draw(growth(Wanted(pieces=False, linear=False, growth=True)))
    new: tuple[Tree, ...] = ("none", "prorated", "prorated", {"fixed": "100"})
    instead: tuple[dict[str, Tree], ...] = (
        {},
        {"if_not_positive": "nothing"},
        {"if_not_positive": {"fixed": "250"}},
    )
    window = pick(draw, ("previous", "previous_year"))
    clause["baseline"] = {"window": window, "new_members": pick(draw, new), **pick(draw, instead)}
    if draw(st.booleans()):
        clause["change"] = pick(draw, ("at_start", "at_end"))
    clause["earn_on"] = draw(st.one_of(st.just("goods"), fact_sets()))
    if draw(st.booleans()):
        clause["reward"] = {"unit": clause["reward"]["unit"]}  # type: ignore[index, call-overload]
    return clause


@st.composite
def clauses_in_stages(draw: st.DrawFn, setting: Setting) -> dict[str, Tree]:
    """Return a clause that bounds or rounds every line or document."""
    clause = draw(clauses_in_order(setting))
    narrow = pick(draw, (None, "month", "month", "year", "document"))
    clause["window"] = narrow or pick(draw, ("lifetime", "quarter"))
    clause["measure"] = pick(draw, ("amount", "amount", "margin", "quantity"))
    unit = str(clause["reward"]["unit"])  # type: ignore[index, call-overload]
    pieces = clause["measure"] == "quantity" and unit != "PTS"
    wanted = Wanted(pieces, linear=True, growth=clause["window"] in {"month", "year"} and draw(st.booleans()))
    clause["mechanic"] = draw(mechanics(wanted))
    if "growth" in clause["mechanic"]:
        clause["baseline"] = {"window": "previous", "if_not_positive": "nothing"}
    scopes = st.sampled_from(("fact",) if clause["window"] == "document" else ("fact", "document", "window"))
    step = setting.units[unit]
    limits: dict[str, Tree] = {}
    if draw(st.booleans()):
        limits["cap"] = {"amount": number(step * pick(draw, (5, 100))), "per": draw(scopes)}
    if draw(st.booleans()):
        limits["floor"] = {"amount": number(step * pick(draw, (1, 4))), "per": draw(scopes)}
    clause["limits"] = limits
    mode = pick(draw, ("half_up", "half_even", "down", "up"))
    clause["rounding"] = {"mode": mode, "at": draw(scopes)}
    clause["below_zero"] = pick(draw, ("zero", "charge"))
    return clause


_NO_ORDER: Final = frozenset({"growth", "accept_until"})
_COUNTED: Final[tuple[Tree, ...]] = ({"count": "facts"}, {"count": "documents"}, {"count": "products"})
_CAPS: Final[tuple[Tree, ...]] = (
    *("1000", "250.505"),
    *({"amount": "100", "per": "document"}, {"amount": "20.5", "per": "fact"}),
)
_PER: Final = st.sampled_from(("window", "member", "member"))
