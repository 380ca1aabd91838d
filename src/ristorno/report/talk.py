"""How a report talks: words, numbers, amounts, days and names in one language."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from decimal import Context, Decimal, localcontext
from fractions import Fraction
from types import MappingProxyType
from typing import Protocol

from babel.dates import format_date
from babel.numbers import format_compact_decimal

from ristorno.kernel.number import Exact, plain, round_to
from ristorno.report.words import WORDS, Language

_SEPARATORS: Mapping[Language, tuple[str, str]] = MappingProxyType(
    {"en": (",", "."), "ru": ("\u00a0", ","), "th": (",", ".")}
)
_SIGNS: Mapping[str, str] = MappingProxyType(
    {"EUR": "€", "USD": "$", "GBP": "£", "RUB": "₽", "THB": "฿", "JPY": "¥", "CNY": "¥", "KZT": "₸", "INR": "₹"}
)
_TENTH = Decimal("0.1")


class Named(Protocol):
    """A unit with its names."""

    @property
    def unit(self) -> str:
        """Its id."""
        ...

    @property
    def money(self) -> bool:
        """Whether it is money."""
        ...

    @property
    def step(self) -> Decimal:
        """Its smallest step."""
        ...

    @property
    def names(self) -> Mapping[str, str]:
        """What people call it, by language."""
        ...


class Talk:
    """One language, with the units of one program."""

    def __init__(self, language: Language, units: Iterable[Named]) -> None:
        self.language = language
        self._units = {info.unit: info for info in units}

    def say(self, key: str, **values: object) -> str:
        """Return the words of a key with their blanks filled in."""
        return WORDS[key][self.language].format(**values)

    def number(self, value: Decimal | int, decimals: int | None = None) -> str:
        """Return a number with thousands apart; with ``decimals`` digits behind the point, rounded half up."""
        value = Decimal(value)
        if decimals is not None:
            value = round_to(value, Decimal(1).scaleb(-decimals))
        group, point = _SEPARATORS[self.language]
        text = f"{abs(value):,f}" if decimals is not None else _grouped(plain(abs(value)))
        body = text.replace(",", "\x00").replace(".", point).replace("\x00", group)
        return f"−{body}" if value < 0 and value.normalize() != 0 else body

    def figure(self, value: Decimal, unit: str, decimals: int | None = None) -> str:
        """Return an amount of a unit without the unit's name, with the decimals of its step."""
        return self.number(value, decimals if decimals is not None else self.decimals(unit))

    def amount(self, value: Decimal, unit: str, decimals: int | None = None) -> str:
        """Return an amount with its unit: ``€1,234.50``, ``1 234,50 €``, ``120 points``."""
        text = self.figure(value, unit, decimals)
        if not self.is_money(unit):
            # A Russian noun would have to agree with its number; in brackets it stands for itself.
            return f"{text}\u00a0({self.unit(unit)})" if self.language == "ru" else f"{text}\u00a0{self.unit(unit)}"
        sign = _SIGNS.get(unit)
        if sign is None or self.language == "ru":
            return f"{text}\u00a0{sign or unit}"
        return f"−{sign}{text[1:]}" if text.startswith("−") else f"{sign}{text}"

    def short(self, value: Decimal) -> str:
        """Return a number short enough to stand over a column: ``21K``."""
        if abs(value) < 1000:
            return self.number(value, 0)
        with localcontext(Context()):  # here and only here a number may lose digits: it labels a column
            text = format_compact_decimal(value, locale=self.language, fraction_digits=1)
        return str(text).replace(" ", "\u00a0")

    def measured(self, value: Decimal, measure: str, currency: str | None) -> str:
        """Return a measured number: money where amounts, costs or margins are measured, else plain."""
        if currency is not None and measure in {"sum.amount", "sum.cost", "sum.margin", "sum.tax"}:
            return self.amount(value, currency, 0 if value == value.to_integral_value() else 2)
        return self.number(value)

    def percent(self, share: Exact | None, step: Decimal = _TENTH) -> str:
        """Return a share as per cent; a dash where there is none."""
        if share is None:
            return "–"
        text = self.number(round_to(Fraction(share) * 100, step), -int(step.as_tuple().exponent))
        return f"{text}\u00a0%" if self.language == "ru" else f"{text}%"

    def rate(self, rate: Decimal) -> str:
        """Return a rate exactly as the terms have it."""
        text = self.number(rate * 100)
        return f"{text}\u00a0%" if self.language == "ru" else f"{text}%"

    def day(self, day: date) -> str:
        """Return a day in words."""
        return str(format_date(day, "d MMMM y", locale=self.language))

    def moment(self, moment: datetime) -> str:
        """Return an instant: the day in words, the time, the offset from UTC."""
        return f"{self.day(moment.date())}, {moment:%H:%M} UTC{moment:%z}"

    def window(self, label: str) -> str:
        """Return the label of a window as people read it."""
        return label.replace("..", " – ")

    def unit(self, unit: str) -> str:
        """Return the name of a unit."""
        info = self._units.get(unit)
        return self.title(info.names, unit) if info else unit

    def title(self, titles: Mapping[str, str], name: str) -> str:
        """Return a title in this language, else in English, else in any, else the id."""
        return titles.get(self.language) or titles.get("en") or next(iter(titles.values()), name)

    def decimals(self, unit: str) -> int:
        """Return how many digits an amount of the unit has behind the point."""
        info = self._units.get(unit)
        return max(0, -int(info.step.normalize().as_tuple().exponent)) if info else 2

    def is_money(self, unit: str) -> bool:
        """Return whether a unit is money."""
        info = self._units.get(unit)
        return info.money if info else True


def exact_decimals(values: Iterable[Decimal], least: int) -> int:
    """Return how many digits behind the point show every value exactly, at least ``least``."""
    return max([least, *(-int(value.normalize().as_tuple().exponent) for value in values)])


def _grouped(text: str) -> str:
    whole, point, fraction = text.partition(".")
    return f"{int(whole):,}{point}{fraction}"
