"""Whatever comes in, and however often it is closed, statements sum to what one closing of all of it says.

Three members have the same history. One is run and issued in between, its statements are withdrawn and frozen anew; one
is only closed, and hears of everything in another order; one is closed once in the end.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime
from itertools import count
from typing import NamedTuple

import pytest
from hypothesis import strategies as st

from apps.accruals.test_laws import Act, _draft, acts
from apps.accruals.world import all_is_well
from apps.agreements.writing import enacted
from apps.rollback import rolled_back
from apps.settlements.world import ANNA, BORIS, PROGRAM
from ristorno.apps.accruals.operations import run
from ristorno.apps.agreements.queries import agreements
from ristorno.apps.facts.operations import ingest
from ristorno.apps.members import operations as members
from ristorno.apps.settlements import operations
from ristorno.apps.settlements.queries import all_lines, statements
from ristorno.apps.settlements.values import StatementState
from strategies.effort import Effort

pytestmark = pytest.mark.django_db
MOMENTS = [datetime(2026, month, 9, 12, tzinfo=UTC) for month in (2, 4, 5, 7, 8)]
ENDS = [date(2026, 1, 31), date(2026, 3, 31), date(2026, 4, 30), date(2026, 6, 30), date(2026, 7, 31)]
LAST, END = datetime(2026, 10, 9, 12, tzinfo=UTC), date(2026, 9, 30)
AMENDED = """\
agreement: A-{key}
program: {program}
member: "{key}"
versions:
  - {{effective_from: 2026-02-01, clauses: {{quarterly: {{mechanic: {{brackets: {{rates: {{400_000: 4 %}}}}}}}}}}}}
"""


class Turn(NamedTuple):
    """What happens at a moment, beside what comes in."""

    closes: bool
    runs: bool
    issues: bool
    withdraws: bool
    amends: bool


class Line(NamedTuple):
    """A line of a statement, without the name of the member."""

    through: date
    kind: str
    clause: str
    label: str
    document: str
    amount: object


turns = st.tuples(*(st.builds(Turn, *(st.booleans() for _ in Turn._fields)) for _ in MOMENTS))
histories = acts.flatmap(
    lambda told: st.tuples(
        st.lists(st.integers(0, len(MOMENTS) - 1), min_size=len(told), max_size=len(told)), st.just(told)
    )
)
rules = st.sampled_from(
    ("channel: wallet", "channel: credit_note, minimum: 5_000", "channel: credit_note, negative: invoice")
)
_numbers = count()


@pytest.mark.parametrize("corrected", ["", ", correct_within: 1 month"])
def test_statements_sum_to_one_evaluation(effort: Effort, corrected: str) -> None:
    @rolled_back()
    def law(history: tuple[list[int], Sequence[Act]], told: Sequence[Turn], rule: str) -> None:
        program, (busy, quiet, late) = _begin(f"{rule}{corrected}")
        seen: dict[str, list[Line]] = {}
        for place, turn in enumerate(told):
            coming = [act for moment, act in zip(*history, strict=True) if moment == place]
            _play(program, (busy, quiet, late), coming, turn, place)
            for number, lines in seen.items():
                assert [*_lines_of(number, busy)] == lines
            seen |= {each.number: [*_lines_of(each.number, busy)] for each in statements(member=busy)}
        operations.close(program=program, through=END, at=LAST, actor=ANNA)
        assert _all_lines(busy) == _all_lines(quiet)
        if not corrected:
            assert _sums(busy) == _sums(late)
        assert all_is_well()

    effort.prove(law, histories, turns, rules, examples=6)


def _begin(rule: str) -> tuple[str, tuple[str, str, str]]:
    number = next(_numbers)
    program, (busy, quiet, late) = f"dealers-{number}", (f"{number}a", f"{number}b", f"{number}c")
    for key in (busy, quiet, late):
        members.add(key=key, name="Company", actor=ANNA)
    settled = "channel: payout, minimum: 1_000, correct_within: 6 months"
    enacted(PROGRAM.replace("program: dealers", f"program: {program}").replace(settled, rule))
    return program, (busy, quiet, late)


def _play(program: str, keys: tuple[str, str, str], coming: Sequence[Act], turn: Turn, place: int) -> None:
    busy, quiet, late = keys
    at = MOMENTS[place]
    for key, told in ((busy, coming), (quiet, coming[::-1]), (late, coming)):
        for act in told:
            ingest(drafts=[_draft(key, act)], channel="api", at=at, actor="key:1")
            if key == busy and turn.runs:
                run(member=busy, at=at, actor="system:test")
    if turn.amends:
        for key in keys:
            _amend(program, key, at)
    if turn.closes:
        _close(program, (busy, quiet), turn, place)


def _amend(program: str, key: str, at: datetime) -> None:
    if f"A-{key}" not in agreements(program):
        enacted(AMENDED.format(key=key, program=program), at=at)


def _close(program: str, keys: Sequence[str], turn: Turn, place: int) -> None:
    at = MOMENTS[place]
    told = {"program": program, "through": ENDS[place], "members": keys, "at": at, "actor": ANNA}
    operations.close(**told)  # type: ignore[arg-type]
    mine = [each for each in statements(member=keys[0], state="frozen") if each.through == ENDS[place]]
    if turn.withdraws and mine:
        operations.withdraw(number=mine[0].number, reason="look again", at=at, actor=BORIS)
        operations.close(**told)  # type: ignore[arg-type]
    if turn.issues:
        for each in statements(member=keys[0], state="frozen"):
            operations.approve(number=each.number, at=at, actor=BORIS)
            operations.issue(number=each.number, at=at, actor=ANNA)


def _standing(key: str) -> Iterator[StatementState]:
    return (each for each in statements(member=key) if each.state != "withdrawn")


def _lines_of(number: str, key: str) -> Iterator[Line]:
    (through,) = [each.through for each in statements(member=key) if each.number == number]
    for line in all_lines(number):
        document = line.document.replace(key, "")
        yield Line(through, line.kind, line.clause, line.label, document, line.amount)


def _all_lines(key: str) -> list[Line]:
    return sorted((line for each in _standing(key) for line in _lines_of(each.number, key)), key=repr)


def _sums(key: str) -> dict[tuple[object, ...], object]:
    found: Counter[tuple[object, ...]] = Counter()
    for line in _all_lines(key):
        found[line[1:-1]] += line.amount  # type: ignore[operator]
    return {each: amount for each, amount in found.items() if amount}
