"""Statements: to read, to agree with, and to dispute line by line; a draft is the sponsor's own affair."""

from http import HTTPStatus

from django.http import HttpResponse, HttpResponseRedirect

from ristorno.apps.settlements import operations, queries
from ristorno.apps.settlements.values import StatementState
from ristorno.engine.sentences import sentence
from ristorno.kernel.problem import Refused
from ristorno.report import settlement
from ristorno.report.settlement.told import LineTold
from ristorno.report.settlement.told import Voice as Written
from ristorno.web.api.files import given
from ristorno.web.ground.door import not_there, said
from ristorno.web.ground.names import Units, rulings_of
from ristorno.web.ground.rendering import render
from ristorno.web.ground.visitor import Asked
from ristorno.web.portal.messages import papers_of

_LONGEST = 2000
_LINES = 200
"""So many lines of a statement are shown; the document has all."""


def statements(asked: Asked) -> HttpResponse:
    """Show all that were approved, the latest first."""
    who, voice = asked.who, asked.voice
    units = Units(rulings_of(who.member), voice, asked.at)
    written = Written.of(voice.language)
    found = papers_of(asked)
    rows = [
        {
            "number": each.number,
            "through": voice.day(each.through),
            "state": each.state,
            "said": written.words(f"state.{each.state}"),
            "due": [voice.amount(total.due, units[total.unit]) for total in each.totals],
        }
        for each in reversed(found)
    ]
    return render(asked, "portal/statements.html.jinja", page="statements", rows=rows)


def statement(asked: Asked, number: str) -> HttpResponse:
    """Show one with its lines and the reason of each."""
    state = _own(asked, number)
    voice = asked.voice
    units = Units(rulings_of(asked.who.member), voice, asked.at)
    written = Written.of(voice.language)
    told = settlement.tell_lines(state, queries.lines(number, most=_LINES + 1), written)
    return render(
        asked,
        "portal/statement.html.jinja",
        page="statements",
        state=state,
        said=written.words(f"state.{state.state}"),
        through=voice.day(state.through),
        how=written.how_to_disagree(state),
        due=[voice.amount(total.due, units[total.unit]) for total in state.totals],
        lines=[_line(each, units, asked) for each in told[:_LINES]],
        more=len(told) > _LINES,
        may_answer=asked.who.may("statements.answer"),
    )


def dispute(asked: Asked, number: str, place: int) -> HttpResponse:
    """Ask why a line is not right, and say so to the sponsor."""
    state = _own(asked, number)
    reason = asked.typed.get("reason", "")[:_LONGEST]
    problems: tuple[str, ...] = ()
    if asked.sends:
        try:
            operations.dispute(number=number, line=place, reason=reason, at=asked.at, actor=asked.who.user.actor)
        except Refused as refused:
            problems = said(asked, refused)
        else:
            return HttpResponseRedirect(f"/statements/{number}?done=disputed")
    written = Written.of(asked.voice.language)
    (told,) = settlement.tell_lines(state, [queries.line(number, place)], written)
    units = Units(rulings_of(asked.who.member), asked.voice, asked.at)
    return render(
        asked, "portal/dispute.html.jinja", page="statements", state=state, line=_line(told, units, asked),
        reason=reason, problems=problems, longest=_LONGEST,
        status=HTTPStatus.UNPROCESSABLE_ENTITY if problems else HTTPStatus.OK,
    )  # fmt: skip


def agree(asked: Asked, number: str) -> HttpResponse:
    """Say that a statement is right."""
    _own(asked, number)
    operations.agree(number=number, at=asked.at, actor=asked.who.user.actor)
    return HttpResponseRedirect(f"/statements/{number}?done=agreed")


def as_pdf(asked: Asked, number: str) -> HttpResponse:
    """Return the document."""
    _own(asked, number)
    return given(f"{number}.pdf", settlement.pdf(settlement.gather(number, asked.voice.language)), "application/pdf")


def _own(asked: Asked, number: str) -> StatementState:
    found = queries.statement(number)
    if found.holder.member != asked.who.member or found.holder.contact or found.approved_at is None:
        raise not_there()
    return found


def _line(told: LineTold, units: Units, asked: Asked) -> dict[str, object]:
    state, voice = told.state, asked.voice
    return {
        "place": state.place,
        "title": told.title,
        "window": " · ".join(filter(None, (told.window, state.document))),
        "amount": voice.signed(state.amount, units[state.unit]),
        "counts": state.kind == "due",
        "marks": told.marks,
        "words": sentence(told.accrual, voice.language) if told.accrual else "",
        "disputed": state.dispute is not None,
    }
