"""The fixed words of documents; their tables are ``words.toml`` of each package."""

import tomllib
from functools import cache
from importlib.resources import files

from ristorno.engine.explanation import Counted
from ristorno.kernel.number import plain
from ristorno.report.words import Language


class Words:
    """The words of one language: those of workbooks, and further ones of a package with a table of its own."""

    def __init__(self, language: Language, further: str | None = None) -> None:
        self.language = language
        self._table = words_of(__package__) | (words_of(further) if further else {})

    def __call__(self, key: str, **values: str) -> str:
        """Return the words of a key with their blanks filled in."""
        return self._table[key][self.language].format(**values)

    def kind(self, kind: str) -> str:
        """Return what people call a kind of fact; kinds of a program's own are called by their id."""
        found = self._table.get(f"kind.{kind}")
        return found[self.language] if found else kind


def as_sold(fact: Counted) -> str:
    """Return a quantity in the unit of its fact, with how much one holds, and a foreign currency with its rate."""
    sold, exchanged = fact.sold, fact.exchanged
    quantity = "" if sold is None else f"{plain(sold.quantity)} {sold.uom} × {plain(sold.holds)}"
    money = "" if exchanged is None else f"{exchanged.currency} × {plain(exchanged.rate)}"
    return "; ".join(filter(None, (quantity, money)))


@cache
def words_of(package: str) -> dict[str, dict[str, str]]:
    """Return the table of a package: texts by key and language."""
    return tomllib.loads((files(package) / "words.toml").read_text(encoding="utf-8"))
