"""Finding by words in any letters: everything is brought into one spelling before it is kept and before it is sought.

Databases differ in what they know of letters outside of English, so none of them is asked to compare any.
"""

import unicodedata
from collections.abc import Iterable

_ALIKE = str.maketrans({"ё": "е", "«": " ", "»": " ", '"': " ", "“": " ", "”": " ", "„": " ", "'": " ", "’": " "})


def plain(text: str) -> str:
    """Return a text in lower case, in one form of every letter, without quotes and with single spaces."""
    folded = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", text).casefold())
    return " ".join(folded.replace("\0", " ").translate(_ALIKE).split())


def index(texts: Iterable[str]) -> str:
    """Return what is kept so that any of the texts is found by any part of it."""
    return "\n".join(dict.fromkeys(filter(None, map(plain, texts))))


def words(text: str) -> list[str]:
    """Return the parts that all must be found."""
    return plain(text).split()
