"""Members: looked for, listed, and all about one of them on a page."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.http import HttpResponse

from ristorno.apps.accruals.queries import earned
from ristorno.apps.members.queries import Known, Person, contacts, members, members_of
from ristorno.apps.settlements.queries import statements
from ristorno.apps.wallets.queries import wallets_of
from ristorno.apps.wallets.values import Holder
from ristorno.web.ground.door import not_there
from ristorno.web.ground.earnings import told_rows
from ristorno.web.ground.names import Units, rulings_of
from ristorno.web.ground.rendering import render
from ristorno.web.ground.visitor import Asked
from ristorno.web.ground.voice import Voice

_PAGE = 25
_EARNED = 10
_STATEMENTS = 200
"""So many statements of a member are looked at, of which the latest are shown."""
_LATEST = 6
_LONGEST = 120


@dataclass(frozen=True, slots=True, kw_only=True)
class PurseShown:
    """A wallet of a member or one of its people, in words; what is nothing is empty."""

    whose: str
    unit: str
    spendable: str
    pending: str
    held: str
    owed: str


def list_members(asked: Asked) -> HttpResponse:
    """Show members by key, those alone in which all words occur that are looked for."""
    sought = asked.request.GET.get("q", "")[:_LONGEST]
    found = members(sought, asked.request.GET.get("after", "")[:_LONGEST], _PAGE + 1)
    return render(
        asked, "console/members.html.jinja", page="members", rows=found[:_PAGE], sought=sought,
        following=found[_PAGE - 1].key if len(found) > _PAGE else "",
    )  # fmt: skip


def member(asked: Asked, key: str) -> HttpResponse:
    """Show all about a member."""
    found = members_of({key}).get(key)
    if found is None:
        raise not_there()
    voice, head = asked.voice, found.stands_for
    programs = rulings_of(head)
    units = Units(programs, voice, asked.at)
    people = contacts(head)
    told = [
        (each.number, voice.short_day(each.through), voice(f"console.statement.{each.state}"))
        for each in reversed(statements(member=head, most=_STATEMENTS))
    ]
    return render(
        asked, "console/member.html.jinja", page="members", it=found, people=people,
        purses=_purses(head, people, units, voice),
        rows=told_rows(earned(Holder(head), most=_EARNED), programs, units, voice), statements=told[:_LATEST],
        programs=[voice.title(each.calculation.program.terms.title, name) for name, each in programs.items()],
        head=_other(found),
    )  # fmt: skip


def _other(found: Known) -> str:
    """Return the member as which it counts today, empty where that is itself."""
    return "" if found.stands_for == found.key else found.stands_for


def _purses(member: str, people: Sequence[Person], units: Units, voice: Voice) -> list[PurseShown]:
    names = {each.key: each.name or each.key for each in people}
    return [
        PurseShown(
            whose=names.get(each.holder.contact, each.holder.contact),
            unit=units.name(each.unit),
            spendable=voice.amount(each.spendable, units[each.unit]),
            pending=voice.amount(each.pending, units[each.unit]) if each.pending else "",
            held=voice.amount(each.held, units[each.unit]) if each.held else "",
            owed=voice.amount(-each.owed, units[each.unit]) if each.owed else "",
        )
        for each in wallets_of(member)
    ]
