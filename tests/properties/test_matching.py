"""Returns matched with purchases: what must hold for whatever was bought and came back."""

from collections.abc import Iterable
from decimal import Decimal
from zoneinfo import ZoneInfo

from ristorno.engine.accrual import Moment
from ristorno.engine.fact import Fact
from ristorno.engine.history.book import Book, open_book
from ristorno.engine.history.line import Line
from ristorno.engine.history.matching import matched
from strategies.effort import Effort
from strategies.facts import logs
from strategies.landmarks import LAST
from strategies.pieces import MEMBERS

_ZONE = "Europe/Berlin"
_NUMBERS = ("amount", "quantity", "tax")


def _book(log: Iterable[Fact]) -> Book:
    return open_book(
        MEMBERS[0], [fact for fact in log if fact.member == MEMBERS[0]], Moment(LAST), ZoneInfo(_ZONE), None
    )


def _sums(lines: Iterable[Line]) -> dict[str, Decimal]:
    facts = [line.fact for line in lines]
    return {name: sum((getattr(fact, name) or Decimal(0) for fact in facts), Decimal(0)) for name in _NUMBERS}


def test_what_is_matched_stays_the_same_in_sum(effort: Effort) -> None:
    """Goods, money and taxes are moved from the day of the return to purchases, never made or lost."""

    def law(log: tuple[Fact, ...]) -> None:
        lines = _book(log).lines
        assert _sums(matched(lines, lambda _: True, ())) == _sums(lines)

    effort.prove(law, logs(_ZONE, "EUR", most=8), examples=150)


def test_no_purchase_gives_back_more_than_it_was(effort: Effort) -> None:
    """Neither pieces nor money of a purchase fall below zero, and nothing is matched with what was bought later."""

    def law(log: tuple[Fact, ...]) -> None:
        lines = _book(log).lines
        whole = {line.order: line for line in lines}
        named = {line.fact.id: line for line in lines}
        for line in matched(lines, lambda _: True, ()):
            before = whole[line.order].fact
            assert line.fact.kind != "purchase" or (line.fact.quantity or 0) >= min(before.quantity or 0, 0)
            assert line.fact.kind != "purchase" or (line.fact.amount or 0) >= min(before.amount or 0, 0)
            added = line.returns[len(whole[line.order].returns) :]
            assert all(named[back].at >= line.at and named[back].fact.product == before.product for back in added)

    effort.prove(law, logs(_ZONE, "EUR", most=8), examples=150)


def test_where_nothing_came_back_unnamed_matching_changes_nothing(effort: Effort) -> None:
    """Only returns that name no original are moved."""

    def law(log: tuple[Fact, ...]) -> None:
        lines = _book(fact for fact in log if fact.kind != "return" or fact.reverses is not None).lines
        assert matched(lines, lambda _: True, ()) == list(lines)

    effort.prove(law, logs(_ZONE, "EUR", most=6), examples=60)
