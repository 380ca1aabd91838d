"""All words of one language: its own file, and what the kinds of mechanics and measures bring."""

from collections.abc import Mapping
from functools import cache
from importlib import import_module

from ristorno.engine.measures import MEASURES
from ristorno.engine.measures.others import OfOthers
from ristorno.engine.mechanics import MECHANICS
from ristorno.engine.phrase import LANGUAGES, Named, Phrase
from ristorno.engine.sentences.formulas import FORMULAS


class Vocabulary:
    """The words of one language. A word that is missing is a mistake of ours and raises :class:`KeyError`."""

    def __init__(self, language: str) -> None:
        own = import_module(f"ristorno.engine.sentences.{language}")
        self.language = language
        self._words: Mapping[str, str] = own.WORDS
        self._steps: Mapping[str, tuple[str, str]] = own.STEPS
        self._nouns: Mapping[str, Mapping[str, str]] = own.NOUNS
        self._units: Mapping[str, Mapping[str, str]] = own.UNITS

    def word(self, key: str) -> str:
        """Return a word or a sentence with placeholders."""
        return self._words[key]

    def noun(self, name: str, category: str, number: str = "") -> str:
        """Return a counted thing in the form that a number has of its own, as ``=1``, or its plural category."""
        forms = self._nouns[name]
        return forms.get(f"={number}") or forms.get(category, forms["other"])

    def nouns(self) -> frozenset[str]:
        """Return the names of the counted things."""
        return frozenset(self._nouns)

    def unit(self, name: str, category: str) -> str | None:
        """Return a unit's name in the form that a plural category asks for, None where its forms are not known."""
        forms = self._units.get(name.casefold())
        return None if forms is None else forms.get(category, forms["other"])

    def step(self, kind: str) -> tuple[str, str, str] | None:
        """Return formula, label and sentence of a kind of step, None where there is no such kind or variant."""
        phrase = _phrases().get(kind)
        if phrase is not None:
            return phrase.formula, phrase.label[self.language], phrase.text[self.language]
        own = self._steps.get(kind)
        return None if own is None else (FORMULAS[kind], *own)

    def pays(self, kind: str) -> bool:
        """Return whether a kind of step belongs to a mechanic: it puts an amount of its own beside the others."""
        return kind in {key.split(".")[0] for key in _phrases()}

    def steps(self) -> frozenset[str]:
        """Return every kind of step, with its variants, that has words."""
        return frozenset(_phrases()) | frozenset(self._steps)

    def measure(self, phrase: str) -> tuple[str, bool]:
        """Return what people call a measure, and whether it is money."""
        named = _named(phrase)
        return (phrase.split(".", 1)[-1], False) if named is None else (named.names[self.language], named.money)

    def promises(self, phrase: str) -> tuple[str, ...]:
        """Return the other promises of which a measure counts what they give."""
        kinds = (kind for kind in MEASURES.values() if issubclass(kind, OfOthers))
        return next((found for kind in kinds if (found := kind.promises(phrase))), ())

    def share(self, phrase: str) -> bool:
        """Return whether a measure is a share, which is written in per cent."""
        named = _named(phrase)
        return named is not None and named.share


def _named(phrase: str) -> Named | None:
    return next((named for kind in MEASURES.values() if (named := kind.named(phrase)) is not None), None)


@cache
def _phrases() -> Mapping[str, Phrase]:
    return {key: phrase for kind in MECHANICS.values() for key, phrase in kind.SENTENCES.items()}


@cache
def vocabulary(language: str) -> Vocabulary:
    """Return the words of a language. Raises :class:`ValueError` for a language that the product does not speak."""
    if language not in LANGUAGES:
        raise ValueError(f"{language!r} is not a language of the product; known are {', '.join(LANGUAGES)}")
    return Vocabulary(language)
