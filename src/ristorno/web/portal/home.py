"""The first page: where the company stands, what is missing to more, what that would bring, what is on the wallet."""

from django.http import HttpResponse

from ristorno.apps.accruals.queries import ahead, earned
from ristorno.apps.agreements.queries import NEWEST
from ristorno.apps.members.queries import codes_asked
from ristorno.apps.wallets.values import Holder
from ristorno.postgres.asking import at_once
from ristorno.web.ground.earnings import rows_for
from ristorno.web.ground.names import Units, rulings_of
from ristorno.web.ground.rendering import render
from ristorno.web.ground.visitor import Asked
from ristorno.web.portal.hero import hero
from ristorno.web.portal.messages import papers_of, unread
from ristorno.web.portal.running import shown_runs
from ristorno.web.portal.wallets import may_fill, shown_wallets

_ROWS = 4
"""So many amounts that came lately are shown."""


def home(asked: Asked) -> HttpResponse:
    """Show it; to who may not see the company's standing, only the own wallet."""
    with at_once(codes_asked(asked.who.member), NEWEST):
        return _home(asked)


def _home(asked: Asked) -> HttpResponse:
    who, voice = asked.who, asked.voice
    wide = who.may("standing")
    programs = rulings_of(who.member)
    units = Units(programs, voice, asked.at)
    found = ahead(who.member, asked.at) if wide else ()
    holder = Holder(who.member) if who.may("wallets") else who.own
    papers = papers_of(asked)
    wallets = shown_wallets(holder, units, voice)
    return render(
        asked,
        "portal/home.html.jinja",
        page="home",
        hero=hero(found, voice),
        runs=shown_runs(found, voice),
        wallets=wallets,
        agreed=wide or bool(wallets) or may_fill(asked),
        lately=rows_for(who.member, earned(holder, most=_ROWS), programs, units, voice),
        waiting=[each for each in papers if each.state == "approved"],
        wide=wide,
        unread=unread(asked, papers),
    )
