"""What a proof must not overlook: each of these can be had, so a lower bound would be wrong."""

from datetime import date
from fractions import Fraction

import pytest

from engine.rulebook.corpus import calculation
from ristorno.engine.policy.proof import prove
from ristorno.engine.policy.verdict import Verdict
from ristorno.kernel.number import ONE
from ristorno.kernel.period import Period

_HEAD = "time_zone: Europe/Berlin\nunits: {EUR: {kind: money}}\n"
_LADDER = "ladders: {status: {window: year, tiers: {base: 0, gold: 1_000}, kept_until: end_of_next_window}}\n"
_OFFER = "offers: {spring: {valid: {from: 2026-03-01, until: 2026-03-31}, gives: {percent: 10 %}}}\n"
_LEAST = "qualify: [{measure: amount, at_least: 400}]"


def _verdict(text: str, agreements: str = "") -> Verdict:
    program = calculation(f"program: p\n{_HEAD}{text}", agreements)
    verdicts = prove([program], Period(date(2026, 1, 1), date(2027, 1, 1)), ONE)
    return next(each for each in verdicts if each.rule == "highest_discount")


@pytest.mark.parametrize(
    ("text", "share"),
    [
        pytest.param(
            _OFFER + "clauses: {a: {window: {from: 2026-05-01, until: 2026-05-31}, count_on: paid_in_full, "
            "mechanic: {percent: 5 %}}}\n",
            "0.145",
            id="bought with the offer of March, paid in the campaign of May",
        ),
        pytest.param(
            _LADDER
            + "offers: {small: {for: {levels: {status: [base]}}, gives: {percent: 10 %}}}\n"
            + "clauses: {a: {for: {levels: {status: [gold]}, at: window_end}, window: year, "
            "mechanic: {percent: 5 %}}}\n",
            "0.145",
            id="an offer for those below, a bonus for those who end up above",
        ),
        pytest.param(
            _OFFER
            + "clauses: {a: {window: year, change: at_start, mechanic: {percent: 5 %}}}\n"
            + "versions: [{effective_from: 2026-02-01, clauses: {a: {mechanic: {percent: 1 %}}}}]\n",
            "0.145",
            id="the version of the window's start still rules",
        ),
        pytest.param(
            "offers: {gift: {gives: {product: {product: MUG, quantity: 1, cost: 30}}, "
            "qualify: [{measure: amount, at_least: 100}]}}\npolicy: {highest_discount: 10 %}\nclauses: {}\n",
            "0.3",
            id="no policy cuts goods that are given besides",
        ),
        pytest.param(
            "clauses: {a: {window: year, pay_every: {window: quarter, basis: separate}, mechanic: "
            "{fixed: {gives: 25}}, "
            "qualify: [{measure: amount, window: year, at_least: 400}]}}\n",
            None,
            id="each quarter is paid for what the year brought",
        ),
        pytest.param(
            f"clauses: {{a: {{window: year, mechanic: {{fixed: {{gives: 25}}}}, reward: {{to: "
            f"party.agent}}, {_LEAST}}}}}\n",
            None,
            id="each agent is paid for what all brought",
        ),
        pytest.param(
            f"clauses: {{a: {{window: year, mechanic: {{percent: 1 %}}, limits: {{floor: {{amount: "
            f"5, per: fact}}}}, {_LEAST}}}}}\n",
            None,
            id="a floor for each fact, a condition on the year",
        ),
        pytest.param(
            "offers: {own: {gives: {percent: 50 %}, on: {products: [A]}}}\npolicy: {highest_discount: 10 %}\n"
            "clauses: {a: {window: document, mechanic: {percent: 10 %}, earn_on: {products: [B]}}}\n",
            "0.19",
            id="a policy bounds an order, and not its lines",
        ),
        pytest.param(
            "offers:\n"
            "  rate: {exclusive: {group: one, per: line}, gives: {percent: 10 %}, limits: {cap: 20}, "
            f"{_LEAST}}}\n"
            "  other: {exclusive: {group: one, per: line}, gives: {percent: 6 %}}\n"
            "clauses: {}\n",
            "0.11",
            id="a rate that is capped for the order, and another one for its other lines",
        ),
        pytest.param(
            "clauses: {a: {window: year, mechanic: {percent: 4 %}, whose: downstream}}\n",
            None,
            id="all who stand above are given it",
        ),
    ],
)
def test_what_can_be_given_is_bounded_by_no_less(text: str, share: str | None) -> None:
    bound = _verdict(text).bound
    assert bound is None if share is None else bound is not None and Fraction(bound) == Fraction(share)


_UP = "clauses: {up: {window: year, whose: downstream, mechanic: {percent: 4 %}, for: {members: [S]}}}\n"
_CONTRACTS = """\
agreement: own
program: p
member: M
versions: [{effective_from: 2026-01-01, clauses: {mine: {window: year, mechanic: {percent: 9 %}}}}]
---
agreement: above
program: p
member: S
versions: [{effective_from: 2026-06-01, clauses: {up: {mechanic: {percent: 7 %}}}}]
"""


def test_what_a_buyer_brings_to_others_counts_under_its_own_agreement_too() -> None:
    assert _verdict(_UP, _CONTRACTS.partition("---")[0]).bound == Fraction("0.13")


def test_what_others_are_promised_later_counts_from_that_day_on() -> None:
    assert _verdict(_UP, _CONTRACTS).bound == Fraction("0.20")


@pytest.mark.parametrize(
    ("text", "share"),
    [
        pytest.param(
            "offers: {half: {gives: {percent: 50 %}}}\npolicy: {price_floors: {all: {share: 80 %}}}\nclauses: {}\n",
            "0.2",
            id="a lowest price bounds what is taken off",
        ),
        pytest.param(
            "offers: {half: {lines: all, gives: {percent: 50 %}}}\npolicy: {price_floors: {all: {share: 80 %}}}\n"
            "clauses: {}\n",
            "0.5",
            id="but not for delivery, which has none",
        ),
        pytest.param(
            "offers: {a: {gives: {percent: 10 %}}, b: {gives: {percent: 6 %}}}\n"
            "policy: {never_together: {one: [a, b]}}\nclauses: {}\n",
            "0.1",
            id="of offers that never come together a line has one, at worst the larger",
        ),
    ],
)
def test_what_is_held_as_an_order_is_priced_lowers_the_bound(text: str, share: str) -> None:
    bound = _verdict(text).bound
    assert bound is not None
    assert Fraction(bound) == Fraction(share)


_LATER = "clauses: {later: {window: document, mechanic: {percent: 5 %}}}\n"


@pytest.mark.parametrize(
    ("text", "margin"),
    [
        pytest.param(
            "offers: {a: {gives: {percent: 10 %}}}\npolicy: {margin_floor: 0 %, costs: {all: {share: 50 %}}}\n",
            Fraction(71, 180),
            id="by the line: 0.95 of a price of 0.9, less a cost of 0.5",
        ),
        pytest.param(
            "offers: {a: {gives: {percent: 60 %}}}\npolicy: {margin_floor: 30 %, costs: {all: {share: 50 %}}}\n",
            Fraction(25, 100),
            id="as it is priced: the floor, less what is earned later",
        ),
        pytest.param(
            "offers: {a: {gives: {percent: 60 %}}}\npolicy: {margin_floor: 30 %, costs: {all: {share: 90 %}}}\n",
            Fraction(5, 100),
            id="without any discount: the list price less cost and what is earned later",
        ),
        pytest.param(
            "offers: {a: {gives: {percent: 10 %}}}\npolicy: {margin_floor: 30 %}\n", None, id="nobody says the cost"
        ),
    ],
)
def test_the_margin_that_stays_is_bounded_by_no_more(text: str, margin: Fraction | None) -> None:
    program = calculation(f"program: p\n{_HEAD}{text}{_LATER}")
    (verdict,) = [
        each for each in prove([program], Period(date(2026, 1, 1), date(2027, 1, 1))) if each.rule == "margin_floor"
    ]
    assert verdict.bound is None if margin is None else Fraction(verdict.bound or 0) == margin
