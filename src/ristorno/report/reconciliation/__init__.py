"""Reconciliation: a partner's own list of documents against ours, document by document, with sums that add up.

Theirs is read as every file is (:mod:`theirs`), ours is what was known when a statement was frozen (:mod:`ours`);
:func:`compare` sets the one against the other and guesses nothing.
"""

from ristorno.report.reconciliation.book import Paired, write_reconciliation
from ristorno.report.reconciliation.comparing import Compared, Document, Reconciliation, compare
from ristorno.report.reconciliation.ours import Ours, ours
from ristorno.report.reconciliation.theirs import Theirs, theirs

__all__ = [
    "Compared",
    "Document",
    "Ours",
    "Paired",
    "Reconciliation",
    "Theirs",
    "compare",
    "ours",
    "theirs",
    "write_reconciliation",
]
