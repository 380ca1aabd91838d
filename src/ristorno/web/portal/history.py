"""What was earned, amount by amount; each opens to its reason in plain words, with the arithmetic to check it."""

from django.http import HttpResponse

from ristorno.apps.accruals.queries import booked, earned
from ristorno.apps.accruals.values import BookedState
from ristorno.apps.wallets.values import Holder
from ristorno.web.ground.door import not_there
from ristorno.web.ground.earnings import told_reason, told_row, told_rows
from ristorno.web.ground.names import Units, rulings_of
from ristorno.web.ground.rendering import render
from ristorno.web.ground.visitor import Asked

_PAGE = 25
_FARTHEST = 10_000
"""Further back nobody leafs."""


def history(asked: Asked) -> HttpResponse:
    """Show what was earned, the latest first: by the company, or by the visitor himself."""
    who, voice = asked.who, asked.voice
    programs = rulings_of(who.member)
    units = Units(programs, voice, asked.at)
    own = asked.request.GET.get("of") == "me" or not who.may("wallets")
    skip = _number(asked.request.GET.get("skip", ""))
    found = earned(who.own if own else Holder(who.member), skip=skip, most=_PAGE + 1)
    return render(
        asked,
        "portal/rows.html.jinja" if asked.request.headers.get("HX-Request") else "portal/history.html.jinja",
        page="history",
        rows=told_rows(found[:_PAGE], programs, units, voice),
        own=own,
        following=skip + _PAGE if len(found) > _PAGE and skip < _FARTHEST else None,
        skip=skip,
    )


def reason(asked: Asked, number: int) -> HttpResponse:
    """Show why an amount is what it is."""
    who, voice = asked.who, asked.voice
    found = booked(number) if number < 2**63 else None
    if found is None or not _open_to(asked, found):
        raise not_there()
    programs = rulings_of(who.member)
    units = Units(programs, voice, asked.at)
    return render(
        asked,
        "portal/reason.html.jinja",
        page="history",
        row=told_row(found, programs, units, voice),
        reason=told_reason(found, programs, voice, asked.at),
        pending=voice.amount(found.pending, units[found.unit]),
        free=voice.amount(found.free, units[found.unit]),
    )


def _open_to(asked: Asked, state: BookedState) -> bool:
    """Whether an amount is the visitor's own, his company's, or a colleague's, as far as he may see that."""
    who, holder = asked.who, state.holder
    if (state.member, holder.member) != (who.member, who.member):
        return False
    return holder == who.own or who.may("company" if holder.contact else "wallets")


def _number(text: str) -> int:
    return min(int(text), _FARTHEST) if text.isascii() and text.isdigit() and len(text) < len(str(_FARTHEST)) + 1 else 0
