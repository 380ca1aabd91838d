"""Several people at once: one closing, one statement for each holder, everything issued once, numbers without gaps."""

from collections.abc import Iterator
from datetime import datetime
from functools import partial

import pytest

from apps.agreements.writing import enacted
from apps.parallel import all_at_once, at_once, or_code
from apps.settlements.world import ANNA, APRIL, BORIS, PROGRAM, Q1, accounts, begin, fact, tell
from ristorno.apps.accruals.operations import run
from ristorno.apps.members import operations as members
from ristorno.apps.settlements import operations
from ristorno.apps.settlements.queries import papers, statements
from ristorno.apps.settlements.values import ClosingState, Issued
from ristorno.apps.settlements.verification import complaints
from ristorno.apps.wallets.queries import wallet
from ristorno.apps.wallets.values import Holder
from servers.databases import alone

CLIENTS = 6
AGREEMENT = """\
agreement: {program}-A{place}
program: {program}
member: {program}-{place}
versions: [{{effective_from: 2026-01-01}}]
"""


@pytest.fixture
def program(request: pytest.FixtureRequest, committed: None) -> Iterator[str]:
    """A program on a database of its own: those of other tests would pay into the same wallets."""
    with alone():
        yield founded(f"{request.node.name}".replace("_", "-")[:40])


def founded(name: str) -> str:
    """Found a program with three members who have bought; return its name."""
    begin(PROGRAM.replace("program: dealers", f"program: {name}\nmembership: by_agreement"), [])
    for place in range(3):
        members.add(key=f"{name}-{place}", name="Company", actor=ANNA)
        enacted(AGREEMENT.format(program=name, place=place))
        tell(fact(f"{name}{place}", 600_000, member=f"{name}-{place}"))
    return name


def closed(program: str, place: int, at: datetime = APRIL) -> ClosingState:
    keys = [f"{program}-{each}" for each in range(3)]
    return operations.close(program=program, through=Q1, members=keys, at=at, actor=f"user:{10 + place}")


def test_all_close_and_there_is_one_closing(program: str) -> None:
    done = all_at_once(CLIENTS, lambda place: closed(program, place))
    assert {each.number for each in done} == {done[0].number}
    found = statements(program=program)
    assert [each.number for each in found] == [f"{program}-2026Q1-{place:06}" for place in (1, 2, 3)]
    assert {each.holder.member for each in found} == {f"{program}-{place}" for place in range(3)}
    assert not list(complaints())


def test_all_issue_while_members_are_run_and_each_statement_is_issued_once(program: str) -> None:
    accounts(*(f"{program}-{place}" for place in range(3)))
    closing = closed(program, 0).number
    for each in statements(closing=closing):
        operations.approve(number=each.number, at=APRIL, actor=BORIS)

    def issue(place: int) -> Issued:
        return operations.issue_all(closing=closing, at=APRIL, actor=f"user:{place}")

    def book(place: int) -> None:
        run(member=f"{program}-{place}", at=APRIL, actor="system:test")

    works = [partial(issue, place) for place in range(CLIENTS)]
    done = at_once(*works, *(partial(book, place) for place in range(3)))
    assert not [each for each in done if isinstance(each, Issued) and each.waiting]
    made = papers(closing=closing)
    assert sorted(each.number for each in made) == [f"PAY-{program}-{place:06}" for place in (1, 2, 3)]
    for place in range(3):
        found = wallet(Holder(f"{program}-{place}"), "RUB")
        assert found is not None
        assert not found.pending
        assert not found.free
    assert not list(complaints())


def test_what_is_approved_and_withdrawn_at_once_is_one_of_both(program: str) -> None:
    number = statements(closing=closed(program, 0).number)[0].number
    told = {"number": number, "at": APRIL}
    done = at_once(
        partial(or_code(operations.approve), actor=BORIS, **told),
        partial(or_code(operations.withdraw), reason="look again", actor=ANNA, **told),
    )
    assert [isinstance(each, str) for each in done].count(True) == 1
    assert "settlements.state" in done
    assert not list(complaints())
