"""A share of everything is a share of the sum, over whatever windows it is paid."""

from datetime import timedelta
from decimal import Decimal
from typing import Final

from hypothesis import strategies as st

from ristorno.engine.accrual import Moment
from ristorno.engine.fact import SALES_KINDS, Fact
from strategies.effort import Effort
from strategies.facts import logs
from strategies.landmarks import LAST, ZONES
from strategies.pieces import tiling_windows
from strategies.sensible import calculate
from strategies.situations import ask
from strategies.writing import Tree

_RATE: Final = Decimal("0.0333")
_WINDOWS: Final[st.SearchStrategy[Tree]] = st.one_of(st.sampled_from(("fact", "document")), tiling_windows())


def _program(zone: str, window: Tree) -> dict[str, Tree]:
    return {
        "program": "p-1",
        "time_zone": zone,
        "currency": "EUR",
        "tenders": {"points": "counted", "voucher": "counted"},
        "units": {"PTS": {"kind": "points", "step": "0.0000000001"}},
        "clauses": {"share": {"window": window, "mechanic": {"percent": "3.33 %"}, "below_zero": "charge"}},
    }


@st.composite
def shares(draw: st.DrawFn) -> tuple[dict[str, Tree], tuple[Fact, ...]]:
    """Return a program that pays 3.33 % of all sales, finer than anything is rounded, and facts."""
    zone = draw(st.sampled_from(ZONES))
    return _program(zone, draw(_WINDOWS)), draw(logs(zone, "EUR"))


def test_a_share_of_all_sales_is_paid_once_whatever_the_windows(effort: Effort) -> None:
    def law(drawn: tuple[dict[str, Tree], tuple[Fact, ...]]) -> None:
        program, facts = drawn
        counted = calculate(program, ())
        for answer in ask(counted, facts, Moment(LAST + timedelta(days=7))):
            aside = {one.fact for one in answer.set_aside}
            sold = [fact for fact in ruling(facts) if fact.member == answer.member and fact.id not in aside]
            due = sum((fact.amount or Decimal(0) for fact in sold if fact.kind in SALES_KINDS), Decimal(0))
            assert answer.totals().get("PTS", Decimal(0)) == due * _RATE

    effort.prove(law, shares(), examples=60)


def ruling(log: tuple[Fact, ...]) -> list[Fact]:
    """Return the highest version of every line that is not taken away."""
    highest: dict[str, Fact] = {}
    for fact in sorted(log, key=lambda one: one.version):
        highest[fact.id] = fact
    return [fact for fact in highest.values() if not fact.retracted]
