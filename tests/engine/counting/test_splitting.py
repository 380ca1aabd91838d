"""Splits keep the total, give whole steps, and stay next to what the shares say."""

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ristorno.engine.counting.splitting import split
from ristorno.engine.terms.reward import Split
from ristorno.kernel.number import exactly

rates = st.decimals(Decimal(0), Decimal(100), places=4, allow_nan=False, allow_infinity=False)
steps = st.sampled_from([Decimal(text) for text in ("0.01", "0.05", "1", "3")])
counts = st.integers(-(10**15), 10**15)
remainders = st.sampled_from(("largest", "first", "last"))


def with_rest(rate: Decimal, remainder: str, at_most: str | None = None) -> Split:
    share = f"{rate} %" if at_most is None else {"rate": f"{rate} %", "at_most": at_most}
    return Split.model_validate({"shares": {"contact": share}, "rest": "company", "remainder": remainder})


@given(counts, steps, rates, remainders)
def test_the_parts_sum_to_the_whole(count: int, step: Decimal, rate: Decimal, remainder: str) -> None:
    with exactly():
        parts = split(count * step, with_rest(rate, remainder), step)
        assert sum(parts.values()) == count * step
        for part in parts.values():
            assert part % step == 0
            assert part * count >= 0


@given(counts, steps, rates, remainders)
def test_no_part_is_a_step_away_from_its_share(count: int, step: Decimal, rate: Decimal, remainder: str) -> None:
    with exactly():
        parts = split(count * step, with_rest(rate, remainder), step)
    assert abs(Fraction(parts["contact"]) - Fraction(count * step) * Fraction(rate) / 100) < Fraction(step)


@given(counts, rates, remainders, st.integers(0, 10**6))
def test_what_a_share_may_not_have_goes_to_the_rest(count: int, rate: Decimal, remainder: str, bound: int) -> None:
    with exactly():
        step = Decimal("0.01")
        parts = split(count * step, with_rest(rate, remainder, str(bound)), step)
        assert sum(parts.values()) == count * step
        assert abs(parts["contact"]) <= bound


@pytest.mark.parametrize(
    ("amount", "remainder", "contact", "company"),
    [
        ("0.10", "largest", "0.03", "0.07"),  # 0.0333 and 0.0666: the larger remainder is the company's
        ("0.10", "first", "0.04", "0.06"),
        ("0.10", "last", "0.03", "0.07"),
        ("0.11", "largest", "0.04", "0.07"),  # 0.03666 and 0.07333
        ("-0.10", "first", "-0.04", "-0.06"),
        ("0.00", "first", "0.00", "0.00"),
    ],
)
def test_leftover_steps_by_hand(amount: str, remainder: str, contact: str, company: str) -> None:
    parts = split(Decimal(amount), with_rest(Decimal("33.3333"), remainder), Decimal("0.01"))
    assert parts == {"contact": Decimal(contact), "company": Decimal(company)}


def test_equal_remainders_go_by_name() -> None:
    terms = Split.model_validate({"shares": {"contact": "50 %", "company": "50 %"}})
    assert split(Decimal("0.01"), terms, Decimal("0.01")) == {"contact": 0, "company": Decimal("0.01")}
