"""Whether a unit can be kept as its terms say."""

from collections.abc import Iterator

from ristorno.engine.terms.finding import Finding, unknown
from ristorno.engine.terms.terms import Terms, Unit
from ristorno.kernel.number import plain


def check_keeping(terms: Terms) -> Iterator[Finding]:
    """Yield bounds of wallets that are no whole steps, and an order of spending that names what gives nothing."""
    for name, unit in terms.units.items():
        yield from _bounds(terms, name, unit)
        yield from _priority(terms, name, unit)


def _bounds(terms: Terms, name: str, unit: Unit) -> Iterator[Finding]:
    for field in ("overdraft", "keep_at_least", "at_most"):
        if (getattr(unit.wallet, field) or 0) % terms.step(name):
            reason = f"{field} is no multiple of the smallest step, which is {plain(terms.step(name))}."
            yield Finding(("units", name, "wallet", field), "terms.wallet", reason, "Name whole steps.")


def _priority(terms: Terms, name: str, unit: Unit) -> Iterator[Finding]:
    path, seen = ("units", name, "wallet", "priority"), set[str]()
    for place, clause in enumerate(unit.wallet.priority):
        if clause not in terms.clauses:
            yield unknown((*path, place), "clause", clause, terms.clauses)
        elif terms.unit_of(terms.clauses[clause]) != name:
            reason = f"{clause!r} gives nothing in {name}."
            yield Finding((*path, place), "terms.wallet", reason, "Name clauses that give this unit.")
        elif clause in seen:
            yield Finding((*path, place), "terms.wallet", f"{clause!r} is named twice.", "Name it once.")
        seen.add(clause)
