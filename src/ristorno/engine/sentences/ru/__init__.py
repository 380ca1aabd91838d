"""Russian words."""

from ristorno.engine.sentences.ru.nouns import NOUNS, UNITS
from ristorno.engine.sentences.ru.steps import STEPS
from ristorno.engine.sentences.ru.words import WORDS

__all__ = ["NOUNS", "STEPS", "UNITS", "WORDS"]
