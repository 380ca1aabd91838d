"""Every number of the terms is read, and no number that is not in them; the same in every language."""

from hypothesis import strategies as st

from engine.rulebook.corpus import all_terms, one_clause_each, versions_of
from engine.rulebook.numbers import days_written, numbers_allowed, numbers_said, numbers_written, texts
from ristorno.engine.rulebook import rulebook
from ristorno.engine.rulebook.reader import Reader
from ristorno.engine.terms.scalars import LANGUAGES
from ristorno.engine.terms.terms import Terms
from strategies.effort import Effort
from strategies.situations import Situation, situations


def _hold(terms: Terms) -> None:
    said = numbers_said(rulebook(terms))
    missing = {number for number in numbers_written(terms) if number} - said
    assert not missing, f"not told: {sorted(missing)}"
    invented = said - numbers_allowed(terms)
    assert not invented, f"told, but not in the terms: {sorted(invented)}"


def test_the_numbers_of_all_programs_are_told() -> None:
    for terms in one_clause_each(all_terms()):
        _hold(terms)


def test_the_days_of_all_programs_are_told() -> None:
    for terms in one_clause_each(all_terms()):
        told = " ".join(texts(rulebook(terms)))
        reader = Reader(terms, "en")
        assert not [day for day in days_written(terms) if reader.days.day(day) not in told]


def test_numbers_of_generated_programs_are_told(effort: Effort) -> None:
    def law(situation: Situation) -> None:
        for terms in one_clause_each(versions_of(situation.calculation)):
            _hold(terms)

    effort.prove(law, situations(), examples=25)


def test_every_language_says_the_same_numbers(effort: Effort) -> None:
    def law(situation: Situation, language: str) -> None:
        for terms in versions_of(situation.calculation):
            assert numbers_said(rulebook(terms, language)) == numbers_said(rulebook(terms))

    effort.prove(law, situations(), st.sampled_from(LANGUAGES[1:]), examples=20)


def test_nothing_is_left_unfilled() -> None:
    for terms in all_terms():
        for language in LANGUAGES:
            for text in texts(rulebook(terms, language)):
                assert text.strip() == text
                assert not any(mark in text for mark in ("{", "}", "None", "  ", "..", "Decimal"))
