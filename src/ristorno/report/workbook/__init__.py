"""Answers as workbooks: all accruals of a program for the office, and one member's statement for its owner.

Amounts are written as the decimal digits that they have, never by way of a binary fraction, with the decimals of their
unit. What a reader may want to check is a formula over the lines below it, with the exact value that it must give.
"""

from ristorno.report.workbook.answers import AnswerBook
from ristorno.report.workbook.statement import write_statement

__all__ = ["AnswerBook", "write_statement"]
