"""Reading rewards: the catalog as somebody sees it, what was asked for, the register of gifts."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime
from decimal import Decimal
from functools import cache
from zoneinfo import ZoneInfo

from django.db.models import Max

from ristorno.apps.accruals.ahead import ahead
from ristorno.apps.counters.queries import counters
from ristorno.apps.members.queries import codes_of
from ristorno.apps.rewards import refusals
from ristorno.apps.rewards.models import Redemption, Step, Version
from ristorno.apps.rewards.rules import WAITING, stock_of, why_not
from ristorno.apps.rewards.terms import read_kept
from ristorno.apps.rewards.values import Gift, Offered, RedemptionState, RewardState, StepState, Visitor
from ristorno.apps.wallets.queries import spendable
from ristorno.apps.wallets.values import Holder
from ristorno.kernel.number import ZERO


def catalog(at: datetime) -> Sequence[RewardState]:
    """Return all rewards that were not withdrawn, by name, with what is left of each."""
    newest = Version.objects.filter(reward__withdrawn_at=None).values("reward").annotate(Max("id")).values("id__max")
    found = [*Version.objects.filter(pk__in=newest).select_related("reward").order_by("reward__name")]
    return _rewards(found, at)


def access_reward(name: str, at: datetime) -> RewardState:
    """Return a reward of the catalog. Refused where there is none."""
    newest = Version.objects.filter(reward__name=name, reward__withdrawn_at=None).select_related("reward")
    found = newest.order_by("pk").last()
    if found is None:
        raise refusals.unknown(name, [each.name for each in catalog(at)])
    return _rewards([found], at)[0]


def offered(visitor: Visitor, at: datetime) -> Sequence[Offered]:
    """Return what somebody may ask for today, what can be paid first, then what is least out of reach."""
    level = levels_of(visitor.member, at)
    seen = [each for each in catalog(at) if each.terms.open_on(at.astimezone(ZoneInfo(each.zone)).date())]
    seen = [each for each in seen if why_not(each.terms, visitor, level) is None]
    has = {
        payer: spendable(
            Holder(visitor.member, visitor.contact if payer == "contact" else ""),
            {each.terms.unit for each in seen if each.terms.payer == payer},
            at,
        )
        for payer in ("company", "contact")
    }
    shown = [_offered(each, has[each.terms.payer].get(each.terms.unit, ZERO)) for each in seen]
    return sorted(shown, key=lambda each: (each.missing, each.reward.terms.points, each.reward.name))


def levels_of(member: str, at: datetime) -> Callable[[str, str], str | None]:
    """Return what tells a member's level by program and ladder; nothing is counted until it is asked."""

    @cache
    def known() -> Mapping[tuple[str, str], str]:
        return {(each.program, climb.ladder): climb.level for each in ahead(member, at) for climb in each.climbs}

    return lambda program, ladder: known().get((program, ladder))


def redemptions(
    *, member: str | None = None, contact: str | None = None, waiting: bool = False, after: int = 0, most: int = 50,
    latest: bool = False, state: str | None = None,
) -> Sequence[RedemptionState]:  # fmt: skip
    """Return what was asked for, the earliest first, from the one after a number on: of a member, a person, all.

    ``latest``: the latest first. ``state``: those alone that stand there.
    """
    found = Redemption.objects.filter(pk__gt=after).select_related("version__reward")
    found = found.order_by("-pk" if latest else "pk")
    if member is not None:
        found = found.filter(member__in=_also(member))
    if contact is not None:
        found = found.filter(contact=contact)
    if state is not None:
        found = found.filter(state=state)
    if waiting:
        found = found.filter(state__in=WAITING)
    return told(found[:most])


def for_sponsor(state: str, most: int) -> tuple[int, Sequence[RedemptionState]]:
    """Return how many wait in a state for the sponsor, and the first of them.

    What a company agrees with itself waits for the company.
    """
    found = Redemption.objects.filter(state=state).select_related("version__reward").order_by("pk")
    if state == "asked":
        found = found.filter(version__words__approval="sponsor")
    count = found.count()
    return count, told(found[:most]) if count else ()


def access_redemption(number: int, member: str | None = None) -> RedemptionState:
    """Return what was asked for under a number, by one member alone if it is named. Refused where there is nothing."""
    found = Redemption.objects.filter(pk=number).select_related("version__reward")
    shown = told(found if member is None else found.filter(member__in=_also(member)))
    if not shown:
        raise refusals.no_redemption(number)
    return shown[0]


def _also(member: str) -> tuple[str, ...]:
    """Return the keys under which a member asked for anything: its own, and those of members merged into it."""
    return (member, *codes_of(member))


def register(year: int) -> Sequence[Gift]:
    """Return the gifts to persons that were handed over in a year, in the zone of each, the earliest first."""
    found = Redemption.objects.filter(state=Redemption.State.FULFILLED).select_related("version__reward")
    shown = []
    for each in found.order_by("handed_at", "pk"):
        terms, zone = read_kept(each.version.words), ZoneInfo(each.version.zone)
        assert each.handed_at is not None
        if terms.gives.REGISTERED and each.handed_at.astimezone(zone).year == year:
            value = {currency: amount * each.quantity for currency, amount in (terms.value or {}).items()}
            shown.append(
                Gift(
                    number=each.pk, member=each.member, contact=each.contact, recipient=each.told.get("recipient", ""),
                    reward=each.version.reward.name, quantity=each.quantity, value=value, handed_at=each.handed_at,
                )
            )  # fmt: skip
    return shown


def told(found: Iterable[Redemption]) -> Sequence[RedemptionState]:
    """Return rows as others read them; for this room only."""
    rows = list(found)
    steps: dict[int, list[StepState]] = {row.pk: [] for row in rows}
    for step in Step.objects.filter(redemption__in=rows).order_by("pk"):
        steps[step.redemption_id].append(StepState(step.state, step.actor, step.at, step.note))
    return [_redemption(row, steps[row.pk]) for row in rows]


def _redemption(row: Redemption, steps: Sequence[StepState]) -> RedemptionState:
    terms = read_kept(row.version.words)
    return RedemptionState(
        number=row.pk, key=row.key, reward=row.version.reward.name, terms=terms, member=row.member,
        contact=row.contact, quantity=row.quantity, unit=terms.unit, points=row.points, told=row.told,
        handed=row.handed, state=row.state, asked_at=row.asked_at, handed_at=row.handed_at, steps=steps,
    )  # fmt: skip


def _offered(reward: RewardState, has: Decimal) -> Offered:
    return Offered(reward=reward, has=has, missing=max(ZERO, reward.terms.points - has))


def _rewards(found: Sequence[Version], at: datetime) -> Sequence[RewardState]:
    kept = counters([stock_of(each.reward.name) for each in found], at)
    shown = []
    for each in found:
        terms, counter = read_kept(each.words), kept.get(stock_of(each.reward.name))
        gone = counter.gone if counter else ZERO
        left = None if terms.stock is None else int(max(ZERO, terms.stock - gone))
        shown.append(RewardState(name=each.reward.name, version=each.pk, zone=each.zone, terms=terms, left=left))
    return shown
