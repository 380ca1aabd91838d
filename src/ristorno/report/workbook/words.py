"""The fixed words of workbooks; their table is ``words.toml``."""

import tomllib
from functools import cache
from importlib.resources import files

from ristorno.engine.explanation import Counted
from ristorno.kernel.number import plain
from ristorno.report.words import Language


class Words:
    """The words of one language."""

    def __init__(self, language: Language) -> None:
        self.language = language

    def __call__(self, key: str, **values: str) -> str:
        """Return the words of a key with their blanks filled in."""
        return _table()[key][self.language].format(**values)

    def kind(self, kind: str) -> str:
        """Return what people call a kind of fact; kinds of a program's own are called by their id."""
        found = _table().get(f"kind.{kind}")
        return found[self.language] if found else kind


def as_sold(fact: Counted) -> str:
    """Return a quantity in the unit of its fact, with how much one holds; nothing where that unit is counted."""
    sold = fact.sold
    return "" if sold is None else f"{plain(sold.quantity)} {sold.uom} × {plain(sold.holds)}"


@cache
def _table() -> dict[str, dict[str, str]]:
    return tomllib.loads((files(__package__) / "words.toml").read_text(encoding="utf-8"))
