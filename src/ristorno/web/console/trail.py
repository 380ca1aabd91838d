"""The audit trail: who did what to what and when, in plain words, to look through and to take away as a file."""

import csv
import io
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Final

from django.http import HttpResponse

from ristorno.apps.events.queries import Happened
from ristorno.apps.events.seeking import Sought, seek
from ristorno.apps.identity.queries import operators
from ristorno.web.api.files import given
from ristorno.web.console.actors import named
from ristorno.web.ground.rendering import render
from ristorno.web.ground.visitor import Asked
from ristorno.web.ground.voice import Voice

_PAGE = 50
_FILE = 10_000
"""So many events a file has at most."""
_LONGEST = 120
_FIELDS: Final = ("actor", "kind", "key", "since", "until")
KINDS: Final = (
    "member", "contact", "program", "agreement", "statement", "claim", "wallet", "redemption", "reward", "order",
    "product", "user", "key", "webhook", "batch", "aside", "group", "unit", "limit", "code",
)  # fmt: skip
"""What things happen to."""
_PAGES: Final[Mapping[str, str]] = {
    "member": "/console/members/", "program": "/console/programs/", "agreement": "/console/agreements/",
    "statement": "/console/statements/",
}  # fmt: skip
"""Where more is told of something."""
_NOTHING: Final[tuple[object, ...]] = (None, "", [], {})
_FORMULA: Final = ("=", "+", "-", "@", "\t", "\r")


@dataclass(frozen=True, slots=True, kw_only=True)
class EventShown:
    """An event in words; ``address`` is where more is told, empty where nothing is."""

    number: int
    when: str
    who: str
    what: str
    about: str
    address: str
    told: Sequence[tuple[str, str]]


def trail(asked: Asked) -> HttpResponse:
    """Show what happened, the latest first."""
    voice, typed = asked.voice, _typed(asked)
    before = asked.request.GET.get("before", "")
    number = int(before) if before.isascii() and before.isdigit() and len(before) < 19 else 0
    found = seek(_sought(typed), before=number, most=_PAGE + 1)
    people = [(each.actor, each.name or each.email) for each in operators()]
    return render(
        asked, "console/trail.html.jinja", page="trail", typed=typed, kinds=KINDS, people=people,
        rows=shown(found[:_PAGE], voice), following=found[_PAGE - 1].number if len(found) > _PAGE else None,
    )  # fmt: skip


def as_file(asked: Asked) -> HttpResponse:
    """Return what is looked for as a table for spreadsheets, the latest first."""
    found = seek(_sought(_typed(asked)), most=_FILE)
    names = named((each.actor for each in found), asked.voice)
    out = io.StringIO()
    rows = csv.writer(out)
    rows.writerow(("number", "recorded_at", "name", "actor", "actor_name", "subject", "data"))
    for each in found:
        data = json.dumps(each.data, ensure_ascii=False, sort_keys=True)
        cells = (each.name, each.actor, names[each.actor], each.subject, data)
        rows.writerow((each.number, each.recorded_at.astimezone(UTC).isoformat(), *map(_harmless, cells)))
    return given("audit-trail.csv", out.getvalue().encode("utf-8-sig"), "text/csv")


def shown(found: Sequence[Happened], voice: Voice) -> list[EventShown]:
    """Return events in words."""
    names = named((each.actor for each in found), voice)
    return [_shown(each, names, voice) for each in found]


def _shown(it: Happened, names: Mapping[str, str], voice: Voice) -> EventShown:
    kind, _, key = it.subject.partition(":")
    known = voice.has(f"console.subject.{kind}")
    return EventShown(
        number=it.number,
        when=f"{voice.short_day(it.recorded_at.date())}, {it.recorded_at.astimezone(UTC):%H:%M} UTC",
        who=names[it.actor],
        what=_what(it.name, voice),
        about=f"{voice(f'console.subject.{kind}')} {key}".strip() if known else it.subject,
        address=f"{_PAGES[kind]}{key}" if kind in _PAGES else "",
        told=[(name.replace("_", " "), _plain(value)) for name, value in it.data.items() if value not in _NOTHING],
    )


def _what(name: str, voice: Voice) -> str:
    """Return what happened in words: the topic between thing and verb, where there is one, and the verb."""
    _, *topics, verb = name.split(".")
    told = [voice(f"console.about_event.{each}") for each in topics if voice.has(f"console.about_event.{each}")]
    told.append(voice(f"console.event.{verb}") if voice.has(f"console.event.{verb}") else name)
    return ": ".join(told)


def _plain(value: object) -> str:
    if isinstance(value, list) and all(isinstance(each, str | int) for each in value):
        return ", ".join(map(str, value))
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


def _typed(asked: Asked) -> dict[str, str]:
    return {name: asked.request.GET.get(name, "")[:_LONGEST].strip().replace("\0", "") for name in _FIELDS}


def _sought(typed: Mapping[str, str]) -> Sought:
    until = _day(typed["until"])
    return Sought(
        actor=typed["actor"], kind=typed["kind"], key=typed["key"], since=_begin(_day(typed["since"])),
        until=_begin(until + timedelta(days=1) if until and until < date.max else until),
    )  # fmt: skip


def _begin(day: date | None) -> datetime | None:
    return None if day is None else datetime.combine(day, time(), UTC)


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def _harmless(cell: str) -> str:
    """Return a cell that no spreadsheet takes for a formula."""
    return f"'{cell}" if cell.startswith(_FORMULA) else cell
