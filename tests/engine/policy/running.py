"""Programs that run together, and purchases under them, for what is proved of the policy."""

from collections.abc import Mapping
from datetime import date, timedelta
from decimal import Decimal

from hypothesis import strategies as st

from engine.rulebook.corpus import calculation
from ristorno.engine.calculation import Calculation
from ristorno.engine.fact import Fact
from strategies.writing import Tree, yaml

FIRST = date(2026, 1, 1)
_SETS: tuple[Tree, ...] = (
    {},
    {"groups": ["tyres"]},
    {"products": ["A*"]},
    {"products": ["*1", "B2"]},
    {"brands": ["Nord"]},
    {"except": {"groups": ["winter"]}},
    {"from": "2026-03-01", "until": "2026-06-30"},
)
_WHOM: tuple[Tree, ...] = (
    {},
    {"segments": ["key"]},
    {"except": {"segments": ["key"]}},
    {"levels": {"status": ["gold"]}},
    {"levels": {"status": ["base"]}},
    {"members": ["M1"]},
)
_MECHANICS: tuple[Tree, ...] = (
    {"percent": "3 %"},
    {"percent": {"rate": {"by": "group", "summer": "1 %", "tyres": "2 %", "else": "0 %"}}},
    {"per_step": {"step": "100", "gives": "4"}},
    {"package": {"size": "300", "gives": "10"}},
    {"fixed": {"gives": "25"}},
    {"brackets": {"mode": "retroactive", "rates": {"0": "1 %", "1_000": "2 %", "5_000": "4 %"}}},
    {"brackets": {"mode": "marginal", "rates": {"500": "2 %", "1_000": "5 %"}}},
    {"brackets": {"mode": "rolling", "rates": {"0": "1 %", "1_000": "2 %"}}},
    {"brackets": {"mode": "total", "rates": {"0": "1 %", "1_000": "2 %"}}},
    {"brackets": {"mode": "retroactive", "rows": [{"from": "1_000", "fixed": "30"}, {"from": "2_000", "rate": "3 %"}]}},
    {
        "brackets": {
            "mode": "total",
            "fixed_of": "each_reached",
            "rows": [{"from": "1_000", "fixed": "30", "rate": "1 %"}, {"from": "2_000", "fixed": "30"}],
        }
    },
)
_OFFERS: tuple[Tree, ...] = (
    {"gives": {"percent": "10 %"}},
    {"gives": {"percent": {"rate": {"by": "level.status", "gold": "12 %", "else": "3 %"}}}},
    {"gives": {"sum": {"amount": "50"}}, "qualify": [{"measure": "amount", "at_least": "400"}]},
    {"gives": {"sum": {"amount": "5"}}, "limits": {"cap": "3"}},
    {"gives": {"by_quantity": {"rates": {"1": "4 %"}}}},
    {"gives": {"percent": "20 %"}, "trigger": "code"},
    {"gives": {"percent": "15 %"}, "valid": {"from": "2026-05-01", "until": "2026-05-31"}},
)
_LIMITS: tuple[Tree, ...] = (
    {"cap": "20"},
    {"floor": "5"},
    {"cap_measure": "1_500"},
)
_GATED: Tree = [{"measure": "amount", "at_least": "400"}]
_YEARLY: tuple[Mapping[str, Tree], ...] = (
    {},
    {},
    {"pay_every": {"window": "quarter", "basis": "separate"}},
    {"pay_every": {"window": "quarter", "basis": "cumulative"}},
    {
        "pay_every": {"window": "quarter", "basis": "separate"},
        "qualify": [{"measure": "amount", "window": "year", "at_least": "400"}],
    },
    {"for": {"levels": {"status": ["gold"]}, "at": "window_end"}},
    {"limits": {"guarantee": {"amount": "5", "paid": "end", "surplus": "lose"}}, "qualify": _GATED},
    {"mechanic": {"percent": "2 %"}, "limits": {"floor": {"amount": "3", "per": "document"}}, "qualify": _GATED},
)
_POLICIES: tuple[Tree, ...] = (
    {},
    {"highest_discount": "15 %"},
    {"margin_floor": "10 %"},
    {"margin_floor": "20 %", "costs": {"all": {"share": "70 %"}}},
    {"price_floors": {"tires": {"on": {"groups": ["tyres"]}, "share": "85 %"}}},
    {"price_floors": {"a": {"on": {"products": ["A*"]}, "price": "450"}}, "highest_discount": "20 %"},
    {"costs": {"all": {"share": "70 %"}, "a": {"on": {"products": ["A*"]}, "share": "55 %"}}},
)
_STATUS: Tree = {"window": "year", "tiers": {"base": "0", "gold": "1_000"}, "kept_until": "end_of_next_window"}


@st.composite
def programs(draw: st.DrawFn, name: str) -> Calculation:
    """Return a program of one to three clauses that may meet or not."""
    clauses: dict[str, Tree] = {}
    for number in range(draw(st.integers(1, 3))):
        clause: dict[str, Tree] = {
            "for": draw(st.sampled_from(_WHOM)),
            "earn_on": draw(st.sampled_from(_SETS)),
            "window": draw(st.sampled_from(["document", "month", "year", "lifetime"])),
            "mechanic": draw(st.sampled_from(_MECHANICS)),
            "reward": {"unit": draw(st.sampled_from(["RUB", "PTS"]))},
        }
        if draw(st.booleans()):
            clause["qualify"] = _GATED
        if draw(st.integers(0, 3)) == 0:
            clause["limits"] = draw(st.sampled_from(_LIMITS))
        if clause["window"] == "year":
            clause.update(draw(st.sampled_from(_YEARLY)))
        clauses[f"clause-{number}"] = clause
    offers: dict[str, Tree] = {}
    for number in range(draw(st.integers(0, 2))):
        offer = draw(st.sampled_from(_OFFERS))
        assert isinstance(offer, Mapping)
        whom: dict[str, Tree] = {"for": draw(st.sampled_from(_WHOM)), "on": draw(st.sampled_from(_SETS))}
        among: dict[str, Tree] = {"exclusive": "one"} if draw(st.booleans()) else {}
        offers[f"offer-{number}"] = {**offer, **whom, **among}
    tree: Mapping[str, Tree] = {
        "program": name,
        "time_zone": "Europe/Moscow",
        "currency": "RUB",
        "groups": {"tyres": ["summer", "winter"]},
        "units": {
            "RUB": {"kind": "money"},
            "PTS": {"kind": "points", "step": "0.01", "fair_value": {"price": "0.5", "expected_redeemed": "90 %"}},
        },
        "ladders": {
            "status": {"window": "year", "tiers": {"base": "0", "gold": "1_000"}, "kept_until": "end_of_next_window"}
        },
        "clauses": clauses,
        "offers": offers,
        "policy": {**_policy(draw), **_apart(draw, sorted(offers) + sorted(clauses))},
    }
    return calculation(yaml(tree))


def _policy(draw: st.DrawFn) -> Mapping[str, Tree]:
    found = draw(st.sampled_from(_POLICIES))
    assert isinstance(found, Mapping)
    return found


def _apart(draw: st.DrawFn, names: list[str]) -> Mapping[str, Tree]:
    """Return, now and then, promises that never come together."""
    if len(names) < 2 or draw(st.integers(0, 2)):
        return {}
    some: list[Tree] = [*draw(st.lists(st.sampled_from(names), min_size=2, max_size=3, unique=True))]
    return {"never_together": {"some": some}}


@st.composite
def purchases(draw: st.DrawFn) -> tuple[Fact, ...]:
    """Return one purchase, perhaps of a member in a segment, with a year before in which it reached a level."""
    member = draw(st.sampled_from(["M1", "M2"]))
    day = FIRST + timedelta(days=draw(st.integers(0, 364)))
    bought = Fact(
        document="D",
        occurred_at=day,
        member=member,
        product=draw(st.sampled_from(["A1", "A2", "B1", "B2", "C"])),
        brand=draw(st.sampled_from(["Nord", "Sud"])),
        groups=draw(st.sampled_from([(), ("tyres",), ("summer",), ("winter",)])),
        amount=Decimal(draw(st.sampled_from(["1", "99.99", "400", "999.99", "1000", "2000", "5000", "12345.67"]))),
        currency="RUB",
    )
    early = FIRST - timedelta(days=200)
    before = Fact(document="B", occurred_at=early, member=member, brand="Sud", amount=Decimal(1500), currency="RUB")
    segment = Fact(
        document="S", kind="segment_assigned", occurred_at=early, member=member, attributes={"segment": "key"}
    )
    return (bought, *draw(st.sampled_from([(), (before,), (segment,), (before, segment)])))
