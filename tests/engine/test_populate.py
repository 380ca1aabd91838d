"""All members are gone through as often as the terms ask for it, and no more: that is the price of large programs."""

from collections.abc import Iterable
from datetime import date
from decimal import Decimal

import pytest

from ristorno.engine.accrual import Moment
from ristorno.engine.calculation import Calculation
from ristorno.engine.fact import Fact
from ristorno.engine.populate import populate
from ristorno.engine.terms.reading import read_program

_HEAD = "program: p\ntime_zone: UTC\nunits: {EUR: {kind: money}}\nbudgets: {b: {amount: 5, window: year}}\nclauses:\n"
_PLAIN = "  plain: {window: year, mechanic: {percent: 1 %}}\n"


@pytest.mark.parametrize(
    ("clauses", "times"),
    [
        (_PLAIN, 0),
        ("  paid: {window: year, mechanic: {percent: 1 %}, budget: b}\n", 1),
        ("  ranked: {window: year, mechanic: {rank: {prizes: [3]}}}\n", 1),
        ("  once: {window: document, mechanic: {fixed: 1}, limits: {times: {n: 1, per: program}}}\n", 1),
        ("  pooled: {whose: group, window: year, mechanic: {percent: 1 %}, reward: {to: head}}\n", 2),
    ],
)
def test_only_what_the_terms_ask_for_is_gone_through(clauses: str, times: int) -> None:
    fact = Fact(document="N1", member="North", occurred_at=date(2026, 1, 5), amount=Decimal(100))
    asked = 0

    def logs() -> Iterable[tuple[str, Iterable[Fact]]]:
        nonlocal asked
        asked += 1
        return [("North", [fact])]

    populate(
        Calculation(read_program(_HEAD + clauses + _PLAIN.replace("plain", "beside"))), logs, Moment(date(2026, 1, 5))
    )
    assert asked == times
