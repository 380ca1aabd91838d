"""Amounts that were earned, as lists show them."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final

from ristorno.apps.accruals.queries import reason
from ristorno.apps.accruals.values import BookedState
from ristorno.apps.agreements.queries import Ruling
from ristorno.engine.accrual import Accrual
from ristorno.engine.sentences import Reckoned, lines, sentence
from ristorno.engine.sentences.paragraph import speaker_for
from ristorno.engine.settling import Settling
from ristorno.report.workbook.words import as_sold
from ristorno.web.ground.names import Units
from ristorno.web.ground.voice import Voice

_MOST: Final = 200
"""So many lines of an amount are shown on its page; statements have more."""


@dataclass(frozen=True, slots=True, kw_only=True)
class EarnedShown:
    """An amount in a list. ``expected`` says that it cannot be spent yet, ``opens`` that its reason may be read."""

    number: int
    title: str
    about: str
    amount: str
    expected: bool
    opens: bool = True


def told_rows(
    found: Iterable[BookedState], programs: Mapping[str, Ruling], units: Units, voice: Voice
) -> list[EarnedShown]:
    """Return amounts as lists show them."""
    return [told_row(each, programs, units, voice) for each in found]


def rows_for(
    member: str, found: Iterable[BookedState], programs: Mapping[str, Ruling], units: Units, voice: Voice
) -> list[EarnedShown]:
    """Return amounts as lists of a member show them; what others hand on to it is told without their affairs."""
    return [
        told_row(each, programs, units, voice) if each.member == member else _handed_on(each, programs, units, voice)
        for each in found
    ]


def _handed_on(state: BookedState, programs: Mapping[str, Ruling], units: Units, voice: Voice) -> EarnedShown:
    about = " · ".join((_window(state, voice), voice("history.handed")))
    return replace(told_row(state, programs, units, voice), about=about, opens=False)


def told_row(state: BookedState, programs: Mapping[str, Ruling], units: Units, voice: Voice) -> EarnedShown:
    """Return one amount as a list shows it."""
    window = _window(state, voice)
    return EarnedShown(
        number=state.number,
        title=_title(state, programs, voice),
        about=" · ".join(filter(None, (window, state.document))),
        amount=voice.signed(state.pending + state.free, units[state.unit]),
        expected=bool(state.pending),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class FactShown:
    """A line on which an amount rests. ``returns`` are those already taken off its value."""

    name: str
    day: str
    value: str
    returns: Sequence[str]


@dataclass(frozen=True, slots=True)
class ReasonShown:
    """Why an amount is what it is: in words, and step by step; empty where nothing is owed for it any more."""

    words: str
    steps: Sequence[Reckoned]
    facts: Sequence[FactShown] = ()
    more: int = 0
    """So many more facts counted than are shown."""


def told_reason(state: BookedState, programs: Mapping[str, Ruling], voice: Voice, at: datetime) -> ReasonShown:
    """Return the reason of an amount that was read with its record."""
    ruling = programs.get(state.program)
    accrual = reason(state, ruling.calculation, at) if ruling else None
    if accrual is None:
        return ReasonShown("", ())
    counted = accrual.explanation.counted
    return ReasonShown(
        sentence(accrual, voice.language), lines(accrual, voice.language), _facts(accrual, voice),
        max(0, len(counted) - _MOST),
    )  # fmt: skip


def _facts(accrual: Accrual, voice: Voice) -> list[FactShown]:
    speaker = speaker_for(accrual, accrual.explanation, voice.language)
    return [
        FactShown(
            name=each.fact, day=voice.short_day(each.day),
            value=" ".join(filter(None, (speaker.measured(each.value, speaker.measure), as_sold(each)))),
            returns=each.returns,
        )
        for each in accrual.explanation.counted[:_MOST]
    ]  # fmt: skip


def _window(state: BookedState, voice: Voice) -> str:
    return voice.short_day(state.starts) if state.document else voice.window(state.label)


def _title(state: BookedState, programs: Mapping[str, Ruling], voice: Voice) -> str:
    ruling = programs.get(state.program)
    if ruling is None:
        return state.clause
    clause = Settling(ruling.calculation, state.member).terms(state.last, state.agreement).clauses.get(state.clause)
    return voice.title(clause.title if clause else None, state.clause)
