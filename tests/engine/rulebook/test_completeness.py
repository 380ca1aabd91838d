"""Whatever changes an amount changes what is read: every field of the terms is changed, one at a time."""

from collections import Counter
from collections.abc import Callable, Iterator
from fractions import Fraction
from functools import cache, partial

import pytest

from engine.rulebook.changing import Change, Pool, Spot, changes, pool_of, spots
from engine.rulebook.corpus import all_terms, one_clause_each
from engine.rulebook.silence import ALONE, NEVER, idle
from ristorno.engine.check import findings
from ristorno.engine.rulebook import Rulebook, rulebook
from ristorno.engine.terms.scalars import LANGUAGES
from ristorno.engine.terms.terms import Terms
from strategies.effort import Effort

_REMEDY = (
    "Give it words in src/ristorno/engine/rulebook (or in RULES beside the kind); only what changes no amount goes "
    "into tests/engine/rulebook/silence.py, with the reason."
)


_TOLD, _SILENT = 3, 60
"""So many changes of one field at one place of the terms are to be told; so many more are tried that mean nothing."""


def test_every_change_is_told(effort: Effort) -> None:
    told: set[str] = set()
    silent: dict[str, Change] = {}
    corpus = one_clause_each(all_terms())
    pool = pool_of(corpus)
    often: Counter[tuple[str, ...]] = Counter()
    enough = _SILENT * max(Fraction(1), effort.factor)
    for terms in corpus:
        for change, heard in _heard(terms, pool, lambda spot: often[spot.names] < enough):
            often[change.spot.names] += _SILENT // _TOLD if heard else 1
            if heard:
                told.update(change.spot.names)
            elif not idle(change):
                silent.setdefault(change.spot.names[-1], change)
    if silent:
        listed = "\n".join(f"  {name}, such as {change}" for name, change in sorted(silent.items()))
        pytest.fail(f"The rules read the same when these fields change:\n{listed}\n{_REMEDY}", pytrace=False)
    fields = {spot.names[-1] for terms in corpus for spot in spots(terms) if not spot.one_choice}
    unheard = sorted(fields - told - set(NEVER) - set(ALONE))
    if unheard:
        reason = f"No case changes these fields, so nobody knows whether the rules tell them: {', '.join(unheard)}."
        pytest.fail(f"{reason} Write a case with another value than the default. {_REMEDY}", pytrace=False)


def _heard(terms: Terms, pool: Pool, wanted: Callable[[Spot], bool]) -> Iterator[tuple[Change, bool]]:
    """Yield the changes that make sense, each with whether the rules read otherwise in any language."""
    before = cache(partial(rulebook, terms))
    for change in changes(terms, pool, wanted):
        after = _read(change.terms, "en")
        if after is None:
            continue
        heard = after != before("en")
        if not heard and findings(change.terms):
            continue
        yield change, heard or any(_read(change.terms, other) != before(other) for other in LANGUAGES[1:])


def _read(terms: Terms, language: str) -> Rulebook | None:
    """Return the rules, None for terms that refer to something that is not there."""
    try:
        return rulebook(terms, language)
    except (KeyError, RecursionError):
        if findings(terms):
            return None
        raise
