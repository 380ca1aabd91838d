"""What was bought and came back whole comes to nothing, whatever is reckoned from its numbers."""

from dataclasses import replace
from decimal import Decimal
from typing import Final

from hypothesis import assume
from hypothesis import strategies as st

from ristorno.engine.fact import Fact
from ristorno.engine.measures.expressions import parse
from ristorno.engine.measures.fields import FIELDS
from ristorno.engine.measures.reckoned import Expression
from ristorno.kernel.period import FIRST_DAY
from strategies.effort import Effort

_LEAVES: Final = ("amount", "quantity", "cost", "tax", "margin", "attribute.list", "0.5", "3", "500")
_NUMBERS: Final = st.decimals(0, 10_000, places=2)


def _joined(parts: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    signs = st.sampled_from(("({} + {})", "({} - {})", "({} * {})", "min({}, {})", "max({}, {})", "-{} + {}"))
    return st.builds(str.format, signs, parts, parts)


@st.composite
def bought(draw: st.DrawFn) -> tuple[Expression, Fact, Fact]:
    """Return what is reckoned, a purchase, and the return of all of it."""
    try:
        expression = parse(draw(st.recursive(st.sampled_from(_LEAVES), _joined, max_leaves=5)))
    except ValueError:
        assume(False)
        raise
    assume(not expression.names.isdisjoint(FIELDS))
    amount, cost, tax, listed = (draw(_NUMBERS) for _ in range(4))
    quantity = draw(st.integers(1, 50).map(Decimal))
    fact = Fact(document="A-1", member="North", occurred_at=FIRST_DAY, attributes={"list": str(listed)})
    purchase = replace(fact, amount=amount, quantity=quantity, cost=cost, tax=tax)
    return expression, purchase, replace(fact, kind="return", amount=-amount, quantity=-quantity, cost=-cost, tax=-tax)


def test_what_comes_back_whole_takes_off_what_it_gave(effort: Effort) -> None:
    def law(drawn: tuple[Expression, Fact, Fact]) -> None:
        expression, purchase, back = drawn
        given = expression.read(purchase)
        assert given is not None
        assert expression.read(back) == -given

    effort.prove(law, bought(), examples=200)
