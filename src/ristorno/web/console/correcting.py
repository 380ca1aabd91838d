"""A row that was set aside, put right cell by cell: tried out, then released with who and why."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final

from django.http import HttpResponse, HttpResponseRedirect

from ristorno.apps.agreements.queries import kinds
from ristorno.apps.facts import operations
from ristorno.apps.facts.draft import Draft
from ristorno.apps.facts.queries import Correction, RowCells, correction
from ristorno.apps.members.queries import members_of, resolve
from ristorno.intake.receipt import Receipt
from ristorno.kernel.problem import Refused
from ristorno.kernel.texts import sayable
from ristorno.web.console.wording import amount_of
from ristorno.web.ground.door import not_there, said, status_of
from ristorno.web.ground.rendering import render
from ristorno.web.ground.visitor import Asked
from ristorno.web.ground.voice import Voice

_LONGEST: Final = 20_000
_LARGEST: Final = 2**62
_LINES: Final = 50
"""So many lines of a document are shown."""
_OUTCOMES: Final = ("accepted", "restated", "duplicate", "retracted")


@dataclass(frozen=True, slots=True)
class CellShown:
    """A cell: the name of its field in the form, what its column is called, what stands there."""

    name: str
    header: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RowShown:
    """A row that waits, in words."""

    number: int
    where: str
    reason: str
    remedy: str
    cells: Sequence[CellShown]
    stood: Mapping[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class LineShown:
    """A line of a document in words; ``nobody`` tells that no member has the code that it names."""

    document: str
    member: str
    nobody: bool
    about: str
    amount: str


@dataclass(frozen=True, slots=True)
class TriedShown:
    """What the corrected rows become: how many lines come in, change, are known, are taken back; the lines."""

    outcomes: Sequence[tuple[str, int]]
    lines: Sequence[LineShown]


def row(asked: Asked, number: int) -> HttpResponse:
    """Show a row that waits, with those that are put right together with it."""
    return _page(asked, _access(number), {})


def correct(asked: Asked, number: int) -> HttpResponse:
    """Try corrected cells out, or release the row as they say."""
    found = _access(number)
    cells, actor = _typed(asked, found), asked.who.user.actor
    try:
        if asked.typed.get("step") == "try":
            told = operations.preview_correction(
                number=found.rows[0].number, cells=cells, at=asked.at, actor=actor, kinds=kinds()
            )
            return _page(asked, found, cells, tried=_tried(told.drafts, told.receipt, asked.voice))
        operations.correct(
            number=found.rows[0].number, cells=cells, reason=asked.typed.get("reason", "")[:_LONGEST], at=asked.at,
            actor=actor, kinds=kinds(),
        )  # fmt: skip
    except Refused as refused:
        return _page(asked, found, cells, refused)
    return HttpResponseRedirect("/console/intake?done=released")


def _access(number: int) -> Correction:
    found = correction(min(number, _LARGEST))
    if found is None:
        raise not_there()
    return found


def _typed(asked: Asked, found: Correction) -> dict[int, dict[str, str]]:
    """Return the cells as they were sent, by rows; as they stood where none was sent."""
    return {
        row.number: {
            header: sayable(asked.typed.get(name, row.cells[header]))[:_LONGEST]
            for header, name in _fields(row).items()
        }
        for row in found.rows
    }


def _fields(row: RowCells) -> dict[str, str]:
    """Return the names of fields in the form by the headers of a row."""
    return {header: f"cell-{row.number}-{place}" for place, header in enumerate(row.cells)}


def _page(
    asked: Asked,
    found: Correction,
    cells: Mapping[int, Mapping[str, str]],
    refused: Refused | None = None,
    tried: TriedShown | None = None,
) -> HttpResponse:
    voice = asked.voice
    problems = [] if refused is None else [
        " ".join(filter(None, (f"{each.place}:" if str(each.place) else "", sentence)))
        for each, sentence in zip(refused.problems, said(asked, refused), strict=True)
    ]  # fmt: skip
    return render(
        asked, "console/correct.html.jinja", page="intake", number=found.rows[0].number,
        rows=[_shown(each, cells.get(each.number, {}), voice) for each in found.rows],
        stays=_lines(found.stays[:_LINES], voice), problems=problems, tried=tried,
        reason=asked.typed.get("reason", ""), status=status_of(refused),
    )  # fmt: skip


def _shown(row: RowCells, typed: Mapping[str, str], voice: Voice) -> RowShown:
    names = _fields(row)
    return RowShown(
        number=row.number,
        where=" · ".join(filter(None, (row.file, str(row.row), row.header))),
        reason=row.reason,
        remedy=row.remedy,
        cells=[CellShown(names[each], _called(each, voice), typed.get(each, text)) for each, text in row.cells.items()],
        stood=row.stood,
    )


def _called(header: str, voice: Voice) -> str:
    """Return what a column is called: a field of ours in words, what belongs to somebody's file as it stands there."""
    return voice(f"console.fact.{header}") if voice.has(f"console.fact.{header}") else header


def _tried(drafts: Sequence[Draft], receipt: Receipt, voice: Voice) -> TriedShown:
    outcomes = [(name, getattr(receipt, name)) for name in _OUTCOMES if getattr(receipt, name)]
    return TriedShown(outcomes, _lines(drafts[:_LINES], voice))


def _lines(drafts: Sequence[Draft], voice: Voice) -> list[LineShown]:
    keys = resolve({each.member for each in drafts})
    names = {key: each.name or key for key, each in members_of(set(keys.values())).items()}
    return [
        LineShown(
            document=" / ".join(filter(None, (each.document, each.line))),
            member=names.get(keys.get(each.member, ""), each.member),
            nobody=each.member not in keys,
            about=_about(each, voice),
            amount=_amount(each, voice),
        )
        for each in drafts
    ]


def _about(draft: Draft, voice: Voice) -> str:
    at = draft.occurred_at
    when = f"{voice.short_day(at)}, {at.astimezone(UTC):%H:%M} UTC" if isinstance(at, datetime) else voice.short_day(at)
    many = "" if draft.quantity is None else f"{voice.number(draft.quantity)} {draft.uom or ''}".strip()
    return " · ".join(filter(None, (draft.kind, when, draft.product, many)))


def _amount(draft: Draft, voice: Voice) -> str:
    if draft.amount is None:
        return ""
    return amount_of(draft.amount, draft.currency, voice) if draft.currency else voice.number(draft.amount)
