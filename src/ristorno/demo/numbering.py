"""Document numbers as books want them: one series per kind of document and year, without gaps."""

from collections import Counter
from datetime import date


class Numbering:
    """A series of numbers such as ``INV-2025-00017``; ask in the order of the documents."""

    def __init__(self, prefix: str) -> None:
        self._prefix = prefix
        self._used: Counter[int] = Counter()

    def next(self, day: date) -> str:
        """Return the next free number of the day's year."""
        self._used[day.year] += 1
        return f"{self._prefix}-{day.year}-{self._used[day.year]:05d}"
