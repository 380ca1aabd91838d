"""What does not make sense is refused when it is drafted, with its place in the text that somebody wrote."""

import pytest

from apps.agreements.writing import AGREEMENT, ANNA, AT, PROGRAM, RISE, codes, enacted
from ristorno.apps.agreements.operations import draft
from ristorno.apps.agreements.queries import check, drafts, strangers
from ristorno.apps.members.operations import add, give_code, merge
from ristorno.kernel.problem import Refused

pytestmark = pytest.mark.django_db

SECOND = PROGRAM.replace("dealers", "second")


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("", ["agreements.empty"]),
        ("- a list", ["agreements.nameless"]),
        ("clauses: {}", ["agreements.nameless"]),
        ("program: [a]", ["agreements.nameless"]),
        ("agreement: A-1\nprogram: ", ["agreements.nameless"]),
        ("program: {", ["yaml.malformed"]),
        (f"{RISE}---\n{RISE}", ["agreements.twice"]),
        (f"{RISE}...\n%YAML 1.2\n---\n{SECOND}", ["agreements.parts"]),
        (AGREEMENT.replace("A-1", "A" * 121), ["agreements.name"]),
        (AGREEMENT.replace("A-1", '"A\\n1"'), ["agreements.name"]),
        (PROGRAM.replace("dealers", "d" * 121), ["agreements.name"]),
        (RISE.replace("A-1", "\ud800"), ["yaml.malformed"]),
        (RISE.replace("A-1", "A\x00"), ["yaml.malformed"]),
        ("agreement: A-9\nmember: North\nversions: [{effective_from: 2026-01-01}]", ["agreements.unknown_program"]),
        (AGREEMENT.replace("A-1", "A-9").replace("dealers", "dealer"), ["agreements.unknown_program"]),
        (AGREEMENT.replace("A-1", "dealers"), ["agreements.name"]),
        (f"{SECOND}---\n{AGREEMENT.replace('A-1', 'second')}", ["agreements.name"]),
        ("program: A-1\nversions: []", ["agreements.name"]),
        (AGREEMENT.replace("A-1", "A-2"), ["terms.agreement"]),
        (AGREEMENT.replace("A-1", "A-2").replace("member: North\n", ""), ["terms.member"]),
        (AGREEMENT, []),
        (AGREEMENT + "person: true\n", ["agreements.unchanging"]),
        (PROGRAM, ["agreements.unchanging"] * 3),
        ("agreement: A-1", ["agreements.nothing"]),
        ("agreement: A-1\nprogram: dealers", ["agreements.nothing"]),
        ("agreement: A-1\nprogram: other\nversions: [{effective_from: 2026-05-01}]", ["agreements.unchanging"]),
        ("agreement: A-1\nmember: A\nmembers: [B]", ["agreements.member"]),
        (RISE.replace("effective_from", "recorded_at: 2026-01-01\n    effective_from"), ["agreements.recorded_at"]),
        (RISE.replace("2026-04-01", "2026-04-31"), ["terms.value"]),
        (RISE.replace("quarterly", "quaterly"), ["terms.unknown_clause"]),
        (RISE.replace("percent: 4 %", "percent: 400 %"), ["terms.rate_over_100"]),
        ("agreement: A-1\nversions: none", ["terms.versions"]),
        ("agreement: A-1\nends: 2025-06-30", ["agreements.ends"]),
        ("agreement: A-1\nends: tomorrow", ["terms.value"]),
        ("agreement: A-1\nends: 2025-12-31", []),
        ("agreement: A-1\nends: 2026-06-30\nversions: [{effective_from: 2026-07-01}]", ["terms.dates"]),
        ("program: dealers\nversions: [{effective_from: 2026-05-01, time_zone: UTC}]", ["terms.versions"]),
        (SECOND.replace("RUB: {kind: money}", "RUB: {kind: money, step: 1}"), ["agreements.unit"]),
        (
            "program: dealers\nversions: [{effective_from: 2026-05-01, units: {RUB: {step: 0.1}}}]",
            ["agreements.unit"],
        ),
    ],
)
def test_what_is_told(text: str, told: list[str]) -> None:
    enacted(PROGRAM, AGREEMENT)

    assert [problem.code for problem in check(text)] == told
    if told:
        with pytest.raises(Refused):
            draft(text=text, actor=ANNA)
    assert drafts() == ()


def test_all_problems_are_told_with_their_places() -> None:
    enacted(PROGRAM)
    text = f"""\
# two agreements in one file
{AGREEMENT.replace("3 %", "lots")}---
agreement: A-2
program: dealers
member: South
versions:
  - effective_from: 2026-01-01
    clauses: {{quarterly: {{mechanic: {{percent: many}}}}}}
"""
    with pytest.raises(Refused) as caught:
        draft(text=text, actor=ANNA, file="signed.yaml")
    assert [str(problem.place).partition(" ")[0] for problem in caught.value.problems] == [
        "signed.yaml:8:38",
        "signed.yaml:15:38",
    ]
    assert set(codes(caught.value)) == {"terms.value"}


def test_a_change_of_the_program_that_breaks_an_agreement_names_the_agreement() -> None:
    enacted(PROGRAM, AGREEMENT)
    (problem,) = check("program: dealers\nversions:\n  - {effective_from: 2026-02-01, clauses: {quarterly: none}}")
    assert problem.place.file == "A-1 v1"
    assert problem.place.line is not None


def test_units_that_agree_are_shared() -> None:
    enacted(PROGRAM)
    assert check(SECOND) == ()
    assert check(SECOND.replace("RUB: {kind: money}", "RUB: {kind: money, step: 0.01}")) == ()


def test_members_are_named_by_their_key() -> None:
    enacted(PROGRAM)
    add(key="M-17", name="North", actor=ANNA)
    add(key="M-18", name="Old North", actor=ANNA)
    give_code(key="M-17", code="7707083893", system="erp", actor=ANNA)
    merge(key="M-18", into="M-17", at=AT, actor=ANNA)
    named = AGREEMENT.replace("member: North", "members: [M-17, Nrth, '7707083893', M-18]")

    problems = check(named)

    assert [(each.code, each.remedy, each.place.path) for each in problems] == [
        ("agreements.code", "Write M-17.", "members.2"),
        ("agreements.code", "Write M-17.", "members.3"),
    ]
    (number,) = draft(text=AGREEMENT.replace("member: North", "members: [M-17, Nrth]"), actor=ANNA)
    assert strangers(number) == ("Nrth",)
