"""Writing numbers in one language: what is paid, what is measured, how many, when.

Placeholders of a phrase name details with a role behind a colon that says how the value is written: ``measure`` (a
number of the clause's measure), ``judged`` (of the measure that picks the row), ``mark`` (a threshold: idle decimals
are left out), ``amount`` (of the unit that is paid), ``rate``, ``number``, ``day``, ``window`` (by its label),
``promise`` (another clause), or the name of a counted thing such as ``full_steps``.
"""

from collections.abc import Callable, Mapping
from typing import Any

from ristorno.engine.sentences.days import Days
from ristorno.engine.sentences.names import Names
from ristorno.engine.sentences.numbers import numbers
from ristorno.engine.sentences.vocabulary import Vocabulary
from ristorno.kernel.number import Exact


class Writer:
    """Writes the numbers of one clause; ``measure`` and ``judged`` are the codes of its measures."""

    def __init__(self, words: Vocabulary, names: Names, measure: str, judged: str | None = None) -> None:
        self.words = words
        self.names = names
        self.numbers = numbers(words.language)
        self.days = Days(words.language, words.word)
        self.measure = measure
        self._judged = judged or measure
        self._roles: Mapping[str, Callable[[Any], str]] = {
            "measure": lambda value: self.measured(value, self.measure),
            "judged": lambda value: self.measured(value, self._judged),
            "mark": lambda value: self.measured(value, self._judged, at_least=0),
            "amount": self.amount,
            "rate": self.numbers.rate,
            "number": self.numbers.number,
            "day": self.days.day,
            "window": self.days.window,
            "promise": lambda name: self.names.promises.get(name, name),
        }

    def say(self, key: str, **words: str) -> str:
        """Return a sentence with its placeholders filled."""
        return self.words.word(key).format(**words)

    def amount(self, value: Exact) -> str:
        """Return an amount of what is paid: money by its symbol, points by their name."""
        names = self.names
        if names.money:
            return self.numbers.money(value, names.unit, names.decimals)
        if names.pieces:
            return f"{self.numbers.number(value, names.decimals)}\u00a0×\u00a0{names.unit_name}"
        form = self.words.unit(names.unit_name, self.numbers.plural(value)) or names.unit_name
        return f"{self.numbers.number(value, names.decimals)}\u00a0{form}"

    def measured(self, value: Exact, phrase: str, at_least: int = 2) -> str:
        """Return a number of a measure: money in the currency of the facts, or a plain number with its unit."""
        if self.words.share(phrase):
            return self.numbers.rate(value)
        _, money = self.words.measure(phrase)
        if not (money or self.names.drawing.get(phrase)) or self.names.currency is None:
            uom = self.names.uoms.get(phrase)
            return self.numbers.number(value) + (f"\u00a0{uom}" if uom else "")
        # Half a ruble is written 0.50: either no decimals or at least two.
        whole = at_least == 0 and value == int(value)
        return self.numbers.money(value, self.names.currency, 0 if whole else 2)

    def called(self, phrase: str) -> str:
        """Return what people call a measure, with the other promises that it counts."""
        name, _ = self.words.measure(phrase)
        promises = self.words.promises(phrase)
        return f"{name} ({', '.join(self.names.promises.get(each, each) for each in promises)})" if promises else name

    def count(self, noun: str, number: Exact) -> str:
        """Return how many of a thing, in the right form."""
        written = self.numbers.number(number)
        return self.words.noun(noun, self.numbers.plural(number), written).format(n=written)

    def written(self, value: Any, role: str) -> str:
        """Return a value written as its role says; without a role it is text already."""
        if role in self.words.nouns():
            return self.count(role, value)
        return self._roles[role](value) if role else str(value)
