"""Who reads one version of the terms out in one language: words, lists, names, days."""

from collections import Counter
from collections.abc import Iterable, Mapping
from functools import cached_property
from importlib import import_module

from ristorno.engine.checks.names import all_sets
from ristorno.engine.rulebook.book import Entry, Sentence, Table
from ristorno.engine.sentences.days import Days
from ristorno.engine.sentences.names import Names, titled, unit_names
from ristorno.engine.sentences.vocabulary import vocabulary
from ristorno.engine.sentences.writer import Writer
from ristorno.engine.terms.terms import Terms


class Reader:
    """Reads terms out; ``member`` is the one who reads, None for everybody; a ``person`` needs no consent.

    Raises :class:`ValueError` for a language that the product does not speak.
    """

    def __init__(self, terms: Terms, language: str, member: str | None = None, *, person: bool = False) -> None:
        self.terms = terms
        self.language = language
        self.member = member
        self.person = person
        self.words = vocabulary(language)
        self.days = Days(language, self.words.word)
        unit = next(iter(terms.units))
        self.writer = Writer(self.words, unit_names(terms, unit, language), "sum.amount")
        self.named: set[str] = set()
        """The sets that were named by their titles alone, and have to be told."""
        self._words: Mapping[str, str] = import_module(f"ristorno.engine.rulebook.{language}").WORDS

    @cached_property
    def sets_told_once(self) -> frozenset[str]:
        """The sets with a title that several places of the terms name."""
        named = Counter(facts.of for _, facts in all_sets(self.terms) if facts.of is not None)
        return frozenset(name for name, often in named.items() if often > 1 and self.terms.sets[name].title)

    def say(self, key: str, **words: str) -> str:
        """Return a text with its placeholders filled."""
        return self._words[key].format(**words)

    def sentence(self, key: str, **words: str) -> Sentence:
        """Return a sentence with its placeholders filled."""
        return Sentence(self.say(key, **words))

    def entry(self, key: str, sentences: Iterable[Sentence], table: Table | None = None) -> Entry:
        """Return sentences under the label of a question."""
        return Entry(key, self.say(f"label.{key}"), tuple(sentences), table)

    def all_of(self, names: Iterable[str]) -> str:
        """Return names as a list of which all are meant."""
        return self._listed(tuple(names), "and")

    def any_of(self, names: Iterable[str]) -> str:
        """Return names as a list of which one is enough."""
        return self._listed(tuple(names), "or")

    def titled(self, title: Mapping[str, str] | None, name: str) -> str:
        """Return a title in the language, else in another one, else the name."""
        return titled(title, self.language) or name

    def ladder(self, name: str) -> str:
        """Return what people call a ladder."""
        return self.titled(self.terms.ladders[name].title, name)

    def paid_in(self, unit: str) -> Names:
        """Return how amounts of a unit, and measures, are written."""
        return unit_names(self.terms, unit, self.language)

    def full(self, text: str) -> Sentence:
        """Return words as a sentence of their own."""
        return Sentence(f"{upper(text)}{self.say('stop')}")

    def _listed(self, names: tuple[str, ...], last: str) -> str:
        if len(names) < 2:
            return "".join(names)
        return f"{self.say('comma').join(names[:-1])}{self.say(last)}{names[-1]}"


def upper(text: str) -> str:
    """Return a text that begins with a capital."""
    return text[:1].upper() + text[1:]
