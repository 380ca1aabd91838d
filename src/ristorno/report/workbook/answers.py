"""All accruals of a program as a workbook: summary, accruals with filters, their lines, what was set aside."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from decimal import Decimal
from pathlib import Path

from ristorno.engine.accrual import Accrual, MemberAnswer, Moment
from ristorno.engine.calculation import Calculation
from ristorno.engine.sentences import sentence
from ristorno.engine.sentences.names import titled, unit_names
from ristorno.kernel.problem import Problem
from ristorno.report.words import Language
from ristorno.report.workbook.booked import BookedSheets
from ristorno.report.workbook.pen import ROWS, Pen, amount_form, plain_form
from ristorno.report.workbook.table import Table
from ristorno.report.workbook.words import Words, as_sold

ACCRUALS = (
    "number", "member", "contact", "agreement", "clause", "window", "from", "to", "document", "amount", "unit",
    "status", "why", "of_it_granted", "of_it_lapsed",
)  # fmt: skip
_ACCRUAL_WIDTHS = (7, 16, 14, 16, 18, 12, 11, 11, 14, 15, 8, 13, 90, 15, 15)
LINES = (
    "number",
    "member",
    "clause",
    "window",
    "part",
    "document",
    "fact",
    "kind",
    "day",
    "value",
    "returns",
    "as_sold",
)
_LINE_WIDTHS = (7, 16, 18, 12, 6, 16, 24, 14, 11, 15, 24, 16)
_ASIDE = ("place", "member", "fact", "reason", "remedy")
_ASIDE_WIDTHS = (36, 16, 26, 70, 60)


class AnswerBook:
    """Writes answers member by member, so that memory does not grow with them."""

    def __init__(
        self, path: Path, calculation: Calculation, moment: Moment, language: Language, command: str = ""
    ) -> None:
        """``command`` is what asks the same again; it is written into the summary."""
        self._words = Words(language)
        self._terms = calculation.program.terms
        self._program = titled(self._terms.title, language) or calculation.program.id
        self._moment, self._command = moment, command
        self._pen = Pen(path, flat=True)
        # The summary comes first in the book, and its rows are written last, when the totals are known.
        self._summary = self._pen.sheet(self._words("summary"), (30, 16, 18, 10))
        self._accruals = self._table("accruals", ACCRUALS, _ACCRUAL_WIDTHS)
        self._accruals.next()
        self._accruals.row = 1
        self._lines = self._table("lines", LINES, _LINE_WIDTHS)
        self._aside = self._table("set_aside", _ASIDE, _ASIDE_WIDTHS)
        self._booked = BookedSheets(self._pen, self._words, calculation, moment)
        self._count = 0
        self._by_clause: dict[tuple[str, str], list[Decimal]] = defaultdict(list)
        self._by_member: dict[tuple[str, str], list[Decimal]] = defaultdict(list)

    def _table(self, name: str, heads: Sequence[str], widths: Sequence[float]) -> Table:
        return Table(self._pen, self._words(name), [self._words(head) for head in heads], widths, {9})

    def add(self, answer: MemberAnswer) -> None:
        """Write all that a program owes one member."""
        for accrual in answer.accruals:
            self._count += 1
            self._accrual(accrual)
            self._facts(accrual)
            self._by_clause[accrual.clause, accrual.unit].append(accrual.amount)
            self._by_member[accrual.member, accrual.unit].append(accrual.amount)
        self._booked.add(answer)
        for item in answer.set_aside:
            sheet, row = self._aside.next()
            self._pen.texts(sheet, row, 0, ("", item.member, item.fact, item.reason, ""))

    def add_set_aside(self, problems: Iterable[Problem]) -> None:
        """Write rows of files that were not taken in."""
        for problem in problems:
            sheet, row = self._aside.next()
            self._pen.texts(sheet, row, 0, (str(problem.place), "", "", problem.reason, problem.remedy))

    def close(self, *, everybody: bool = True) -> None:
        """Write totals and summary, and the file; ``everybody``: the points of all members can be valued together.

        Raises:
            Refused: it cannot be written.
        """
        for table in (self._accruals, self._lines, self._aside):
            table.end()
        self._booked.end(everybody=everybody)
        self._totals()
        self._sum_up()
        self._pen.close()

    def _form(self, unit: str) -> str:
        return amount_form(unit_names(self._terms, unit, "en").decimals, None, self._words.language)

    def _accrual(self, accrual: Accrual) -> None:
        sheet, row = self._accruals.next()
        pen = self._pen
        pen.index(sheet, row, self._count)
        recipient = accrual.contact or accrual.party or ""
        named = (accrual.member, recipient, accrual.agreement, accrual.clause, accrual.window_label)
        pen.texts(sheet, row, 1, named)
        pen.day(sheet, row, 6, accrual.window.start)
        pen.day(sheet, row, 7, accrual.window.last)
        pen.texts(sheet, row, 8, (accrual.document or "",))
        pen.number(sheet, row, 9, accrual.amount, self._form(accrual.unit))
        told = sentence(accrual, self._words.language)
        pen.texts(sheet, row, 10, (accrual.unit,), "unit")
        pen.texts(sheet, row, 11, (self._words(f"status.{accrual.status}"), told))
        granted = accrual.granted.amount if accrual.granted else None
        for column, part in ((13, granted), (14, _lapsed(accrual))):
            if part is not None:
                pen.number(sheet, row, column, part, self._form(accrual.unit))

    def _facts(self, accrual: Accrual) -> None:
        pen = self._pen
        for fact in accrual.explanation.counted:
            sheet, row = self._lines.next()
            pen.index(sheet, row, self._count)
            pen.texts(sheet, row, 1, (accrual.member, accrual.clause, accrual.window_label))
            pen.number(sheet, row, 4, Decimal(fact.part), "0")
            pen.texts(sheet, row, 5, (fact.document, fact.fact, self._words.kind(fact.kind)))
            pen.day(sheet, row, 8, fact.day)
            pen.number(sheet, row, 9, fact.value, plain_form(fact.value))
            pen.texts(sheet, row, 10, (", ".join(fact.returns), as_sold(fact)))

    def _totals(self) -> None:
        """Below the accruals, one line for each unit; of several sheets, below the last one."""
        row = self._accruals.row + 1
        for unit, amount in self._units().items():
            for column in range(len(ACCRUALS)):
                self._accruals.sheets[-1].write_blank(row, column, None, self._pen.look("total"))
            self._pen.texts(self._accruals.sheets[-1], row, 1, (self._words("total"),), "total")
            formula = f"={self._sum_of('K', unit)}"
            sheet = self._accruals.sheets[-1]
            self._pen.number(sheet, row, 9, amount, self._form(unit), formula=formula, look="total")
            self._pen.texts(sheet, row, 10, (unit,), "total")
            row += 1

    def _units(self) -> dict[str, Decimal]:
        sums: dict[str, Decimal] = {}
        for (_, unit), amounts in sorted(self._by_clause.items()):
            sums[unit] = sums.get(unit, Decimal(0)) + sum(amounts, Decimal(0))
        return sums

    def _sum_of(self, *pairs: str) -> str:
        """A sum of amounts where columns hold texts, over all sheets of accruals; ``pairs`` are column, text."""
        parts = []
        for index, sheet in enumerate(self._accruals.sheets, 1):
            last = ROWS if index < len(self._accruals.sheets) else max(self._accruals.row, 2)
            name = "'" + sheet.get_name().replace("'", "''") + "'!"
            wanted = "".join(
                f',{name}${column}$2:${column}${last},"{_quoted(text)}"'
                for column, text in zip(pairs[::2], pairs[1::2], strict=True)
            )
            parts.append(f"SUMIFS({name}$J$2:$J${last}{wanted})")
        return "+".join(parts)

    def _sum_up(self) -> None:
        pen, sheet, words = self._pen, self._summary, self._words
        sheet.set_row(0, 28)
        pen.texts(sheet, 0, 0, (self._program,), "title")
        pen.texts(sheet, 1, 0, (words("as_of"),))
        pen.day(sheet, 1, 1, self._moment.as_of)
        row = 2
        if self._moment.known_at is not None:
            pen.texts(sheet, row, 0, (words("known_at"), f"{self._moment.known_at:%Y-%m-%d %H:%M %Z}"))
            row += 1
        if self._command:
            pen.texts(sheet, row, 0, (words("command"),))
            pen.texts(sheet, row, 1, (self._command,), "code")
            row += 1
        row = self._block(row + 1, "clause", "by_clause", "E", self._by_clause)
        for unit, amount in self._units().items():
            pen.texts(sheet, row, 0, (words("total"), ""), "total")
            pen.number(sheet, row, 2, amount, self._form(unit), formula=f"={self._sum_of('K', unit)}", look="total")
            pen.texts(sheet, row, 3, (unit,), "total")
            row += 1
        self._block(row + 1, "member", "by_member", "B", self._by_member)

    def _block(self, row: int, head: str, title: str, column: str, sums: dict[tuple[str, str], list[Decimal]]) -> int:
        pen, sheet, words = self._pen, self._summary, self._words
        pen.texts(sheet, row, 0, (words(title), "", "", ""), "heading")
        pen.heads(sheet, row + 1, 0, [words(key) for key in (head, "count", "amount", "unit")], {1, 2})
        row += 2
        for (name, unit), amounts in sorted(sums.items()):
            pen.texts(sheet, row, 0, (name,))
            pen.number(sheet, row, 1, Decimal(len(amounts)), "#,##0")
            formula = f"={self._sum_of(column, name, 'K', unit)}" if len(sums) <= _FORMULAS else ""
            pen.number(sheet, row, 2, sum(amounts, Decimal(0)), self._form(unit), formula=formula)
            pen.texts(sheet, row, 3, (unit,), "unit")
            row += 1
        return row


_FORMULAS = 2_000
"""Each of these sums looks through all accruals; so many are quick, more are told as numbers."""


def _quoted(text: str) -> str:
    """A text in a condition: quotes doubled, and what a condition would take for a pattern escaped."""
    escaped = "".join(f"~{sign}" if sign in "~*?" else sign for sign in text)
    return "=" + escaped.replace('"', '""')


def _lapsed(accrual: Accrual) -> Decimal | None:
    """Return what lapsed of what a fund collected; None where no fund stands behind an amount, or nothing lapsed."""
    return (accrual.collected.lapsed or None) if accrual.collected else None
