"""Windows in words: each of them, for a promise or a ladder, and over one of them, for a condition."""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from typing import Literal

from ristorno.engine.rulebook.book import Sentence
from ristorno.engine.rulebook.reader import Reader
from ristorno.engine.terms.clause import Clause
from ristorno.engine.terms.windows import EPOCH, Window

_FISCAL = frozenset({"quarter", "half", "year"})


def told_window(reader: Reader, window: Window, how: Literal["each", "over"]) -> str:
    """Return a window in words."""
    key = f"{how}.{window.shape}"
    if window.shape == "every":
        return reader.say(key, length=length(reader, window), anchor=_anchor(reader, window))
    if window.shape == "rolling":
        return reader.say(key, length=length(reader, window))
    if window.first is not None and window.last is not None:
        return reader.say(key, first=reader.days.day(window.first), last=reader.days.day(window.last))
    if window.shape in _FISCAL and window.starts != (1, 1):
        month, day = window.starts
        return reader.say(f"{key}.fiscal", day=reader.days.of_year(month, day))
    return reader.say(key)


def told_time(reader: Reader, clause: Clause) -> Iterator[Sentence]:
    """Yield over what time a clause counts, and in which pieces it is paid."""
    yield Sentence(told_window(reader, clause.window, "each"))
    if clause.pay_every is not None:
        yield Sentence(reader.say("pay_every", pieces=told_window(reader, clause.pay_every.window, "each")))
        yield reader.sentence(f"pay_every.{clause.pay_every.basis}")
    if clause.prorate != "none":
        yield reader.sentence(f"prorate.{clause.prorate}")


def length(reader: Reader, window: Window) -> str:
    """Return how long a window is."""
    noun, number = ("months", window.months) if window.months else ("days", window.days)
    return reader.writer.count(noun, Decimal(number))


def _anchor(reader: Reader, window: Window) -> str:
    if window.anchor == "start":
        return reader.say("anchor.start")
    return reader.days.day(window.anchor if isinstance(window.anchor, date) else EPOCH)
