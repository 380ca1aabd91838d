"""Versions that break the policy, or of which nobody knows, are signed only by who says why."""

from datetime import timedelta

import pytest

from apps.agreements.writing import AT, BORIS, PROGRAM, codes, enacted, proposed
from ristorno.apps.agreements.operations import approve
from ristorno.apps.agreements.queries import programs, versions
from ristorno.apps.events.queries import history
from ristorno.kernel.problem import Refused

pytestmark = pytest.mark.django_db

_KEPT = PROGRAM + "policy: {highest_discount: 10 %}\n"
_GENEROUS = """\
program: spring
time_zone: Europe/Moscow
units: {RUB: {kind: money}}
clauses: {all: {window: document, mechanic: {percent: 9 %}}}
"""
_RANKED = _GENEROUS.replace("percent: 9 %", "rank: {best: 3, gives: 100}").replace("document", "month")


def test_what_runs_beside_it_is_counted_in() -> None:
    enacted(_KEPT)
    (number,) = proposed(_GENEROUS)
    with pytest.raises(Refused) as caught:
        approve(draft=number, actor=BORIS, at=AT + timedelta(days=1))
    assert codes(caught.value) == ["policy.broken"]
    assert "spring.all gives" in str(caught.value)
    assert programs() == ("dealers",)


def test_who_signs_it_nevertheless_says_why_and_that_is_kept() -> None:
    enacted(_KEPT)
    (number,) = proposed(_RANKED)
    with pytest.raises(Refused) as caught:
        approve(draft=number, actor=BORIS, at=AT + timedelta(days=1))
    assert codes(caught.value) == ["policy.undecided"]

    approve(draft=number, actor=BORIS, at=AT + timedelta(days=1), despite_policy="Three prizes of 100 are nothing.")

    assert len(versions("spring")) == 1
    signed = history("program:spring")[-1]
    assert (signed.name, signed.actor) == ("program.version.approved", BORIS)
    assert signed.data["despite_policy"] == "Three prizes of 100 are nothing."


def test_what_keeps_the_policy_is_signed_without_a_word() -> None:
    enacted(_KEPT)
    enacted(_GENEROUS.replace("9 %", "1 %"), at=AT + timedelta(days=1))
    assert programs() == ("dealers", "spring")
    assert "despite_policy" not in history("program:spring")[-1].data
