"""Rate tables: where the modes must agree, how they lie to each other, and known values."""

from collections.abc import Mapping
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ristorno.engine.mechanics.base import Cut, Due
from ristorno.engine.mechanics.brackets import Brackets
from ristorno.engine.mechanics.growth import Growth
from ristorno.engine.mechanics.slices import Slice
from ristorno.kernel.number import exactly

MODES = ("retroactive", "marginal", "rolling", "total")
amounts = st.decimals(Decimal(0), Decimal(10**7), places=4, allow_nan=False, allow_infinity=False)
thresholds = st.lists(st.integers(1, 1000).map(lambda count: count * 500), min_size=1, max_size=4, unique=True)
percents = st.integers(0, 1000).map(lambda rate: Decimal(rate) / 100)


def table(mode: str, rates: Mapping[int, Decimal | int], **more: object) -> Brackets:
    return Brackets.model_validate(
        {"mode": mode, "rates": {str(at): f"{rate} %" for at, rate in rates.items()}, **more}
    )


def pay(terms: Brackets | Growth, measure: Decimal, baseline: Decimal | None = None) -> Decimal:
    with exactly():
        amount = terms.pay(Due(paid=measure, judged=measure, baseline=baseline)).amount
    assert isinstance(amount, Decimal)
    return amount


@given(amounts, percents)
def test_with_one_row_from_zero_all_modes_are_a_per_cent(measure: Decimal, rate: Decimal) -> None:
    assert {pay(table(mode, {0: rate}), measure) for mode in MODES} == {measure * rate / 100}


@given(amounts, thresholds, st.data())
def test_slices_of_rising_rates_never_pay_more_than_everything(
    measure: Decimal, rows: list[int], data: st.DataObject
) -> None:
    rates = sorted(data.draw(st.lists(percents, min_size=len(rows), max_size=len(rows))))
    terms: dict[int, Decimal | int] = dict(zip(sorted(rows), rates, strict=True))
    assert pay(table("marginal", terms), measure) <= pay(table("retroactive", terms), measure)
    assert pay(table("retroactive", terms), measure) <= pay(table("total", terms), measure)
    assert pay(table("rolling", terms), measure) <= pay(table("total", terms), measure)


@given(thresholds, st.data())
def test_slices_have_no_jump_at_a_threshold(rows: list[int], data: st.DataObject) -> None:
    terms: dict[int, Decimal | int] = {at: data.draw(percents) for at in (0, *sorted(rows))}
    at, tiny = Decimal(data.draw(st.sampled_from(rows))), Decimal("0.0001")
    for boundary in ("inclusive", "exclusive"):
        marginal = table("marginal", terms, boundary=boundary)
        low, here, high = (pay(marginal, measure) for measure in (at - tiny, at, at + tiny))
        assert 0 <= here - low <= tiny * 10
        assert 0 <= high - here <= tiny * 10


@given(amounts, amounts, thresholds, st.data())
def test_slices_never_take_away_for_more(one: Decimal, other: Decimal, rows: list[int], data: st.DataObject) -> None:
    terms = table("marginal", {at: data.draw(percents) for at in sorted(rows)})
    low, high = sorted((one, other))
    assert pay(terms, low) <= pay(terms, high)


@given(amounts, thresholds)
def test_slices_tile_the_measure(measure: Decimal, rows: list[int]) -> None:
    bounds: list[Decimal] = [Decimal(0), *(Decimal(at) for at in sorted(rows))]
    slices = [Slice(low, high) for low, high in zip(bounds, [*bounds[1:], None], strict=True)]
    with exactly():
        assert sum(part.part(measure) for part in slices) == measure


@given(st.lists(st.tuples(amounts, amounts), max_size=5), thresholds)
def test_lines_cut_in_proportion_lose_nothing(lines: list[tuple[Decimal, Decimal]], rows: list[int]) -> None:
    cuts = [Cut(paid, judged) for paid, judged in lines]
    bounds: list[Decimal] = [Decimal(0), *(Decimal(at) for at in sorted(rows))]
    with exactly():
        parts = [
            Fraction(Slice(low, high).part_of_lines(cuts))
            for low, high in zip(bounds, [*bounds[1:], None], strict=True)
        ]
    assert sum(parts) == sum((Fraction(paid) for paid, _ in lines), Fraction(0))


@pytest.mark.parametrize(
    ("mode", "measure", "amount"),
    [
        # 2 % from 100,000, 3 % from 250,000, measured 300,000
        ("retroactive", "300000", "9000"),
        ("marginal", "300000", "4500"),  # 150,000 at 2 % and 50,000 at 3 %
        ("rolling", "300000", "14000"),  # 250,000 at 2 % and 300,000 at 3 %
        ("total", "300000", "15000"),
        ("retroactive", "99999.99", "0"),
        ("retroactive", "100000.00", "2000"),
        ("retroactive", "249999.99", "4999.9998"),
        ("retroactive", "250000.00", "7500"),
        ("marginal", "250000.00", "3000"),
    ],
)
def test_the_four_modes_by_hand(mode: str, measure: str, amount: str) -> None:
    assert pay(table(mode, {100_000: 2, 250_000: 3}), Decimal(measure)) == Decimal(amount)


def test_the_reason_of_the_quarter_in_the_specification() -> None:
    rates: dict[int, Decimal | int] = {500_000: 2, 1_500_000: 3, 3_000_000: Decimal("4.5")}
    with exactly():
        measure = Decimal("1493743.41")
        paid = table("retroactive", rates).pay(Due(measure, measure))
    assert paid.amount == Decimal("29874.8682")
    assert paid.bracket == 500_000
    assert paid.following == 1_500_000
    assert pay(table("retroactive", rates), Decimal(1_500_000)) == 45_000


def test_growth_of_seventeen_and_a_half_per_cent() -> None:
    """2,350,000 after 2,000,000: 3 % on all of it, or 2 % and 3 % on their slices of growth."""
    rates = {"10 %": "2 %", "15 %": "3 %", "20 %": "4 %"}
    on_all = Growth.model_validate({"pays": "on_all", "rates": rates})
    sliced = Growth.model_validate({"pays": "marginal_on_excess", "rates": rates})
    excess = Growth.model_validate({"pays": "on_excess", "rates": rates})
    assert pay(on_all, Decimal(2_350_000), Decimal(2_000_000)) == 70_500
    assert pay(sliced, Decimal(2_350_000), Decimal(2_000_000)) == 3_500
    assert pay(excess, Decimal(2_350_000), Decimal(2_000_000)) == 10_500


def test_the_boundary_decides_at_the_threshold_only() -> None:
    inclusive, exclusive = (table("retroactive", {500: 10}, boundary=name) for name in ("inclusive", "exclusive"))
    assert [pay(inclusive, Decimal(text)) for text in ("499.99", "500", "500.01")] == [0, 50, Decimal("50.001")]
    assert [pay(exclusive, Decimal(text)) for text in ("499.99", "500", "500.01")] == [0, 0, Decimal("50.001")]


def test_the_row_from_zero_holds_at_zero_whatever_the_boundary() -> None:
    for boundary in ("inclusive", "exclusive"):
        rows = [{"from": "0", "fixed": "7"}]
        terms = Brackets.model_validate({"mode": "retroactive", "rows": rows, "boundary": boundary})
        assert pay(terms, Decimal(0)) == 7


def test_whole_units_begin_a_slice_with_their_threshold() -> None:
    """Rows from 1, 250 and 400 at 1, 2 and 3 a piece: 249 x 1 + 150 x 2 + 11 x 3 for 410 pieces."""
    rows = [{"from": at, "per_unit": gives} for at, gives in (("1", "1"), ("250", "2"), ("400", "3"))]
    terms = Brackets.model_validate({"mode": "marginal", "edges": "whole_units", "rows": rows})
    assert pay(terms, Decimal(410)) == 249 + 300 + 33
    assert pay(terms, Decimal(249)) == 249
    assert pay(terms, Decimal(250)) == 251


@pytest.mark.parametrize(("fixed_of", "amount"), [("highest", 20), ("each_reached", 35)])
def test_which_fixed_sums_are_given(fixed_of: str, amount: int) -> None:
    rows = [{"from": at, "fixed": gives} for at, gives in (("0", "5"), ("100", "10"), ("200", "20"), ("300", "40"))]
    terms = Brackets.model_validate({"mode": "marginal", "fixed_of": fixed_of, "rows": rows})
    assert pay(terms, Decimal(200)) == amount
