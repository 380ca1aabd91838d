"""A lightweight value is a value: equal by its fields, usable as a key, and refused by the type checker when set."""

import pytest
from mypy.api import run

from ristorno.kernel.lightweight import lightweight


@lightweight
class Pair:
    """Two numbers."""

    left: int
    right: int = 2


def test_equal_fields_are_equal_values() -> None:
    assert Pair(1) == Pair(1, 2) != Pair(2, 1)
    assert {Pair(1): "held"}[Pair(1, 2)] == "held"


def test_it_has_no_other_fields() -> None:
    with pytest.raises(AttributeError):
        Pair(1).other = 3  # type: ignore[attr-defined]


def test_the_type_checker_refuses_to_set_a_field() -> None:
    program = (
        "from ristorno.kernel.lightweight import lightweight\n"
        "@lightweight\nclass Pair:\n    left: int\n"
        "Pair(1).left = 2\n"
    )
    said, _, code = run(["--no-incremental", "--config-file=", "-c", program])
    assert code == 1
    assert 'Property "left" defined in "Pair" is read-only' in said
