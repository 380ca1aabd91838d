"""The rules in plain words: what is counted with, and nothing else; what stands so by the own agreement is marked."""

from datetime import date

from django.http import HttpResponse

from ristorno.apps.agreements.queries import Ruling
from ristorno.engine.fact import local_day
from ristorno.engine.rulebook import read_for
from ristorno.web.ground.rendering import render
from ristorno.web.ground.visitor import Asked
from ristorno.web.portal.joining import seen_by


def rules(asked: Asked) -> HttpResponse:
    """Show the rules of all programs in which the company takes part, or may ask to."""
    member, language = asked.who.member, asked.voice.language
    books = [
        read_for(each.calculation, language, member if each.takes(member) else None, today=_today(asked, each))
        for each in seen_by(member).values()
    ]
    return render(asked, "portal/rules.html.jinja", page="rules", books=books)


def _today(asked: Asked, ruling: Ruling) -> date:
    return local_day(asked.at, ruling.calculation.program.terms.zone)
