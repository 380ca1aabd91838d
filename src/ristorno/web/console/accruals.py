"""What is owed: looked for across members by promise and days, each amount with its reason and how it came to be."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from django.http import HttpResponse

from ristorno.apps.accruals.queries import Sought, booked, changes, seek
from ristorno.apps.accruals.values import BookedChange, BookedState
from ristorno.apps.agreements.queries import rulings
from ristorno.apps.members.queries import members_of
from ristorno.web.console.actors import named
from ristorno.web.ground.door import not_there
from ristorno.web.ground.earnings import EarnedShown, told_reason, told_row, told_rows
from ristorno.web.ground.names import Units
from ristorno.web.ground.rendering import render
from ristorno.web.ground.visitor import Asked
from ristorno.web.ground.voice import Voice

_PAGE = 50
_LONGEST = 120
STATES: Final = ("all", "provisional", "final")


@dataclass(frozen=True, slots=True)
class OwedShown:
    """An amount in a list, with whose it is."""

    row: EarnedShown
    whose: str
    final: bool


@dataclass(frozen=True, slots=True)
class StepShown:
    """One change of an amount: when, by whom, from what was known by which day, to how much."""

    day: str
    actor: str
    amount: str
    true_up: bool


def accruals(asked: Asked) -> HttpResponse:
    """Show what is owed, as far as it is looked for; the latest first."""
    voice, typed = asked.voice, {name: asked.request.GET.get(name, "")[:_LONGEST].strip() for name in _FIELDS}
    programs = rulings()
    units = Units(programs, voice, asked.at)
    sought = Sought(
        member=typed["member"], program=typed["program"], clause=typed["clause"],
        since=_day(typed["since"]), until=_day(typed["until"]),
        final=None if typed["state"] not in STATES[1:] else typed["state"] == "final",
    )  # fmt: skip
    found = seek(sought, before=_number(asked.request.GET.get("before", "")), most=_PAGE + 1)
    names = {key: each.name for key, each in members_of({each.member for each in found}).items()}
    told = told_rows(found[:_PAGE], programs, units, voice)
    clauses = sorted({name for each in programs.values() for name in each.calculation.common().clauses})
    return render(
        asked, "console/accruals.html.jinja", page="accruals", typed=typed, states=STATES, programs=[*programs],
        rows=[OwedShown(row, _whose(each, names), each.status == "final")
              for row, each in zip(told, found[:_PAGE], strict=True)],
        clauses=clauses, following=found[_PAGE - 1].number if len(found) > _PAGE else None,
    )  # fmt: skip


def accrual(asked: Asked, number: int) -> HttpResponse:
    """Show one amount: why it is what it is, and every change of it."""
    it = booked(number) if number < 2**63 else None
    if it is None:
        raise not_there()
    voice, programs = asked.voice, rulings()
    units = Units(programs, voice, asked.at)
    names = {key: each.name for key, each in members_of({it.member}).items()}
    return render(
        asked, "console/accrual.html.jinja", page="accruals", it=it, row=told_row(it, programs, units, voice),
        whose=_whose(it, names), reason=told_reason(it, programs, voice, asked.at),
        pending=voice.amount(it.pending, units[it.unit]), free=voice.amount(it.free, units[it.unit]),
        steps=_steps(changes(number), it, units, voice),
    )  # fmt: skip


_FIELDS: Final = ("member", "program", "clause", "since", "until", "state")


def _whose(it: BookedState, names: Mapping[str, str]) -> str:
    """Return by whom it is earned, and to whom it goes where that is somebody else."""
    own = names.get(it.member) or it.member
    to = it.holder.contact or ("" if it.holder.member == it.member else it.holder.member)
    return f"{own} → {to}" if to else own


def _steps(found: Sequence[BookedChange], it: BookedState, units: Units, voice: Voice) -> list[StepShown]:
    actors = named((each.actor for each in found), voice)
    return [
        StepShown(
            voice.short_day(each.happened_at.date()), actors[each.actor],
            voice.amount(each.pending + each.free, units[it.unit]), each.true_up,
        )
        for each in reversed(found)
    ]  # fmt: skip


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def _number(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 19 else 0
