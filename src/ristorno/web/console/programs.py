"""Programs: what rules, in plain words and as it was written, in which versions, and what waits for a signature."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.http import HttpResponse

from ristorno.apps.agreements import queries
from ristorno.apps.agreements.kept import KeptDraft, KeptVersion
from ristorno.engine.fact import local_day
from ristorno.engine.rulebook import read_for
from ristorno.web.console.actors import named
from ristorno.web.ground.door import not_there
from ristorno.web.ground.rendering import render
from ristorno.web.ground.visitor import Asked
from ristorno.web.ground.voice import Voice


@dataclass(frozen=True, slots=True)
class ProgramShown:
    """A program in a list."""

    key: str
    title: str
    about: str


@dataclass(frozen=True, slots=True, kw_only=True)
class VersionShown:
    """A version in a list: from when it rules, who wrote and who signed it."""

    number: int
    begins: str
    recorded: str
    by: str
    signed: str
    note: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DraftShown:
    """A draft in a list; ``state`` is a word of its own where another version came in between."""

    number: int
    key: str
    state: str
    by: str
    day: str
    note: str


def programs(asked: Asked) -> HttpResponse:
    """Show all programs, and the drafts of them that nobody decided yet."""
    voice = asked.voice
    waiting = [each for each in queries.drafts() if each.kind == "program"]
    rows = [_program(key, ruling, voice) for key, ruling in queries.rulings().items()]
    return render(asked, "console/programs.html.jinja", page="programs", rows=rows, drafts=drafts_shown(waiting, voice))


def program(asked: Asked, key: str) -> HttpResponse:
    """Show one: the rules of today in words, the document, its versions, its drafts."""
    if key not in queries.programs():
        raise not_there()
    voice, calculation = asked.voice, queries.calculation(key)
    today = local_day(asked.at, calculation.program.terms.zone)
    return render(
        asked, "console/program.html.jinja", page="programs", key=key,
        title=voice.title(calculation.program.terms.title, key),
        book=read_for(calculation, voice.language, today=today), text=queries.text(key),
        versions=versions_shown(queries.versions(key), voice), drafts=drafts_shown(queries.drafts(key=key), voice),
        agreements=len(queries.agreements(key)),
    )  # fmt: skip


def versions_shown(found: Sequence[KeptVersion], voice: Voice) -> list[VersionShown]:
    """Return versions as a list shows them, the newest first."""
    names = named((actor for each in found for actor in (each.drafted_by, each.approved_by)), voice)
    return [
        VersionShown(
            number=each.number,
            begins=", ".join(map(voice.short_day, each.effective_from)),
            recorded=voice.short_day(each.recorded_at.date()),
            by=names[each.drafted_by],
            signed=names[each.approved_by],
            note=each.note,
            text=each.text,
        )
        for each in reversed(found)
    ]


def drafts_shown(found: Iterable[KeptDraft], voice: Voice) -> list[DraftShown]:
    """Return drafts as a list shows them."""
    held = list(found)
    names = named((each.drafted_by for each in held), voice)
    return [
        DraftShown(
            number=each.number,
            key=each.key,
            state=voice(f"console.draft.{state_of(each)}"),
            by=names[each.drafted_by],
            day=voice.short_day(each.drafted_at.date()),
            note=each.note,
        )
        for each in held
    ]


def state_of(draft: KeptDraft) -> str:
    """Return where a draft stands, by a word of the pages."""
    return "overtaken" if draft.overtaken else draft.state


def _program(key: str, ruling: queries.Ruling, voice: Voice) -> ProgramShown:
    terms, kept = ruling.calculation.program.terms, queries.program(key)
    joined = voice("console.programs.open" if ruling.open else "console.programs.closed")
    told = (key, voice("console.programs.version", number=kept.number), joined, ", ".join(kept.units))
    return ProgramShown(key, voice.title(terms.title, key), " · ".join(told))
