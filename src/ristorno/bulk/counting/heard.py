"""Sets that hear returns: that leave them out by what they say of themselves, though they name what they take back."""

from collections.abc import Iterator

from ristorno.engine.checks.names import all_sets
from ristorno.engine.ruling.unheard import exclusions
from ristorno.engine.terms.sets import FactSet
from ristorno.engine.terms.terms import Terms


def hearing(terms: Terms) -> Iterator[FactSet]:
    """Yield what any set of some terms leaves out of returns."""
    for path, facts in all_sets(terms):
        if "except" not in path:
            yield from exclusions(terms, facts)
