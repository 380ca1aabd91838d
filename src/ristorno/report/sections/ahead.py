"""Who is near the next step, and what one more order brings."""

from collections.abc import Iterator
from dataclasses import dataclass

from ristorno.report.data import Profile, ReportData
from ristorno.report.nearby import NearStep, NearSteps, NearTier, NearTiers
from ristorno.report.sections.shades import clause_title, ladder_title
from ristorno.report.talk import Talk


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """A member and the step ahead, in ready texts."""

    name: str
    member: str
    brings: str
    change: str
    missing: str
    orders: str
    days: str
    close: bool
    """Whether one usual order is enough."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Ahead:
    """The nearest of one clause or ladder."""

    title: str
    counts: str
    missed: str
    candidates: tuple[Candidate, ...]


def ahead(data: ReportData, talk: Talk) -> tuple[Ahead, ...]:
    """Return who is near, ladders first, then clause by clause."""
    ladders = (_of_ladder(data, talk, near) for near in data.near_tiers)
    return (*ladders, *(_of_clause(data, talk, near) for near in data.near_steps))


def _of_clause(data: ReportData, talk: Talk, near: NearSteps) -> Ahead:
    missed = talk.say("just_missed", window=talk.window(near.nearest[0].window))
    return Ahead(
        title=clause_title(data, talk, near.clause),
        counts=_counts(talk, near),
        missed="" if near.running else missed,
        candidates=tuple(_step(data, talk, step) for step in near.nearest),
    )


def _of_ladder(data: ReportData, talk: Talk, near: NearTiers) -> Ahead:
    return Ahead(
        title=talk.say("on_ladder", ladder=ladder_title(data, talk, near.ladder)),
        counts=_counts(talk, near),
        missed="" if near.running else talk.say("tier_missed"),
        candidates=tuple(_tier(data, talk, tier) for tier in near.nearest),
    )


def _counts(talk: Talk, near: NearSteps | NearTiers) -> str:
    return talk.say("near_counts", candidates=talk.number(near.candidates), within=talk.number(near.within_one))


def _step(data: ReportData, talk: Talk, step: NearStep) -> Candidate:
    now, then = (talk.amount(amount, step.unit) for amount in (step.now, step.then))
    return _candidate(data, talk, step, f"+{talk.amount(step.gain, step.unit)}", f"{now} → {then}")


def _tier(data: ReportData, talk: Talk, tier: NearTier) -> Candidate:
    return _candidate(data, talk, tier, tier.next_tier, " · ".join(_gifts(data, talk, tier)) or tier.tier)


def _gifts(data: ReportData, talk: Talk, tier: NearTier) -> Iterator[str]:
    for clause, factors in data.factors.get(tier.ladder, {}).items():
        if factors[tier.tier] != factors[tier.next_tier]:
            now, then = (talk.number(factors[name]) for name in (tier.tier, tier.next_tier))
            yield f"{clause_title(data, talk, clause)}: ×{now} → ×{then}"


def _candidate(data: ReportData, talk: Talk, near: NearStep | NearTier, brings: str, change: str) -> Candidate:
    profile = data.profiles.get(near.member, Profile())
    currency = data.sales.currency if data.sales else None
    return Candidate(
        name=profile.name or near.member,
        member=near.member if profile.name else "",
        brings=brings,
        change=change,
        missing=talk.measured(near.missing, near.measure, currency),
        orders=talk.number(near.orders, 1) if near.orders is not None else "–",
        days=talk.number(near.days_left) if near.days_left is not None else "–",
        close=near.orders is not None and near.orders <= 1,
    )
