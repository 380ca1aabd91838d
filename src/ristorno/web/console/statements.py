"""The settlement run: statements by where they stand, and each with its lines, to approve, answer, issue, withdraw."""

from http import HTTPStatus
from typing import Final

from django.http import HttpResponse, HttpResponseRedirect

from ristorno.apps.members.queries import members_of
from ristorno.apps.settlements import operations, queries
from ristorno.apps.settlements.values import StatementState
from ristorno.engine.sentences import sentence
from ristorno.kernel.problem import Problem, Refused
from ristorno.report import settlement
from ristorno.report.settlement.told import LineTold
from ristorno.report.settlement.told import Voice as Written
from ristorno.web.api.files import given
from ristorno.web.console.wording import due_of
from ristorno.web.ground.door import not_there, said
from ristorno.web.ground.names import Units, rulings_of
from ristorno.web.ground.rendering import render
from ristorno.web.ground.visitor import Asked
from ristorno.web.ground.voice import Voice

STATES: Final = ("frozen", "disputed", "approved", "agreed", "issued", "withdrawn")
"""In the order in which somebody has to do something."""
STEPS: Final = {
    "approve": "console.statements.approve",
    "answer": "console.statements.approve",
    "withdraw": "console.statements.approve",
    "issue": "console.statements.issue",
}
"""What can be done with a statement, and by which right."""
_PAGE = 50
_LINES = 200


def statements(asked: Asked) -> HttpResponse:
    """Show statements in one state, the earliest first."""
    voice, counts = asked.voice, queries.counts()
    wished = asked.request.GET.get("state", "")
    state = wished if wished in STATES else next((each for each in STATES if counts.get(each)), STATES[0])
    after = asked.request.GET.get("after", "")[:120]
    found = queries.statements(state=state, after=after, most=_PAGE + 1)
    names = {key: each.name for key, each in members_of({each.holder.member for each in found}).items()}
    rows = [
        (each.number, names.get(each.holder.member) or each.holder.member, _about(each, voice), due_of(each, voice))
        for each in found
    ]
    return render(
        asked, "console/statements.html.jinja", page="statements", rows=rows[:_PAGE], state=state,
        states=[(each, counts.get(each, 0)) for each in STATES],
        following=found[_PAGE - 1].number if len(found) > _PAGE else "",
    )  # fmt: skip


def statement(asked: Asked, number: str) -> HttpResponse:
    """Show one with its lines, their reasons, and what is disputed."""
    return _one(asked, number)


def step(asked: Asked, number: str) -> HttpResponse:
    """Approve, answer, issue or withdraw."""
    _found(number)
    if not asked.who.may(STEPS.get(asked.typed.get("step", ""), "console.statements")):
        raise not_there()
    try:
        done = _done(asked, number)
    except Refused as refused:
        return _one(asked, number, said(asked, refused))
    return HttpResponseRedirect(f"/console/statements/{number}?done={done}")


def as_pdf(asked: Asked, number: str) -> HttpResponse:
    """Return the document."""
    _found(number)
    return given(f"{number}.pdf", settlement.pdf(settlement.gather(number, asked.voice.language)), "application/pdf")


def _done(asked: Asked, number: str) -> str:
    typed, at, actor = asked.typed, asked.at, asked.who.user.actor
    wished, words = typed.get("step", ""), typed.get("words", "").strip()[:2000]
    if wished not in STEPS:
        raise Refused([Problem("settlements.step", "No step was sent.", "Press one of the buttons.")])
    if wished == "approve":
        operations.approve(number=number, at=at, actor=actor)
    elif wished == "issue":
        operations.issue(number=number, at=at, actor=actor)
    elif wished == "withdraw":
        operations.withdraw(number=number, reason=words, at=at, actor=actor)
    else:
        place, accepted = _place(typed.get("line", "")), typed.get("verdict") == "accept"
        operations.answer(number=number, line=place, accepted=accepted, words=words, at=at, actor=actor)
    return wished


def _one(asked: Asked, number: str, problems: tuple[str, ...] = ()) -> HttpResponse:
    state, voice = _found(number), asked.voice
    member = members_of({state.holder.member}).get(state.holder.member)
    units = Units(rulings_of(state.holder.member), voice, asked.at)
    told = settlement.tell_lines(state, queries.lines(number, most=_LINES + 1), Written.of(voice.language))
    may = [name for name, right in STEPS.items() if asked.who.may(right)]
    return render(
        asked, "console/statement.html.jinja", page="statements", it=state, problems=problems, may=may,
        name=member.name if member and member.name else state.holder.member, about=_about(state, voice),
        due=[voice.amount(total.due, units[total.unit]) for total in state.totals],
        lines=[_line(each, units, voice) for each in told[:_LINES]], more=len(told) > _LINES, typed=asked.typed,
        status=HTTPStatus.UNPROCESSABLE_ENTITY if problems else HTTPStatus.OK,
    )  # fmt: skip


def _found(number: str) -> StatementState:
    try:
        return queries.statement(number)
    except Refused:
        raise not_there() from None


def _about(state: StatementState, voice: Voice) -> str:
    return " · ".join(filter(None, (state.program, voice.short_day(state.through), state.holder.contact)))


def _line(told: LineTold, units: Units, voice: Voice) -> dict[str, object]:
    state, dispute = told.state, told.state.dispute
    return {
        "place": state.place,
        "title": told.title,
        "window": " · ".join(filter(None, (told.window, state.document))),
        "amount": voice.signed(state.amount, units[state.unit]),
        "marks": told.marks,
        "words": sentence(told.accrual, voice.language) if told.accrual else "",
        "dispute": dispute.reason if dispute is not None else "",
        "open": dispute is not None and dispute.answer is None,
    }


def _place(text: str) -> int:
    if not (text.isdecimal() and len(text) < 10):
        raise Refused([Problem("settlements.step", "The line is missing.", "Answer beside the line.")])
    return int(text)
