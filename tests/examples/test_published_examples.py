"""What vendors print about their own systems is what ``ristorno evaluate`` answers, number by number."""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from fractions import Fraction

import pytest

from examples.asking import PROGRAMS, Ask
from examples.awaited import AWAITED, NOT_ASKED
from examples.finding import FINDERS
from examples.published import ABSENT, Printed, published
from ristorno.kernel.problem import Refused


def _numbers() -> Iterator[object]:
    """Yield every number that is asked for, as a test of its own; strictly expected to fail where a word is awaited."""
    for example, finders in FINDERS.items():
        for path in finders:
            word = AWAITED.get((example, path), AWAITED.get((example, "*")))
            reason = f"the language awaits {word}"
            marks = [pytest.mark.xfail(raises=Refused, strict=True, reason=reason)] if word else []
            yield pytest.param(example, path, id=f"{example}-{path}", marks=marks)


@pytest.fixture(scope="module")
def asks(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Ask]:
    folder = tmp_path_factory.mktemp("published")
    return {example.id: Ask(example, folder) for example in published().values()}


@pytest.mark.parametrize(("example", "path"), tuple(_numbers()))
def test_a_published_number(example: str, path: str, asks: dict[str, Ask]) -> None:
    if not published():
        pytest.skip(ABSENT)
    printed = published()[example].printed[path]
    found = FINDERS[example][path](asks[example])
    assert found == _exact(printed), f"printed {printed}, found {found}"


def _exact(printed: Printed) -> Fraction | bool | date:
    assert not isinstance(printed, str), f"{printed!r} is no number"
    return Fraction(printed) if isinstance(printed, Decimal) else printed


def test_every_printed_number_is_asked_for_or_has_its_reason() -> None:
    if not published():
        pytest.skip(ABSENT)
    asked = {(example, path) for example, finders in FINDERS.items() for path in finders}
    printed = {(example.id, path) for example in published().values() for path in example.printed}
    assert asked | set(NOT_ASKED) == printed
    assert not asked & set(NOT_ASKED)


def test_every_example_has_a_program_and_every_program_an_example() -> None:
    programs = {file.name.split(".")[0] for file in PROGRAMS.iterdir()}
    of_a_part = {"mdf-accrual-5050-fund", "salesforce-grace-window-day"}
    assert programs == set(FINDERS) | of_a_part


def test_what_is_awaited_is_asked_for() -> None:
    for example, path in AWAITED:
        assert example in FINDERS
        assert path == "*" or path in FINDERS[example]
