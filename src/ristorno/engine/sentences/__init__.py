"""The reason of a number in the reader's language: as a paragraph, and as a list to check with a pocket calculator.

:func:`sentence` tells an accrual in a few short sentences, :func:`lines` its arithmetic step by step. Words of a
kind of step or measure stand beside the kind, all others in one file for each language.
"""

from ristorno.engine.phrase import LANGUAGES
from ristorno.engine.sentences.listed import Reckoned, lines
from ristorno.engine.sentences.paragraph import sentence

__all__ = ["LANGUAGES", "Reckoned", "lines", "sentence"]
