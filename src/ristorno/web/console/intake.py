"""Rows that were set aside: why, how they looked, and settling those that will never be facts."""

from collections.abc import Sequence
from dataclasses import dataclass
from http import HTTPStatus
from json import loads

from django.http import HttpResponse, HttpResponseRedirect

from ristorno.apps.facts import queries
from ristorno.apps.facts.operations import dismiss
from ristorno.apps.facts.waiting import Waiting
from ristorno.kernel.problem import Refused
from ristorno.web.ground.door import said
from ristorno.web.ground.rendering import render
from ristorno.web.ground.visitor import Asked

_MOST = 20
"""So many rows on a page; the next ones come up when these are settled, or by the address of the next page."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RowShown:
    """A row in words; ``told`` is what stood in it, by the headers of the file."""

    number: int
    reason: str
    remedy: str
    where: str
    told: Sequence[tuple[str, str]]


def intake(asked: Asked) -> HttpResponse:
    """Show the rows that wait, the earliest first, from the one after a number on."""
    return _list(asked)


def settle(asked: Asked, number: int) -> HttpResponse:
    """Settle a row that is no fact, with a reason."""
    try:
        reason = asked.typed.get("reason", "")
        dismiss(number=min(number, 2**62), reason=reason, at=asked.at, actor=asked.who.user.actor)
    except Refused as refused:
        return _list(asked, number, said(asked, refused))
    return HttpResponseRedirect("/console/intake?done=dismissed")


def _list(asked: Asked, wrong: int = 0, problems: tuple[str, ...] = ()) -> HttpResponse:
    text = asked.request.GET.get("after", "")
    after = int(text) if text.isascii() and text.isdigit() and len(text) < 19 else 0
    found = queries.waiting(after=after, most=_MOST + 1)
    status = HTTPStatus.UNPROCESSABLE_ENTITY if problems else HTTPStatus.OK
    return render(
        asked, "console/intake.html.jinja", status=status, page="intake", count=queries.waiting_count(),
        rows=[_shown(each) for each in found[:_MOST]], wrong=wrong, problems=problems,
        following=found[_MOST - 1].number if len(found) > _MOST else None,
    )  # fmt: skip


def _shown(waiting: Waiting) -> RowShown:
    row = waiting.row
    told = loads(row.raw)
    return RowShown(
        number=waiting.number,
        reason=row.reason,
        remedy=row.remedy,
        where=" · ".join(filter(None, (row.file, str(row.row), row.header))),
        told=[(name, str(value)) for name, value in told.items() if value not in (None, "", {})],
    )
