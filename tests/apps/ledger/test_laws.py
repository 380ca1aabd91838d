"""Laws of the ledger over random histories, held against a ledger in a few lines of Python."""

from datetime import UTC, date, datetime
from itertools import count
from typing import Literal, NamedTuple

import pytest
from hypothesis import strategies as st

from apps.ledger.modelled import Wallet
from apps.rollback import rolled_back
from ristorno.apps.ledger.operations import open_account, post, post_all, reverse
from ristorno.apps.ledger.queries import balance, lots, statement
from ristorno.apps.ledger.transfers import Transfer, Wanted
from ristorno.apps.ledger.verification import complaints
from ristorno.kernel.problem import Refused
from strategies.effort import Effort

pytestmark = pytest.mark.django_db
AT = datetime(2026, 3, 1, 12, tzinfo=UTC)


class Act(NamedTuple):
    """Something that happens to one of two wallets."""

    verb: Literal["earn", "spend", "back"]
    wallet: int
    amount: int
    ends_on: date | None
    of: int


acts = st.lists(
    st.builds(
        Act,
        st.sampled_from(("earn", "earn", "spend", "back")),
        st.integers(0, 1),
        st.integers(1, 30),
        st.none() | st.dates(date(2026, 1, 1), date(2026, 1, 5)),
        st.integers(0, 20),
    ),
    max_size=14,
)
_numbers = count()


def test_a_history_ends_as_the_model_says(effort: Effort) -> None:
    effort.prove(_play, acts, examples=90)


@rolled_back()
def _play(history: list[Act]) -> None:
    run = next(_numbers)
    outside = open_account(name=f"{run}/outside", unit="PTS", live=False)
    floors = (0, None)
    accounts = [open_account(name=f"{run}/{floor}", unit="PTS", keeps_lots=True, floor=floor) for floor in floors]
    models = [Wallet(floor) for floor in floors]
    for number, act in enumerate(history):
        if act.verb != "back":
            _move(f"{run}-{number}", act, outside, accounts[act.wallet], models[act.wallet], number)
    for account, model in zip(accounts, models, strict=True):
        assert balance(account) == model.balance
        assert [(each.ends_on, each.remaining) for each in lots(account)] == model.left()
    assert balance(outside) == -sum(model.balance for model in models)
    assert not list(complaints())


def _move(key: str, act: Act, outside: int, account: int, model: Wallet, lot: int) -> None:
    earned = act.verb == "earn"
    transfer = Transfer(outside, account, act.amount, act.ends_on) if earned else Transfer(account, outside, act.amount)

    def posted() -> bool:
        try:
            post(key=key, movement=act.verb, at=AT, actor="system:test", transfers=[transfer])
        except Refused:
            return False
        return True

    if earned:
        model.give(act.amount, act.ends_on, lot)
        assert posted()
    else:
        assert posted() == model.take(act.amount)
    assert posted() == posted()  # again: the same answer, and nothing more


def test_many_at_once_end_as_one_after_the_other(effort: Effort) -> None:
    @rolled_back()
    def law(history: list[Act], later: list[Act], cuts: int) -> None:
        one, many = (_given(history, later, at_once) for at_once in (None, max(1, cuts)))
        assert one == many
        assert not list(complaints())

    effort.prove(law, acts, acts, st.integers(1, 14), examples=60)


def _given(history: list[Act], later: list[Act], at_once: int | None) -> object:
    """Let wallets owe or have something, then give them all that comes; return what a reader sees of them."""
    run = next(_numbers)
    outside = open_account(name=f"{run}/outside", unit="PTS", live=False)
    accounts = [open_account(name=f"{run}/{kept}", unit="PTS", keeps_lots=kept) for kept in (True, False)]
    for number, act in enumerate(history):
        moved = [Transfer(accounts[act.wallet], outside, act.amount)]
        post(key=f"{run}-{number}", movement="spend", at=AT, actor="system:test", transfers=moved)
    coming = [
        Wanted(f"{run}+{act.of}", "earn", AT, "system:test", _twice(_giver(outside, accounts, act), accounts, act))
        for act in later
    ]
    coming = list({each.key: each for each in reversed(coming)}.values())
    for start in range(0, len(coming), at_once or 1):
        part = coming[start : start + (at_once or 1)]
        if at_once is None:
            (each,) = part
            post(key=each.key, movement=each.movement, at=each.at, actor=each.actor, transfers=each.transfers)
        else:
            assert [each.fresh for each in post_all([*part, part[0]])] == [*[True] * len(part), False]
            assert not any(each.fresh for each in post_all(part))
    return [
        (balance(each), [(left.ends_on, left.remaining) for left in lots(each)],
         [(line.key.removeprefix(str(run)), line.amount, line.balance, line.ends_on) for line in statement(each)])
        for each in (*accounts, outside)
    ]  # fmt: skip


def _giver(outside: int, accounts: list[int], act: Act) -> int:
    """The account that keeps no lots gives some of what comes to the one that does."""
    return accounts[1] if act.wallet == 0 and act.verb == "back" else outside


def _twice(giver: int, accounts: list[int], act: Act) -> list[Transfer]:
    ends_on = act.ends_on if act.wallet == 0 else None
    return [Transfer(giver, accounts[act.wallet], amount, ends_on) for amount in (act.amount, act.of + 1)]


def test_what_is_taken_back_at_once_was_never_there(effort: Effort) -> None:
    effort.prove(_undo, acts, examples=60)


@rolled_back()
def _undo(history: list[Act]) -> None:
    run = next(_numbers)
    outside = open_account(name=f"{run}/outside", unit="PTS", live=False)
    account = open_account(name=f"{run}/wallet", unit="PTS", keeps_lots=True)
    for number, act in enumerate(history):
        before = balance(account), lots(account)
        giver, taker = (outside, account) if act.verb == "earn" else (account, outside)
        ends_on = act.ends_on if act.verb == "earn" else None
        moved = [Transfer(giver, taker, act.amount, ends_on)]
        done = post(key=f"{run}-{number}", movement=act.verb, at=AT, actor="system:test", transfers=moved)
        if act.verb == "back" and before[0] >= 0:
            reverse(key=f"{run}-{number}-back", movement="back", at=AT, actor="system:test", posting=done.number)
            assert (balance(account), lots(account)) == before
    assert not list(complaints())
