"""Agreements: looked for by name or member, and each with what differs for its members, its versions and drafts."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from django.http import HttpResponse

from ristorno.apps.agreements import queries
from ristorno.apps.members.queries import members_of
from ristorno.engine.fact import local_day
from ristorno.engine.rulebook import Rulebook, read_for
from ristorno.engine.terms.program import Agreement
from ristorno.kernel.problem import Refused
from ristorno.web.console.programs import drafts_shown, versions_shown
from ristorno.web.ground.door import not_there
from ristorno.web.ground.rendering import render
from ristorno.web.ground.visitor import Asked
from ristorno.web.ground.voice import Voice

_PAGE = 50
_NAMED = 5
"""So many members of an agreement are named in a list."""
_LONGEST = 120


@dataclass(frozen=True, slots=True)
class AgreementShown:
    """An agreement in a list: whose it is, under which program, from when until when."""

    key: str
    about: str


def agreements(asked: Asked) -> HttpResponse:
    """Show agreements by name, those alone whose name, or the key of one of whose members, holds what is looked for."""
    sought, after = (asked.request.GET.get(name, "")[:_LONGEST] for name in ("q", "after"))
    found = sorted(held(sought.casefold().strip(), after), key=lambda pair: pair[1].id)[: _PAGE + 1]
    voice = asked.voice
    waiting = [each for each in queries.drafts() if each.kind == "agreement"]
    return render(
        asked, "console/agreements.html.jinja", page="agreements", sought=sought,
        rows=[_shown(program, each, voice) for program, each in found[:_PAGE]],
        following=found[_PAGE - 1][1].id if len(found) > _PAGE else "", programs=queries.programs(),
        drafts=drafts_shown(waiting, voice),
    )  # fmt: skip


def agreement(asked: Asked, key: str) -> HttpResponse:
    """Show one: whose it is, the rules with what differs marked, its versions and drafts, the document."""
    try:
        it = queries.agreement(key)
    except Refused:
        raise not_there() from None
    voice, known = asked.voice, members_of(set(it.members))
    return render(
        asked, "console/agreement.html.jinja", page="agreements", it=it, book=_book(asked, it.program, it.members),
        members=[(each, known[each].name if each in known else "") for each in it.members],
        days=_days(it.starts, it.ends, voice), text=queries.text(key),
        versions=versions_shown(queries.versions(key), voice), drafts=drafts_shown(queries.drafts(key=key), voice),
    )  # fmt: skip


def held(sought: str, after: str = "") -> Iterator[tuple[str, Agreement]]:
    """Yield agreements with their programs whose name, or the key of one of whose members, holds some words."""
    for program, ruling in queries.rulings().items():
        for each in ruling.calculation.agreements:
            said = (each.id, *each.members)
            if each.id > after and (not sought or any(sought in word.casefold() for word in said)):
                yield program, each


def _shown(program: str, it: Agreement, voice: Voice) -> AgreementShown:
    names = ", ".join(it.members[:_NAMED]) + (", …" if len(it.members) > _NAMED else "")
    return AgreementShown(it.id, " · ".join(filter(None, (names, program, _days(it.starts(), it.ends, voice)))))


def _days(starts: date | None, ends: date | None, voice: Voice) -> str:
    if starts is None:
        return voice("console.agreements.never")
    if ends is None:
        return voice("console.agreements.since", day=voice.short_day(starts))
    return f"{voice.short_day(starts)} – {voice.short_day(ends)}"


def _book(asked: Asked, program: str, members: tuple[str, ...]) -> Rulebook | None:
    """Return the rules as the first of its members reads them; all of them read the same."""
    calculation = queries.calculation(program)
    today = local_day(asked.at, calculation.program.terms.zone)
    return read_for(calculation, asked.voice.language, members[0], today=today) if members else None
