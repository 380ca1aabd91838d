"""Reads the tables of a page back, as a reader with a pocket calculator would."""

from dataclasses import dataclass, field
from decimal import Decimal
from html.parser import HTMLParser


@dataclass
class Grid:
    caption: str
    kinds: list[str] = field(default_factory=list)
    rows: list[list[str]] = field(default_factory=list)
    foot: list[str] = field(default_factory=list)

    def column(self, place: int) -> list[Decimal]:
        return [number(row[place]) for row in self.rows]


def number(text: str) -> Decimal:
    """Return the number of an English text such as ``−1,234.50``."""
    return Decimal(text.replace(",", "").replace("−", "-"))


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.grids: list[Grid] = []
        self._caption = ""
        self._part = ""
        self._inside = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = dict(attrs)
        if tag == "div" and found.get("role") == "region":
            self._caption = found.get("aria-label") or ""
        elif tag == "table":
            self.grids.append(Grid(self._caption))
        elif tag in {"thead", "tbody", "tfoot"}:
            self._part = tag
        elif tag == "tr" and self._part == "tbody":
            self.grids[-1].rows.append([])
        elif tag in {"th", "td"}:
            self._inside = True
            if self._part == "thead":
                self.grids[-1].kinds.append(found.get("class") or "")
            else:
                self._cells().append("")

    def handle_endtag(self, tag: str) -> None:
        self._inside = self._inside and tag not in {"th", "td"}

    def handle_data(self, data: str) -> None:
        if self._inside and self._part != "thead":
            self._cells()[-1] += data

    def _cells(self) -> list[str]:
        return self.grids[-1].foot if self._part == "tfoot" else self.grids[-1].rows[-1]


def read_tables(html: str) -> list[Grid]:
    reader = _Reader()
    reader.feed(html)
    return reader.grids
