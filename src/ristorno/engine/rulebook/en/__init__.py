"""English words of the rules."""

from collections.abc import Mapping
from typing import Final

from ristorno.engine.rulebook.en.asked import ASKED
from ristorno.engine.rulebook.en.given import GIVEN

WORDS: Final[Mapping[str, str]] = {**ASKED, **GIVEN}
"""Texts by key. Placeholders are filled with text that is already written out."""
