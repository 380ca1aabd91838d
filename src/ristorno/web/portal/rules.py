"""The rules in plain words: what is counted with, and nothing else; what stands so by the own agreement is marked."""

from django.http import HttpResponse

from ristorno.engine.fact import local_day
from ristorno.engine.rulebook import read_for
from ristorno.web.ground.names import rulings_of
from ristorno.web.ground.rendering import render
from ristorno.web.ground.visitor import Asked


def rules(asked: Asked) -> HttpResponse:
    """Show the rules of all programs in which the company takes part."""
    member, language = asked.who.member, asked.voice.language
    books = [
        read_for(known, language, member, today=local_day(asked.at, known.program.terms.zone))
        for known in (ruling.calculation for ruling in rulings_of(member).values())
    ]
    return render(asked, "portal/rules.html.jinja", page="rules", books=books)
