"""English words of the rules."""

from collections.abc import Mapping
from typing import Final

from ristorno.engine.rulebook.en.asked import ASKED
from ristorno.engine.rulebook.en.given import GIVEN
from ristorno.engine.rulebook.en.offered import OFFERED

WORDS: Final[Mapping[str, str]] = {**ASKED, **GIVEN, **OFFERED}
"""Texts by key. Placeholders are filled with text that is already written out."""
