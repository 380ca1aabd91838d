"""Russian words of the rules."""

from collections.abc import Mapping
from typing import Final

from ristorno.engine.rulebook.ru.asked import ASKED
from ristorno.engine.rulebook.ru.given import GIVEN
from ristorno.engine.rulebook.ru.offered import OFFERED

WORDS: Final[Mapping[str, str]] = {**ASKED, **GIVEN, **OFFERED}
"""Texts by key. Placeholders are filled with text that is already written out."""
