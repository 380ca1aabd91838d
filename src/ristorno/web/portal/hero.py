"""The card on top of the first page: the level, what is missing to more, where the pace leads, what pays best."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from fractions import Fraction

from ristorno.apps.accruals.ahead import Ahead, Climb, Running
from ristorno.kernel.number import ZERO
from ristorno.web.ground.voice import Voice
from ristorno.web.portal.measured import amount_of, left, level_said, share, unit_of
from ristorno.web.portal.pace import pace


@dataclass(frozen=True, slots=True, kw_only=True)
class HeroShown:
    """The card. ``big`` is what is missing, ``about`` what for; ``advice`` what pays off most now.

    ``bar`` says in words what the bar shows; empty where there is none. ``ahead`` tells where the pace so far leads,
    and ``tick`` stands there on the bar, in per cent of it.
    """

    level: str = ""
    big: str
    about: str
    bar: str = ""
    filled: Decimal = ZERO
    ahead: str = ""
    tick: Decimal | None = None
    left: str = ""
    advice: str = ""


def hero(found: Sequence[Ahead], voice: Voice) -> HeroShown | None:
    """Return the card: of the first level to reach or to keep, else of the step that pays best, else of the top."""
    climbs = [(each, climb) for each in found for climb in each.climbs]
    best = _best(found)
    for each, climb in climbs:
        if climb.next_level is not None and climb.threshold is not None:
            about = voice("home.to_level", level=level_said(climb.next_level))
            return _towards(each, climb, climb.threshold, about, best, voice)
    for each, climb in climbs:
        if climb.keeps is not None and climb.measured < climb.keeps:
            about = voice("home.to_keep", level=level_said(climb.level))
            return _towards(each, climb, climb.keeps, about, best, voice)
    if best is not None:
        return _stepping(*best, level_said(climbs[0][1].level) if climbs else "", voice)
    return _at_the_top(*climbs[0], voice) if climbs else None


def worth(run: Running) -> tuple[Fraction, str]:
    """Return what a promise brings for each unit that is missing to its next step; promises are ordered by it."""
    return (Fraction(run.gain) / Fraction(run.missing) if run.missing and run.missing > 0 else Fraction(0), run.clause)


def _towards(
    each: Ahead, climb: Climb, threshold: Decimal, about: str, best: tuple[Ahead, Running] | None, voice: Voice
) -> HeroShown:
    """Return the card of a threshold that decides on a level."""
    shown = HeroShown(
        level=level_said(climb.level),
        big=amount_of(max(threshold - climb.measured, ZERO), climb.measure, each, voice),
        about=about,
        bar=_of(climb.measured, threshold, climb.measure, each, voice),
        filled=share(climb.measured, threshold),
        left=left(climb.last, each.today, voice),
        advice=_advice(*best, voice) if best else "",
    )
    leads = pace(climb.measured, climb.starts, climb.last, each.today)
    if leads is None:
        return shown
    key = "home.pace_enough" if leads.measured >= threshold else "home.pace_short"
    told = voice(
        key, amount=amount_of(leads.measured, climb.measure, each, voice), day=voice.day(leads.last),
        missing=amount_of(max(threshold - leads.measured, ZERO), climb.measure, each, voice),
    )  # fmt: skip
    return replace(shown, ahead=told, tick=share(leads.measured, threshold))


def _stepping(each: Ahead, run: Running, level: str, voice: Voice) -> HeroShown:
    missing, rate = run.missing or ZERO, run.next_rate
    return HeroShown(
        level=level,
        big=amount_of(missing, run.measure, each, voice),
        about=voice("home.to_step", rate=voice.rate(rate)) if rate is not None else voice("home.to_more"),
        bar=_of(run.measured, run.measured + missing, run.measure, each, voice),
        filled=share(run.measured, run.measured + missing),
        left=left(run.last, each.today, voice),
        advice=_advice(each, run, voice),
    )


def _at_the_top(each: Ahead, climb: Climb, voice: Voice) -> HeroShown:
    measured = amount_of(climb.measured, climb.measure, each, voice)
    return HeroShown(big=level_said(climb.level), about=voice("home.at_the_top", measured=measured))


def _best(found: Sequence[Ahead]) -> tuple[Ahead, Running] | None:
    """Return the running promise that brings most for what is missing, of those that are within reach."""
    able = [(each, run) for each in found for run in each.running if run.gain > 0 and _in_reach(run)]
    return max(able, key=lambda pair: worth(pair[1]), default=None)


def _in_reach(run: Running) -> bool:
    """Whether no more is missing than twice what was bought in the window already."""
    return run.missing is not None and 0 < run.missing <= 2 * run.measured


def _advice(each: Ahead, run: Running, voice: Voice) -> str:
    return voice(
        "home.advice", missing=amount_of(run.missing or ZERO, run.measure, each, voice),
        gain=voice.amount(run.gain, unit_of(each, run, voice)), title=voice.title(run.titles, run.clause),
    )  # fmt: skip


def _of(measured: Decimal, threshold: Decimal, measure: str, each: Ahead, voice: Voice) -> str:
    told = (amount_of(value, measure, each, voice) for value in (measured, threshold))
    return voice("home.of", **dict(zip(("measured", "threshold"), told, strict=True)))
