from datetime import date
from decimal import Decimal

from ristorno.report.charts import Bar, Column, Part, Stack, bars, columns, sparkline, stacks
from ristorno.report.quarters import every_quarter, quarter_of


def test_bars_start_at_zero_and_end_at_the_longest() -> None:
    html = bars([Bar("a", Decimal(200), "200"), Bar("b", Decimal(50), "50"), Bar("c", Decimal(-5), "−5")])
    assert [html.count(f"width:{width}") for width in ("100%", "25%", "0%")] == [1, 1, 1]


def test_nothing_but_zeros_draws_nothing() -> None:
    assert "width:0%" in bars([Bar("a", Decimal(0), "0")])
    assert columns([]) == '<ol class="columns"></ol>'


def test_a_stack_shows_shares_and_leaves_out_what_is_not_there() -> None:
    html = stacks(
        [
            Stack(
                "w", "3", (Part(Decimal(1), "s1", "one"), Part(Decimal(2), "s2", "two"), Part(Decimal(0), "s3", "none"))
            )
        ]
    )
    assert "width:33.3%" in html
    assert "width:66.7%" in html
    assert "none" not in html


def test_columns_stack_their_parts() -> None:
    low = Column(("Q1", "2026"), "1", (Part(Decimal(1), "s1", "x"),))
    high = Column(("Q2", "2026"), "4", (Part(Decimal(1), "s1", "x"), Part(Decimal(3), "s2", "y")))
    html = columns([low, high])
    assert [html.count(f"height:{height}") for height in ("25%", "75%")] == [2, 1]


def test_texts_are_escaped() -> None:
    html = bars([Bar("<b>", Decimal(1), "&", "<i>")]) + stacks([Stack("<b>", "", (Part(Decimal(1), "s1", '"'),))])
    assert "<b>" not in html
    assert "<i>" not in html
    assert 'title="&#34;"' in html


def test_a_line_needs_two_points() -> None:
    assert sparkline([Decimal(1)], "x") == ""
    assert 'points="3,29 60,16 117,3"' in sparkline([Decimal(0), Decimal(5), Decimal(10)], "x")
    assert 'points="3,29 117,29"' in sparkline([Decimal(0), Decimal(0)], "x")


def test_quarters_without_gaps() -> None:
    assert quarter_of(date(2026, 3, 31)) == "2026-Q1"
    assert every_quarter(["2026-Q2", "2025-Q3"]) == ("2025-Q3", "2025-Q4", "2026-Q1", "2026-Q2")
    assert every_quarter([]) == ()
