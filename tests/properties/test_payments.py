"""Money is neither lost nor invented: it pays documents, in time, whatever the order in which facts arrive."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from random import Random
from typing import Any, Final
from zoneinfo import ZoneInfo

from hypothesis import strategies as st

from ristorno.engine.accrual import Moment
from ristorno.engine.fact import Fact, Reference
from ristorno.engine.history.book import Book, open_book
from ristorno.engine.history.counted_on import counted_lines
from ristorno.engine.history.debts import debts
from ristorno.engine.history.line import Line
from ristorno.engine.history.owing import Account
from ristorno.engine.history.payments import DocumentKey, settle
from ristorno.kernel.number import exactly
from strategies.effort import Effort

_CENT: Final = Decimal("0.01")
_ZONE: Final = ZoneInfo("Europe/Berlin")
_START: Final = date(2026, 1, 1)
_LAST: Final = _START + timedelta(days=60)
_AMOUNTS: Final = st.sampled_from(("100", "33.3333", "0.0049", "0.01", "250.505", "1000", "0")).map(Decimal)
_DAYS: Final = st.integers(0, 60).map(lambda days: _START + timedelta(days=days))


@st.composite
def histories(draw: st.DrawFn, *, refunds: bool = True) -> list[Fact]:
    """Return documents with instalments and taxes, returns of them, and money with and without a reference."""
    facts: list[Fact] = []
    for number in range(draw(st.integers(1, 4))):
        at = draw(_DAYS)
        for line in range(draw(st.integers(1, 3))):
            days = draw(st.none() | st.integers(0, 20))
            due = None if days is None else at + timedelta(days=days)
            tax = draw(st.sampled_from((None, Decimal("19"), Decimal("0.1234"))))
            rebate = draw(st.integers(0, 9)) == 0
            amount = draw(_AMOUNTS) * (-1 if rebate else 1)
            facts.append(_fact(f"N{number}", at, amount, line=str(line + 1), due_on=due, tax=tax))
            if not rebate and draw(st.integers(0, 3)) == 0:
                whole = draw(st.booleans())
                back = replace(facts[-1], document=f"R{number}{line}", occurred_at=draw(_DAYS), kind="return")
                share = draw(st.sampled_from((Decimal(1), Decimal("0.5"))))
                less = -(amount * share).quantize(Decimal("0.0001"))
                original = Reference(f"N{number}", None if whole else str(line + 1))
                facts.append(replace(back, amount=less, tax=None if tax is None else -tax, reverses=original))
    for number in range(draw(st.integers(0, 6))):
        sign = draw(st.sampled_from((1, 1, 1, -1))) if refunds else 1
        pays = draw(st.sampled_from((None, "N0", "N1", "N9")))
        facts.append(_fact(f"P{number}", draw(_DAYS), sign * draw(_AMOUNTS), kind="payment", pays=pays))
    return facts


def _fact(document: str, at: date, amount: Decimal, **fields: Any) -> Fact:
    return Fact(document=document, member="M", occurred_at=at, amount=amount, **fields)


def _opened(facts: Sequence[Fact], as_of: date = _LAST) -> tuple[Book, Mapping[DocumentKey, Account]]:
    book = open_book("M", facts, Moment(as_of), _ZONE, "EUR")
    return book, settle(book.entries, _CENT)


def test_nothing_is_paid_twice_and_nothing_is_lost(effort: Effort) -> None:
    def law(facts: list[Fact]) -> None:
        with exactly():
            book, accounts = _opened(facts)
            for account in accounts.values():
                assert account.paid <= account.owed or account.owed < 0
                assert account.owed % _CENT == 0
                assert (account.open == 0) == (account.cleared() is not None) or account.owed < 0
            received = sum(line.fact.amount or 0 for line in book.entries if line.fact.kind == "payment")
            paid = sum(max(Decimal(0), account.paid) for account in accounts.values())
            credited = sum(-min(Decimal(0), account.owed) for account in accounts.values())
            refunded = sum(-min(Decimal(0), line.fact.amount or Decimal(0)) for line in book.entries if _pays(line))
            assert paid <= received + credited + refunded

    effort.prove(law, histories(), examples=120)


def _pays(line: Line) -> bool:
    return line.fact.kind == "payment"


def test_the_paid_shares_of_a_line_sum_to_the_line(effort: Effort) -> None:
    def law(facts: list[Fact]) -> None:
        with exactly():
            book, accounts = _opened(facts)
            shares: dict[str, Decimal] = defaultdict(Decimal)
            for line in counted_lines(book.lines, lambda day: "as_paid", accounts.values(), _ZONE):
                shares[line.fact.id] += line.fact.amount or 0
            for line in book.lines:
                account = accounts.get((line.fact.source, line.document))
                if account is not None and account.open == 0:
                    assert shares[line.fact.id] == line.fact.amount
                elif account is not None and account.paid == 0:
                    assert line.fact.id not in shares

    effort.prove(law, histories(), examples=120)


def test_money_does_not_depend_on_the_order_of_arrival(effort: Effort) -> None:
    def law(facts: list[Fact], chance: Random) -> None:
        turned = list(facts)
        chance.shuffle(turned)
        with exactly():
            assert _told(_opened(turned)[1]) == _told(_opened(facts)[1])

    effort.prove(law, histories(), st.randoms(use_true_random=False), examples=60)


def _told(accounts: Mapping[DocumentKey, Account]) -> Mapping[DocumentKey, object]:
    return {key: (account.states, account.money) for key, account in accounts.items()}


def test_what_comes_later_moves_no_money_that_was_allocated(effort: Effort) -> None:
    def law(facts: list[Fact], day: date) -> None:
        with exactly():
            before, after = _opened(facts, day)[1], _opened(facts)[1]
            for key, account in before.items():
                later = after[key]
                assert account.money == [money for money in later.money if money.day <= day]
                assert account.states == [state for state in later.states if state.day <= day]

    effort.prove(law, histories(refunds=False), _DAYS, examples=120)


def test_debt_is_what_is_open_of_what_was_due(effort: Effort) -> None:
    def law(facts: list[Fact], day: date) -> None:
        with exactly():
            _, accounts = _opened(facts, day)
            found = debts(accounts.values(), _ZONE, 0)
            owed = {account.document: _late(account, day) for account in accounts.values()}
            assert {name: amount for name, amount in owed.items() if amount} == dict(found.named(found.end_of(day)))
            assert found.total(found.end_of(day)) == sum(owed.values())

    effort.prove(law, histories(refunds=False), _DAYS, examples=120)


def _late(account: Account, day: date) -> Decimal:
    """Return what is overdue of a document, from its last state alone."""
    parts = account.states[-1].instalments
    due = sum((part.amount for part in parts if part.due is not None and part.due < day), Decimal(0))
    return max(Decimal(0), due - max(Decimal(0), account.paid))
