"""Counting in steps gives what counting at once gives, and the past can be asked again."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date, datetime
from decimal import Decimal
from typing import TypeAlias
from zoneinfo import ZoneInfo

from hypothesis import assume
from hypothesis import strategies as st

from properties.comparing import SAME, differences
from ristorno.engine.accrual import Accrual, MemberAnswer
from ristorno.engine.fact import local_day
from ristorno.kernel.problem import Refused
from strategies.effort import Effort
from strategies.landmarks import RECORDED, days
from strategies.sensible import calculate
from strategies.situations import Situation, situations
from strategies.writing import Tree

Key: TypeAlias = tuple[str, str, str, str | None, str, date, date, str | None]


def key_of(accrual: Accrual) -> Key:
    """Return the key under which an accrual is booked."""
    window = accrual.window
    return (
        *(accrual.agreement, accrual.clause, accrual.member, accrual.contact, accrual.unit),
        *(window.start, window.end, accrual.document),
    )


def by_key(answers: Iterable[MemberAnswer]) -> Mapping[Key, Decimal]:
    """Return the amounts by key; no key may stand twice."""
    accruals = [accrual for answer in answers for accrual in answer.accruals]
    amounts = {key_of(accrual): accrual.amount for accrual in accruals}
    assert len(amounts) == len(accruals)
    return amounts


def test_in_steps_is_at_once(effort: Effort) -> None:
    def law(situation: Situation) -> None:
        booked: dict[Key, Decimal] = {}
        for arrived in range(len(situation.facts) + 1):
            wanted = by_key(situation.answers(situation.facts[:arrived]))
            for key in {*booked, *wanted}:
                difference = wanted.get(key, Decimal(0)) - booked.get(key, Decimal(0))
                booked[key] = booked.get(key, Decimal(0)) + difference
        due = by_key(situation.answers())
        assert {key: amount for key, amount in booked.items() if amount} == {key: due[key] for key in due if due[key]}

    effort.prove(law, situations(), examples=25)


def test_what_was_known_then_is_what_the_log_held_then(effort: Effort) -> None:
    def law(situation: Situation, known_at: datetime) -> None:
        log = [fact for fact in situation.facts if not (fact.recorded_at and fact.recorded_at > known_at)]
        held = [_known(agreement, known_at) for agreement in situation.agreements]
        try:
            then = calculate(_known(situation.program, known_at), [agreement for agreement in held if agreement])
        except Refused:
            assume(False)
            raise
        replayed = situation.answers(known_at=known_at)
        assert differences(replayed, situation.answers(log, calculation=then)) == SAME

    effort.prove(law, situations(), st.sampled_from(RECORDED))


def _known(document: Mapping[str, Tree], known_at: datetime) -> Mapping[str, Tree]:
    """Return a document without the versions recorded later; nothing where no version is left."""
    versions = document.get("versions")
    if not isinstance(versions, list):
        return document
    kept = [version for version in versions if isinstance(version, Mapping) and _recorded(version) <= known_at]
    rest = {name: value for name, value in document.items() if name != "versions"}
    if kept:
        return {**rest, "versions": list(kept)}
    return {} if "agreement" in document else rest


def _recorded(version: Mapping[str, Tree]) -> datetime:
    text = version.get("recorded_at", "2000-01-01T00:00:00+00:00")
    assert isinstance(text, str)
    return datetime.fromisoformat(text)


def test_what_has_not_happened_yet_does_not_count(effort: Effort) -> None:
    def law(situation: Situation) -> None:
        zone = ZoneInfo(situation.setting.zone)
        begun = {
            (fact.source, fact.document)
            for fact in situation.facts
            if local_day(fact.occurred_at, zone) <= situation.as_of
        }
        log = [fact for fact in situation.facts if (fact.source, fact.document) in begun]
        assert differences(situation.answers(log), situation.answers()) == SAME

    effort.prove(law, situations(), examples=40)


def test_what_is_final_stays_as_time_goes_by(effort: Effort) -> None:
    def law(situation: Situation, later: date) -> None:
        assume(later > situation.as_of)
        zone = ZoneInfo(situation.setting.zone)
        seen = [fact for fact in situation.facts if local_day(fact.occurred_at, zone) <= situation.as_of]
        before = [one for answer in situation.answers(seen) for one in answer.accruals if one.status == "final"]
        after = by_key(situation.answers(seen, as_of=later))
        assert {key_of(one): one.amount for one in before} == {key_of(one): after.get(key_of(one)) for one in before}

    effort.prove(law, situations(), days())


def test_a_version_that_restores_changes_nothing(effort: Effort) -> None:
    def law(situation: Situation, data: st.DataObject) -> None:
        fact = data.draw(st.sampled_from(situation.facts))
        line = [other for other in situation.facts if other.id == fact.id]
        top = max(line, key=lambda one: one.version)
        restored = replace(top, version=top.version + 2)
        astray = replace(top, version=top.version + 1, retracted=not top.retracted)
        assert differences(situation.answers([*situation.facts, astray, restored]), situation.answers()) == SAME

    effort.prove(law, situations(), st.data())
