"""Applications: companies that ask to be taken in, to be let in, or declined with what would change that."""

from dataclasses import dataclass
from http import HTTPStatus

from django.http import HttpResponse, HttpResponseRedirect

from ristorno.apps.agreements.queries import rulings
from ristorno.apps.members import operations
from ristorno.apps.members.queries import applicants, members_of
from ristorno.kernel.problem import Refused
from ristorno.web.ground.door import said
from ristorno.web.ground.names import today_of
from ristorno.web.ground.rendering import render
from ristorno.web.ground.visitor import Asked
from ristorno.web.ground.voice import Voice


@dataclass(frozen=True, slots=True, kw_only=True)
class ApplicationShown:
    """An application in words."""

    member: str
    program: str
    company: str
    title: str
    day: str


def unanswered(voice: Voice) -> list[ApplicationShown]:
    """Return the applications that wait for an answer, the earliest first."""
    titles = {key: voice.title(each.calculation.program.terms.title, key) for key, each in rulings().items()}
    found = applicants(titles)
    names = members_of({each.member for each in found})
    return [
        ApplicationShown(
            member=each.member, program=each.program, company=names[each.member].name or each.member,
            title=titles[each.program],
            day=voice.short_day(each.on),
        )
        for each in found
    ]  # fmt: skip


def applications(asked: Asked) -> HttpResponse:
    """Show those that wait, the earliest first."""
    return _list(asked)


def answer(asked: Asked) -> HttpResponse:
    """Let an applicant in, or tell it why not and what would change that."""
    key, program = asked.typed.get("member", ""), asked.typed.get("program", "")
    on, actor = today_of(key, asked.at), asked.who.user.actor
    approves = asked.typed.get("decision") == "approve"
    try:
        if approves:
            operations.approve(key=key, program=program, on=on, at=asked.at, actor=actor)
        else:
            operations.decline(
                key=key, program=program, reason=asked.typed.get("reason", ""), remedy=asked.typed.get("remedy", ""),
                on=on, at=asked.at, actor=actor,
            )  # fmt: skip
    except Refused as refused:
        return _list(asked, (key, program), said(asked, refused))
    return HttpResponseRedirect(f"/console/applications?done={'let_in' if approves else 'turned_down'}")


def _list(asked: Asked, wrong: tuple[str, str] = ("", ""), problems: tuple[str, ...] = ()) -> HttpResponse:
    return render(
        asked, "console/applications.html.jinja", page="applications", rows=unanswered(asked.voice), wrong=wrong,
        problems=problems, typed=asked.typed, status=HTTPStatus.UNPROCESSABLE_ENTITY if problems else HTTPStatus.OK,
    )  # fmt: skip
