"""Exact numbers: rounding by hand, and laws that every rounding keeps."""

from decimal import Decimal, Inexact
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ristorno.kernel.number import Exact, RoundingMode, exactly, plain, plus, round_to, times, total, whole_steps

CENT = Decimal("0.01")
MODES: tuple[RoundingMode, ...] = ("half_up", "half_even", "down", "up")
decimals = st.decimals(Decimal(-(10**13)), Decimal(10**13), places=4, allow_nan=False, allow_infinity=False)
exacts = decimals | st.fractions(-(10**13), 10**13, max_denominator=10**6)
steps = st.sampled_from([Decimal(text) for text in ("0.0001", "0.01", "0.05", "1", "3", "1000")])


@pytest.mark.parametrize(
    ("value", "mode", "rounded"),
    [
        ("0.005", "half_up", "0.01"),
        ("0.005", "half_even", "0.00"),
        ("0.015", "half_even", "0.02"),
        ("0.025", "half_even", "0.02"),
        ("0.0051", "half_even", "0.01"),
        ("0.0049", "half_up", "0.00"),
        ("0.0001", "up", "0.01"),
        ("0.0100", "up", "0.01"),
        ("0.0199", "down", "0.01"),
        ("-0.005", "half_up", "-0.01"),
        ("-0.0001", "up", "-0.01"),
        ("-0.0199", "down", "-0.01"),
        ("37037.0367", "half_up", "37037.04"),
    ],
)
def test_rounding_by_hand(value: str, mode: RoundingMode, rounded: str) -> None:
    assert round_to(Decimal(value), CENT, mode) == Decimal(rounded)


def test_a_third_is_rounded_once() -> None:
    assert round_to(Fraction(1, 3), CENT) == Decimal("0.33")
    assert round_to(Fraction(200, 3), CENT) == Decimal("66.67")
    assert round_to(Fraction(5, 1000), CENT, "half_even") == 0


def test_five_hundredths_are_a_step_too() -> None:
    assert round_to(Decimal("1.024"), Decimal("0.05")) == Decimal("1.00")
    assert round_to(Decimal("1.025"), Decimal("0.05")) == Decimal("1.05")


@given(exacts, steps, st.sampled_from(MODES))
def test_rounding_gives_a_multiple_less_than_a_step_away(value: Exact, step: Decimal, mode: RoundingMode) -> None:
    with exactly():
        rounded = round_to(value, step, mode)
    assert Fraction(rounded) % Fraction(step) == 0
    distance = abs(Fraction(rounded) - Fraction(value))
    assert distance <= Fraction(step) / 2 if mode.startswith("half") else distance < step


@given(exacts, steps, st.sampled_from(MODES))
def test_rounding_treats_both_signs_alike(value: Exact, step: Decimal, mode: RoundingMode) -> None:
    with exactly():
        assert round_to(-value, step, mode) == -round_to(value, step, mode)


@given(decimals, steps, st.sampled_from(MODES))
def test_a_decimal_and_its_fraction_round_alike(value: Decimal, step: Decimal, mode: RoundingMode) -> None:
    rounded = round_to(value, step, mode)
    assert rounded == round_to(Fraction(value), step, mode)
    assert not (rounded == 0 and rounded.is_signed()), "a statement prints no -0.00"


@given(exacts, steps)
def test_down_and_up_enclose(value: Exact, step: Decimal) -> None:
    with exactly():
        low, high = abs(round_to(value, step, "down")), abs(round_to(value, step, "up"))
        assert low <= abs(Fraction(value)) <= high
        assert high - low in {0, step}
        assert low == abs(whole_steps(value, step)) * step


@given(st.lists(exacts, max_size=6))
def test_a_total_is_the_exact_sum(values: list[Exact]) -> None:
    with exactly():
        assert Fraction(total(values)) == sum((Fraction(value) for value in values), Fraction(0))


@given(exacts, exacts)
def test_sums_and_products_are_exact(left: Exact, right: Exact) -> None:
    with exactly():
        assert Fraction(times(left, right)) == Fraction(left) * Fraction(right)
        assert Fraction(plus(left, right)) == Fraction(left) + Fraction(right)


def test_what_does_not_fit_is_an_exception_and_never_a_lost_cent() -> None:
    with exactly(), pytest.raises(Inexact):
        _ = Decimal(1) / Decimal(3)


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (Decimal("1.50"), "1.5"),
        (Decimal("1E+3"), "1000"),
        (Decimal("0.0000"), "0"),
        (Decimal("-0.00"), "0"),
        (Decimal(100), "100"),
        (Fraction(1, 3), "1/3"),
        (Fraction(6, 3), "2"),
    ],
)
def test_plain_numbers(value: Exact, text: str) -> None:
    assert plain(value) == text


@given(decimals)
def test_plain_text_is_the_same_number(value: Decimal) -> None:
    assert Decimal(plain(value)) == value
