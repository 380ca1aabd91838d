"""A statement of a settlement as a workbook: a summary, every line, and below them the arithmetic down to the facts."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from pathlib import Path
from typing import Final

from ristorno.engine.sentences import sentence
from ristorno.engine.sentences.names import Names, names
from ristorno.report.settlement.told import LineTold, StatementTold
from ristorno.report.workbook.grounds import Grounds, Told, tall
from ristorno.report.workbook.pen import Look, Pen, amount_form

_WIDTHS: Final = (6, 36, 22, 22, 17, 17, 17, 24)
_KINDS: Final = ("due", "passed_on", "out_of_time")


def write_book(path: Path, told: StatementTold) -> None:
    """Write a statement as a workbook; the same statement gives the same file.

    Raises:
        Refused: the file cannot be written.
    """
    book = _Book(Pen(path, made_at=told.state.issued_at or told.state.frozen_at), told)
    book.write()


class _Book:
    def __init__(self, pen: Pen, told: StatementTold) -> None:
        self.pen, self.told, self.voice, self.words = pen, told, told.voice, told.voice.words
        self.front = pen.sheet(self.words("statement"), _WIDTHS, landscape=True)
        explained = [
            Told(each.state.place, each.accrual, each.accrual.explanation, names(each.accrual, self.voice.language))
            for each in told.lines
            if each.accrual is not None
        ]
        self.grounds = Grounds(pen, self.words, explained)
        self.row = 0

    def write(self) -> None:
        """Write all sheets."""
        self.grounds.write()
        self.front.hide_gridlines(2)
        self._head()
        self._sums()
        self._papers()
        self._wallets()
        self._section("disagree")
        self._note(self.voice.how_to_disagree(self.told.state))
        for kind in _KINDS:
            self._lines(kind, [line for line in self.told.lines if line.state.kind == kind])
        self._reasons()
        self._note(self.words("digest", digest=self.told.state.digest))
        self.front.activate()
        self.pen.close()

    def _head(self) -> None:
        state, voice, words = self.told.state, self.voice, self.words
        self.front.set_row(0, 30)
        self._texts((words("title", number=state.number),), "title")
        heads: Mapping[str, str] = {
            "program": self.told.title,
            "member": self.told.member,
            "contact": state.holder.contact,
            "through": voice.day(state.through),
            "as_of": voice.day(state.as_of),
            "known_at": voice.moment(state.known_at),
            "state": words(f"state.{state.state}"),
        }
        for key, text in heads.items():
            if text:
                self._texts((words(key), "", text))

    def _sums(self) -> None:
        self._section("sums")
        heads = ("unit", "sum.lines", "sum.carried", "sum.carried_on", "sum.due", "sum.channel")
        self.pen.heads(self.front, self.row, 1, [self.words(key) for key in heads], {1, 2, 3, 4})
        self.row += 1
        for total in self.told.state.totals:
            unit = self.told.units[total.unit]
            self.pen.texts(self.front, self.row, 1, (unit.unit_name,))
            for column, value in enumerate((total.lines, total.carried, total.carried_on), 2):
                self._amount(column, value, unit)
            self._amount(5, total.due, unit, formula=f"=C{self.row + 1}+D{self.row + 1}-E{self.row + 1}")
            self.pen.texts(self.front, self.row, 6, (self.words(f"channel.{total.channel}"),))
            self.row += 1
        if any(total.due < 0 for total in self.told.state.totals):
            self._note(self.words("sum.below"))

    def _papers(self) -> None:
        if not self.told.state.papers:
            return
        self._section("papers")
        for paper in self.told.state.papers:
            back = self.words("paper.returned", reason=paper.returned.reason) if paper.returned else ""
            day = self.voice.day(paper.at.date())
            self.pen.texts(self.front, self.row, 1, (self.words(f"paper.{paper.kind}"), paper.number, day))
            self._amount(4, paper.amount, self.told.units[paper.unit])
            self.pen.texts(self.front, self.row, 5, (back,))
            self.row += 1

    def _wallets(self) -> None:
        if not self.told.wallets:
            return
        self._section("wallet")
        self.pen.heads(
            self.front, self.row, 1, [self.words(k) for k in ("unit", "wallet.before", "wallet.after")], {1, 2}
        )
        self.row += 1
        for wallet in self.told.wallets:
            unit = self.told.units[wallet.unit]
            for part in ("pending", "free", "held", "owed"):
                self.pen.texts(self.front, self.row, 1, (f"{unit.unit_name}: {self.words(f'wallet.{part}')}",))
                self._amount(2, getattr(wallet.before, part), unit)
                if wallet.after is not None:
                    self._amount(3, getattr(wallet.after, part), unit)
                self.row += 1

    def _lines(self, kind: str, lines: Sequence[LineTold]) -> None:
        if not lines:
            return
        self._section(kind)
        heads = ("number", "bonus", "window", "document", "line.earned", "line.before", "line.amount", "reason")
        self.pen.heads(self.front, self.row, 0, [self.words(key) for key in heads], {4, 5, 6})
        self.row += 1
        for line in lines:
            self._line(line)

    def _line(self, line: LineTold) -> None:
        state, unit, row = line.state, self.told.units[line.state.unit], self.row + 1
        marks = " ".join(line.marks)
        self.pen.index(self.front, self.row, state.place)
        self.pen.texts(self.front, self.row, 1, (line.title, line.window, state.document), "wrapped")
        source = self.grounds.results.get(state.place)
        whole = line.accrual is not None and line.accrual.amount == state.entitlement
        self._amount(4, state.entitlement, unit, formula=f"={source}" if source and whole else "")
        self._amount(5, state.before, unit)
        self._amount(6, state.amount, unit, formula=f"=E{row}-F{row}")
        self.pen.texts(self.front, self.row, 7, (marks,), "wrapped")
        tall(self.front, self.row, ((line.title, 36), (line.window, 22), (state.document, 22), (marks, 24)))
        self.row += 1

    def _reasons(self) -> None:
        self._section("why.lines")
        for line in self.told.lines:
            said = sentence(line.accrual, self.voice.language) if line.accrual else ""
            ids = self.words("ids", agreement=line.state.agreement, clause=line.state.clause)
            text = " ".join(part for part in (said, *line.marks, f"{ids}.") if part)
            self.pen.index(self.front, self.row, line.state.place)
            self._wide(1, text, "wrapped")

    def _section(self, key: str) -> None:
        self.row += 1
        self._texts((self.words(key), *[""] * (len(_WIDTHS) - 1)), "heading")

    def _texts(self, texts: Sequence[str], look: Look = "plain") -> None:
        self.pen.texts(self.front, self.row, 0, texts, look)
        self.row += 1

    def _note(self, text: str) -> None:
        self._wide(0, text, "note")

    def _wide(self, column: int, text: str, look: Look) -> None:
        last = len(_WIDTHS) - 1
        self.front.merge_range(self.row, column, self.row, last, "", self.pen.look(look))
        self.front.write_string(self.row, column, text, self.pen.look(look))
        tall(self.front, self.row, ((text, sum(_WIDTHS[column:])),))
        self.row += 1

    def _amount(self, column: int, value: Decimal, unit: Names, *, formula: str = "") -> None:
        form = amount_form(unit.decimals, unit.unit if unit.money else None, self.voice.language)
        self.pen.number(self.front, self.row, column, value, form, formula=formula)
