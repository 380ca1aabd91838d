"""The second step of who has set up an app: a code of it, or one of the recovery codes."""

from datetime import UTC, datetime

from django.http import HttpResponse, HttpResponseRedirect

from ristorno.apps.identity.letters import GOOD_FOR
from ristorno.apps.identity.second_factor import prove_second
from ristorno.kernel.problem import Refused
from ristorno.web.entry.letting_in import carried, put_down, welcome
from ristorno.web.ground.door import SIGN_IN, retold
from ristorno.web.ground.visitor import Asked


def second(asked: Asked) -> HttpResponse:
    """Ask for the second factor, and let in who has it."""
    kept = carried(asked.request, "second", GOOD_FOR)
    if kept is None:
        return HttpResponseRedirect(SIGN_IN)
    if not asked.sends:
        return _form(asked)
    try:
        prove_second(user=kept.number, typed=asked.typed.get("code", ""), at=datetime.now(tz=UTC))
        return put_down(welcome(asked, kept.word, kept.back, strong=True), "second")
    except Refused as refused:
        return _form(asked, refused)


def _form(asked: Asked, refused: Refused | None = None) -> HttpResponse:
    return retold(asked, "entry/second.html.jinja", refused)
