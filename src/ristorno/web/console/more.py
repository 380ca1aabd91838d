"""What does not fit into the bar on a phone: all pages, and signing out."""

from django.http import HttpResponse

from ristorno.web.ground.rendering import render
from ristorno.web.ground.visitor import Asked


def more(asked: Asked) -> HttpResponse:
    """Show it."""
    return render(asked, "console/more.html.jinja", page="more")
