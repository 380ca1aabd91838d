"""Thai words of the rules. Thai writes no full stop."""

from collections.abc import Mapping
from typing import Final

from ristorno.engine.rulebook.th.asked import ASKED
from ristorno.engine.rulebook.th.given import GIVEN
from ristorno.engine.rulebook.th.offered import OFFERED

WORDS: Final[Mapping[str, str]] = {**ASKED, **GIVEN, **OFFERED}
"""Texts by key. Placeholders are filled with text that is already written out."""
