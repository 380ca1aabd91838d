"""What does not fit into the bar: the visitor's profile, his companies, other pages, signing out."""

from django.http import HttpResponse, HttpResponseRedirect

from ristorno.apps.identity.signing_in import look_at
from ristorno.web.ground.door import not_there
from ristorno.web.ground.rendering import render
from ristorno.web.ground.visitor import Asked, word_of


def more(asked: Asked) -> HttpResponse:
    """Show it."""
    return render(asked, "portal/more.html.jinja", page="more")


def choose_company(asked: Asked) -> HttpResponse:
    """Look at another company of the visitor's."""
    wanted = asked.typed.get("member", "")
    if wanted not in {each.person.member for each in asked.who.places}:
        raise not_there()
    look_at(word=word_of(asked.request), member=wanted)
    return HttpResponseRedirect("/")
