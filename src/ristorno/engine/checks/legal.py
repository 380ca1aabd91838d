"""What laws allow: tables that are there, rows that hold somewhere, amounts that can be paid."""

from collections.abc import Iterator

from ristorno.engine.terms.finding import Finding, unknown
from ristorno.engine.terms.terms import Terms
from ristorno.kernel.document import Path


def known_laws(terms: Terms) -> Iterator[Finding]:
    """Yield tables of laws that the program does not have."""
    for name, clause in terms.clauses.items():
        if clause.limits.legal is not None and clause.limits.legal not in terms.legal:
            yield unknown(("clauses", name, "limits", "legal"), "legal", clause.limits.legal, terms.legal)


def check_legal(terms: Terms) -> Iterator[Finding]:
    """Yield laws that could not be kept, or not be told apart."""
    for table, rows in terms.legal.items():
        seen: set[object] = set()
        for index, row in enumerate(rows):
            path: Path = ("legal", table, index)
            if row.at_most < 0:
                yield Finding(path, "terms.negative", "Less than nothing cannot be given.", "Write 0 or more.")
            if (row.country, row.since) in seen:
                reason = "Two rows of one country begin on the same day."
                yield Finding(path, "terms.legal", reason, "Keep one of them.")
            seen.add((row.country, row.since))
    for name, clause in terms.clauses.items():
        if clause.limits.legal is not None:
            yield from _kept(terms, ("clauses", name, "limits"), name)


def _kept(terms: Terms, path: Path, name: str) -> Iterator[Finding]:
    clause = terms.clauses[name]
    assert clause.limits.legal is not None
    rows, step = terms.lawful(clause.limits.legal), terms.step(terms.unit_of(clause))
    where = (*path, "legal")
    if not rows:
        reason = f"No row of {clause.limits.legal} holds in {terms.country or 'a program without a country'}."
        yield Finding(where, "terms.legal", reason, "Add country: DE, or a row without a country.")
    if any(row.at_most % step for row in rows):
        yield Finding(where, "terms.step", f"The law allows no multiple of {step}.", "Round its amounts down.")
    guarantee = clause.limits.guarantee
    if guarantee is not None and any(row.at_most < guarantee.amount for row in rows):
        reason = "The guarantee lies above what the law allows."
        yield Finding((*path, "guarantee"), "terms.bounds", reason, "Lower the guarantee.")
