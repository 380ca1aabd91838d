"""One draft: what it says, what it changes in words and in money, and the decision of a second person."""

from http import HTTPStatus
from typing import Final

from django.http import HttpResponse, HttpResponseRedirect

from ristorno.apps.agreements import operations, queries
from ristorno.apps.agreements.kept import KeptDraft
from ristorno.apps.agreements.rules import same_person
from ristorno.kernel.problem import Problem, Refused
from ristorno.web.console import comparing
from ristorno.web.console.actors import named
from ristorno.web.console.programs import state_of
from ristorno.web.ground.door import not_there, said
from ristorno.web.ground.rendering import render
from ristorno.web.ground.visitor import Asked

STEPS: Final = {
    "propose": "console.drafts.write",
    "withdraw": "console.drafts.write",
    "approve": "console.drafts.sign",
    "reject": "console.drafts.sign",
}
"""What can be done with a draft, and by which right."""
_OPEN: Final = frozenset({"drafted", "proposed"})


def draft(asked: Asked, number: int) -> HttpResponse:
    """Show one; with its money where that is asked for, as counting takes a while."""
    return _one(asked, _found(number), counted="count" in asked.request.GET)


def step(asked: Asked, number: int) -> HttpResponse:
    """Propose, withdraw, approve or reject."""
    found = _found(number)
    if not asked.who.may(STEPS.get(asked.typed.get("step", ""), "console.drafts")):
        raise not_there()
    try:
        done = _done(asked, found)
    except Refused as refused:
        return _one(asked, _found(number), said(asked, refused))
    return HttpResponseRedirect(f"/console/drafts/{found.number}?done={done}")


def _done(asked: Asked, found: KeptDraft) -> str:
    typed, actor, number = asked.typed, asked.who.user.actor, found.number
    wished, words = typed.get("step", ""), typed.get("words", "").strip()[:2000]
    if wished == "propose":
        operations.propose(draft=number, actor=actor)
    elif wished == "withdraw":
        operations.withdraw(draft=number, actor=actor)
    elif wished == "approve":
        operations.approve(draft=number, actor=actor, at=asked.at, despite_policy=words)
    elif wished == "reject":
        operations.reject(draft=number, actor=actor, reason=words)
    else:
        raise Refused([Problem("agreements.step", "No step was sent.", "Press one of the buttons.")])
    return f"draft.{wished}"


def _one(asked: Asked, it: KeptDraft, problems: tuple[str, ...] = (), *, counted: bool = False) -> HttpResponse:
    voice, own = asked.voice, same_person(it.drafted_by, asked.who.user.actor)
    begun = it.key in {*queries.programs(), *queries.agreements()}
    told: dict[str, object] = {"begun": begun, "changes": [], "book": None, "policy": None, "rehearsal": None}
    trouble: tuple[str, ...] = ()
    if it.state in _OPEN and not it.overtaken:
        try:
            told |= _told(asked, it, counted=counted)
        except Refused as refused:
            trouble = said(asked, refused)
    names = named(filter(None, (it.drafted_by, it.decided_by)), voice)
    may = {name for name, right in STEPS.items() if asked.who.may(right)}
    return render(
        asked, "console/draft.html.jinja", page="programs" if it.kind == "program" else "agreements", it=it,
        state=state_of(it), by=names[it.drafted_by], decided=names.get(it.decided_by, ""), own=own, may=may,
        problems=problems, trouble=trouble, typed=asked.typed,
        status=HTTPStatus.UNPROCESSABLE_ENTITY if problems else HTTPStatus.OK, **told,
    )  # fmt: skip


def _told(asked: Asked, it: KeptDraft, *, counted: bool) -> dict[str, object]:
    (considered,) = queries.considered(it.text, it.key)
    voice, today = asked.voice, asked.at.date()
    return {
        "changes": comparing.changes(considered, voice, today),
        "book": None if considered.proposal.before else comparing.book(considered, voice, today),
        "policy": comparing.policy(considered, asked.at),
        "rehearsal": comparing.rehearse(considered, asked.at, voice) if counted else None,
    }


def _found(number: int) -> KeptDraft:
    try:
        return queries.draft(min(number, 2**62))
    except Refused:
        raise not_there() from None
