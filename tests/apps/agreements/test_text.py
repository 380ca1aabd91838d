"""All that was approved comes back as one text: with the comments that people wrote, and the same for the engine."""

from datetime import timedelta

import pytest

from apps.agreements.writing import AGREEMENT, AT, PROGRAM, RISE, codes, enacted
from ristorno.apps.agreements.queries import calculation, text
from ristorno.engine.terms.reading import read_agreements, read_program
from ristorno.kernel.document import Tree, read_document
from ristorno.kernel.problem import Refused

pytestmark = pytest.mark.django_db

DAY = timedelta(days=1)

AMENDED = """\
# moved together by the tests
agreement: A-1
versions:  # signed in March
    # a rise
    - effective_from: 2026-04-01  # with the quarter
      clauses:
        quarterly: {mechanic: {percent: 4 %}}

    - {effective_from: 2026-07-01, title: With summer}
"""

WHOLE = """\
agreement: A-1
program: dealers
member: North
versions:
  # what was shaken on
  - recorded_at: 2026-01-11T12:00:00+00:00
    effective_from: 2026-01-01
    clauses: {quarterly: {mechanic: {percent: 3 %}}}
  # a rise
  - recorded_at: 2026-01-12T12:00:00+00:00
    effective_from: 2026-04-01  # with the quarter
    clauses:
      quarterly: {mechanic: {percent: 4 %}}

  - {recorded_at: 2026-01-12T12:00:00+00:00, effective_from: 2026-07-01, title: With summer}
"""


def test_versions_stand_behind_each_other_with_their_comments() -> None:
    enacted(PROGRAM)
    enacted(AGREEMENT, at=AT + DAY)
    enacted(AMENDED, at=AT + 2 * DAY)

    assert text("A-1") == WHOLE
    assert text("A-1", 2) == AMENDED
    with pytest.raises(Refused) as caught:
        text("A-1", 3)
    assert codes(caught.value) == ["agreements.unknown"]


def test_a_program_without_versions_gets_them_at_its_end() -> None:
    enacted(PROGRAM)
    enacted("program: dealers\nversions:\n- effective_from: 2026-05-01\n  title: More # and more\n", at=AT + DAY)
    added = (
        "versions:\n  - recorded_at: 2026-01-11T12:00:00+00:00\n"
        "    effective_from: 2026-05-01\n    title: More # and more\n"
    )
    assert text("dealers") == PROGRAM + added


@pytest.mark.parametrize(
    ("head", "seen"),
    [
        ("ends: 2026-12-31", "ends: 2026-12-31\nagreement: A-1\nprogram: dealers\nmember: North\n"),
        ("members: [North, South]", "agreement: A-1\nprogram: dealers\nmembers: [North, South]\n"),
        ("member: South", "agreement: A-1\nprogram: dealers\nmember: South\n"),
        ("members:\n  - '0105012345'\n  - B # two", "agreement: A-1\nprogram: dealers\nmembers: ['0105012345', B]\n"),
    ],
)
def test_a_changed_head_replaces_the_old_one(head: str, seen: str) -> None:
    enacted(PROGRAM, AGREEMENT, f"agreement: A-1\n{head}\n")
    assert text("A-1").startswith(seen)
    assert "# what was shaken on" in text("A-1")
    same("A-1")


@pytest.mark.parametrize(
    "later",
    [
        "{agreement: A-1, versions: [{effective_from: 2026-04-01, clauses: {quarterly: {mechanic: {percent: 4 %}}}}]}",
        "agreement: A-1\nversions: [{effective_from: 2026-04-01}]",
        "agreement: A-1\nversions:\n- effective_from: &day 2026-04-01\n- effective_from: 2026-05-01\n  title: >\n   A",
        f"agreement: A-1\nends: 2026-03-31\n---\n{AGREEMENT.replace('A-1', 'A-2').replace('North', 'South')}",
        "--- # begins\nagreement: A-1\nversions:\n  - effective_from: 2026-04-01\n...\n",
        "agreement: A-1\nversions:\n  - effective_from: 2026-04-01\n    title: 'a\n\n      b'\nends: 2026-12-31",
        "%YAML 1.2\n---\nagreement: A-1\nversions:\n  - effective_from: 2026-04-01\n",
    ],
)
def test_however_it_is_written_it_means_the_same(later: str) -> None:
    enacted(PROGRAM, AGREEMENT)
    enacted(later)
    same("A-1")
    enacted("agreement: A-1\nends: 2026-11-30\n")
    same("A-1")


def test_what_was_ended_before_it_began_is_nobodys() -> None:
    enacted(PROGRAM, AGREEMENT, "agreement: A-1\nends: 2025-12-31\n")
    assert calculation("dealers").agreements == ()
    assert text("A-1") == "# A-1 was ended before it began.\n"
    enacted("agreement: A-1\nends: none\n")
    assert calculation("dealers").members() == ("North",)


def test_an_end_takes_back_what_would_have_begun_later() -> None:
    enacted(PROGRAM, AGREEMENT, RISE, "agreement: A-1\nends: 2026-03-15\n")
    (held,) = calculation("dealers").agreements
    assert len(held.versions) == 1
    same("A-1")


def same(key: str) -> None:
    """Hold the text against what the engine counts by."""
    program = read_program(text("dealers"))
    (read,) = read_agreements(text(key), "", program)
    held = next(each for each in calculation("dealers").agreements if each.id == key)
    assert _tree(text(key)) == held.document.tree
    assert (read.members, read.ends) == (held.members, held.ends)
    assert [each.differs for each in read.versions] == [each.differs for each in held.versions]


def _tree(written: str) -> Tree:
    return read_document(written).tree
