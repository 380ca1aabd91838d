"""What does not fit into the bar: the visitor's profile, his companies, other pages, signing out."""

import os
from collections.abc import Mapping
from typing import Final

from django.http import HttpResponse, HttpResponseRedirect

from ristorno.apps.identity.signing_in import look_at
from ristorno.web.ground.door import not_there
from ristorno.web.ground.rendering import render
from ristorno.web.ground.visitor import Asked, word_of

HELP: Final = "RISTORNO_HELP"
"""The variable of the environment with the address at which the supplier helps: a page, a mailbox or a telephone."""


def more(asked: Asked) -> HttpResponse:
    """Show it."""
    return render(asked, "portal/more.html.jinja", page="more", help=help_at(os.environ))


def help_at(environment: Mapping[str, str]) -> str:
    """Return the address at which the supplier helps; nothing where none is named, or what is named is no address."""
    told = environment.get(HELP, "")
    return told if told.startswith(("https://", "mailto:", "tel:")) else ""


def choose_company(asked: Asked) -> HttpResponse:
    """Look at another company of the visitor's."""
    wanted = asked.typed.get("member", "")
    if wanted not in {each.person.member for each in asked.who.places}:
        raise not_there()
    look_at(word=word_of(asked.request), member=wanted)
    return HttpResponseRedirect("/")
