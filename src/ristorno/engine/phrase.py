"""Words of one step of the arithmetic, kept beside the kind that makes the step.

A kind brings its own words: a mechanic names its steps in ``SENTENCES``, a measure its phrases in ``WORDS``.
:mod:`ristorno.engine.sentences` collects them; the renderer has to know no kind by name.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

LANGUAGES: Final = ("en", "ru", "th")
"""The languages of the product. Everything that is said is said in all of them."""


@dataclass(frozen=True, slots=True)
class Phrase:
    """What is said about one kind of step.

    ``formula`` is the sum as a pocket calculator takes it, the same in every language; ``label`` names the step in
    a list, ``text`` tells it in a paragraph (empty where a paragraph need not mention it), both by language.
    Placeholders name details of the step, with a role behind a colon that says how the number is written:
    ``{of:measure}``, ``{rate:rate}``, ``{result:amount}``; the roles stand in
    :mod:`ristorno.engine.sentences.writer` and its speaker.
    """

    formula: str
    label: Mapping[str, str]
    text: Mapping[str, str]


def phrase(formula: str, **words: tuple[str, str]) -> Phrase:
    """Return a phrase from ``language=(label, text)``."""
    return Phrase(
        formula,
        MappingProxyType({language: label for language, (label, _) in words.items()}),
        MappingProxyType({language: text for language, (_, text) in words.items()}),
    )


@dataclass(frozen=True, slots=True)
class Named:
    """What people call a measure, by language, and whether it is money in the currency of the facts, or a share."""

    names: Mapping[str, str]
    money: bool
    share: bool = False


def named(*, money: bool = False, share: bool = False, **names: str) -> Named:
    """Return the names of a measure from ``language=name``."""
    return Named(MappingProxyType(names), money, share)
