"""The fair value of points as a short paragraph: what was put by month by month, what was released, what is left."""

from collections.abc import Iterator

from ristorno.engine.sentences.names import unit_names
from ristorno.engine.sentences.vocabulary import vocabulary
from ristorno.engine.sentences.writer import Writer
from ristorno.engine.terms.terms import Terms
from ristorno.engine.valued import FairValued, ValuedMonth
from ristorno.kernel.number import Exact, exactly


def fair_value_sentence(valued: FairValued, terms: Terms, language: str = "en") -> str:
    """Return the reason of a fair value in ``en``, ``ru`` or ``th``; ``terms`` name the unit."""
    words = vocabulary(language)
    writer = Writer(words, unit_names(terms, valued.unit, language), "count.facts")
    with exactly():
        return words.word("joint").join(_Told(writer, valued).parts())


class _Told:
    def __init__(self, writer: Writer, valued: FairValued) -> None:
        self._writer = writer
        self._valued = valued
        self._decimals = -int(valued.step.as_tuple().exponent) if valued.step.as_tuple().exponent else 0

    def parts(self) -> Iterator[str]:
        valued, say = self._valued, self._writer.say
        yield say("fair.head", unit=self._writer.names.unit_name, value=self._money(valued.deferred))
        if valued.brought_points is not None and valued.brought_price is not None:
            yield say(
                "fair.brought", points=self._points(valued.brought_points), value=self._money(valued.brought_price)
            )
        for month in valued.months:
            yield from self._month(month)
        if valued.redeemed is not None:
            rate = self._writer.written(valued.expected_redeemed, "rate")
            numbers = {"expected": self._points(valued.expected), "spent": self._points(valued.redeemed)}
            yield say("fair.released", rate=rate, value=self._money(valued.released), **numbers)

    def _month(self, month: ValuedMonth) -> Iterator[str]:
        writer = self._writer
        told = {
            "month": writer.days.window(month.month),
            "price": writer.numbers.money(month.price, self._valued.currency, self._decimals),
            "rate": writer.written(month.expected_redeemed, "rate"),
        }
        if month.sold:
            told |= {"points": self._points(month.sold), "sales": self._money(month.sales)}
            yield writer.say("fair.sold", **told, alone=self._money(month.alone), value=self._money(month.share))
        if month.granted:
            told |= {"points": self._points(month.granted)}
            yield writer.say("fair.granted", **told, value=self._money(month.worth))

    def _points(self, value: Exact) -> str:
        return self._writer.amount(value)

    def _money(self, value: Exact) -> str:
        return self._writer.numbers.money(value, self._valued.currency, self._decimals)
