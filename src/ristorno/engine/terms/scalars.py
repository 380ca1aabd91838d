"""How text becomes a value: numbers, rates, days, durations, names, titles.

Each type reads the text of a scalar (never a number that YAML guessed), says in a sentence what it expected,
and describes itself to editors as JSON Schema.
"""

import re
from datetime import UTC, date, datetime
from decimal import Decimal
from functools import cache
from typing import Annotated, Any
from zoneinfo import ZoneInfo, available_timezones

from pydantic import BeforeValidator, WithJsonSchema

from ristorno.kernel.number import AMOUNT_LIMIT
from ristorno.kernel.period import FIRST_DAY, LAST_DAY
from ristorno.kernel.problem import near, unheard

_NUMBER = re.compile(r"[+-]?\d+(_\d+)*(\.\d+)?")
_RATE = re.compile(r"([+-]?\d+(?:_\d+)*(?:\.\d+)?) ?%")
_DAYS = re.compile(r"\+?(\d+) days?")
_NAME = re.compile(r"[A-Za-z][A-Za-z0-9_-]{0,62}")
RATE_DECIMALS = 10


def _text(value: object, expected: str) -> str:
    if isinstance(value, str):
        return value.strip()
    raise ValueError(f"expected {expected}, found {'a list' if isinstance(value, list) else 'a mapping'}")


def read_number(value: object) -> Decimal:
    """Read ``1_000_000`` or ``1.50``: a point for decimals, underscores for thousands, nothing else."""
    if isinstance(value, Decimal):
        return value
    text = _text(value, "a number")
    if not _NUMBER.fullmatch(text):
        hint = "no rate is expected here, " if "%" in text else ""
        raise ValueError(f"{text!r} is not a number; {hint}write 1_000_000 or 1.50")
    number = Decimal(text)
    if abs(number) >= AMOUNT_LIMIT:
        raise ValueError(f"{text} is too large; the limit is ten trillion")
    if -int(number.as_tuple().exponent) > RATE_DECIMALS:
        raise ValueError(f"{text} has more than {RATE_DECIMALS} decimals")
    return number


def read_rate(value: object) -> Decimal:
    """Read ``2.5 %`` as the exact fraction 0.025. The sign per cent is required: 0.02 and 2 would be guesses."""
    if isinstance(value, Decimal):
        return value
    text = _text(value, "a rate such as 2.5 %")
    found = _RATE.fullmatch(text)
    if not found:
        raise ValueError(f"{text!r} is not a rate; write it with a per cent sign, such as 2.5 %")
    return read_number(found[1]).scaleb(-2)


def read_bound(value: object) -> Decimal:
    """Read a number to compare with; where a share is compared, its rate has been read before."""
    return read_number(value)


def read_day(value: object) -> date:
    """Read ``2026-05-01``."""
    if isinstance(value, date):
        return value
    text = _text(value, "a day such as 2026-05-01")
    if not re.fullmatch(r"\d{4}-\d{2}-\d{2}", text):
        raise ValueError(f"{text!r} is not a day; write year-month-day, such as 2026-05-01")
    try:
        day = date.fromisoformat(text)
    except ValueError:
        raise ValueError(f"{text} is not a day of the calendar") from None
    if not FIRST_DAY <= day < LAST_DAY:
        raise ValueError(f"{text} lies outside {FIRST_DAY.year}..{LAST_DAY.year - 1}; is the year right?")
    return day


def read_instant(value: object) -> datetime:
    """Read ``2026-04-20T10:00:00+03:00``, or a day, which means its first moment in UTC."""
    if isinstance(value, datetime):
        return value
    text = _text(value, "an instant such as 2026-04-20T10:00:00Z")
    if "T" not in text and " " not in text:
        day = read_day(text)
        return datetime(day.year, day.month, day.day, tzinfo=UTC)
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        raise ValueError(f"{text!r} is not an instant; write 2026-04-20T10:00:00Z") from None
    if moment.tzinfo is None:
        raise ValueError(f"{text!r} names no zone; add Z or an offset such as +03:00")
    return in_utc(moment)


def in_utc(moment: datetime) -> datetime:
    """Return an aware moment as it is told in UTC, whatever its offset: databases keep those of clocks alone."""
    try:
        return moment.astimezone(UTC)
    except OverflowError:
        raise ValueError(f"{moment.isoformat()} lies beyond all calendars in UTC") from None


def read_days(value: object) -> int:
    """Read ``+5 days`` or ``5 days``."""
    if isinstance(value, int):
        return value
    text = _text(value, "a number of days such as +5 days")
    found = _DAYS.fullmatch(text)
    if not found or int(found[1]) > 3660:
        raise ValueError(f"{text!r} is not a number of days; write +5 days")
    return int(found[1])


def read_name(value: object) -> str:
    """Read a name by which parts of the document refer to each other."""
    text = _text(value, "a name")
    if not _NAME.fullmatch(text):
        raise ValueError(f"{text!r} is not a name; use letters, digits, - and _, beginning with a letter")
    return text


@cache
def _zones() -> frozenset[str]:
    # The interpreter walks its directories at every call, which costs more than all other checks of a document.
    return frozenset(available_timezones())


def read_zone(value: object) -> str:
    """Read an IANA time zone."""
    text = _text(value, "a time zone such as Europe/Moscow")
    if text not in _zones():
        raise ValueError(f"{text!r} is not a time zone. {near(text, _zones())}")
    ZoneInfo(text)
    return text


def read_flag(value: object) -> bool:
    """Read ``true`` or ``false``; yes, on and 1 are text in YAML 1.2."""
    if isinstance(value, bool):
        return value
    text = _text(value, "true or false")
    if text not in {"true", "false"}:
        raise ValueError(f"{text!r} is neither true nor false")
    return text == "true"


def read_string(value: object) -> str:
    """Read any text that is not empty."""
    text = _text(value, "a text")
    if not text:
        raise ValueError("an empty value; write the text or leave the key out")
    return text


LANGUAGES = ("en", "ru", "th")


def read_title(value: object) -> dict[str, str]:
    """Read a text in one language (taken as English) or in several: ``{en: ..., ru: ..., th: ...}``."""
    if isinstance(value, str):
        return {"en": read_string(value)}
    if not isinstance(value, dict) or not value:
        raise ValueError("expected a text or texts by language: {en: ..., ru: ...}")
    unknown = [str(key) for key in value if key not in LANGUAGES]
    if unknown:
        raise ValueError(
            f"{unknown[0]!r} is not a language of the product. {unheard(unknown[0], value[unknown[0]], LANGUAGES)}"
        )
    return {key: read_string(text) for key, text in value.items()}


def _schema(description: str, pattern: str, *, number: bool = False) -> WithJsonSchema:
    text: dict[str, Any] = {"type": "string", "pattern": pattern}
    body: dict[str, Any] = {"anyOf": [{"type": "number"}, text]} if number else text
    return WithJsonSchema({**body, "description": description})


Number = Annotated[
    Decimal, BeforeValidator(read_number), _schema("a number", r"^[+-]?\d+(_\d+)*(\.\d+)?$", number=True)
]
NumberOrRate = Annotated[
    Decimal,
    BeforeValidator(read_bound),
    _schema("a number, or a rate where a share is compared", r"^[+-]?\d+(_\d+)*(\.\d+)?( ?%)?$", number=True),
]
Rate = Annotated[Decimal, BeforeValidator(read_rate), _schema("a rate", r"^[+-]?\d+(_\d+)*(\.\d+)? ?%$")]
Day = Annotated[date, BeforeValidator(read_day), _schema("a day", r"^\d{4}-\d{2}-\d{2}$")]
Instant = Annotated[datetime, BeforeValidator(read_instant), _schema("an instant", r"^\d{4}-\d{2}-\d{2}")]
Days = Annotated[int, BeforeValidator(read_days), _schema("a number of days", r"^\+?\d+ days?$")]
Name = Annotated[str, BeforeValidator(read_name), _schema("a name", "^" + _NAME.pattern + "$")]
Zone = Annotated[str, BeforeValidator(read_zone), _schema("an IANA time zone", ".")]
Flag = Annotated[bool, BeforeValidator(read_flag), WithJsonSchema({"enum": [True, False, "true", "false"]})]
String = Annotated[str, BeforeValidator(read_string), _schema("a text", ".", number=True)]
Title = Annotated[
    dict[str, str],
    BeforeValidator(read_title),
    WithJsonSchema(
        {
            "anyOf": [
                {"type": "string"},
                {
                    "type": "object",
                    "properties": {language: {"type": "string"} for language in LANGUAGES},
                    "additionalProperties": False,
                },
            ],
            "description": "a text in one language, or texts by language",
        }
    ),
]
