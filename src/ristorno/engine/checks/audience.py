"""Whether anybody is left whom a clause is for."""

from collections.abc import Iterator

from ristorno.engine.terms.finding import Finding
from ristorno.engine.terms.terms import Terms
from ristorno.engine.terms.who import Who, Whom
from ristorno.kernel.document import Path


def check_audience(terms: Terms) -> Iterator[Finding]:
    """Yield exceptions that leave out nobody, or everybody."""
    audiences: list[tuple[Path, Who]] = [(("clauses", name), clause.who) for name, clause in terms.clauses.items()]
    audiences += [(("rewards", name), award.who) for name, award in terms.rewards.items()]
    for where, who in audiences:
        path: Path = (*where, "for", "except")
        excluded = who.excluded
        if excluded is None:
            continue
        if excluded.names_nothing:
            reason = "It is not said who does not earn."
            yield Finding(path, "terms.missing", reason, "Name members, segments or levels, or take `except` out.")
        elif _covers(terms, excluded, who):
            reason = "Everybody whom it is for is left out again."
            yield Finding(path, "terms.never_pays", reason, "Correct `for` or its `except`.")


def _covers(terms: Terms, excluded: Whom, who: Who) -> bool:
    """Return whether everybody who is meant is left out; who may be a member, or in which segment, is not known."""
    parts = [
        (excluded.members, who.members),
        (excluded.segments, who.segments),
        *(
            (tiers, (who.levels or {}).get(ladder) or tuple(terms.ladders[ladder].tiers))
            for ladder, tiers in (excluded.levels or {}).items()
        ),
    ]
    return all(out is None or (named is not None and set(named) <= set(out)) for out, named in parts)
