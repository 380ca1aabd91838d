"""Who operates: their roles with what each may do; others are let in, changed and let go, administrators are not."""

from http import HTTPStatus

from django.http import HttpResponse, HttpResponseRedirect

from ristorno.apps.identity.operators import appoint
from ristorno.apps.identity.queries import operators
from ristorno.apps.identity.roles import ROLES
from ristorno.kernel.problem import Refused
from ristorno.web.ground.door import said
from ristorno.web.ground.rendering import render
from ristorno.web.ground.visitor import Asked

_LONGEST = 200


def users(asked: Asked) -> HttpResponse:
    """Show them, and change one."""
    return _change(asked) if asked.sends else _list(asked)


def _change(asked: Asked) -> HttpResponse:
    typed = asked.typed
    email, name = (typed.get(each, "").strip()[:_LONGEST] for each in ("email", "name"))
    roles = [] if typed.get("step") == "remove" else typed.getlist("roles") or [""]
    try:
        changed = appoint(email=email, roles=roles, by=asked.who.user.number, name=name)
    except Refused as refused:
        return _list(asked, said(asked, refused))
    return HttpResponseRedirect(f"/console/users?done={'appointed' if changed else 'unchanged'}")


def _list(asked: Asked, problems: tuple[str, ...] = ()) -> HttpResponse:
    offered = [role for role in ROLES if role != "administrator"]
    return render(
        asked, "console/users.html.jinja", page="users", rows=operators(), offered=offered, problems=problems,
        typed=asked.typed, status=HTTPStatus.UNPROCESSABLE_ENTITY if problems else HTTPStatus.OK,
    )  # fmt: skip
