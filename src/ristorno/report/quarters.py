"""Calendar quarters, the grid on which a report lays cost beside sales."""

from collections.abc import Iterable
from datetime import date
from itertools import count, takewhile


def quarter_of(day: date) -> str:
    """Return the calendar quarter of a day, such as ``2026-Q3``; as text, quarters sort by time."""
    return f"{day.year:04d}-Q{(day.month + 2) // 3}"


def every_quarter(known: Iterable[str]) -> tuple[str, ...]:
    """Return all quarters from the first to the last of those given, the empty ones between them too."""
    labels = sorted(known)
    if not labels:
        return ()
    return tuple(takewhile(lambda label: label <= labels[-1], (_label(index) for index in count(_index(labels[0])))))


def _index(label: str) -> int:
    year, quarter = label.split("-Q")
    return int(year) * 4 + int(quarter) - 1


def _label(index: int) -> str:
    return f"{index // 4:04d}-Q{index % 4 + 1}"
