"""Clauses and ladders as trees of text that pass the check, nearly always."""

from decimal import Decimal
from functools import cache

from hypothesis import strategies as st

from strategies.builds import guarantees, pieces
from strategies.landmarks import steps_up
from strategies.mechanics import Wanted, mechanics
from strategies.picking import pick
from strategies.pieces import (
    COMPARABLE,
    MEMBERS,
    MONEY_MEASURES,
    NARROW,
    SEGMENTS,
    Setting,
    conditions,
    fact_sets,
    gates_of_debt,
    measures,
    number,
    windows,
)
from strategies.writing import Tree

FREE: tuple[Tree, ...] = (
    *({"amount": "100"}, {"amount": "250.50"}, {"facts": "1"}, {"facts": "2"}),
    {"quantity": "3"},
    *({"facts": "2", "amount": "300", "ends": "first"}, {"facts": "1", "amount": "300", "ends": "all"}),
)
_OF_ALL: Tree = ["program", "contact"]
TIMES: tuple[Tree, ...] = (
    *({"n": "1"}, {"n": "2", "per": "contact"}, {"n": "1", "per": "attribute.channel", "over": "window"}),
    {"n": "2", "per": "program"},
    {"n": "3", "counts": "quantity"},
    {"n": "2.5", "counts": "quantity", "per": _OF_ALL},
    {"n": "1", "per": _OF_ALL},
)


@st.composite
def clauses(draw: st.DrawFn, setting: Setting, *, additive: bool = False) -> dict[str, Tree]:
    """Return one clause.

    ``additive``: only sums are counted, and no line is rounded or bounded alone, so a line may be split in two.
    """
    unit = pick(draw, sorted(setting.units))
    window = draw(windows().filter(lambda found: not (additive and found == "fact")))
    measure = draw(st.sampled_from((*MONEY_MEASURES[:2], "quantity")) if additive else measures())
    below_zero = pick(draw, (None, None, "zero", "charge", *([] if window in NARROW else ["carry"])))
    fine = not additive and below_zero != "carry" and window != "fact" and draw(st.integers(0, 4)) == 0
    wanted = wanted_of(unit, window, measure, linear=fine)
    clause: dict[str, Tree] = {"window": window, "measure": measure, "reward": draw(rewards(unit))}
    clause["mechanic"] = draw(mechanics(wanted).filter(lambda found: not (additive and _cuts(found))))
    if window != "fact" and "'by'" in str(clause["mechanic"]):
        clause["reward"] = draw(rewards(unit).filter(lambda found: "shares" not in str(found)))
    _blocks(draw, clause, additive=additive)
    _baseline(draw, clause)
    options: dict[str, st.SearchStrategy[Tree]] = {
        "prorate": st.sampled_from(("days", "months")),
        "earn_on": fact_sets(),
        "for": audiences(setting),
        "qualify": conditions().filter(lambda found: not (additive and "count" in str(found))),
        "limits": limits(setting.units[unit], fine=fine, window=window).filter(
            lambda found: not (additive and any(word in str(found) for word in ("facts", "times", "'quantity'")))
        ),
        "rounding": _roundings(fine=fine),
        "multiply": multipliers(setting, window),
        "accept_until": st.just("+5 days"),
        "tenders": st.sampled_from(({"points": "counted"}, {"prepaid": "excluded", "voucher.gift": "excluded"})),
        "calculate": st.sampled_from(("+5 days", "+10 days")),
        "change": st.sampled_from(("at_start", "at_end", "by_fact")),
        "count_on": st.sampled_from(("invoiced", "paid_in_full", *(() if additive else ("as_paid", "as_paid")))),
    }
    for name in draw(st.lists(st.sampled_from(sorted(options)), unique=True, max_size=5)):
        clause[name] = draw(options[name])
    if not setting.ladders:
        clause.pop("multiply", None)
    if below_zero and not (below_zero == "carry" and "'by'" in str(clause["mechanic"])):
        clause["below_zero"] = below_zero
    if window not in NARROW and window != "lifetime" and draw(st.integers(0, 3)) == 0:
        clause["accrue"] = draw(_accruing(forecast=not fine and below_zero != "carry"))
    if clause.get("count_on") == "as_paid":
        _share_by_share(draw, clause)
    elif not additive and draw(st.integers(0, 5)) == 0:
        clause["match"] = "fifo"
    if not additive:
        _in_pieces(draw, clause, setting.units[unit])
    return clause


def _in_pieces(draw: st.DrawFn, clause: dict[str, Tree], step: Decimal) -> None:
    """Now and then pay a wide window in pieces, or guarantee what it comes to."""
    every = draw(pieces(clause["window"])) if draw(st.integers(0, 4)) == 0 else None
    if every is not None:
        clause["pay_every"] = every
    reward = clause["reward"]
    assert isinstance(reward, dict)
    if clause["window"] not in NARROW and reward["to"] != "contact" and draw(st.integers(0, 7)) == 0:
        held = clause.get("limits", {})
        assert isinstance(held, dict)
        clause["limits"] = {**held, "guarantee": draw(guarantees(step))}
    if "pay_every" in clause or "guarantee" in str(clause.get("limits")):
        clause.pop("accrue", None)


@cache
def _accruing(*, forecast: bool) -> st.SearchStrategy[Tree]:
    """Return what the sponsor books."""
    booked: list[Tree] = [{"by": "entitlement"}, {"by": "entitlement", "spread": "daily"}]
    ahead: list[Tree] = [{"by": "forecast"}, {"by": "forecast", "expected": "1000"}]
    return st.sampled_from([*booked, *ahead] if forecast else booked)


def _share_by_share(draw: st.DrawFn, clause: dict[str, Tree]) -> None:
    """Measure only what a paid share has a part of."""
    if clause["measure"] not in MONEY_MEASURES[:2] or "bracket_by" in str(clause["mechanic"]):
        early: Tree = {"days_early": {"at_most": "30"}}
        clause["measure"], clause["mechanic"] = pick(draw, (early, "amount")), {"percent": "0.05 %"}
    if "sum" in str(clause.get("qualify")) or "quantity" in str(clause.get("qualify")):
        clause["qualify"] = draw(gates_of_debt())


def wanted_of(unit: str, window: Tree, measure: Tree, *, linear: bool) -> Wanted:
    """Return what the mechanic of such a clause must be."""
    pieces = unit != "PTS" and measure not in MONEY_MEASURES
    return Wanted(pieces, linear, growth=window in COMPARABLE)


def _cuts(mechanic: dict[str, Tree]) -> bool:
    return "bracket_by" in str(mechanic) or "every_nth" in mechanic


def _blocks(draw: st.DrawFn, clause: dict[str, Tree], *, additive: bool) -> None:
    """Now and then count blocks, where the mechanic asks for nothing but the sum."""
    several = any(word in str(clause["mechanic"]) for word in ("bracket_by", "growth", "every_nth", "'by'", "rate"))
    measure = clause["measure"]
    if additive or several or "percent" in str(clause["mechanic"]) or draw(st.integers(0, 2)):
        return
    spelled = measure if isinstance(measure, dict) else {"sum": measure}
    rounded = pick(draw, ("up", "down", "half_up"))
    clause["measure"] = {**spelled, "in": {"size": pick(draw, ("1", "10", "250.5")), "round": rounded}}


def _baseline(draw: st.DrawFn, clause: dict[str, Tree]) -> None:
    if "growth" not in str(clause["mechanic"]):
        return
    origin = pick(draw, ("number", "previous", "previous_year"))
    if origin == "number":
        clause["baseline"] = pick(draw, ("100", "333.33", "1000"))
        return
    new: tuple[Tree, ...] = ("none", "prorated", {"fixed": "100"})
    instead: tuple[Tree, ...] = ("nothing", {"fixed": "250"})
    clause["baseline"] = {
        "window": origin,
        "new_members": pick(draw, new),
        "if_not_positive": pick(draw, instead),
    }


@cache
@st.composite
def rewards(draw: st.DrawFn, unit: str) -> Tree:
    """Return what comes of a clause: to the company, to the person who acted, or divided."""
    to = pick(draw, ("company", "company", "contact", "split"))
    reward: dict[str, Tree] = {"unit": unit, "to": draw(splits()) if to == "split" else to}
    if to != "company":
        reward["without_consent"] = pick(draw, ("nothing", "to_company"))
    return reward


@cache
@st.composite
def splits(draw: st.DrawFn) -> Tree:
    """Return a division between company and person."""
    person = pick(draw, ("30 %", "33.3333 %", "50 %", "0 %", "99.99 %"))
    remainder = pick(draw, ("largest", "first", "last"))
    if draw(st.booleans()):
        return {"shares": {"contact": "45 %", "company": "55 %"}, "remainder": remainder}
    share: Tree = {"rate": person, "at_most": "9"} if draw(st.booleans()) else person
    return {"shares": {"contact": share}, "rest": "company", "remainder": remainder}


@st.composite
def audiences(draw: st.DrawFn, setting: Setting) -> Tree:
    """Return whom a clause is for."""
    who: dict[str, Tree] = {"at": pick(draw, ("fact", "window_start", "window_end"))}
    if draw(st.booleans()):
        who["segments"] = [pick(draw, SEGMENTS)]
    elif draw(st.booleans()):
        who["members"] = [pick(draw, MEMBERS)]
    for ladder, tiers in setting.ladders.items():
        if draw(st.booleans()):
            who["levels"] = {ladder: [pick(draw, tiers)]}
    if draw(st.integers(0, 2)) == 0:
        both: Tree = {"members": [MEMBERS[0]], "segments": [SEGMENTS[1]]}  # never everybody
        one: Tree = {"segments": [SEGMENTS[0]]}
        who["except"] = pick(draw, (both,) if "segments" in who else (both, one))
    return who


@st.composite
def limits(draw: st.DrawFn, step: Decimal, *, fine: bool, window: Tree) -> Tree:
    """Return bounds that are multiples of the unit's step, the floor below the cap."""
    found: dict[str, Tree] = {}
    scopes = ["window", "window", "member"] if window not in NARROW else ["window"]
    fine_scopes = ["fact", "document"] if fine and window != "document" else []
    if draw(st.booleans()):
        per = pick(draw, [*scopes, *fine_scopes])
        found["cap"] = {"amount": number(step * pick(draw, (5, 100, 1000))), "per": per}
    if draw(st.booleans()):
        per = pick(draw, ["window", *fine_scopes])
        found["floor"] = {"amount": number(step * pick(draw, (1, 5))), "per": per}
    if draw(st.booleans()):
        found["minimum"] = number(step * pick(draw, (2, 5)))
    if draw(st.integers(0, 5)) == 0:
        found["times"] = pick(draw, TIMES)
    if draw(st.integers(0, 3)) == 0:
        found["free"] = pick(draw, FREE)
    if draw(st.integers(0, 3)) == 0:
        found["cap_measure"] = pick(draw, ("1000", "250.50"))
    return found


@cache
def _roundings(*, fine: bool) -> st.SearchStrategy[Tree]:
    modes = st.sampled_from(("half_up", "half_even", "down", "up"))
    stages = st.sampled_from(("fact", "document", "window") if fine else ("window",))
    return st.builds(lambda mode, at: {"mode": mode, "at": at}, modes, stages)


@st.composite
def multipliers(draw: st.DrawFn, setting: Setting, window: Tree) -> Tree:
    """Return a multiplier by level; without a ladder nothing that is used."""
    if not setting.ladders:
        return {}
    ladder = pick(draw, sorted(setting.ladders))
    factors = st.sampled_from(("1.5", "2", "0", "1.3333"))
    multiply: dict[str, Tree] = {"by": ladder, **{tier: draw(factors) for tier in setting.ladders[ladder][1:]}}
    if window not in NARROW:
        multiply["level_of"] = pick(draw, ("window_start", "window_end"))
    return multiply


@st.composite
def ladders(draw: st.DrawFn, tiers: tuple[str, ...], *, additive: bool = False) -> Tree:
    """Return a ladder with these tiers."""
    thresholds = draw(steps_up(4).filter(lambda found: len([at for at in found if at]) >= len(tiers) - 1))
    above = [number(at) for at in thresholds if at][: len(tiers) - 1]
    spans: tuple[Tree, ...] = (
        "month", "quarter", "year", "lifetime", {"year": {"starts": "04-01"}}, {"rolling": "30 days"},
        {"rolling": "3 months"}, {"every": "2 months", "anchor": "start"}, "agreement",
    )  # fmt: skip
    window = pick(draw, spans)
    kept_until, falls = _lasting(draw, window)
    ladder: dict[str, Tree] = {
        "measure": draw(st.sampled_from(MONEY_MEASURES[:2]) if additive else measures()),
        "of": draw(fact_sets()),
        "window": window,
        "tiers": dict(zip(tiers, ["0", *above], strict=True)),
        "boundary": pick(draw, ("inclusive", "exclusive")),
        "kept_until": kept_until,
        "falls": falls,
        "level_at": pick(draw, ("before", "including")),
    }
    if draw(st.integers(0, 3)) == 0:
        tenders: tuple[Tree, ...] = ("points", ["points", "voucher"])
        ladder["net_of"] = pick(draw, tenders)
    if ladder["falls"] != "none" and draw(st.integers(0, 2)) == 0:
        ladder["not_below"] = pick(draw, tiers[: 1 + len(above)])
        if window not in ("lifetime", "agreement"):
            ladder["grace"] = pick(draw, ("1 day", "10 days", "40 days"))
    return ladder


def _lasting(draw: st.DrawFn, window: Tree) -> tuple[Tree, Tree]:
    """Return how long levels over a window are kept, and how they fall."""
    words: tuple[Tree, ...] = ("end_of_window", "end_of_next_window")
    if window in ("lifetime", "agreement"):
        return pick(draw, words), pick(draw, ("none", "one_level", "full"))
    if draw(st.integers(0, 3)) == 0:
        return {"after": pick(draw, ("10 days", "2 months", "1 year"))}, pick(draw, ("one_level", "full"))
    if isinstance(window, dict) and "rolling" in window:
        return words[0], pick(draw, ("none", "full"))
    return pick(draw, (*words, {"windows": "2"}, {"windows": "3"})), pick(draw, ("none", "one_level", "full"))
