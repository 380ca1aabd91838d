"""One member's statement: what was earned and why, with every amount a formula down to the lines it rests on.

Three sheets: the statement itself (amounts and their reasons as sentences), the arithmetic step by step, and the lines
that counted; a fourth lists what did not count, with the reason.
"""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from pathlib import Path

from ristorno.engine.accrual import Accrual, Moment
from ristorno.engine.sentences import sentence
from ristorno.engine.sentences.names import names, titled
from ristorno.engine.sentences.paragraph import speaker_for
from ristorno.engine.terms.terms import Terms
from ristorno.report.words import Language
from ristorno.report.workbook.grounds import Grounds, Told, tall
from ristorno.report.workbook.pen import Pen, amount_form
from ristorno.report.workbook.words import Words


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
    told = [Told(i, each, each.explanation, names(each, language)) for i, each in enumerate(accruals, 1)]
    book = _Statement(Pen(path), terms, Words(language), told)
    book.write(member, moment, name, period)


class _Statement:
    def __init__(self, pen: Pen, terms: Terms, words: Words, told: Sequence[Told]) -> None:
        self.pen, self.terms, self.words, self.told = pen, terms, words, told
        self.front = pen.sheet(words("statement"), (6, 34, 20, 24, 15, 18, 10))
        self.grounds = Grounds(pen, words, told)

    def write(self, member: str, moment: Moment, name: str, period: str) -> None:
        self.grounds.write()
        self._write_front(member, moment, name, period)
        self.front.activate()
        self.pen.close()

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
            source = self.grounds.results.get(each.number)
            pen.number(sheet, row, 5, accrual.amount, form, formula=f"={source}" if source else "")
            pen.texts(sheet, row, 6, (called.unit,), "unit")
            tall(sheet, row, ((title, 34), (window, 20), (accrual.document or "", 24)))
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
            tall(sheet, row, ((text, 118),))
            row += 1
        note = words("check", arithmetic=words("arithmetic"), lines=words("lines"))
        sheet.merge_range(row + 1, 0, row + 1, 6, "", pen.look("note"))
        sheet.write_string(row + 1, 0, note, pen.look("note"))
