"""The page of results, ``RESULTS.md``: each benchmark that is worth keeping writes its own section."""

import re
from collections.abc import Sequence
from pathlib import Path

from benchmarks.figures import clock, processors
from benchmarks.race import Outcome

PAGE = Path(__file__).with_name("RESULTS.md")
_HEAD = """# Results

Written by `make bench`. Figures of two machines cannot be compared. What is measured, and how: [benchmarks](README.md).
"""


def table(columns: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """Return a table in Markdown: the first column is text, all others are numbers."""
    lines = [columns, ["---", *["---:"] * (len(columns) - 1)], *rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def times(outcome: Outcome, against: Sequence[str]) -> str:
    """Return the table of a race, with how many times the processor time of these everybody took."""
    told = ("median, s", "of processors, s", *(f"x {name}" for name in against), "million lines/s", "peak, MB")
    columns = ("contender", *told)
    lines = outcome.sales.count()
    rows = []
    for finish in outcome.finishes:
        median, used = clock(finish.costs), processors(finish.costs)
        ratios = (f"{finish.ratio(outcome.of(name)):.2f}" for name in against)
        speed, peak = f"{lines / median / 1e6:.1f}", f"{finish.peak:.0f}"
        rows.append([finish.contender.name, f"{median:.3f}", f"{used:.3f}", *ratios, speed, peak])
    return table(columns, rows)


def keep(title: str, body: str, page: Path = PAGE) -> None:
    """Write a section, in place of the one that has its title."""
    text = page.read_text(encoding="utf-8") if page.exists() else _HEAD
    head, *sections = re.split(r"^## ", text, flags=re.MULTILINE)
    found = {section.split("\n", 1)[0]: section.split("\n", 1)[1].strip() for section in sections}
    found[title] = body.strip()
    written = [f"## {name}\n\n{section}\n" for name, section in found.items()]
    page.write_text("\n".join([head.rstrip() + "\n", *written]), encoding="utf-8")
