"""Returns that are matched with purchases: what a promise must count for that, and how."""

from collections.abc import Iterator

from ristorno.engine.terms.clause import Clause
from ristorno.engine.terms.finding import Finding
from ristorno.engine.terms.terms import Terms
from ristorno.kernel.document import Path


def check_matching(terms: Terms) -> Iterator[Finding]:
    """Yield promises that match returns with purchases and count none, or count them share by share."""
    for name, clause in terms.clauses.items():
        if clause.seeks_originals:
            yield from _clause(terms, ("clauses", name, "match"), clause)


def _clause(terms: Terms, path: Path, clause: Clause) -> Iterator[Finding]:
    if "purchase" not in terms.kinds_of(clause.earn_on):
        reason = "Returns are matched with purchases, and this promise counts none."
        yield Finding(path, "terms.match", reason, "Take match out, or count purchases.")
    if "as_paid" in {clause.count_on, *(gate.count_on for gate in clause.gates)}:
        reason = "A return that names no purchase is itself money that pays documents, so it cannot lower one besides."
        yield Finding(path, "terms.match", reason, "Take match out, or use count_on: paid_in_full.")
