"""A next version begins with all that the newest one says."""

from datetime import date

import pytest

from apps.agreements.writing import AGREEMENT, PROGRAM, RISE, codes, enacted
from ristorno.apps.agreements.continuing import common_of, next_version
from ristorno.apps.agreements.queries import check
from ristorno.kernel.problem import Refused

pytestmark = pytest.mark.django_db

DAY = date(2026, 10, 1)
TWO = """\
program: dealers
versions:
  - {effective_from: 2026-04-01, clauses: {quarterly: {mechanic: {percent: 4 %}}}}
  - {effective_from: 2026-07-01, clauses: {quarterly: {mechanic: {percent: 5 %}, limits: {cap: 9_000}}}}
"""


def test_a_program_without_versions_begins_with_none_of_its_terms() -> None:
    enacted(PROGRAM)
    assert next_version("dealers", DAY) == "program: dealers\nversions:\n  - effective_from: 2026-10-01\n"


def test_an_agreement_goes_on_with_its_comments_and_without_its_members() -> None:
    enacted(PROGRAM, AGREEMENT)
    written = "  # what was shaken on\n  - effective_from: 2026-10-01\n"
    assert written in next_version("A-1", DAY)
    assert "North" not in next_version("A-1", DAY)
    assert check(next_version("A-1", DAY)) == ()


def test_the_newest_version_is_the_one_that_goes_on() -> None:
    enacted(PROGRAM, AGREEMENT, RISE)
    assert next_version("A-1", DAY) == RISE.replace("2026-04-01", "2026-10-01")


def test_of_several_versions_in_one_text_the_last_goes_on() -> None:
    enacted(PROGRAM, TWO)
    text = next_version("dealers", DAY)
    assert text.endswith(
        "  - effective_from: 2026-10-01\n    clauses: {quarterly: {mechanic: {percent: 5 %}, limits: {cap: 9_000}}}\n"
    )
    assert check(text) == ()


def test_what_is_not_there_is_refused() -> None:
    with pytest.raises(Refused) as refused:
        next_version("nothing", DAY)
    assert codes(refused.value) == ["agreements.unknown"]


def test_what_a_version_is_laid_over() -> None:
    enacted(PROGRAM, AGREEMENT, TWO)
    assert common_of("program: other\n") is common_of("a: [") is common_of("- 1\n") is None
    program, agreement = common_of(TWO), common_of(RISE.replace("2026-04-01", "2026-07-01"))
    assert program is not None
    assert agreement is not None
    assert program["clauses"] == {"quarterly": {"window": "quarter", "mechanic": {"percent": "2 %"}}}
    assert agreement["clauses"] == {
        "quarterly": {"window": "quarter", "mechanic": {"percent": "5 %"}, "limits": {"cap": "9_000"}}
    }
