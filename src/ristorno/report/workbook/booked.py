"""What the sponsor books, as sheets for its accountant: provisions, and the fair value of points with its formulas."""

from collections.abc import Mapping, Sequence
from decimal import Decimal

from ristorno.engine.accrual import MemberAnswer, Moment
from ristorno.engine.calculation import Calculation
from ristorno.engine.provided import Provision
from ristorno.engine.sentences.fair_value import fair_value_sentence
from ristorno.engine.sentences.names import unit_names
from ristorno.engine.sentences.numbers import decimals_of, ended
from ristorno.engine.sentences.provided import provision_sentence
from ristorno.engine.valued import FairValued, ValuedMonth
from ristorno.kernel.number import Exact
from ristorno.report.workbook.pen import Look, Pen, amount_form, plain_form
from ristorno.report.workbook.table import Table
from ristorno.report.workbook.words import Words

_PROVISIONS = (
    "member", "agreement", "clause", "window", "from", "to", "measured", "by_terms", "provision", "unit", "why",
)  # fmt: skip
_PROVISION_WIDTHS = (16, 16, 18, 12, 11, 11, 15, 15, 15, 8, 90)
_MONTHS = ("unit", "month", "sales", "sold", "point_price", "redeemed_rate", "alone", "share", "granted", "worth")
_MONTH_WIDTHS = (10, 10, 16, 14, 12, 14, 16, 16, 14, 16)
_FAIR_HEADS = ("given", "expected", "spent", "put_by", "released", "deferred")


class BookedSheets:
    """The sheets of what is booked; one that would stay empty is not made."""

    def __init__(self, pen: Pen, words: Words, calculation: Calculation, moment: Moment) -> None:
        self._pen, self._words, self._calculation = pen, words, calculation
        self._fair = calculation.fair_tally(moment)
        heads = [words(head) for head in _PROVISIONS]
        self._provisions = Table(pen, words("provisions"), heads, _PROVISION_WIDTHS, {6, 7, 8})

    def add(self, answer: MemberAnswer) -> None:
        """Write what is booked for one member, and keep what its points add to those of all."""
        self._fair.add(answer)
        for provision in answer.provisions:
            self._provision(provision)

    def end(self, *, everybody: bool) -> None:
        """Write what follows from all members together."""
        self._provisions.end()
        found = self._fair.result() if everybody else ()
        if found:
            self._fair_value(found)

    def _provision(self, item: Provision) -> None:
        pen, (sheet, row) = self._pen, self._provisions.next()
        terms = self._calculation.terms_of(item)
        form = amount_form(unit_names(terms, item.unit, "en").decimals, None, self._words.language)
        pen.texts(sheet, row, 0, (item.member, item.agreement, item.clause, item.window_label))
        pen.day(sheet, row, 4, item.window.start)
        pen.day(sheet, row, 5, item.window.last)
        pen.number(sheet, row, 6, item.measured, plain_form(item.measured))
        pen.number(sheet, row, 7, item.entitlement, form)
        pen.number(sheet, row, 8, item.amount, form)
        pen.texts(sheet, row, 9, (item.unit,), "unit")
        pen.texts(sheet, row, 10, (provision_sentence(item, terms, self._words.language),))

    def _fair_value(self, found: Sequence[FairValued]) -> None:
        pen, words = self._pen, self._words
        sheet = pen.sheet(words("fair_value"), _MONTH_WIDTHS, landscape=True)
        row = 0
        for valued in found:
            pen.texts(sheet, row, 0, (valued.unit, *[""] * (len(_MONTHS) - 1)), "heading")
            pen.texts(sheet, row + 1, 0, (fair_value_sentence(valued, self._fair.terms, words.language),), "note")
            pen.heads(sheet, row + 2, 0, [words(head) for head in _MONTHS], set(range(2, len(_MONTHS))))
            first = row + 3
            for index, month in enumerate(valued.months):
                self._month(sheet, first + index, valued, month)
            row = self._sums(sheet, first, first + len(valued.months), valued) + 2

    def _month(self, sheet: object, row: int, valued: FairValued, month: ValuedMonth) -> None:
        """Write a month so that what belongs to the points follows by formulas from what was counted.

        A part of a point without an end of decimals is no number of a spreadsheet: such a month has no formulas.
        """
        pen, at = self._pen, row + 1
        money, digits = self._money(valued), _digits(valued)
        exact = ended(month.sold) is not None and ended(month.granted) is not None
        divided = f"IF(C{at}*G{at}>0,C{at}*G{at}/(C{at}+G{at}),G{at})"
        cells: Mapping[int, tuple[Exact, str, str]] = {
            2: (month.sales, money, ""),
            3: (month.sold, plain_form(month.sold), ""),
            4: (month.price, plain_form(month.price), ""),
            5: (month.expected_redeemed, "0.0########%", ""),
            6: (month.alone, plain_form(month.alone), f"=D{at}*E{at}*F{at}"),
            7: (month.share, money, f"=ROUND({divided},{digits})"),
            8: (month.granted, plain_form(month.granted), ""),
            9: (month.worth, money, f"=ROUND(I{at}*E{at}*F{at},{digits})"),
        }
        pen.texts(sheet, row, 0, (valued.unit, month.month))
        for column, (value, form, formula) in cells.items():
            pen.number(sheet, row, column, value, form, formula=formula if exact else "")

    def _sums(self, sheet: object, first: int, end: int, valued: FairValued) -> int:
        """Write what comes of all months, and return the row after it."""
        pen, words, money = self._pen, self._words, self._money(valued)
        row = end + 1
        if valued.brought_points is not None and valued.brought_price is not None:
            pen.texts(sheet, row, 0, (words("brought"),))
            pen.number(sheet, row, 3, valued.brought_points, plain_form(valued.brought_points))
            pen.number(sheet, row, 7, valued.brought_price, money)
            row += 1
        told: Mapping[str, tuple[Exact, str]] = {
            "given": (valued.given, plain_form(valued.given)),
            "expected": (valued.expected, plain_form(valued.expected)),
            "spent": (valued.redeemed or Decimal(0), plain_form(valued.redeemed or Decimal(0))),
            "put_by": (valued.value, money),
            "released": (valued.released, money),
            "deferred": (valued.deferred, money),
        }
        for name in _FAIR_HEADS:
            if name != "spent" or valued.redeemed is not None:
                look: Look = "total" if name == "deferred" else "plain"
                pen.texts(sheet, row, 0, (words(name), ""), look)
                pen.number(sheet, row, 2, *told[name], look=look)
                row += 1
        return row

    def _money(self, valued: FairValued) -> str:
        return amount_form(_digits(valued), valued.currency, self._words.language)


def _digits(valued: FairValued) -> int:
    return decimals_of(valued.step.normalize())
