"""Random histories end in the same balances as one run over all that came in: order and repetition mean nothing."""

from collections.abc import Sequence
from datetime import UTC, date, datetime
from decimal import Decimal
from itertools import count
from typing import NamedTuple

import pytest
from hypothesis import strategies as st

from apps.accruals.world import PROGRAM, all_is_well
from apps.agreements.writing import enacted
from apps.rollback import rolled_back
from ristorno.apps.accruals.operations import run
from ristorno.apps.facts.operations import Draft, ingest
from ristorno.apps.members import operations as members
from ristorno.apps.wallets import operations as wallets
from ristorno.apps.wallets.queries import wallets_of
from ristorno.apps.wallets.values import Piece
from ristorno.engine.fact import Reference
from strategies.effort import Effort

pytestmark = pytest.mark.django_db
DAYS = [datetime(2026, month, 7, 12, tzinfo=UTC) for month in (1, 2, 4, 5, 7)]
END = DAYS[-1]
LATER = """\
  later:
    window: document
    mechanic: {percent: 1 %}
    accept_until: +40 days
    reward: {unit: RUB, available: {after: 60 days}}
"""
"""What can be used only days later, between the days on which members are run."""
AMENDED = """\
agreement: A-{run}
program: dealers{run}
member: {key}
versions:
  - {{effective_from: 2026-02-01, clauses: {{points: {{mechanic: {{per_step: {{step: 1_000, gives: 2}}}}}}}}}}
"""


class Act(NamedTuple):
    """Something that comes in: a line, told again in a higher version, or a return of it."""

    document: int
    version: int
    thousands: int
    day: date
    returns: int | None
    retracted: bool


acts = st.lists(
    st.builds(
        Act,
        st.integers(0, 4),
        st.integers(1, 3),
        st.integers(0, 900),
        st.dates(date(2026, 1, 1), date(2026, 6, 30)),
        st.none() | st.none() | st.integers(0, 4),
        st.sampled_from((False, False, False, True)),
    ),
    max_size=10,
    unique_by=lambda act: (act.document, act.version, act.returns is None),
)
_numbers = count()


def test_a_history_ends_as_one_run_over_all_of_it(effort: Effort) -> None:
    @rolled_back()
    def law(drawn: tuple[Sequence[Act], Sequence[Act], list[int], bool]) -> None:
        history, other, runs, amended = drawn
        begun = _begin()
        step_by_step = _played(f"{begun}a", begun, history, runs, amended=amended)
        at_once = _played(f"{begun}b", begun, other, [], amended=amended)
        assert step_by_step == at_once
        assert all_is_well()

    shuffled = acts.flatmap(lambda told: st.tuples(st.just(told), st.permutations(told)))
    runs = st.lists(st.integers(0, 10), max_size=4)
    drawn = st.tuples(shuffled, runs, st.booleans()).map(lambda parts: (*parts[0], parts[1], parts[2]))
    effort.prove(law, drawn, examples=45)


def _begin() -> str:
    number = f"{next(_numbers)}"
    for key in (f"{number}a", f"{number}b"):
        members.add(key=key, name="Company", actor="user:1")
    enacted((PROGRAM + LATER).replace("program: dealers", f"program: dealers{number}"))
    return number


def _played(key: str, begun: str, history: Sequence[Act], runs: list[int], *, amended: bool) -> object:
    """Tell a history, with runs in between and one in the end; return what the wallets have then, lots and all."""
    for place, act in enumerate(history):
        ingest(drafts=[_draft(key, act)], channel="api", at=DAYS[0], actor="key:1")
        for _ in range(runs.count(place)):
            run(member=key, at=DAYS[place % len(DAYS)], actor="system:test")
        if amended and place == len(history) // 2:
            enacted(AMENDED.format(run=key, key=key).replace(f"program: dealers{key}", f"program: dealers{begun}"))
    if amended and not history:
        enacted(AMENDED.format(run=key, key=key).replace(f"program: dealers{key}", f"program: dealers{begun}"))
    for _ in range(2):
        run(member=key, at=END, actor="system:test")
    wallets.expire_all(at=END, actor="system:test")
    # What is below nothing for a time is filled by what comes next, so with returns the order may decide on days.
    told = all(act.returns is None for act in history)
    return [
        (each.unit, each.pending, each.free, each.held, each.owed, _by_day(each.lots) if told else ())
        for each in wallets_of(key)
        if each.pending or each.free
    ]


def _by_day(lots: Sequence[Piece]) -> dict[date | None, Decimal]:
    found: dict[date | None, Decimal] = {}
    for lot in lots:
        found[lot.ends_on] = found.get(lot.ends_on, Decimal(0)) + lot.amount
    return found


def _draft(key: str, act: Act) -> Draft:
    back = act.returns is not None
    return Draft(
        document=f"{key}{'R' if back else 'D'}{act.document}",
        line="1",
        version=act.version,
        retracted=act.retracted,
        kind="return" if back else "purchase",
        occurred_at=act.day,
        member=key,
        amount=Decimal(act.thousands * (-1_000 if back else 1_000)),
        reverses=Reference(f"{key}D{act.returns}") if back else None,
    )
