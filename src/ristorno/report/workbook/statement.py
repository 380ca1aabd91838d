"""One member's statement: what was earned and why, with every amount a formula down to the lines it rests on.

Three sheets: the statement itself (amounts and their reasons as sentences), the arithmetic step by step, and the lines
that counted; a fourth lists what did not count, with the reason.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from math import ceil
from pathlib import Path
from typing import Any

from ristorno.engine.accrual import Accrual, Moment
from ristorno.engine.explanation import Explanation, Step
from ristorno.engine.sentences import lines, sentence
from ristorno.engine.sentences.conditions import reason
from ristorno.engine.sentences.names import Names, names, titled
from ristorno.engine.sentences.paragraph import speaker_for
from ristorno.engine.terms.terms import Terms
from ristorno.report.words import Language
from ristorno.report.workbook.pen import Look, Pen, amount_form, plain_form
from ristorno.report.workbook.reckoning import OF_THE_MEASURE, Reckoning
from ristorno.report.workbook.words import Words, as_sold

_LINES = ("number", "bonus", "part", "document", "fact", "kind", "day", "value", "returns", "as_sold")


@dataclass(frozen=True, slots=True)
class _Told:
    """An accrual with what is needed to tell it."""

    number: int
    accrual: Accrual
    explanation: Explanation
    names: Names


def write_statement(
    path: Path,
    terms: Terms,
    member: str,
    accruals: Sequence[Accrual],
    moment: Moment,
    language: Language,
    *,
    name: str = "",
    period: str = "",
) -> None:
    """Write the statement of a member over some accruals; ``name`` and ``period`` are told in its head.

    Raises:
        Refused: the file cannot be written.
    """
    told = [_Told(i, each, each.explanation, names(each, language)) for i, each in enumerate(accruals, 1)]
    book = _Statement(Pen(path), terms, Words(language), told)
    book.write(member, moment, name, period)


class _Statement:
    def __init__(self, pen: Pen, terms: Terms, words: Words, told: Sequence[_Told]) -> None:
        self.pen, self.terms, self.words, self.told = pen, terms, words, told
        self.front = pen.sheet(words("statement"), (6, 34, 20, 24, 15, 18, 10))
        self.steps = pen.sheet(words("arithmetic"), (6, 52, 46, 22), landscape=True)
        self.lines = pen.sheet(words("lines"), (6, 30, 7, 18, 26, 18, 12, 16, 26, 16), landscape=True)
        self.results: dict[int, str] = {}
        """The cell of each result by the number of the accrual."""

    def write(self, member: str, moment: Moment, name: str, period: str) -> None:
        self._write_lines()
        self._write_steps()
        self._write_front(member, moment, name, period)
        self._write_left_out()
        self.front.activate()
        self.pen.close()

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

    def _write_block(self, each: _Told, row: int) -> int:
        sheet, pen = self.steps, self.pen
        told = lines(each.accrual, self.words.language)
        steps = each.explanation.steps
        reckoning = Reckoning(each.explanation, self._sums(each.number))
        for index, line in enumerate(told):
            last = index == len(steps) - 1
            look: Look = "total" if last else "wrapped"
            pen.texts(sheet, row, 1, (line.label, line.formula), look)
            self._tall(sheet, row, ((line.label, 52), (line.formula, 46)))
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

    def _form(self, each: _Told, step: Step) -> str:
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

    # The statement itself.

    def _write_front(self, member: str, moment: Moment, name: str, period: str) -> None:
        sheet, pen, words = self.front, self.pen, self.words
        sheet.hide_gridlines(2)
        sheet.set_row(0, 30)
        pen.texts(sheet, 0, 0, (titled(self.terms.title, words.language) or self.terms.program,), "title")
        heads: Mapping[str, str] = {
            "member": f"{name} ({member})" if name else member,
            "period": period,
            "as_of": moment.as_of.isoformat(),
            "known_at": f"{moment.known_at:%Y-%m-%d %H:%M %Z}" if moment.known_at else "",
        }
        row = 1
        for key, text in heads.items():
            if text:
                pen.texts(sheet, row, 0, (words(key), ""))
                pen.texts(sheet, row, 2, (text,))
                row += 1
        row = self._write_overview(row + 1)
        self._write_reasons(row + 1)

    def _write_overview(self, row: int) -> int:
        sheet, pen, words = self.front, self.pen, self.words
        if not self.told:
            pen.texts(sheet, row, 0, (words("nothing"),), "note")
            return row + 1
        heads = ("number", "bonus", "window", "document", "status", "amount", "unit")
        pen.heads(sheet, row, 0, [words(key) for key in heads], {5})
        first = row + 2
        for row, each in enumerate(self.told, row + 1):  # noqa: B020 - goes on below the head
            accrual, called = each.accrual, each.names
            speaker = speaker_for(accrual, each.explanation, words.language)
            window = speaker.days.window(accrual.window_label)
            pen.index(sheet, row, each.number)
            recipient = accrual.contact or accrual.party
            title = called.title if recipient is None else f"{called.title}, {recipient}"
            pen.texts(
                sheet, row, 1, (title, window, accrual.document or "", words(f"status.{accrual.status}")), "wrapped"
            )
            form = amount_form(called.decimals, called.unit if called.money else None, words.language)
            source = self.results.get(each.number)
            pen.number(sheet, row, 5, accrual.amount, form, formula=f"={source}" if source else "")
            pen.texts(sheet, row, 6, (called.unit,), "unit")
            self._tall(sheet, row, ((title, 34), (window, 20), (accrual.document or "", 24)))
        last = row + 1
        for unit in dict.fromkeys(each.accrual.unit for each in self.told):
            row += 1
            one = next(each for each in self.told if each.accrual.unit == unit)
            amount = sum((each.accrual.amount for each in self.told if each.accrual.unit == unit), Decimal(0))
            form = amount_form(one.names.decimals, unit if one.names.money else None, words.language)
            pen.texts(sheet, row, 0, ("", words("total"), "", "", ""), "total")
            formula = f'=SUMIFS(F{first}:F{last},G{first}:G{last},"{unit}")'
            pen.number(sheet, row, 5, amount, form, formula=formula, look="total")
            pen.texts(sheet, row, 6, (unit,), "total")
        return row + 1

    def _write_reasons(self, row: int) -> None:
        sheet, pen, words = self.front, self.pen, self.words
        if not self.told:
            return
        pen.texts(sheet, row, 0, (words("why"), "", "", "", "", "", ""), "heading")
        row += 1
        for each in self.told:
            text = sentence(each.accrual, words.language)
            pen.index(sheet, row, each.number)
            sheet.merge_range(row, 1, row, 6, "", pen.look("wrapped"))
            sheet.write_string(row, 1, text, pen.look("wrapped"))
            self._tall(sheet, row, ((text, 118),))
            row += 1
        note = words("check", arithmetic=words("arithmetic"), lines=words("lines"))
        sheet.merge_range(row + 1, 0, row + 1, 6, "", pen.look("note"))
        sheet.write_string(row + 1, 0, note, pen.look("note"))

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

    def _titled(self, each: _Told) -> str:
        speaker = speaker_for(each.accrual, each.explanation, self.words.language)
        parts = [
            each.names.title,
            each.accrual.contact or each.accrual.party or "",
            speaker.days.window(each.accrual.window_label),
        ]
        return ", ".join(part for part in (*parts, each.accrual.document or "") if part)

    @staticmethod
    def _tall(sheet: Any, row: int, texts: Sequence[tuple[str, float]]) -> None:
        """Make a row tall enough for wrapped texts in columns of these widths; spreadsheets do not do it for all."""
        needed = max(ceil(len(text) / width / 1.1) for text, width in texts)
        if needed > 1:
            sheet.set_row(row, 15 * needed + 2)
