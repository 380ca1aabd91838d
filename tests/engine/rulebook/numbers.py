"""The numbers of a text, and the numbers of the terms that it is read from."""

import re
from collections.abc import Iterator, Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from engine.rulebook.changing import fields_of, is_part
from ristorno.engine.mechanics.brackets import Brackets
from ristorno.engine.mechanics.rank import Rank
from ristorno.engine.rulebook import Rulebook
from ristorno.engine.rulebook.record import rulebook_record
from ristorno.engine.terms.accrue import Accrue
from ristorno.engine.terms.clause import Baseline
from ristorno.engine.terms.fair_value import FairValue
from ristorno.engine.terms.ladder import Ladder
from ristorno.engine.terms.offers.policy import GoodsCost
from ristorno.engine.terms.terms import Terms
from ristorno.engine.terms.windows import EPOCH, Window

_NUMBER = re.compile(r"(?<!SHA-)(?<!\d)\d+(?:\.\d+)?(\s?%)?")  # the number of SHA-256 is part of its name
_ONE = re.compile(r"the first line\b|первая строка")
"""One, where a language says it without a digit."""
_IN_TEXT = re.compile(r"\d[\d_]*(?:\.\d+)?|\d+")
_SEPARATORS: Mapping[str, tuple[str, str]] = {"en": (",", "."), "ru": ("\u00a0", ","), "th": (",", ".")}


def texts(book: Rulebook) -> Iterator[str]:
    """Yield every text of the rules, without the title of the program and headings."""
    for section in rulebook_record(book)["sections"]:  # type: ignore[attr-defined]
        yield from _strings([entry["sentences"] for entry in section["entries"]])
        yield from _strings([entry["table"] for entry in section["entries"]])


def numbers_said(book: Rulebook) -> set[Decimal]:
    """Return the numbers of the rules; a rate is a fraction."""
    group, point = _SEPARATORS[book.language]
    found: set[Decimal] = set()
    for text in texts(book):
        named = _ONE.sub("1", text.replace("SHA-256", "SHA"))  # a name, not a number
        plain = re.sub(rf"(?<=\d){group}(?=\d\d\d)", "", named)
        plain = re.sub(rf"(?<=\d){re.escape(point)}(?=\d)", ".", plain)
        for match in _NUMBER.finditer(plain):
            number = Decimal(match[0].rstrip("%").strip())
            found.add((number / 100 if match[1] else number).normalize())
    return found


def numbers_written(value: Any) -> Iterator[Decimal]:
    """Yield every number of the terms that is counted with."""
    if isinstance(value, Decimal):
        yield value.normalize()
    elif isinstance(value, int) and not isinstance(value, bool):
        yield Decimal(value)
    elif isinstance(value, Baseline) and value.number is not None:
        yield value.number.normalize()
    elif isinstance(value, Window):
        yield from (Decimal(number) for number in (value.months, value.days))
    elif is_part(value) and not isinstance(value, Accrue | FairValue | GoodsCost):  # the sponsor's own
        for name in fields_of(value):
            if not (isinstance(value, Ladder) and value.falls == "none" and name == "kept_until"):
                yield from numbers_written(getattr(value, name))
    elif isinstance(value, dict | tuple):
        for inner in (*value, *value.values()) if isinstance(value, dict) else value:
            yield from numbers_written(inner)


def numbers_allowed(terms: Terms) -> set[Decimal]:
    """Return every number that may be said: those of the terms, their days and names, and the steps of the units."""
    found = {number.normalize() for number in (*numbers_written(terms), *terms.steps.values())}
    for value in _leaves(terms):
        if isinstance(value, date):
            found |= {Decimal(value.day), Decimal(value.year)}
        elif isinstance(value, str):
            found |= {
                Decimal(part).normalize()
                for text in (value, value.replace(".", " "))
                for part in _IN_TEXT.findall(text)
            }
        elif isinstance(value, int):
            found.add(Decimal(value))
    for clause in terms.clauses.values():
        if isinstance(clause.mechanic, Rank):  # a prize stands beside its place
            found |= {Decimal(place).normalize() for place in range(1, len(clause.mechanic.places) + 1)}
        if isinstance(clause.mechanic, Brackets) and clause.mechanic.row_gates:  # a row that asks is told by its place
            found |= {Decimal(row).normalize() for row in range(1, len(clause.mechanic.table) + 1)}
    return found | {Decimal(EPOCH.day), Decimal(EPOCH.year).normalize()} | {Decimal(1)}


def days_written(terms: Terms) -> set[date]:
    """Return every day of the terms."""
    return {value for value in _leaves(terms) if isinstance(value, date)}


def _leaves(value: Any) -> Iterator[Any]:
    if is_part(value):
        for name in fields_of(value):
            yield from _leaves(getattr(value, name))
    elif isinstance(value, dict | tuple):
        for inner in (*value, *value.values()) if isinstance(value, dict) else value:
            yield from _leaves(inner)
    else:
        yield value


def _strings(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict | list):
        for inner in value.values() if isinstance(value, dict) else value:
            yield from _strings(inner)
