"""Codes that tell patterns apart: each matches just what it is said to match, and no combination is missed."""

from fnmatch import fnmatchcase

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ristorno.engine.policy.patterns import TooManyError, told_apart

_PATTERNS = st.lists(
    st.lists(st.sampled_from(["a", "b", "A", "*", "?", "[ab]", "[!a]", "[0-2]", "[", "]", "-", "!"]), max_size=5).map(
        "".join
    ),
    max_size=4,
    unique=True,
)


def _matched(patterns: list[str], code: str) -> frozenset[str]:
    return frozenset(pattern for pattern in patterns if fnmatchcase(code, pattern))


@given(_PATTERNS)
def test_each_code_matches_just_what_is_said(patterns: list[str]) -> None:
    for matched, code in told_apart(patterns).items():
        assert _matched(patterns, code) == matched


@given(_PATTERNS, st.text(alphabet="abAB012-]![x", min_size=1, max_size=6))
def test_no_combination_is_missed(patterns: list[str], code: str) -> None:
    assert _matched(patterns, code) in told_apart(patterns)


def test_two_patterns_that_meet_are_found_to_meet() -> None:
    found = told_apart(["WIN-*", "*-16"])
    assert found[frozenset({"WIN-*", "*-16"})] == "WIN-16"
    assert frozenset() in found


def test_too_many_patterns_are_refused() -> None:
    with pytest.raises(TooManyError):
        told_apart(["*a" + "?" * 15])
