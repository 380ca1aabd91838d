"""Numbers as a language writes them: grouping and signs by babel's data, symbols and decimals by our own rules.

Nothing is ever rounded for reading without a sign of it: a number is shown with all its decimals, and one that
has no end of decimals with ``≈``.
"""

from collections.abc import Mapping
from decimal import Decimal
from functools import cache
from types import MappingProxyType

from babel import Locale

from ristorno.kernel.number import Exact, plain, round_to, times

SYMBOLS: Mapping[str, str] = MappingProxyType(
    {
        "AMD": "֏",
        "AZN": "₼",
        "EUR": "€",
        "GBP": "£",
        "GEL": "₾",
        "ILS": "₪",
        "INR": "₹",
        "JPY": "¥",
        "KRW": "₩",
        "KZT": "₸",
        "RUB": "₽",
        "THB": "฿",
        "TRY": "₺",
        "UAH": "₴",
        "USD": "$",
        "VND": "₫",
    }
)
"""Narrow symbols that mean one currency only; the others are written as codes."""

_ABOUT = "≈\u00a0"
LONGEST = 10
"""A number with more decimals than this is shown rounded, with a sign of it."""


class Numbers:
    """How one language writes numbers."""

    def __init__(self, language: str) -> None:
        locale = Locale.parse(language)
        symbols = locale.number_symbols["latn"]
        self._group = str(symbols["group"])
        self._point = str(symbols["decimal"])
        self._minus = str(symbols["minusSign"])
        self._percent = locale.percent_formats[None].pattern.replace("#,##0", "{}")
        self._plural = locale.plural_form
        # Babel knows where a currency stands in each language; the symbol and the decimals are ours.
        self._before = locale.currency_formats["standard"].pattern.startswith("¤")

    def number(self, value: Exact, at_least: int = 0) -> str:
        """Return a number with all its decimals, at least ``at_least`` of them."""
        exact = ended(value)
        if exact is None:
            decimals = max(at_least, 4)
            while decimals < LONGEST and _is_round(value, decimals):
                decimals += 1
            return f"{_ABOUT}{self._written(round_to(value, Decimal(1).scaleb(-decimals)), decimals)}"
        return self._written(exact, max(at_least, decimals_of(exact)))

    def rate(self, value: Exact) -> str:
        """Return a fraction as per cent."""
        return str(self._percent).format(self.number(times(value, Decimal(100))))

    def money(self, value: Exact, currency: str, at_least: int = 2) -> str:
        """Return an amount of a currency by its narrow symbol, or by its code where it has none of its own."""
        text, sign = self.number(value, at_least), ""
        symbol = SYMBOLS.get(currency)
        if symbol is None or not self._before:
            return f"{text}\u00a0{symbol or currency}"
        for mark in (_ABOUT, self._minus):
            if text.startswith(mark):
                text, sign = text.removeprefix(mark), sign + mark
        return f"{sign}{symbol}{text}"

    def plural(self, value: Exact) -> str:
        """Return the plural category of a number: one, few, many, other."""
        exact = ended(value)
        return "other" if exact is None else str(self._plural(exact.normalize()))

    def _written(self, value: Decimal, decimals: int) -> str:
        text = f"{abs(value):,.{decimals}f}"
        text = text.replace(",", "\0").replace(".", self._point).replace("\0", self._group)
        return f"{self._minus}{text}" if value < 0 else text


@cache
def numbers(language: str) -> Numbers:
    """Return how a language writes numbers; its data are looked up once."""
    return Numbers(language)


def ended(value: Exact) -> Decimal | None:
    """Return the number as a decimal without idle zeros, None where it has too many decimals or no end of them."""
    if isinstance(value, Decimal):
        text = plain(value)
        return Decimal(text) if len(text.partition(".")[2]) <= LONGEST else None
    fraction = value
    scaled = fraction * 10**LONGEST
    if scaled.denominator != 1:
        return None
    text = f"{abs(scaled.numerator):0{LONGEST + 1}d}"
    sign = "-" if fraction < 0 else ""
    return Decimal(f"{sign}{text[:-LONGEST]}.{text[-LONGEST:]}".rstrip("0").rstrip("."))


def decimals_of(value: Decimal) -> int:
    """Return how many decimals a number has."""
    return max(0, -int(value.as_tuple().exponent))


def _is_round(value: Exact, decimals: int) -> bool:
    """Return whether a number looks like a rounder one that it is not: 0.69997 is no 0.7000."""
    return round_to(value, Decimal(1).scaleb(-decimals)) == round_to(value, Decimal(1).scaleb(2 - decimals))
