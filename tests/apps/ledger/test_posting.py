"""Posting: balanced, once for a key, never below a floor, lots that end first spent first."""

from datetime import UTC, date, datetime

import pytest

from ristorno.apps.ledger.operations import open_account, post, post_all, reverse
from ristorno.apps.ledger.queries import balance, lots, statement
from ristorno.apps.ledger.transfers import Transfer, Wanted
from ristorno.apps.ledger.verification import complaints
from ristorno.kernel.problem import Refused

pytestmark = pytest.mark.django_db
AT = datetime(2026, 3, 1, 12, tzinfo=UTC)


class Accounts:
    """Points of one member, what the sponsor gives them from, and what is held."""

    def __init__(self) -> None:
        self.expense = open_account(name="points/expense", unit="PTS", live=False)
        self.wallet = open_account(name="member/1/points", unit="PTS", keeps_lots=True, floor=0)
        self.held = open_account(name="member/1/points/held", unit="PTS", keeps_lots=True, floor=0)


@pytest.fixture
def accounts() -> Accounts:
    return Accounts()


def posted(key: str, *transfers: Transfer) -> int:
    return post(key=key, movement="test", at=AT, actor="system:test", transfers=transfers).number


def left(account: int) -> list[tuple[str | None, int]]:
    return [(each.ends_on.isoformat() if each.ends_on else None, each.remaining) for each in lots(account)]


def earn(accounts: Accounts, key: str, amount: int, ends: str | None = None) -> int:
    ends_on = date.fromisoformat(ends) if ends else None
    return posted(key, Transfer(accounts.expense, accounts.wallet, amount, ends_on))


def spend(accounts: Accounts, key: str, amount: int) -> int:
    return posted(key, Transfer(accounts.wallet, accounts.expense, amount))


def test_what_one_account_gives_another_gets(accounts: Accounts) -> None:
    earn(accounts, "a", 500)
    assert balance(accounts.wallet) == 500
    assert balance(accounts.expense) == -500
    assert not list(complaints())


def test_a_key_posts_once(accounts: Accounts) -> None:
    assert earn(accounts, "a", 500) == earn(accounts, "a", 500)
    assert balance(accounts.wallet) == 500


def test_a_key_that_means_something_else_is_refused(accounts: Accounts) -> None:
    earn(accounts, "a", 500)
    with pytest.raises(Refused, match="'a' was used before, for something else"):
        earn(accounts, "a", 501)
    assert balance(accounts.wallet) == 500


def test_what_ends_first_is_spent_first(accounts: Accounts) -> None:
    earn(accounts, "for good", 10)
    earn(accounts, "late", 20, "2027-12-31")
    earn(accounts, "soon", 30, "2026-12-31")
    spend(accounts, "spent", 45)
    assert left(accounts.wallet) == [("2027-12-31", 5), (None, 10)]
    assert not list(complaints())


def test_what_is_taken_back_goes_into_its_old_lots(accounts: Accounts) -> None:
    earn(accounts, "soon", 30, "2026-12-31")
    earn(accounts, "late", 20, "2027-12-31")
    spent = spend(accounts, "spent", 45)
    reverse(key="back", movement="cancel", at=AT, actor="system:test", posting=spent)
    assert left(accounts.wallet) == [("2026-12-31", 30), ("2027-12-31", 20)]
    assert not list(complaints())


def test_a_posting_is_taken_back_once(accounts: Accounts) -> None:
    earned = earn(accounts, "a", 30)
    for key in ("back", "back"):
        reverse(key=key, movement="cancel", at=AT, actor="system:test", posting=earned)
    with pytest.raises(Refused, match="reversed before"):
        reverse(key="again", movement="cancel", at=AT, actor="system:test", posting=earned)
    assert balance(accounts.wallet) == 0


def test_what_was_held_comes_back_with_its_days(accounts: Accounts) -> None:
    earn(accounts, "soon", 30, "2026-12-31")
    earn(accounts, "late", 20, "2027-12-31")
    posted("hold", Transfer(accounts.wallet, accounts.held, 40))
    assert left(accounts.held) == [("2026-12-31", 30), ("2027-12-31", 10)]
    posted("release", Transfer(accounts.held, accounts.wallet, 40))
    assert left(accounts.wallet) == [("2026-12-31", 30), ("2027-12-31", 20)]
    assert not list(complaints())


def test_nothing_falls_below_its_floor(accounts: Accounts) -> None:
    earn(accounts, "a", 30)
    with pytest.raises(Refused, match="'member/1/points' has 30 and would fall below its floor of 0"):
        spend(accounts, "too much", 31)
    assert balance(accounts.wallet) == 30
    spend(accounts, "too much", 30)  # the key was not used up by what was refused


def test_what_is_owed_is_filled_before_a_lot_begins(accounts: Accounts) -> None:
    debtor = open_account(name="member/2/points", unit="PTS", keeps_lots=True)
    posted("a", Transfer(debtor, accounts.expense, 30))
    posted("b", Transfer(accounts.expense, debtor, 50, date(2026, 12, 31)))
    assert balance(debtor) == 20
    assert left(debtor) == [("2026-12-31", 20)]
    assert not list(complaints())


def test_what_was_spent_since_is_taken_from_other_lots(accounts: Accounts) -> None:
    first = earn(accounts, "first", 30, "2026-12-31")
    spend(accounts, "spent", 30)
    earn(accounts, "second", 50, "2027-12-31")
    reverse(key="returned", movement="return", at=AT, actor="system:test", posting=first)
    assert left(accounts.wallet) == [("2027-12-31", 20)]
    assert not list(complaints())


def test_a_lot_that_is_named_is_taken_first(accounts: Accounts) -> None:
    earn(accounts, "soon", 30, "2026-12-31")
    earn(accounts, "late", 20, "2027-12-31")
    _, late = lots(accounts.wallet)
    for key, amount, after in (
        ("some", 15, [("2026-12-31", 30), ("2027-12-31", 5)]),
        ("more than is left of it", 15, [("2026-12-31", 20)]),
    ):
        posted(key, Transfer(accounts.wallet, accounts.expense, amount, lot=late.lot))
        assert left(accounts.wallet) == after
    assert not list(complaints())


@pytest.mark.parametrize("amount", [0, -5])
def test_a_transfer_moves_more_than_nothing(accounts: Accounts, amount: int) -> None:
    with pytest.raises(Refused, match="no such transfer"):
        posted("a", Transfer(accounts.expense, accounts.wallet, amount))


def test_no_unit_becomes_another(accounts: Accounts) -> None:
    rubles = open_account(name="rub", unit="RUB")
    with pytest.raises(Refused, match=r"points/expense \(PTS\), rub \(RUB\)"):
        posted("a", Transfer(accounts.expense, rubles, 5))


def test_an_account_is_of_one_kind(accounts: Accounts) -> None:
    assert open_account(name="points/expense", unit="PTS", live=False) == accounts.expense
    with pytest.raises(Refused, match="of another kind"):
        open_account(name="points/expense", unit="RUB", live=False)


def test_a_statement_reads_like_one(accounts: Accounts) -> None:
    earn(accounts, "a", 30, "2026-12-31")
    spend(accounts, "b", 10)
    told = [(line.key, line.amount, line.balance) for line in statement(accounts.wallet)]
    assert told == [("a", 30, 30), ("b", -10, 20)]


def test_many_are_posted_all_or_none(accounts: Accounts) -> None:
    def wanted(key: str, amount: int, taker: int) -> Wanted:
        return Wanted(key, "earn", AT, "system:test", [Transfer(accounts.expense, taker, amount)])

    earn(accounts, "known", 5)
    rubles = open_account(name="rub", unit="RUB")
    for wrong, told in (
        ([wanted("a", 5, accounts.wallet), wanted("b", 5, rubles)], "no such transfer"),
        ([wanted("a", 5, accounts.wallet), wanted("a", 6, accounts.wallet)], "'a' was used before"),
        ([wanted("a", 5, accounts.wallet), wanted("known", 6, accounts.wallet)], "'known' was used before"),
    ):
        with pytest.raises(Refused, match=told):
            post_all(wrong)
    assert balance(accounts.wallet) == 5
    assert post_all([]) == ()


def test_nothing_is_no_posting_and_what_is_not_there_cannot_be_taken_back(accounts: Accounts) -> None:
    with pytest.raises(Refused, match=r"nothing to post.*Name at least one transfer.*\[ledger.nothing\]"):
        posted("a")
    with pytest.raises(Refused, match=r"no posting 999.*Check the number.*\[ledger.posting\]"):
        reverse(key="b", movement="test", at=AT, actor="system:test", posting=999)
