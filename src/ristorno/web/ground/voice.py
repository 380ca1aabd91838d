"""How pages talk: words of three languages, and amounts, numbers and days as each of them writes them."""

from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from functools import cache
from typing import Final
from zoneinfo import ZoneInfo

from babel.core import negotiate_locale
from babel.dates import format_date
from babel.numbers import get_currency_precision

from ristorno.engine.sentences.days import Days
from ristorno.engine.sentences.names import Names, titled
from ristorno.engine.sentences.numbers import numbers
from ristorno.engine.sentences.vocabulary import vocabulary
from ristorno.engine.sentences.writer import Writer
from ristorno.kernel.number import Exact
from ristorno.report.words import LANGUAGES, Language
from ristorno.report.workbook.words import words_of

TABLES: Final = ("ristorno.web.ground", "ristorno.web.entry", "ristorno.web.portal", "ristorno.web.console")
"""The packages whose ``words.toml`` pages are written from; no key stands in two of them."""
NAMES: Final[Mapping[Language, str]] = {"en": "English", "ru": "Русский", "th": "ไทย"}
"""What each language calls itself."""


class Voice:
    """One language."""

    def __init__(self, language: Language) -> None:
        self.language: Language = language
        self._numbers = numbers(language)
        self._words = vocabulary(language)
        self._days = Days(language, self._words.word)

    def __call__(self, key: str, **values: object) -> str:
        """Return the words of a key with their blanks filled in."""
        return words()[key][self.language].format(**values)

    def counted(self, key: str, count: int, **values: object) -> str:
        """Return the words of ``key.one``, ``key.few`` and so on, as the language counts."""
        form = f"{key}.{self._numbers.plural(Decimal(count))}"
        return self(form if form in words() else f"{key}.other", count=self.number(count), **values)

    def has(self, key: str) -> bool:
        """Return whether there are words of a key."""
        return key in words()

    def number(self, value: Exact | int, decimals: int = 0) -> str:
        """Return a number with all its decimals, at least some."""
        return self._numbers.number(Decimal(value) if isinstance(value, int) else value, decimals)

    def days(self, count: int) -> str:
        """Return so many days: ``30 days``."""
        category = self._numbers.plural(Decimal(count))
        return self._words.noun("days", category, str(count)).format(n=self.number(count))

    def rate(self, value: Exact) -> str:
        """Return a fraction as per cent."""
        return self._numbers.rate(value)

    def money(self, value: Exact, currency: str) -> str:
        """Return an amount of a currency, with cents only where there are some."""
        return self._numbers.money(value, currency, 2 if value % 1 else 0)

    def paid(self, value: Exact, currency: str) -> str:
        """Return an amount of a currency with all its cents, as it stands in the books (ISO 4217's minor unit)."""
        return self._numbers.money(value, currency, get_currency_precision(currency))

    def amount(self, value: Exact, unit: Names) -> str:
        """Return an amount with all the decimals of its unit, as explanations write it."""
        return Writer(self._words, unit, "count.facts").amount(value)

    def signed(self, value: Exact, unit: Names) -> str:
        """Return an amount with its sign also where that is a plus."""
        text = self.amount(value, unit)
        return f"+{text}" if value > 0 else text

    def day(self, day: date) -> str:
        """Return a day in words."""
        return self._days.day(day)

    def short_day(self, day: date) -> str:
        """Return a day short enough for a list: ``5 Mar 2026``."""
        return format_date(day, "d MMM y", locale=self.language)

    def moment(self, moment: datetime, zone: ZoneInfo) -> str:
        """Return the day of a moment where somebody is, short."""
        return self.short_day(moment.astimezone(zone).date())

    def window(self, label: str) -> str:
        """Return a window by its label."""
        return self._days.window(label)

    def title(self, titles: Mapping[str, str] | None, name: str) -> str:
        """Return what people call something, else its name."""
        return titled(titles, self.language) or name


@cache
def words() -> Mapping[str, Mapping[str, str]]:
    """Return all words of pages by key and language."""
    found: dict[str, dict[str, str]] = {}
    for table in TABLES:
        found |= words_of(table)
    return found


@cache
def voice(language: Language) -> Voice:
    """Return the voice of a language."""
    return Voice(language)


def language_of(*wanted: str) -> Language:
    """Return the first language of a list that is spoken here, else English; ``th-TH`` is ``th``."""
    found = negotiate_locale([each.strip() for each in wanted if each.strip()], LANGUAGES, sep="-")
    return next((each for each in LANGUAGES if each == found), "en")
