"""What is wrong, where, and what would be right: errors as values, collected and shown together."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta
from difflib import get_close_matches
from math import ceil

_TORN = "A comma inside braces begins a new entry: put a text in quotes, write decimals with a point."
_CELL = re.compile(r"![A-Z]*[0-9]+(:[0-9]+$| \()")


@dataclass(frozen=True, slots=True)
class Place:
    """Where a problem sits: a file with a line and column (both from 1), or a file with a row and column name.

    In a workbook the name of the column is the place of the cell with its header, such as ``Sales!D17 (Amount)``.
    """

    file: str = ""
    line: int | None = None
    column: int | str | None = None
    path: str = ""
    """The dotted path inside a document, such as ``clauses.quarterly.mechanic``."""

    def __str__(self) -> str:
        if isinstance(self.column, str) and _CELL.search(self.column):
            return f"{self.file}: {self.column}" if self.file else self.column
        spot = self.file
        if self.line is not None:
            spot += f":{self.line}"
            if isinstance(self.column, int):
                spot += f":{self.column}"
        if isinstance(self.column, str):
            spot += f", column {self.column}"
        if self.path:
            spot = f"{spot} ({self.path})" if spot else self.path
        return spot


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that is wrong: a stable code, a place, a sentence with the reason, and the remedy."""

    code: str
    reason: str
    remedy: str = ""
    place: Place = Place()
    wait: timedelta | None = None
    """After which the same would be taken; None where time alone helps nobody."""

    def __str__(self) -> str:
        where = f"{self.place}: " if str(self.place) else ""
        remedy = f" {self.remedy}" if self.remedy else ""
        return f"{where}{self.reason}{remedy} [{self.code}]"


class Refused(Exception):  # noqa: N818 - it is an answer, not a fault of the program
    """Bad input, told in sentences. Carries every problem found, never only the first."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(problems)
        super().__init__("\n".join(str(problem) for problem in self.problems))

    @property
    def seconds(self) -> int | None:
        """How long to wait, in whole seconds, until nothing of it is too early; None where waiting does not help."""
        waits = [each.wait for each in self.problems if each.wait is not None]
        return ceil(max(waits).total_seconds()) if waits else None


_MERGE_KEY = "<<"
"""How YAML 1.1 took over the keys of another mapping; documents are YAML 1.2."""


def unheard(name: str, value: object, known: Iterable[str]) -> str:
    """Return a hint for a key that nobody knows; one without a value is mostly what a comma has torn off."""
    if name == _MERGE_KEY:
        return "Keys are not merged in from elsewhere: write them out, or repeat a value with & and *."
    hint = near(name, known)
    return _TORN if value == "" and not hint.startswith("Did you mean") else hint


def near(name: str, known: Iterable[str]) -> str:
    """Return ``Did you mean 'x'?`` for the closest known name, else the list of what is known."""
    options = sorted(set(known))
    close = get_close_matches(name, options, n=1, cutoff=0.65)
    if close:
        return f"Did you mean {close[0]!r}?"
    if not options:
        return ""
    shown = ", ".join(options[:12]) + (", ..." if len(options) > 12 else "")
    return f"Known: {shown}."
