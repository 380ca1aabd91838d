"""Documents of settlements: a statement as a PDF for people and as a workbook that reckons, in its member's language.

What they say is gathered once (:func:`gather`) from what was frozen, so the same statement gives the same bytes.
"""

from ristorno.report.settlement.book import write_book
from ristorno.report.settlement.gathering import gather, language_of, tell_lines
from ristorno.report.settlement.paper import pdf
from ristorno.report.settlement.told import StatementTold, Voice

__all__ = ["StatementTold", "Voice", "gather", "language_of", "pdf", "tell_lines", "write_book"]
