"""Days and windows as a language writes them, years always Gregorian."""

import re
from collections.abc import Callable, Mapping
from datetime import date, timedelta
from types import MappingProxyType
from typing import TypeAlias

from babel.dates import format_date

Word: TypeAlias = Callable[[str], str]


class Days:
    """How one language writes days and windows; ``word`` finds its words."""

    def __init__(self, language: str, word: Word) -> None:
        self._language = language
        self._word = word

    def day(self, day: date) -> str:
        """Return a day, such as 31 March 2026."""
        return format_date(day, self._word("day"), locale=self._language)

    def of_year(self, month: int, day: int) -> str:
        """Return a day of any year, such as 1 April."""
        return format_date(date(2000, month, day), self._word("day_of_year"), locale=self._language)

    def window(self, label: str) -> str:
        """Return a window by its label: ``2026-Q1``, ``2026-W05``, ``2026-01-01..2026-02-15`` and so on."""
        for shape, pattern in _SHAPES.items():
            found = re.fullmatch(pattern, label)
            if found:
                return self._said(shape, found)
        return label

    def span(self, start: date, last: date) -> str:
        """Return the days from one to another, by the name of the month, quarter or year that they are."""
        after = last + timedelta(days=1)
        if start.day == after.day == 1:
            months = (after.year - start.year) * 12 + after.month - start.month
            if months == 1:
                return self.window(f"{start:%Y-%m}")
            if months == 3 and start.month % 3 == 1:
                return self.window(f"{start.year}-Q{(start.month + 2) // 3}")
            if months == 12 and start.month == 1:
                return self.window(f"{start.year}")
        if start == last:
            return self.day(start)
        return self._word("window.range").format(start=self.day(start), end=self.day(last))

    def _said(self, shape: str, found: re.Match[str]) -> str:
        if shape == "range":
            return self.span(date.fromisoformat(found[1]), date.fromisoformat(found[2]))
        if shape == "until":
            return self._word("window.until").format(end=self.day(date.fromisoformat(found[1])))
        if shape == "day":
            return self.day(date.fromisoformat(found[0]))
        if shape == "month":
            return format_date(date.fromisoformat(f"{found[0]}-01"), self._word("month"), locale=self._language)
        if shape == "half_month":
            return self._half_month(found)
        numbers = dict(zip(("year", "number"), found.groups(), strict=False))
        return self._word(f"window.{shape}").format(**{name: str(int(text)) for name, text in numbers.items()})

    def _half_month(self, found: re.Match[str]) -> str:
        first = date.fromisoformat(f"{found[1]}-01")
        middle = first.replace(day=15)
        if found[2] == "1":
            return self.span(first, middle)
        following = (first.replace(day=28) + timedelta(days=4)).replace(day=1)
        return self.span(middle + timedelta(days=1), following - timedelta(days=1))


_SHAPES: Mapping[str, str] = MappingProxyType(
    {
        "lifetime": "lifetime",
        "until": r"\.\.(\d{4}-\d\d-\d\d)",
        "range": r"(\d{4}-\d\d-\d\d)\.\.(\d{4}-\d\d-\d\d)",
        "day": r"\d{4}-\d\d-\d\d",
        "half_month": r"(\d{4}-\d\d)-H([12])",
        "month": r"\d{4}-\d\d",
        "week": r"(\d{4})-W(\d\d)",
        "quarter": r"(\d{4})-Q([1-4])",
        "half": r"(\d{4})-H([12])",
        "year": r"(\d{4})",
    }
)
"""The shapes of labels, as :func:`ristorno.engine.terms.windows.label` makes them."""
