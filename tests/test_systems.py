"""The table of loyalty systems is true: what it names is counted by cases, and every template has its place."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pytest

from ristorno.templates import Template, all_templates

ROOT = Path(__file__).parent.parent
GUIDES = ROOT / "docs" / "guides"
CASES = ROOT / "tests" / "cases" / "templates"
LINK = re.compile(r"\[([a-z-]+)\]\(templates\.md#\1\)")


class Row(NamedTuple):
    """A system of the table with everything that is said of it."""

    number: str
    said: str

    @property
    def templates(self) -> list[str]:
        """The templates that it names."""
        return LINK.findall(self.said)


def _rows() -> Iterator[Row]:
    for line in (GUIDES / "systems.md").read_text(encoding="utf-8").splitlines():
        if line.startswith("| E"):
            number, _, said = line.removeprefix("| ").partition(" | ")
            yield Row(number, said)


ROWS = tuple(_rows())
NAMES = frozenset(template.id for template in all_templates())


def _sections() -> dict[str, str]:
    _, *sections = re.split(r"^## ", (GUIDES / "templates.md").read_text(encoding="utf-8"), flags=re.MULTILINE)
    return {section.split("\n", 1)[0]: section for section in sections}


def test_the_table_names_every_system_once() -> None:
    assert [row.number for row in ROWS] == [f"E{number:02}" for number in range(1, 58)]


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.number)
def test_a_system_that_names_templates_is_counted_by_a_case(row: Row) -> None:
    counted = [path.stem for path in CASES.glob(f"{row.number.lower()}-*.case")]
    assert set(row.templates) <= NAMES
    assert bool(counted) == bool(row.templates), f"{row.number}: {row.templates} in the table, {counted} as cases"
    unnamed = [name for name in counted if name[4:].removesuffix("-changed") not in row.templates]
    assert unnamed == [], f"{row.number} does not name the templates of these cases"


@pytest.mark.parametrize("template", all_templates(), ids=lambda template: template.id)
def test_a_template_stands_in_the_table_and_has_its_section(template: Template) -> None:
    assert any(template.id in row.templates for row in ROWS)
    section = _sections()[template.id]
    for heading in ("*Who uses it:*", "*Worked example:*", "*What to change:*"):
        assert heading in section
