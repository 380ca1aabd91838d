"""A page of the docs as a test sees it: fenced blocks and tables in order.

A block of YAML, CSV or shell belongs to the folder in which a reader tries the page: the name of its file stands in
the fence (```` ```yaml changed.yaml ````) or follows from what it is.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

_FENCE = re.compile(r"```(?P<language>[a-z]*) ?(?P<file>\S*)")
_DEFAULT_FILES = {"csv": "facts.csv", "yaml": "program.yaml"}


@dataclass(frozen=True, slots=True)
class Block:
    """A fenced block, or a table (language ``table``); ``line`` is the line of the page on which it begins."""

    language: str
    file: str
    text: str
    line: int


@dataclass(frozen=True, slots=True)
class Page:
    """A page with its blocks."""

    path: Path
    blocks: tuple[Block, ...]


def read_page(path: Path) -> Page:
    """Read a Markdown page."""
    lines = path.read_text(encoding="utf-8").split("\n")
    return Page(path, tuple(_blocks(lines)))


def _blocks(lines: list[str]) -> Iterator[Block]:
    number = 0
    while number < len(lines):
        fence = _FENCE.fullmatch(lines[number])
        first = number
        if fence:
            number = lines.index("```", number + 1)
            language = fence["language"]
            text = "\n".join([*lines[first + 1 : number], ""])
            yield Block(language, fence["file"] or _DEFAULT_FILES.get(language, ""), text, first + 1)
        elif lines[number].startswith("|"):
            while number + 1 < len(lines) and lines[number + 1].startswith("|"):
                number += 1
            yield Block("table", "", "\n".join(lines[first : number + 1]), first + 1)
        number += 1


def rows(table: str) -> list[dict[str, str]]:
    """Return the rows of a Markdown table by column."""
    cells = [[cell.strip() for cell in line.strip("|").split("|")] for line in table.split("\n")]
    head, _, *body = cells
    return [dict(zip(head, row, strict=True)) for row in body]
