"""The designer: a form and the text of one document, checked while somebody writes, compared, and proposed."""

from dataclasses import dataclass, replace
from http import HTTPStatus

from django.db import transaction
from django.http import HttpResponse, HttpResponseRedirect

from ristorno.apps.agreements import operations, queries
from ristorno.apps.agreements.continuing import common_of
from ristorno.kernel.problem import Problem, Refused
from ristorno.kernel.texts import sayable
from ristorno.templates import all_templates
from ristorno.web.console import beginnings, comparing
from ristorno.web.console.designing.applying import applied
from ristorno.web.console.designing.form import SPARE
from ristorno.web.console.designing.sections import SECTIONS
from ristorno.web.console.designing.shaping import Shaped, shaped
from ristorno.web.console.designing.sheet import Sheet, read_sheet
from ristorno.web.console.designing.showing import parts
from ristorno.web.console.labels import shown
from ristorno.web.console.programs import DraftShown, drafts_shown
from ristorno.web.ground.door import said
from ristorno.web.ground.rendering import render
from ristorno.web.ground.visitor import Asked
from ristorno.web.ground.voice import Voice

_LONGEST = 200_000
"""So many letters a document has at most here; longer ones come by the command line."""
_DRAFTS = 10
"""So many earlier drafts are named beside the form."""


@dataclass(frozen=True, slots=True)
class Told:
    """What is told of a text: what is wrong with it, or what it would do."""

    problems: tuple[str, ...] = ()
    changes: tuple[comparing.ChangeShown, ...] = ()
    policy: tuple[str, tuple[str, ...]] | None = None
    rehearsal: comparing.RehearsalShown | None = None
    trouble: tuple[str, ...] = ()


def new(asked: Asked) -> HttpResponse:
    """Choose with what to begin, write a program, and propose it."""
    if asked.sends:
        return _design(asked, "")
    given = asked.request.GET
    if given.get("under"):
        return _page(asked, "", beginnings.agreement_under(given["under"], beginnings.next_quarter(asked.at.date())))
    if "empty" in given:
        return _page(asked, "", beginnings.empty(asked.voice))
    if given.get("draft"):
        return _page(asked, "", beginnings.earlier(given["draft"], ""))
    if given.get("template"):
        return _page(asked, "", beginnings.template(given["template"]))
    return render(asked, "console/templates.html.jinja", page="programs", templates=all_templates())


def change(asked: Asked, key: str) -> HttpResponse:
    """Write a next version of a program or an agreement, beginning with what the newest one says, or a draft of it."""
    if asked.sends:
        return _design(asked, key)
    draft = asked.request.GET.get("draft")
    return _page(asked, key, beginnings.earlier(draft, key) if draft else beginnings.next_of(key, asked.at.date()))


def _design(asked: Asked, key: str) -> HttpResponse:
    """Take what was typed: first the fields into the text, then what the button says."""
    typed = {name: asked.typed.get(name, "") for name in asked.typed}
    step, done, problems = typed.get("shape", ""), None, tuple[str, ...]()
    text, drawn, before = (_clean(typed.get(name, "")) for name in ("text", "drawn", "before"))
    try:
        _refuse_long(max(text, before, key=len))
        text = before if step == "undo" else applied(text, parts(_sheet(drawn)), typed)
        if step and step != "undo":
            done = shaped(_sheet(text), step, typed)
        elif typed.get("do") == "propose":
            return HttpResponseRedirect(f"/console/drafts/{_proposed(asked, text)}?done=draft.propose")
    except Refused as refused:
        problems = said(asked, refused)
    return _page(asked, key, done.text if done else text, problems, done=done, before=text)


def _sheet(text: str) -> Sheet | None:
    return read_sheet(text, common_of(text))


def _refuse_long(text: str) -> None:
    if len(text) > _LONGEST:
        reason = f"The document has {len(text):,} letters; there is room for {_LONGEST:,} here."
        raise Refused([Problem("console.long", reason, "Draft it with: ristorno programs draft FILE")])


def _proposed(asked: Asked, text: str) -> int:
    note, actor = asked.typed.get("note", "").strip()[:500], asked.who.user.actor
    with transaction.atomic():
        numbers = operations.draft(text=text, actor=actor, note=note)
        for number in numbers:
            operations.propose(draft=number, actor=actor)
    return numbers[0]


def _page(
    asked: Asked, key: str, text: str, problems: tuple[str, ...] = (), *, done: Shaped | None = None, before: str = ""
) -> HttpResponse:
    """Show a text with its form; ``done`` is the step that was taken with the text ``before``."""
    do, sheet = asked.typed.get("do"), _sheet(text)
    told = _told(asked, text, counted=do == "compare")
    drawn = shown(parts(sheet), sheet.prefix if sheet else (), asked.voice)
    wrong = problems and (do == "propose" or asked.typed.get("shape"))
    return render(
        asked, "console/design.html.jinja", page=_about(text), key=key, text=text, note=asked.typed.get("note", ""),
        parts=drawn, sections=SECTIONS, taken=done, before=before, spare=SPARE, earlier=_drafts(key, asked.voice),
        told=told if not problems else replace(told, problems=(*problems, *told.problems)),
        status=HTTPStatus.UNPROCESSABLE_ENTITY if wrong else HTTPStatus.OK,
    )  # fmt: skip


def _drafts(key: str, voice: Voice) -> list[DraftShown]:
    """Return the latest drafts of what is written, the newest first: somebody may go on from any of them."""
    return drafts_shown(queries.drafts(waiting=False, key=key)[: -_DRAFTS - 1 : -1], voice) if key else []


def _told(asked: Asked, text: str, *, counted: bool) -> Told:
    voice, today = asked.voice, asked.at.date()
    try:
        found = queries.considered(text)
        told = Told(
            changes=tuple(change for each in found for change in comparing.changes(each, voice, today)),
            policy=comparing.policy(found[0], asked.at),
        )
    except Refused as refused:
        return Told(problems=_placed(asked, refused))
    try:
        return replace(told, rehearsal=comparing.rehearse(found[0], asked.at, voice)) if counted else told
    except Refused as refused:
        return replace(told, trouble=said(asked, refused))


def _placed(asked: Asked, refused: Refused) -> tuple[str, ...]:
    """Return what is wrong, each with the line on which it stands."""
    lines = [each.place.line for each in refused.problems]
    return tuple(
        asked.voice("console.design.line", line=line, words=words) if line else words
        for line, words in zip(lines, said(asked, refused), strict=True)
    )


def _about(text: str) -> str:
    """Return to which list of pages a text belongs."""
    return "agreements" if any(line.startswith("agreement:") for line in text.splitlines()) else "programs"


def _clean(text: str) -> str:
    """Return a text as it was before a browser sent it: lines end as they do in files."""
    return sayable(text).replace("\r\n", "\n")
