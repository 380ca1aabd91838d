"""Over what time a clause counts: windows from one fact to a lifetime.

A window is half-open and begins and ends at local midnights. Windows of a calendar shape tile time; the
agreement's term cuts them.
"""

from collections.abc import Callable, Mapping
from datetime import date, timedelta
from types import MappingProxyType
from typing import Annotated, ClassVar, Literal, Self, TypeAlias

from pydantic import BeforeValidator, Field, WithJsonSchema, model_validator
from pydantic_core import PydanticCustomError

from ristorno.engine.terms.model import Model
from ristorno.engine.terms.scalars import Day, read_day
from ristorno.kernel.period import ALWAYS, DAY, LAST_DAY, Period, add_months, first_of_month
from ristorno.kernel.problem import near

Shape: TypeAlias = Literal[
    "fact", "document", "day", "week", "half_month", "month", "quarter", "half", "year",
    "every", "agreement", "campaign", "lifetime", "rolling",
]  # fmt: skip

EPOCH = date(2000, 1, 1)
"""Where windows of so many months or days are counted from that say nothing themselves."""

NARROW = frozenset({"fact", "document"})
"""Shapes with a key of their own for every fact or document; a return takes back here."""

_COMMON_YEAR = 2001
_MONTHS: Mapping[str, int] = MappingProxyType({"month": 1, "quarter": 3, "half": 6, "year": 12})
_NAMES = (
    "fact",
    "document",
    "day",
    "week",
    "half_month",
    "month",
    "quarter",
    "half",
    "year",
    "agreement",
    "lifetime",
)


class Window(Model):
    """A window shape with its parameters; :func:`read_window` builds it from the words of a document."""

    shape: Shape
    starts: tuple[int, int] = (1, 1)
    """Month and day on which the fiscal year begins (quarters and halves follow it)."""
    months: int = 0
    days: int = 0
    anchor: Literal["calendar", "start"] | date = "calendar"
    first: Day | None = None
    last: Day | None = None

    SPELLING: ClassVar[str] = "a window such as quarter, {every: 2 months} or {from: 2026-03-01, until: 2026-03-31}"

    @model_validator(mode="after")
    def _ordered(self) -> Self:
        if self.first and self.last and self.last < self.first:
            raise PydanticCustomError("terms.dates", "the window ends before it begins")
        return self

    @property
    def narrow(self) -> bool:
        """Whether every fact or document is a window of its own."""
        return self.shape in NARROW

    @property
    def unbounded(self) -> bool:
        """Whether it may hold days of any other window: it has a beginning or an end of its own, or none."""
        return self.shape in {"agreement", "campaign", "lifetime", "rolling", "every"}

    @property
    def from_start(self) -> bool:
        """Whether it is counted from the start of the terms of each member."""
        return self.shape == "every" and self.anchor == "start"

    def containing(self, day: date, term: Period = ALWAYS) -> Period:
        """Return the window that holds the day, cut at the ends of ``term`` (the agreement's)."""
        return _CONTAINING[self.shape](self, day, term).cut(term)

    def whole(self, day: date, term: Period = ALWAYS) -> Period:
        """Return the window that holds the day without cutting it at the term."""
        return _CONTAINING[self.shape](self, day, term)

    def anchored(self, day: date) -> Self:
        """Return the window with its anchor on a day, where it is counted from the start of the terms."""
        return self.model_copy(update={"anchor": day}) if self.from_start else self

    def earlier(
        self, whole: Period, by: Literal["previous", "previous_year"], term: Period = ALWAYS, part: Period | None = None
    ) -> Period:
        """Return the window before ``whole`` (an uncut one), or the same one a year earlier.

        ``term`` is the one that ``whole`` was found with: windows from its start go on before it. Of a window that is
        cut to ``part`` it is the same days of the earlier window.
        """
        found = self._before(whole, by, term)
        if part is None or part == whole:
            return found
        back = self._back(by, whole.start - found.start)
        start = found.start if part.start == whole.start else min(back(part.start), found.last)
        last = found.last if part.end == whole.end else max(back(part.last), start)
        return Period(max(start, found.start), min(last, found.last) + DAY)

    def _before(self, whole: Period, by: Literal["previous", "previous_year"], term: Period) -> Period:
        if self.shape == "campaign":
            return Period(add_months(whole.start, -12), add_months(whole.last, -12) + DAY)
        if by == "previous":
            return self.whole(whole.start - DAY, term)
        if self.shape == "week":
            return self.whole(whole.start - timedelta(weeks=52), term)
        return self.whole(add_months(whole.start, -12), term)

    def _back(self, by: Literal["previous", "previous_year"], apart: timedelta) -> Callable[[date], date]:
        """Return what leads from a day to the same day of the earlier window."""
        months = 12 if by == "previous_year" else _MONTHS.get(self.shape, self.months)
        if self.shape == "week" or not months:
            return lambda day: day - apart
        return lambda day: add_months(day, -months)


def _day(window: Window, day: date, term: Period) -> Period:
    return Period(day, day + DAY)


def _week(window: Window, day: date, term: Period) -> Period:
    monday = day - timedelta(days=day.weekday())
    return Period(monday, monday + timedelta(days=7))


def _half_month(window: Window, day: date, term: Period) -> Period:
    first = first_of_month(day)
    middle = first.replace(day=16)
    return Period(first, middle) if day < middle else Period(middle, add_months(first, 1))


def _fiscal(window: Window, day: date, term: Period) -> Period:
    month, first = window.starts
    return _stepped(date(day.year - 1, month, first), _MONTHS[window.shape], day)


def _every(window: Window, day: date, term: Period) -> Period:
    anchor = EPOCH
    if window.anchor == "start":
        anchor = term.start
    elif isinstance(window.anchor, date):
        anchor = window.anchor
    if not window.days:
        return _stepped(anchor, window.months, day)
    start = anchor + timedelta(days=(day - anchor).days // window.days * window.days)
    return Period(start, start + timedelta(days=window.days))


def _stepped(anchor: date, months: int, day: date) -> Period:
    """Tile time from the anchor in steps of months; every bound is counted from the anchor, so the 31st stays one."""
    steps = ((day.year - anchor.year) * 12 + day.month - anchor.month) // months
    while (start := add_months(anchor, steps * months)) > day:
        steps -= 1
    while (end := add_months(anchor, (steps + 1) * months)) <= day:
        start, steps = end, steps + 1
    return Period(start, end)


def _campaign(window: Window, day: date, term: Period) -> Period:
    assert window.first is not None
    assert window.last is not None
    return Period(window.first, window.last + DAY)


def campaign(days: Period) -> Window:
    """Return the window that is open on some days, and never again."""
    return Window(shape="campaign", first=days.start, last=days.last)


def _rolling(window: Window, day: date, term: Period) -> Period:
    end = day + DAY
    start = add_months(end, -window.months) if window.months else end - timedelta(days=window.days)
    return Period(start, end)


_CONTAINING: Mapping[str, Callable[[Window, date, Period], Period]] = MappingProxyType(
    {
        "fact": _day,
        "document": _day,
        "day": _day,
        "week": _week,
        "half_month": _half_month,
        **dict.fromkeys(("month", "quarter", "half", "year"), _fiscal),
        "every": _every,
        "agreement": lambda window, day, term: term,
        "campaign": _campaign,
        "lifetime": lambda window, day, term: ALWAYS,
        "rolling": _rolling,
    }
)


def label(window: Window, period: Period) -> str:
    """Return the name of a window that people use: ``2026-Q1``, ``2026-W05``, ``2026-01-H1``, or its days."""
    start = period.start
    whole = window.whole(start)
    if window.shape == "lifetime":
        return "lifetime" if period.end >= LAST_DAY else f"..{period.last}"
    if whole != period or window.starts != (1, 1) or window.shape in {"every", "agreement", "campaign", "rolling"}:
        return str(period)
    return _LABELS.get(window.shape, date.isoformat)(start)


def _week_name(start: date) -> str:
    year, week, _ = start.isocalendar()
    return f"{year}-W{week:02d}"


_LABELS: Mapping[str, Callable[[date], str]] = MappingProxyType(
    {
        "week": _week_name,
        "half_month": lambda start: f"{start:%Y-%m}-H{1 if start.day == 1 else 2}",
        "month": lambda start: f"{start:%Y-%m}",
        "quarter": lambda start: f"{start.year}-Q{(start.month + 2) // 3}",
        "half": lambda start: f"{start.year}-H{1 if start.month == 1 else 2}",
        "year": lambda start: f"{start.year}",
    }
)


def read_window(value: object) -> object:
    """Read a window from its words."""
    if isinstance(value, Window):
        return value
    if isinstance(value, str):
        if value not in _NAMES:
            raise PydanticCustomError(
                "terms.window",
                "{name} is not a window. {near}",
                {"name": repr(value), "near": _hint(value)},
            )
        return {"shape": value}
    if isinstance(value, dict):
        return _read_mapping(value)
    raise PydanticCustomError("terms.window", "expected {what}", {"what": Window.SPELLING})


def _hint(name: str) -> str:
    hint = near(name, _NAMES)
    return hint if hint.startswith("Did you mean") else f"{hint} Or {Window.SPELLING.partition(', ')[2]}."


def _read_mapping(value: dict[str, object]) -> object:
    keys = set(value)
    if "every" in keys and keys <= {"every", "anchor"}:
        return {
            "shape": "every",
            **read_length(value["every"]),
            "anchor": _anchor(value.get("anchor", "calendar")),
        }
    if keys == {"rolling"}:
        return {"shape": "rolling", **read_length(value["rolling"])}
    if keys == {"from", "until"}:
        return {"shape": "campaign", "first": value["from"], "last": value["until"]}
    if len(keys) == 1 and keys <= set(_MONTHS) - {"month"}:
        return _fiscal_words(next(iter(keys)), next(iter(value.values())))
    raise PydanticCustomError("terms.window", "expected {what}", {"what": Window.SPELLING})


def _fiscal_words(shape: str, body: object) -> object:
    text = body.get("starts") if isinstance(body, dict) and set(body) == {"starts"} else None
    if not isinstance(text, str):
        raise PydanticCustomError(
            "terms.window", "write {{year: {{starts: 04-01}}}}".replace("{{", "{").replace("}}", "}")
        )
    if text == "02-29":
        raise PydanticCustomError("terms.window", "29 February is missing in most years; write 02-28 or 03-01")
    try:
        day = read_day(f"{_COMMON_YEAR}-{text}")
    except ValueError:
        raise PydanticCustomError(
            "terms.window", "{day} is not a day of the year; write 04-01", {"day": text}
        ) from None
    return {"shape": shape, "starts": (day.month, day.day)}


def _anchor(value: object) -> object:
    return value if value in {"calendar", "start"} else read_day(value)


def read_length(value: object) -> dict[str, int]:
    """Read a length such as ``2 months`` or ``30 days`` into months or days."""
    words = value.split() if isinstance(value, str) else []
    if len(words) == 2 and words[0].isdigit() and 1 <= int(words[0]) <= 1200:
        unit = words[1].rstrip("s")
        if unit in {"month", "day", "week", "year"}:
            count = int(words[0]) * {"month": 1, "day": 1, "week": 7, "year": 12}[unit]
            return {"months": count} if unit in {"month", "year"} else {"days": count}
    raise PydanticCustomError("terms.window", "expected a length such as 2 months or 30 days")


WindowTerm = Annotated[
    Window,
    BeforeValidator(read_window),
    WithJsonSchema(
        {
            "anyOf": [
                {"enum": list(_NAMES)},
                {
                    "type": "object",
                    "properties": {
                        "every": {"type": "string"},
                        "anchor": {"type": "string"},
                        "rolling": {"type": "string"},
                        "from": {"type": "string"},
                        "until": {"type": "string"},
                        **{shape: {"type": "object"} for shape in ("quarter", "half", "year")},
                    },
                    "additionalProperties": False,
                },
            ],
            "description": Field(description="over what time").description,
        }
    ),
]
