"""The first page: where the company stands, what is missing to more, what that would bring, what is on the wallet."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction

from django.http import HttpResponse

from ristorno.apps.accruals.ahead import Ahead, Climb, Running
from ristorno.apps.accruals.queries import ahead, earned
from ristorno.apps.settlements.queries import statements
from ristorno.apps.wallets.values import Holder
from ristorno.engine.sentences.names import Names, unit_names
from ristorno.kernel.number import ZERO, exactly, round_to
from ristorno.web.ground.earnings import rows_for
from ristorno.web.ground.names import Units, rulings_of
from ristorno.web.ground.rendering import render
from ristorno.web.ground.visitor import Asked
from ristorno.web.ground.voice import Voice
from ristorno.web.portal.messages import unread
from ristorno.web.portal.wallets import shown_wallets

_TENTH, _CENT = Decimal("0.1"), Decimal("0.01")
_ROWS = 4
"""So many amounts that came lately are shown."""
_MONEY = frozenset({"sum.amount", "sum.cost", "sum.margin", "sum.tax"})


@dataclass(frozen=True, slots=True)
class StepShown:
    """A step of a table as it is drawn: where it stands in per cent of the width, its texts, whether it is reached."""

    at: str
    share: Decimal
    rate: str
    reached: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class RunShown:
    """A promise that runs today, in words. ``filled`` is how much of its bar is, in per cent."""

    title: str
    window: str
    now: str
    measured: str
    filled: Decimal
    steps: Sequence[StepShown]
    marginal: str
    left: str


@dataclass(frozen=True, slots=True, kw_only=True)
class HeroShown:
    """The card on top. ``big`` is what is missing, ``about`` what for; ``advice`` what pays off most now.

    ``bar`` says in words what the bar shows; empty where there is none.
    """

    level: str
    big: str
    about: str
    bar: str
    filled: Decimal
    left: str
    advice: str


def home(asked: Asked) -> HttpResponse:
    """Show it; to who may not see the company's standing, only the own wallet."""
    who, voice = asked.who, asked.voice
    wide = who.may("standing")
    programs = rulings_of(who.member)
    units = Units(programs, voice, asked.at)
    found = ahead(who.member, asked.at) if wide else ()
    holder = Holder(who.member) if who.may("wallets") else who.own
    runs = [(each, run) for each in found for run in each.running]
    waiting = statements(member=who.member, contact="", state="approved") if who.may("statements") else ()
    return render(
        asked,
        "portal/home.html.jinja",
        page="home",
        hero=_hero(found, voice),
        runs=[_run(each, run, voice) for each, run in sorted(runs, key=_worth, reverse=True) if _tells(run)],
        wallets=shown_wallets(holder, units, voice),
        lately=rows_for(who.member, earned(holder, most=_ROWS), programs, units, voice),
        waiting=waiting,
        wide=wide,
        unread=unread(asked),
    )


def _hero(found: Sequence[Ahead], voice: Voice) -> HeroShown | None:
    """Return the card: of the first ladder that can be climbed, else of the step that pays best, else of the top."""
    climbs = [(each, climb) for each in found for climb in each.climbs]
    best = _best(found)
    advice = _advice(*best, voice) if best else ""
    for each, climb in climbs:
        if climb.next_level is not None and climb.threshold is not None and climb.missing is not None:
            return HeroShown(
                level=_level(climb.level),
                big=_measure(max(climb.missing, ZERO), climb.measure, each, voice),
                about=voice("home.to_level", level=_level(climb.next_level)),
                bar=_of(climb.measured, climb.threshold, climb.measure, each, voice),
                filled=_share(climb.measured, climb.threshold),
                left=_left(climb.last, each.today, voice),
                advice=advice,
            )
    if best is not None:
        return _stepping(*best, _level(climbs[0][1].level) if climbs else "", voice)
    return _at_the_top(*climbs[0], voice) if climbs else None


def _stepping(each: Ahead, run: Running, level: str, voice: Voice) -> HeroShown:
    missing, rate = run.missing or ZERO, run.next_rate
    return HeroShown(
        level=level,
        big=_measure(missing, run.measure, each, voice),
        about=voice("home.to_step", rate=voice.rate(rate)) if rate is not None else voice("home.to_more"),
        bar=_of(run.measured, run.measured + missing, run.measure, each, voice),
        filled=_share(run.measured, run.measured + missing),
        left=_left(run.last, each.today, voice),
        advice=_advice(each, run, voice),
    )


def _at_the_top(each: Ahead, climb: Climb, voice: Voice) -> HeroShown:
    measured = _measure(climb.measured, climb.measure, each, voice)
    return HeroShown(
        level="", big=_level(climb.level), about=voice("home.at_the_top", measured=measured), bar="", filled=ZERO,
        left="", advice="",
    )  # fmt: skip


def _best(found: Sequence[Ahead]) -> tuple[Ahead, Running] | None:
    """Return the running promise that brings most for what is missing, of those that are within reach."""
    able = [(each, run) for each in found for run in each.running if run.gain > 0 and _in_reach(run)]
    return max(able, key=_worth, default=None)


def _in_reach(run: Running) -> bool:
    """Whether no more is missing than twice what was bought in the window already."""
    return run.missing is not None and 0 < run.missing <= 2 * run.measured


def _worth(pair: tuple[Ahead, Running]) -> tuple[Fraction, str]:
    _, run = pair
    return (Fraction(run.gain) / Fraction(run.missing) if run.missing and run.missing > 0 else Fraction(0), run.clause)


def _advice(each: Ahead, run: Running, voice: Voice) -> str:
    return voice(
        "home.advice", missing=_measure(run.missing or ZERO, run.measure, each, voice),
        gain=voice.amount(run.gain, _unit(each, run, voice)), title=voice.title(run.titles, run.clause),
    )  # fmt: skip


def _tells(run: Running) -> bool:
    """Whether there is anything to say of a promise: a step to come, or an amount."""
    return bool(run.now or run.missing)


def _run(each: Ahead, run: Running, voice: Voice) -> RunShown:
    unit = _unit(each, run, voice)
    top = max((tread.threshold for tread in run.treads), default=run.measured + (run.missing or ZERO))
    end = max(top, run.measured) * Decimal("1.08")
    return RunShown(
        title=voice.title(run.titles, run.clause),
        window=voice.window(run.label) if run.label else "",
        now=voice.amount(run.now, unit),
        measured=_measure(run.measured, run.measure, each, voice),
        filled=_share(run.measured, end),
        steps=[
            StepShown(
                at=_measure(tread.threshold, run.measure, each, voice), share=_share(tread.threshold, end),
                rate=voice.rate(tread.rate) if tread.rate is not None else "",
                reached=run.measured > 0 and run.measured >= tread.threshold,
            )
            for tread in run.treads
            if tread.threshold > 0 or tread.rate
        ],
        marginal=_marginal(each, run, unit, voice),
        left=_left(run.last, each.today, voice),
    )  # fmt: skip


def _marginal(each: Ahead, run: Running, unit: Names, voice: Voice) -> str:
    """Return what is missing to the next step, and what it brings: the amount then less the amount now."""
    if run.missing is None or run.missing <= 0:
        return voice("home.no_step")
    missing, rate = _measure(run.missing, run.measure, each, voice), run.next_rate
    told = {"missing": missing, "rate": voice.rate(rate) if rate is not None else ""}
    if run.then is None:
        return voice("home.first_step", **told) if rate is not None else voice("home.first", **told)
    told["gain"] = voice.amount(run.gain, unit)
    if rate is None:
        return voice("home.marginal", **told)
    return voice("home.marginal_whole" if run.whole else "home.marginal_step", **told)


def _unit(each: Ahead, run: Running, voice: Voice) -> Names:
    return unit_names(each.terms, run.unit, voice.language)


def _of(measured: Decimal, threshold: Decimal, measure: str, each: Ahead, voice: Voice) -> str:
    told = (_measure(value, measure, each, voice) for value in (measured, threshold))
    return voice("home.of", **dict(zip(("measured", "threshold"), told, strict=True)))


def _measure(value: Decimal, measure: str, each: Ahead, voice: Voice) -> str:
    """Return a measured number; of money whole cents, rounded up so that what is missing is enough."""
    currency = each.terms.fact_currency
    if not currency or measure not in _MONEY:
        return voice.number(value)
    return voice.money(round_to(value, _CENT, "up"), currency)


def _level(name: str) -> str:
    return name.replace("_", " ").capitalize()


def _left(last: date | None, today: date, voice: Voice) -> str:
    if last is None:
        return ""
    days = (last - today).days
    return voice.counted("home.days_left", days) if days > 0 else voice("home.last_day")


def _share(part: Decimal, whole: Decimal) -> Decimal:
    """Return how much of a width is filled, in per cent, so that a little is seen as a little."""
    if whole <= 0 or part <= 0:
        return ZERO
    with exactly():
        return min(Decimal(100), round_to(Fraction(part) * 100 / Fraction(whole), _TENTH))
