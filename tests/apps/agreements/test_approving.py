"""Drafts become versions by a second signature, or do not."""

from datetime import UTC, date, datetime, timedelta

import pytest

from apps.agreements.writing import AGREEMENT, ANNA, AT, BORIS, PROGRAM, RISE, codes, enacted, proposed
from ristorno.apps.agreements.operations import approve, approve_all, draft, propose, reject, withdraw
from ristorno.apps.agreements.queries import (
    agreement,
    calculation,
    drafts,
    program,
    programs,
    programs_of,
    versions,
)
from ristorno.apps.agreements.queries import draft as found
from ristorno.apps.events.queries import history
from ristorno.kernel.problem import Refused

pytestmark = pytest.mark.django_db


def refusal(act: object, **words: object) -> list[str]:
    with pytest.raises(Refused) as caught:
        act(**words)  # type: ignore[operator]
    return codes(caught.value)


def test_what_was_written_is_kept_as_written_and_rules_once_it_is_approved() -> None:
    (number,) = proposed(PROGRAM)
    assert programs() == ()

    assert approve(draft=number, actor=BORIS, at=AT) == 1

    assert programs() == ("dealers",)
    (version,) = versions("dealers")
    assert (version.text, version.drafted_by, version.approved_by, version.recorded_at) == (PROGRAM, ANNA, BORIS, AT)
    assert program("dealers").units == ("RUB",)
    assert calculation("dealers").program.terms.clauses.keys() == {"quarterly"}
    assert [(event.name, event.actor) for event in history("program:dealers")] == [
        ("program.version.drafted", ANNA),
        ("program.version.proposed", ANNA),
        ("program.version.approved", BORIS),
    ]
    assert history("program:dealers")[-1].data["members"] == ["*"]


def test_an_agreement_is_amended_and_ended() -> None:
    enacted(PROGRAM)
    enacted(AGREEMENT, at=AT + timedelta(days=1))
    enacted(RISE, at=AT + timedelta(days=60))
    enacted("agreement: A-1\nmembers: [North, South]\nends: 2026-12-31\n", at=AT + timedelta(days=70))

    kept = agreement("A-1")

    assert (kept.number, kept.members, kept.starts, kept.ends) == (
        3, ("North", "South"), date(2026, 1, 1), date(2026, 12, 31),
    )  # fmt: skip
    (held,) = calculation("dealers").agreements
    assert [(each.effective_from, each.recorded_at) for each in held.versions] == [
        (date(2026, 1, 1), AT + timedelta(days=1)),
        (date(2026, 4, 1), AT + timedelta(days=60)),
    ]
    assert history("agreement:A-1")[-1].data["members"] == ["North", "South"]
    (before,) = calculation("dealers", AT + timedelta(days=65)).agreements
    assert (before.members, before.ends) == (("North",), None)


def test_nobody_approves_what_they_drafted() -> None:
    (number,) = proposed(PROGRAM)
    assert refusal(approve, draft=number, actor=ANNA, at=AT) == ["agreements.four_eyes"]
    assert refusal(approve, draft=number, actor=" USER:1", at=AT) == ["agreements.four_eyes"]
    assert found(number).state == "proposed"


def test_only_what_was_proposed_is_decided_and_only_once() -> None:
    (number,) = draft(text=PROGRAM, actor=ANNA)
    assert refusal(approve, draft=number, actor=BORIS, at=AT) == ["agreements.state"]
    assert refusal(propose, draft=number, actor=BORIS) == ["agreements.not_own"]
    propose(draft=number, actor=ANNA)
    assert refusal(reject, draft=number, actor=BORIS, reason=" ") == ["agreements.reason"]
    assert refusal(reject, draft=number, actor=ANNA, reason="no") == ["agreements.four_eyes"]
    assert [each.number for each in drafts()] == [number]

    reject(draft=number, actor=BORIS, reason="The rate is last year's.")

    assert (found(number).state, found(number).reason) == ("rejected", "The rate is last year's.")
    assert drafts() == ()
    for act, more in ((approve, {"at": AT}), (reject, {"reason": "x"}), (withdraw, {})):
        assert refusal(act, draft=number, actor=BORIS, **more) == ["agreements.state"]


def test_a_draft_is_withdrawn_by_who_wrote_it() -> None:
    (number,) = proposed(PROGRAM)
    assert refusal(withdraw, draft=number, actor=BORIS) == ["agreements.not_own"]
    withdraw(draft=number, actor=ANNA)
    assert found(number).state == "withdrawn"
    assert refusal(approve, draft=number + 1_000, actor=BORIS, at=AT) == ["agreements.draft"]


def test_a_draft_on_top_of_an_older_version_is_refused() -> None:
    enacted(PROGRAM, AGREEMENT)
    (early,) = proposed(RISE)
    (late,) = draft(text=RISE.replace("04-01", "05-01"), actor=ANNA)
    approve(draft=early, actor=BORIS, at=AT)

    assert refusal(propose, draft=late, actor=ANNA) == ["agreements.stale"]
    assert [each.overtaken for each in drafts()] == [True]
    (waiting,) = proposed(RISE.replace("04-01", "06-01"))
    enacted(RISE.replace("04-01", "07-01"))
    assert refusal(approve, draft=waiting, actor=BORIS, at=AT) == ["agreements.stale"]


def test_a_program_and_its_agreements_are_approved_together() -> None:
    numbers = proposed(f"{PROGRAM}---\n{AGREEMENT}")
    assert refusal(approve, draft=numbers[1], actor=BORIS, at=AT) == ["agreements.unknown_program"]
    assert approve_all(drafts=numbers, actor=BORIS, at=AT) == (1, 1)
    assert [each.text for each in (*versions("dealers"), *versions("A-1"))] == [PROGRAM, AGREEMENT]


def test_approvals_in_one_moment_stay_in_their_order() -> None:
    enacted(PROGRAM, AGREEMENT, RISE, RISE.replace("4 %", "5 %"))
    recorded = [each.recorded_at for each in versions("A-1")]
    assert recorded == sorted(set(recorded))
    assert recorded[0] > AT
    assert calculation("dealers").agreements[0].versions[-1].recorded_at == recorded[-1]


def test_who_takes_part() -> None:
    closed = PROGRAM.replace("dealers", "closed") + "membership: by_agreement\n"
    under = AGREEMENT.replace("A-1", "B-1").replace("dealers", "closed")
    enacted(PROGRAM, closed, under)
    assert programs_of("North") == ("closed", "dealers")
    assert programs_of("South") == ("dealers",)


def test_an_event_names_a_thousand_members_at_most() -> None:
    enacted(PROGRAM)
    many = [f"M{number:04}" for number in range(1_500)]
    enacted(AGREEMENT.replace("member: North", f"members: [{', '.join(many)}]"))
    told = [event.data["members"] for event in history("agreement:A-1") if event.name == "agreement.version.approved"]
    assert [len(each) for each in told] == [1_000, 500]
    assert [name for each in told for name in each] == many


def test_a_moment_before_the_approval_is_refused() -> None:
    enacted(PROGRAM)
    assert refusal(calculation, program="dealers", known_at=datetime(2025, 1, 1, tzinfo=UTC)) == ["agreements.not_yet"]
    assert refusal(calculation, program="dealer") == ["agreements.unknown_program"]
    assert refusal(agreement, key="A-1") == ["agreements.unknown"]
    assert refusal(versions, key="deelers") == ["agreements.unknown"]


def test_what_nothing_happened_to_is_not_made_anew() -> None:
    enacted(PROGRAM, AGREEMENT, AGREEMENT.replace("A-1", "A-2").replace("North", "South"))
    before = {each.id: each for each in calculation("dealers").agreements}

    enacted(RISE)

    after = {each.id: each for each in calculation("dealers").agreements}
    assert after["A-2"] is before["A-2"]
    assert len(after["A-1"].versions) == 2
