"""Seeing the portal as a person of a member does, for support: with a reason, for half an hour, without any button."""

from django.http import HttpResponse, HttpResponseRedirect

from ristorno.apps.identity.viewing import begin_viewing
from ristorno.apps.members.queries import members_of
from ristorno.kernel.problem import Problem, Refused
from ristorno.web.ground import viewing
from ristorno.web.ground.door import not_there
from ristorno.web.ground.visitor import Asked, word_of


def view_as(asked: Asked, key: str) -> HttpResponse:
    """Begin to look as a contact of a member, or end it."""
    if key not in members_of({key}):
        raise not_there()
    typed = asked.typed
    if typed.get("step") == "stop":
        response: HttpResponse = HttpResponseRedirect(f"/console/members/{key}?done=viewed")
        viewing.forget(response)
        return response
    found = viewing.find(key, typed.get("contact", ""), asked.at.date())
    if found is None:
        raise Refused([Problem("console.contact", "Nobody is named as whom to look.", "Choose one of the contacts.")])
    begin_viewing(
        member=found.person.member, contact=found.person.key, reason=typed.get("reason", "")[:500],
        actor=asked.who.user.actor,
    )  # fmt: skip
    response = HttpResponseRedirect("/")
    viewing.keep(response, word_of(asked.request), found, secure=asked.request.is_secure())
    return response
