"""Joining programs and leaving them in the portal, with the supplier's answers in the console."""

from datetime import date

import pytest

from apps.agreements.writing import enacted
from ristorno.apps.accruals.operations import run
from ristorno.apps.identity.operators import add_operator
from ristorno.apps.members.queries import applicants, held, joining
from web.portal.test_pages import somebody
from web.portal.world import AT, NORTH, STRANGER, Parted, address

pytestmark = pytest.mark.django_db
TODAY = date(2026, 3, 20)
SELECT = """\
program: select
title: {en: Selected partners, ru: Избранные партнёры, th: พันธมิตรคัดสรร}
time_zone: Europe/Berlin
membership: by_application
units: {EUR: {kind: money}}
clauses: {yearly: {window: year, mechanic: {percent: 5 %}}}
"""
LATER = "program: select\nversions: [{effective_from: 2026-07-01, clauses: {yearly: {mechanic: {percent: 6 %}}}}]\n"
LOST = """\
program: partners
versions: [{effective_from: 2026-01-02, units: {PTS: {wallet: {on_leaving: forfeit}}}}]
"""
BOSS = "boss@supplier.example"


@pytest.fixture(autouse=True)
def boss(world: Parted) -> None:
    add_operator(email=BOSS, roles=["approver"], name="Boss", actor="command:test")


def test_an_applicant_is_told_why_and_what_would_change_it_and_comes_in_later(world: Parted) -> None:
    enacted(SELECT)
    owner, office = somebody(address("owner")), somebody(BOSS)
    assert "Selected partners" in owner.open("/rules").text
    assert "may apply" in owner.open("/programs").text
    owner.send("/programs/select/apply")
    assert "waits for the supplier's answer" in owner.text
    assert [(each.member, each.contact) for each in applicants(["select"])] == [(NORTH, "owner")]

    office.open("/console/applications").send("/console/applications/answer", decision="decline", reason="too small")
    assert office.status == 422
    told = {"reason": "turnover under 1 m a year", "remedy": "apply again from 1 m on"}
    office.send("/console/applications/answer", decision="decline", **told)
    assert "The company reads why" in office.text
    text = owner.open("/programs").text
    assert "Why: turnover under 1 m a year" in text
    assert "What would change it: apply again from 1 m on" in text

    owner.send("/programs/select/apply")
    office.open("/console/applications").send("/console/applications/answer", decision="approve")
    owner.open("/programs").send("/programs/select/accept")
    assert "Terms accepted in version 1 on 20 March 2026." in owner.text
    assert "draws up the agreement" in owner.text
    assert held(NORTH, TODAY).enrolled_on == TODAY


def test_terms_that_changed_meanwhile_are_not_accepted_unread(world: Parted) -> None:
    owner = somebody(address("owner")).open("/programs")
    enacted(LOST)
    assert owner.send("/programs/partners/accept").status == 422
    assert "Read them again" in owner.text
    owner.send("/programs/partners/accept")
    found = joining(NORTH, "partners")
    assert found is not None
    assert (found.step, found.version, found.contact) == ("accepted", "2", "owner")


def test_a_program_that_nobody_may_apply_for_is_not_there(world: Parted) -> None:
    enacted(SELECT.replace("by_application", "by_agreement"))
    owner = somebody(STRANGER)
    assert "Selected" not in owner.open("/programs").text
    assert "Selected" not in owner.open("/rules").text
    token = {"csrfmiddlewaretoken": owner.open("/programs").page.forms[0][1]["csrfmiddlewaretoken"]}
    for way in ("apply", "accept"):
        assert owner.client.post(f"/programs/select/{way}", token | {"version": "1"}).status_code == 404


def test_who_leaves_is_told_what_is_lost_and_loses_just_that(world: Parted) -> None:
    enacted(LOST)
    run(member=NORTH, at=AT, actor="system:test")
    owner = somebody(address("owner")).open("/leave")
    assert "there is nothing to leave" in owner.text
    owner.open("/programs").send("/programs/partners/accept")
    owner.open("/leave")
    assert "is lost, as the rules say: use it before 164 points" in owner.text
    assert "is lost, as the rules say: use it before 27 points" in owner.text
    assert owner.send("/leave", sure="").status == 422
    assert "Mark that you are sure." in owner.text
    owner.send("/leave", sure="yes")
    assert "Your company has left." in owner.text
    run(member=NORTH, at=AT, actor="system:test")
    text = owner.open("/wallet").text
    assert "Can be used now 0 points" in text
    assert "Lost on leaving 20 Mar 2026 -164 points" in text
    assert "€" in text


def test_staff_reads_how_it_stands_and_decides_nothing(world: Parted) -> None:
    seller = somebody(address("seller")).open("/programs")
    assert "Every company that buys takes part." in seller.text
    assert [action for action, _ in seller.page.forms if "programs" in action] == []
    assert seller.open("/leave").status == 403
