"""A reconciliation as a workbook: totals, every document with its colour, and the rows that could not be read."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from types import MappingProxyType
from typing import Final

from ristorno.engine.sentences.days import Days
from ristorno.engine.sentences.vocabulary import vocabulary
from ristorno.report.reconciliation.comparing import STATUSES, Compared, Document, Reconciliation, Status
from ristorno.report.reconciliation.ours import Ours
from ristorno.report.reconciliation.theirs import Theirs
from ristorno.report.words import Language
from ristorno.report.workbook.pen import Look, Pen, amount_form
from ristorno.report.workbook.words import Words

_COLORS: Final[Mapping[Status, Look]] = MappingProxyType(
    {
        "matched": "same",
        "date": "near",
        "amount": "differs",
        "amount_and_date": "differs",
        "missing_here": "missing",
        "missing_there": "missing",
    }
)
_HEADS: Final = (
    "document", "status", "our_day", "their_day", "our_amount", "their_amount", "difference", "counted", "remark",
)  # fmt: skip
_WIDTHS: Final = (24, 24, 13, 13, 17, 17, 17, 16, 34)


@dataclass(frozen=True, slots=True)
class Paired:
    """Both sides and how they compare."""

    ours: Ours
    theirs: Theirs
    found: Reconciliation


def write_reconciliation(path: Path, paired: Paired, file: str, language: Language) -> None:
    """Write a reconciliation as a workbook; ``file`` is what the partner's file is called.

    Raises:
        Refused: the file cannot be written.
    """
    _Book(Pen(path, made_at=paired.ours.statement.frozen_at), paired, language).write(file)


class _Book:
    def __init__(self, pen: Pen, paired: Paired, language: Language) -> None:
        self.pen, self.paired, self.found = pen, paired, paired.found
        self.words = Words(language, __package__)
        self.days = Days(language, vocabulary(language).word)
        self.form = amount_form(2, None, language, more=True)
        self.front = pen.sheet(self.words("summary"), (26, 16, 18, 18, 18, 30))
        self.rows = pen.sheet(self.words("lines"), _WIDTHS, landscape=True)

    def write(self, file: str) -> None:
        """Write all sheets."""
        last = self._write_rows()
        self._write_front(file, last)
        self._write_unread()
        self.front.activate()
        self.pen.close()

    def _write_rows(self) -> int:
        sheet, pen = self.rows, self.pen
        pen.heads(sheet, 0, 0, [self.words(head) for head in _HEADS], {4, 5, 6})
        for row, each in enumerate(self.found.rows, 1):
            look = _COLORS[each.status]
            pen.texts(sheet, row, 0, (each.number, self.words(f"status.{each.status}")), look)
            self._side(row, 2, 4, each.ours, look)
            self._side(row, 3, 5, each.theirs, look)
            formula = f"=F{row + 1}-E{row + 1}"
            pen.number(sheet, row, 6, each.difference, self.form, formula=formula, look=look)
            pen.texts(sheet, row, 7, (self._counted(each), self._remark(each)), look)
        last = max(len(self.found.rows), 1)
        sheet.autofilter(0, 0, last, len(_HEADS) - 1)
        sheet.freeze_panes(1, 1)
        sheet.repeat_rows(0)
        return last + 1

    def _side(self, row: int, day: int, amount: int, document: Document | None, look: Look) -> None:
        if document is None:
            self.pen.texts(self.rows, row, day, ("",), look)
            self.pen.texts(self.rows, row, amount, ("",), look)
            return
        self.rows.write_datetime(row, day, document.day, self.pen.look(look, "yyyy-mm-dd", "left"))
        self.pen.number(self.rows, row, amount, document.amount, self.form, look=look)

    def _counted(self, each: Compared) -> str:
        return "" if each.ours is None else self.words("yes" if each.ours.counted else "no")

    def _remark(self, each: Compared) -> str:
        return self.words("perhaps", number=each.perhaps) if each.perhaps else ""

    def _write_front(self, file: str, last: int) -> None:
        sheet, pen, words = self.front, self.pen, self.words
        sheet.hide_gridlines(2)
        pen.texts(sheet, 0, 0, (words("title", number=self.paired.ours.statement.number),), "title")
        row = 1
        for key, text in self._heads(file).items():
            pen.texts(sheet, row, 0, (words(key), text))
            row += 1
        row = self._sums(row + 1, last)
        for note in self._notes():
            pen.texts(sheet, row + 1, 0, (note,))
            row += 1

    def _heads(self, file: str) -> Mapping[str, str]:
        theirs, period = self.paired.theirs, self.found.period
        said = self.words("read_as.said", **theirs.read_as)
        read_as = f"{said} ({self.words('read_as.proposed')})" if theirs.proposed else said
        span = self.days.span(period.start, period.last)
        return {"file": file, "compared_period": span, "read_as": read_as}

    def _sums(self, row: int, last: int) -> int:
        sheet, pen, words = self.front, self.pen, self.words
        pen.texts(sheet, row, 0, (words("sums"), "", "", "", ""), "heading")
        heads = ("status", "documents", "ours", "theirs", "difference")
        pen.heads(sheet, row + 1, 0, [words(head) for head in heads], {1, 2, 3, 4})
        row += 2
        first = row
        for status in STATUSES:
            rows = [each for each in self.found.rows if each.status == status]
            if rows:
                self._sum(row, words(f"status.{status}"), _COLORS[status], rows, last)
                row += 1
        self._total(row, first)
        return row + 1

    def _sum(self, row: int, status: str, look: Look, rows: Sequence[Compared], last: int) -> None:
        pen, sheet, lines = self.pen, self.front, f"'{self.words('lines')}'!"
        pen.texts(sheet, row, 0, (status,), look)
        named = f'{lines}$B$2:$B${last},"{status}"'
        pen.number(sheet, row, 1, Decimal(len(rows)), "0", formula=f"=COUNTIFS({named})", look=look)
        sides = ("E", [_of(each.ours) for each in rows]), ("F", [_of(each.theirs) for each in rows])
        for column, (letter, amounts) in enumerate(sides, 2):
            formula = f"=SUMIFS({lines}${letter}$2:${letter}${last},{named})"
            pen.number(sheet, row, column, sum(amounts, Decimal(0)), self.form, formula=formula, look=look)
        difference = sum((each.difference for each in rows), Decimal(0))
        pen.number(sheet, row, 4, difference, self.form, formula=f"=D{row + 1}-C{row + 1}", look=look)

    def _total(self, row: int, first: int) -> None:
        pen, sheet, found = self.pen, self.front, self.found
        pen.texts(sheet, row, 0, (self.words("total"),), "total")
        amounts = (Decimal(len(found.rows)), found.ours, found.theirs, found.difference)
        for column, (letter, amount) in enumerate(zip("BCDE", amounts, strict=True), 1):
            formula = f"=SUM({letter}{first + 1}:{letter}{row})" if row > first else ""
            form = "0" if column == 1 else self.form
            pen.number(sheet, row, column, amount, form, formula=formula, look="total")

    def _notes(self) -> list[str]:
        counts = {
            "outside": self.found.outside,
            "unread": len(self.paired.theirs.unread),
            "others": self.paired.theirs.others,
        }
        return [self.words(f"note.{name}", count=str(count)) for name, count in counts.items() if count]

    def _write_unread(self) -> None:
        unread = self.paired.theirs.unread
        if not unread:
            return
        sheet = self.pen.sheet(self.words("unread"), (40, 60, 60), landscape=True)
        self.pen.heads(sheet, 0, 0, [self.words(head) for head in ("place", "reason", "remedy")])
        for row, problem in enumerate(unread, 1):
            self.pen.texts(sheet, row, 0, (str(problem.place), problem.reason, problem.remedy), "wrapped")


def _of(document: Document | None) -> Decimal:
    return document.amount if document is not None else Decimal(0)
