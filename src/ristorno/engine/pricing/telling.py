"""A priced order as sentences, in the language of whoever buys."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache
from importlib import import_module
from string import Formatter
from typing import Final

from ristorno.engine.benefits import BENEFITS
from ristorno.engine.explanation import Step
from ristorno.engine.fact import local_day
from ristorno.engine.phrase import Phrase
from ristorno.engine.pricing.priced import Issued, PricedOrder
from ristorno.engine.sentences.names import Names, titled, unit_names
from ristorno.engine.sentences.numbers import decimals_of
from ristorno.engine.sentences.vocabulary import vocabulary
from ristorno.engine.sentences.writer import Writer
from ristorno.engine.terms.terms import Terms
from ristorno.kernel.number import exactly
from ristorno.kernel.period import DAY

_MEASURE: Final = "sum.amount"


def told(priced: PricedOrder, terms: Terms, language: str = "en") -> tuple[str, ...]:
    """Return what an order costs and why, a sentence for every reason; ``terms`` are those that rule."""
    with exactly():
        return tuple(_Teller(priced, terms, language).sentences())


class _Teller:
    def __init__(self, priced: PricedOrder, terms: Terms, language: str) -> None:
        self._priced = priced
        self._terms = terms
        self._language = language
        self._words: Mapping[str, str] = import_module(f"ristorno.engine.pricing.words.{language}").WORDS
        currency = priced.order.currency
        decimals = decimals_of(terms.fact_step.normalize())
        names = Names(unit=currency, unit_name=currency, money=True, decimals=decimals, currency=currency)
        self._writer = Writer(vocabulary(language), names, _MEASURE)
        self._earning: dict[str, Writer] = {}

    def sentences(self) -> Iterator[str]:
        """Yield all sentences, the sum first."""
        priced = self._priced
        yield self._sum()
        for each in priced.applied:
            code = (self._say("code", code=each.code),) if each.code else ()
            yield self._say("offer", offer=self._title(each.offer), said=" ".join((*code, *self._steps(each.steps))))
        for free in priced.free:
            quantity = self._writer.numbers.number(free.quantity)
            yield self._say("free", offer=self._title(free.offer), product=free.product, quantity=quantity)
        for tender in priced.tenders:
            yield self._say("offer", offer=self._title(tender.offer), said=" ".join(self._steps(tender.steps)))
        if priced.tenders:
            yield self._say("to_pay", to_pay=self._writer.amount(priced.to_pay))
        yield from map(self._voucher, priced.issued)
        yield from self._hints()
        yield from self._earns()
        yield from (self._say(f"not.{each.reason}", offer=self._title(each.offer)) for each in priced.not_applied)

    def _sum(self) -> str:
        priced, names = self._priced, ("listed", "discount", "tax", "gross")
        key = "sum.taxed" if priced.tax else "sum" if priced.discount else "sum.plain"
        said = {name: self._writer.amount(getattr(priced, name)) for name in names}
        return self._say(key, to_pay=self._writer.amount(priced.net), **said)

    def _steps(self, steps: Iterable[Step]) -> Iterator[str]:
        for step in steps:
            own = self._words.get(f"step.{step.kind}")
            if own is not None:
                yield own.format(result=self._writer.amount(step.result))
            else:
                yield self._filled(_phrases()[step.kind].text[self._language], step)

    def _filled(self, text: str, step: Step) -> str:
        pieces: list[str] = []
        for plain, name, role in _pieces(text):
            pieces.append(plain)
            if name is not None:
                value = step.result if name == "result" else step.details[name]
                pieces.append(self._writer.written(value, role or ""))
        return "".join(pieces)

    def _voucher(self, issued: Issued) -> str:
        said = {"offer": self._title(issued.offer), "opens": self._title(issued.opens), "member": issued.member}
        if issued.until is None:
            return self._say("voucher", **said)
        last = local_day(issued.until, self._terms.zone) - DAY
        return self._say("voucher.until", until=self._writer.days.day(last), **said)

    def _hints(self) -> Iterator[str]:
        for hint in self._priced.hints:
            said = {"amount": self._writer.amount(hint.amount), "now": self._writer.amount(hint.now)}
            quantity = self._writer.numbers.number(hint.quantity)
            yield self._say("hint", quantity=quantity, product=hint.product, **said)

    def _earns(self) -> Iterator[str]:
        for each in self._priced.earns:
            more = each.with_order - each.now
            if more > 0 and each.unit in self._terms.earnable:
                amount = self._of_unit(each.unit).amount(more)
                clause = self._terms.clauses.get(each.clause)
                title = titled(clause.title, self._language) if clause else None
                yield self._say("earns", amount=amount, clause=title or each.clause)

    def _of_unit(self, unit: str) -> Writer:
        """Return who writes amounts of a unit that is earned."""
        if unit not in self._earning:
            names = unit_names(self._terms, unit, self._language)
            self._earning[unit] = Writer(vocabulary(self._language), names, _MEASURE)
        return self._earning[unit]

    def _title(self, name: str) -> str:
        return titled(self._terms.offers[name].title, self._language) or name

    def _say(self, key: str, **said: str) -> str:
        return self._words[key].format(**said)


@cache
def _pieces(text: str) -> Sequence[tuple[str, str | None, str | None]]:
    """Return a text of the product in pieces: what stands before a placeholder, its name, its role."""
    return [(plain, name, role) for plain, name, role, _ in Formatter().parse(text)]


@cache
def _phrases() -> Mapping[str, Phrase]:
    return {key: phrase for kind in BENEFITS.values() for key, phrase in kind.SENTENCES.items()}
