"""Laws of keeping: what is approved step by step counts as the whole document would, now and as it was known then."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from random import Random

import pytest
from hypothesis import assume
from hypothesis import strategies as st

from apps.agreements.writing import enacted
from apps.rollback import rolled_back
from ristorno.apps.agreements.preview import MemberDifference, Proposal, money_differences
from ristorno.apps.agreements.queries import calculation, text
from ristorno.engine.accrual import MemberAnswer, Moment
from ristorno.engine.calculation import Calculation
from ristorno.engine.difference import TotalDifference
from ristorno.engine.terms.reading import read_agreements, read_program
from ristorno.kernel.problem import Refused
from strategies.effort import Effort
from strategies.pieces import MEMBERS
from strategies.sensible import calculate
from strategies.situations import Situation, situations
from strategies.writing import Tree, yaml

pytestmark = pytest.mark.django_db

BEGIN = datetime(2020, 1, 1, tzinfo=UTC)
HOUR = timedelta(hours=1)


def test_step_by_step_is_the_whole_document(effort: Effort) -> None:
    effort.prove(_hold, situations(), st.randoms(use_true_random=False), examples=30)


@rolled_back()
def _hold(situation: Situation, chance: Random) -> None:
    steps = _steps(situation, chance)
    seen: list[tuple[MemberAnswer, ...]] = []
    for number, step in enumerate(steps):
        try:
            enacted(yaml(step), at=BEGIN + number * HOUR)
        except Refused:
            assume(False)  # one step alone need not make sense
        seen.append(situation.answers(calculation=calculation("p-1")))
    whole = _whole(situation, steps)
    assert seen[-1] == situation.answers(calculation=whole)
    assert seen[-1] == situation.answers(calculation=_told())
    for number, then in enumerate(seen):
        known_at = BEGIN + number * HOUR + HOUR / 2
        assert situation.answers(calculation=calculation("p-1", known_at)) == then
        asked = situation.answers(calculation=calculation("p-1"), known_at=known_at)
        assert asked == situation.answers(calculation=whole, known_at=known_at)
    _differences_sum_up(situation, seen[-2] if len(seen) > 1 else None, len(seen))


def _steps(situation: Situation, chance: Random) -> Sequence[Mapping[str, Tree]]:
    """Return the documents one change at a time: what comes first of each stays first, the rest comes in any order."""
    program, later = _parted(situation.program, "program")
    first = [program]
    for agreement in situation.agreements:
        own, more = _parted(agreement, "agreement")
        first.append(own)
        later += [*more, *_corrections(more, chance)]
    chance.shuffle(later)
    return [*first, *later]


def _parted(document: Mapping[str, Tree], kind: str) -> tuple[Mapping[str, Tree], list[Mapping[str, Tree]]]:
    versions = list(_unrecorded(document))
    rest = {name: tree for name, tree in document.items() if name != "versions"}
    if kind == "agreement":
        rest["versions"] = [versions.pop(0)]
    return rest, [{kind: document[kind], "versions": [version]} for version in versions]


def _corrections(later: Sequence[Mapping[str, Tree]], chance: Random) -> Iterator[Mapping[str, Tree]]:
    """Yield a version that begins on the day of another one: the one that is recorded later rules."""
    days = [version["effective_from"] for step in later for version in _unrecorded(step)]
    for step in later[:1]:
        for version in _unrecorded(step):
            yield {**step, "versions": [{**version, "effective_from": chance.choice(days), "title": "Corrected"}]}


def _unrecorded(document: Mapping[str, Tree]) -> Iterator[Mapping[str, Tree]]:
    versions = document.get("versions", [])
    assert isinstance(versions, list)
    for version in versions:
        assert isinstance(version, Mapping)
        yield {name: tree for name, tree in version.items() if name != "recorded_at"}


def _whole(situation: Situation, steps: Sequence[Mapping[str, Tree]]) -> Calculation:
    """Return what the engine makes of the documents, written by hand with the moments of the approvals."""
    found: dict[Tree, dict[str, Tree]] = {}
    for number, step in enumerate(steps):
        name = step.get("agreement", step.get("program", ""))
        document = found.setdefault(name, {key: tree for key, tree in step.items() if key != "versions"})
        versions = document.setdefault("versions", []) if "versions" in step else []
        assert isinstance(versions, list)
        at = (BEGIN + number * HOUR).isoformat()
        versions += [{**version, "recorded_at": at} for version in _unrecorded(step)]
    program = found.pop("p-1")
    return calculate(program, list(found.values()))


def _told() -> Calculation:
    """Return what the engine makes of the texts that are kept."""
    program = read_program(text("p-1"))
    held = calculation("p-1").agreements
    return Calculation(program, read_agreements("---\n".join(text(each.id) for each in held), "", program))


def _differences_sum_up(situation: Situation, before: tuple[MemberAnswer, ...] | None, steps: int) -> None:
    """Hold the preview of the last step against the totals on both sides."""
    old = calculation("p-1", BEGIN + (steps - 2) * HOUR) if before else None
    logs = [(member, [fact for fact in situation.facts if fact.member == member]) for member in MEMBERS]
    proposal = Proposal("p-1", old, calculation("p-1"), None)
    found = list(money_differences(proposal, lambda: logs, Moment(situation.as_of)))
    changed = {(each.member, total.unit): total.change for each in found for total in _all_totals(each)}
    after = situation.answers(calculation=calculation("p-1"))
    for answer in after:
        earlier = next((each.totals() for each in before or () if each.member == answer.member), {})
        for unit in {*answer.totals(), *earlier}:
            change = answer.totals().get(unit, 0) - earlier.get(unit, 0)
            assert changed.pop((answer.member, unit), 0) == change
    assert not changed


def _all_totals(found: MemberDifference) -> Iterator[TotalDifference]:
    for total in found.totals:
        assert total.change == sum(each.change for each in found.differences if each.unit == total.unit)
        yield total
