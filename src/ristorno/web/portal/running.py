"""What runs today, promise by promise: what it gives now, the steps of its table, what the next one adds."""

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from ristorno.apps.accruals.ahead import Ahead, Running, Tread
from ristorno.engine.sentences.names import Names
from ristorno.kernel.number import ZERO, exactly
from ristorno.web.ground.voice import Voice
from ristorno.web.portal.hero import worth
from ristorno.web.portal.measured import amount_of, left, share, unit_of


@dataclass(frozen=True, slots=True)
class StepShown:
    """A step of a table: its texts, whether it is reached."""

    at: str
    rate: str
    reached: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class RunShown:
    """A promise that runs today, in words.

    On its bar all steps are equally wide, as thresholds grow by more each time: ``filled`` is how much of it is, in per
    cent, and ``ticks`` stand where steps begin.
    """

    title: str
    window: str
    now: str
    measured: str
    filled: Decimal
    ticks: Sequence[Decimal]
    steps: Sequence[StepShown]
    marginal: str
    left: str


def shown_runs(found: Iterable[Ahead], voice: Voice) -> list[RunShown]:
    """Return the promises of which there is anything to say, a step to come or an amount; what pays best is first."""
    runs = [(each, run) for each in found for run in each.running if run.now or run.missing]
    return [_run(each, run, voice) for each, run in sorted(runs, key=lambda pair: worth(pair[1]), reverse=True)]


def _run(each: Ahead, run: Running, voice: Voice) -> RunShown:
    unit = unit_of(each, run, voice)
    thresholds = sorted({tread.threshold for tread in run.treads if tread.threshold > 0})
    return RunShown(
        title=voice.title(run.titles, run.clause),
        window=voice.window(run.label) if run.label else "",
        now=voice.amount(run.now, unit),
        measured=amount_of(run.measured, run.measure, each, voice),
        filled=_along(run.measured, thresholds),
        ticks=[share(Decimal(place), Decimal(len(thresholds))) for place in range(1, len(thresholds))],
        steps=[_step(each, run, tread, voice) for tread in run.treads if tread.threshold > 0 or tread.rate],
        marginal=_marginal(each, run, unit, voice),
        left=left(run.last, each.today, voice),
    )


def _step(each: Ahead, run: Running, tread: Tread, voice: Voice) -> StepShown:
    return StepShown(
        at=amount_of(tread.threshold, run.measure, each, voice),
        rate=voice.rate(tread.rate) if tread.rate is not None else "",
        reached=run.measured > 0 and run.measured >= tread.threshold,
    )


def _along(measured: Decimal, thresholds: Sequence[Decimal]) -> Decimal:
    """Return where a measure stands on a bar of equally wide steps, in per cent."""
    place = bisect_right(thresholds, measured)
    if not thresholds or place == len(thresholds):
        return share(measured, measured)
    below = thresholds[place - 1] if place else ZERO
    with exactly():
        inside = Fraction(max(measured, ZERO) - below) / Fraction(thresholds[place] - below)
        return share(inside + place, Decimal(len(thresholds)))


def _marginal(each: Ahead, run: Running, unit: Names, voice: Voice) -> str:
    """Return what is missing to the next step, and what it brings: the amount then less the amount now."""
    if run.missing is None or run.missing <= 0:
        return voice("home.no_step")
    missing, rate = amount_of(run.missing, run.measure, each, voice), run.next_rate
    told = {"missing": missing, "rate": voice.rate(rate) if rate is not None else ""}
    if run.then is None:
        return voice("home.first_step", **told) if rate is not None else voice("home.first", **told)
    told["gain"] = voice.amount(run.gain, unit)
    if rate is None:
        return voice("home.marginal", **told)
    return voice("home.marginal_whole" if run.whole else "home.marginal_step", **told)
