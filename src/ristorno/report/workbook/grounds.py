"""What amounts rest on, as sheets: the arithmetic as formulas, the lines that counted, and those that did not."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from math import ceil
from typing import Any

from ristorno.engine.accrual import Accrual
from ristorno.engine.explanation import Explanation, Step
from ristorno.engine.sentences import lines
from ristorno.engine.sentences.conditions import reason
from ristorno.engine.sentences.names import Names
from ristorno.engine.sentences.paragraph import speaker_for
from ristorno.report.workbook.pen import Look, Pen, amount_form, plain_form
from ristorno.report.workbook.reckoning import OF_THE_MEASURE, Reckoning
from ristorno.report.workbook.words import Words, as_sold

_LINES = ("number", "bonus", "part", "document", "fact", "kind", "day", "value", "returns", "as_sold")


@dataclass(frozen=True, slots=True)
class Told:
    """An accrual with what is needed to tell it, by its number in the workbook."""

    number: int
    accrual: Accrual
    explanation: Explanation
    names: Names


class Grounds:
    """The sheets below an overview; they are added behind those that are there."""

    def __init__(self, pen: Pen, words: Words, told: Sequence[Told]) -> None:
        self.pen, self.words, self.told = pen, words, told
        self.steps = pen.sheet(words("arithmetic"), (6, 52, 46, 22), landscape=True)
        self.lines = pen.sheet(words("lines"), (6, 30, 7, 18, 26, 18, 12, 16, 26, 16), landscape=True)
        self.results: dict[int, str] = {}
        """The cell of each result by the number of the accrual."""

    def write(self) -> None:
        """Write all of them; from now on ``results`` are known."""
        self._write_lines()
        self._write_steps()
        self._write_left_out()

    # The lines that counted.

    def _write_lines(self) -> None:
        sheet, pen = self.lines, self.pen
        pen.heads(sheet, 0, 0, [self.words(head) for head in _LINES], {7})
        row = 1
        for each in self.told:
            for fact in each.explanation.counted:
                pen.index(sheet, row, each.number)
                pen.texts(sheet, row, 1, (each.names.title,))
                pen.number(sheet, row, 2, Decimal(fact.part), "0")
                pen.texts(sheet, row, 3, (fact.document, fact.fact, self.words.kind(fact.kind)))
                pen.day(sheet, row, 6, fact.day)
                pen.number(sheet, row, 7, fact.value, plain_form(fact.value))
                pen.texts(sheet, row, 8, (", ".join(fact.returns), as_sold(fact)))
                row += 1
        sheet.autofilter(0, 0, max(row - 1, 1), len(_LINES) - 1)
        sheet.freeze_panes(1, 0)
        sheet.repeat_rows(0)
        self.last_line = max(row, 2)

    def _sums(self, number: int) -> Any:
        sheet = f"'{self.words('lines')}'!"
        last = self.last_line

        def text(part: int) -> str:
            return f"SUMIFS({sheet}$H$2:$H${last},{sheet}$A$2:$A${last},{number},{sheet}$C$2:$C${last},{part})"

        return text

    # The arithmetic.

    def _write_steps(self) -> None:
        sheet, pen = self.steps, self.pen
        row = 0
        for each in self.told:
            head = f"{each.number}. {self._titled(each)}"
            pen.texts(sheet, row, 0, (head, "", "", ""), "heading")
            pen.heads(sheet, row + 1, 1, [self.words(key) for key in ("step", "how", "result")], {2})
            row = self._write_block(each, row + 2) + 1
        sheet.repeat_rows(0)

    def _write_block(self, each: Told, row: int) -> int:
        sheet, pen = self.steps, self.pen
        told = lines(each.accrual, self.words.language)
        steps = each.explanation.steps
        reckoning = Reckoning(each.explanation, self._sums(each.number))
        for index, line in enumerate(told):
            last = index == len(steps) - 1
            look: Look = "total" if last else "wrapped"
            pen.texts(sheet, row, 1, (line.label, line.formula), look)
            tall(sheet, row, ((line.label, 52), (line.formula, 46)))
            if index < len(steps):
                step = steps[index]
                formula = reckoning.formula(step, f"D{row + 1}")
                form = self._form(each, step)
                pen.number(sheet, row, 3, step.result, form, formula=formula, look="total" if last else "plain")
                if last and step.result == each.accrual.amount:
                    self.results[each.number] = f"'{self.words('arithmetic')}'!D{row + 1}"
            else:
                sheet.write_string(row, 3, line.result, pen.look("wrapped", "", "right"))
            row += 1
        return row

    def _form(self, each: Told, step: Step) -> str:
        called = each.names
        if step.kind in OF_THE_MEASURE:
            speaker = speaker_for(each.accrual, each.explanation, self.words.language)
            _, money = speaker.words.measure(each.explanation.measure)
            if money and called.currency is not None:
                return amount_form(2, called.currency, self.words.language, more=True)
            return plain_form(step.result)
        currency = called.unit if called.money else None
        final = step.kind == "round"
        return amount_form(called.decimals, currency, self.words.language, more=not final and called.decimals > 0)

    # What did not count.

    def _write_left_out(self) -> None:
        left = [(each, left) for each in self.told for left in each.explanation.left_out]
        if not left:
            return
        pen = self.pen
        sheet = pen.sheet(self.words("not_counted"), (6, 34, 60, 30), landscape=True)
        pen.texts(sheet, 0, 0, [self.words(key) for key in ("number", "bonus", "reason", "fact")], "head")
        row = 1
        for each, item in left:
            speaker = speaker_for(each.accrual, each.explanation, self.words.language)
            for fact in item.facts:
                pen.index(sheet, row, each.number)
                pen.texts(sheet, row, 1, (each.names.title, reason(speaker, item), fact))
                row += 1
        sheet.autofilter(0, 0, row - 1, 3)
        sheet.freeze_panes(1, 0)

    def _titled(self, each: Told) -> str:
        speaker = speaker_for(each.accrual, each.explanation, self.words.language)
        parts = [
            each.names.title,
            each.accrual.contact or each.accrual.party or "",
            speaker.days.window(each.accrual.window_label),
        ]
        return ", ".join(part for part in (*parts, each.accrual.document or "") if part)


def tall(sheet: Any, row: int, texts: Sequence[tuple[str, float]]) -> None:
    """Make a row tall enough for wrapped texts in columns of these widths; spreadsheets do not do it for all."""
    needed = max(ceil(len(text) / width / 1.1) for text, width in texts)
    if needed > 1:
        sheet.set_row(row, 15 * needed + 2)
