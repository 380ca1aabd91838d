"""What was earned, amount by amount; each opens to its reason in plain words, with the arithmetic to check it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final
from urllib.parse import urlencode

from django.http import HttpResponse

from ristorno.apps.accruals.queries import Sought, booked, earned
from ristorno.apps.accruals.values import BookedState
from ristorno.apps.agreements.queries import Ruling, rulings
from ristorno.apps.wallets.values import Holder
from ristorno.engine.settling import Settling
from ristorno.report.workbook.sheets import Cell, workbook_of
from ristorno.web.api.files import given
from ristorno.web.ground.door import not_there
from ristorno.web.ground.earnings import EarnedShown, rows_for, told_reason, told_row
from ristorno.web.ground.names import Units, rulings_of, today_of
from ristorno.web.ground.rendering import render
from ristorno.web.ground.typed import day
from ristorno.web.ground.visitor import Asked

_PAGE = 25
_FARTHEST = 10_000
"""Further back nobody leafs, and no more rows are taken away as a file."""
_FIELDS: Final = ("clause", "since", "until", "document")
_LONGEST: Final = 120
_XLSX: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@dataclass(frozen=True, slots=True)
class _Wanted:
    """Whose amounts are asked for, and which of them; ``typed`` is what the form says."""

    holder: Holder
    own: bool
    typed: Mapping[str, str]
    sought: Sought

    @property
    def address(self) -> str:
        """What the address of the page says of it."""
        told = {name: text for name, text in self.typed.items() if text}
        return urlencode(told | {"of": "me"} if self.own else told)


def history(asked: Asked) -> HttpResponse:
    """Show what was earned, the latest first: by the company, or by the visitor himself; all, or what is looked for."""
    wanted = _wanted(asked)
    skip = _number(asked.request.GET.get("skip", ""))
    found = earned(wanted.holder, wanted.sought, skip=skip, most=_PAGE + 1)
    return render(
        asked,
        "portal/rows.html.jinja" if asked.request.headers.get("HX-Request") else "portal/history.html.jinja",
        page="history",
        rows=_rows(asked, found[:_PAGE]),
        wanted=wanted,
        clauses=_clauses(asked),
        following=skip + _PAGE if len(found) > _PAGE and skip < _FARTHEST else None,
    )


def workbook(asked: Asked) -> HttpResponse:
    """Return all that the history shows, or what is looked for, as a workbook; amounts are numbers."""
    wanted, voice = _wanted(asked), asked.voice
    found = earned(wanted.holder, wanted.sought, most=_FARTHEST)
    heads = [
        voice(f"history.column.{name}") for name in ("what", "about", "since", "through", "amount", "unit", "state")
    ]
    rows: list[dict[str, Cell]] = [
        dict(zip(heads, (
            row.title, row.about, each.starts, each.last, each.pending + each.free, each.unit,
            voice("history.expected" if each.pending else "history.booked"),
        ), strict=True))
        for each, row in zip(found, _rows(asked, found), strict=True)
    ]  # fmt: skip
    name = f"{asked.who.member}-{today_of(asked.who.member, asked.at)}.xlsx"
    return given(name, workbook_of({voice("nav.history"): rows}), _XLSX)


def reason(asked: Asked, number: int) -> HttpResponse:
    """Show why an amount is what it is."""
    who, voice = asked.who, asked.voice
    found = booked(number) if number < 2**63 else None
    if found is None or not _open_to(asked, found):
        raise not_there()
    programs = rulings_of(who.member)
    units = Units(programs, voice, asked.at)
    return render(
        asked,
        "portal/reason.html.jinja",
        page="history",
        row=told_row(found, programs, units, voice),
        reason=told_reason(found, programs, voice, asked.at),
        pending=voice.amount(found.pending, units[found.unit]),
        free=voice.amount(found.free, units[found.unit]),
    )


def _wanted(asked: Asked) -> _Wanted:
    told = asked.request.GET
    typed = {name: told.get(name, "")[:_LONGEST].strip() for name in _FIELDS}
    own = told.get("of") == "me" or not asked.who.may("wallets")
    sought = Sought(
        clause=typed["clause"], document=typed["document"], since=day(typed["since"]), until=day(typed["until"])
    )
    return _Wanted(asked.who.own if own else Holder(asked.who.member), own, typed, sought)


def _rows(asked: Asked, found: Sequence[BookedState]) -> list[EarnedShown]:
    """Return amounts in words; of programs in which others take part alone, those that hand something on are known."""
    named = {each.program for each in found}
    programs: dict[str, Ruling] = {name: each for name, each in rulings().items() if name in named}
    return rows_for(asked.who.member, found, programs, Units(programs, asked.voice, asked.at), asked.voice)


def _clauses(asked: Asked) -> Mapping[str, str]:
    """Return the promises of today by which the visitor may look, with what people call them."""
    today, found = today_of(asked.who.member, asked.at), dict[str, str]()
    for ruling in rulings_of(asked.who.member).values():
        for name, clause in Settling(ruling.calculation, asked.who.member).terms(today).clauses.items():
            found.setdefault(name, asked.voice.title(clause.title, name))
    return dict(sorted(found.items(), key=lambda pair: pair[1]))


def _open_to(asked: Asked, state: BookedState) -> bool:
    """Whether an amount is the visitor's own, his company's, or a colleague's, as far as he may see that."""
    who, holder = asked.who, state.holder
    if (state.member, holder.member) != (who.member, who.member):
        return False
    return holder == who.own or who.may("company" if holder.contact else "wallets")


def _number(text: str) -> int:
    return min(int(text), _FARTHEST) if text.isascii() and text.isdigit() and len(text) < len(str(_FARTHEST)) + 1 else 0
