"""What must be known of a CSV file before it is read: its delimiter and its header."""

import csv
import io
from dataclasses import dataclass
from pathlib import Path

from ristorno.kernel.problem import Place, Problem, Refused

DELIMITERS = (",", ";", "\t", "|")
HEAD = 1 << 18
COLUMN_LIMIT = 2_000


@dataclass(frozen=True, slots=True)
class Shape:
    """The delimiter and the headers of a CSV file."""

    delimiter: str
    headers: tuple[str, ...]


def read_shape(path: Path, shown: str, delimiter: str | None = None) -> Shape:
    """Read delimiter and header of a UTF-8 file; ``shown`` is what problems call it.

    Raises:
        Refused: there is no usable header, or two columns have the same one.
    """
    with path.open("rb") as stream:
        raw = stream.read(HEAD)
    head = raw.decode("utf-8-sig", "replace").replace("\r\n", "\n").replace("\r", "\n")
    if len(raw) == HEAD:
        head = head[: head.rfind("\n") + 1] or head
    rows = {mark: _rows(head, mark) for mark in ((delimiter,) if delimiter else DELIMITERS)}
    best = max(rows, key=lambda mark: _fit(rows[mark]))
    if not rows[best]:
        raise Refused([Problem("intake.no_header", "The header cannot be read.", _HEADER, Place(shown, 1))])
    return Shape(best, _headers(rows[best][0], shown))


_HEADER = "The first line must name the columns, and every quote must be closed."


def _rows(head: str, delimiter: str) -> list[list[str]]:
    """The first records, as far as they can be read."""
    rows: list[list[str]] = []
    reader = csv.reader(io.StringIO(head), delimiter=delimiter)
    try:
        for row in reader:
            if row:
                rows.append(row)
            if len(rows) > 50:
                break
    except csv.Error:
        pass
    return rows


def _fit(rows: list[list[str]]) -> tuple[int, int]:
    """How well a delimiter fits: rows as wide as the header, then its width."""
    if not rows or len(rows[0]) < 2:
        return (0, 0)
    width = len(rows[0])
    return (1 + sum(len(row) == width for row in rows[1:]) * 100 // max(1, len(rows) - 1), width)


def _headers(row: list[str], shown: str) -> tuple[str, ...]:
    if len(row) > COLUMN_LIMIT:
        reason = f"The file has {len(row)} columns; more than {COLUMN_LIMIT} cannot be meant."
        raise Refused([Problem("intake.too_many_columns", reason, "Check the delimiter.", Place(shown, 1))])
    headers = tuple(cell.strip() or f"(column {index})" for index, cell in enumerate(row, 1))
    seen: dict[str, int] = {}
    problems = []
    for index, header in enumerate(headers, 1):
        if header in seen:
            reason = f"Columns {seen[header]} and {index} are both called {header!r}."
            problems.append(Problem("intake.duplicate_header", reason, "Rename one of them.", Place(shown, 1, header)))
        seen.setdefault(header, index)
    if problems:
        raise Refused(problems)
    return headers
