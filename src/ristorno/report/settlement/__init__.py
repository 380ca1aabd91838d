"""Documents of settlements: a statement as a PDF for people and as a workbook that reckons, in its member's language.

What they say is gathered once (:func:`gather`) from what was frozen, so the same statement gives the same bytes.
"""

from ristorno.report.settlement.book import write_book
from ristorno.report.settlement.gathering import gather
from ristorno.report.settlement.paper import pdf
from ristorno.report.settlement.told import StatementTold

__all__ = ["StatementTold", "gather", "pdf", "write_book"]
