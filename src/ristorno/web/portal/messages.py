"""The inbox: what others did that concerns the visitor, read from where it is kept, newest first; nothing is copied.

What he himself did is no news to him, and what he may not see is not told.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from itertools import pairwise

from django.http import HttpResponse

from ristorno.apps.accruals.queries import ahead, freed
from ristorno.apps.facts.queries import decided
from ristorno.apps.identity.queries import seen_until
from ristorno.apps.identity.signing_in import see
from ristorno.apps.orders.queries import orders
from ristorno.apps.rewards.queries import redemptions
from ristorno.apps.settlements.queries import answered, statements
from ristorno.apps.settlements.values import StatementState
from ristorno.apps.wallets.queries import wallets_of
from ristorno.apps.wallets.values import Holder
from ristorno.web.ground.earnings import told_row
from ristorno.web.ground.names import Units, rulings_of, today_of
from ristorno.web.ground.rendering import render
from ristorno.web.ground.visitor import Asked
from ristorno.web.portal.measured import level_said
from ristorno.web.portal.wallets import ends_of

_MOST = 50
_SOON = timedelta(days=30)
_OF_STATEMENTS = {"approved": "approved_at", "agreed": "agreed_at", "issued": "issued_at", "withdrawn": "withdrawn_at"}
_OF_REWARDS = frozenset({"approved", "refused", "fulfilled", "canceled"})
_OF_ORDERS = frozenset({"confirmed", "lapsed", "canceled"})


@dataclass(frozen=True, slots=True)
class _News:
    """Something that happened, in the words of a key."""

    at: datetime
    key: str
    what: str
    note: str
    link: str
    stands: str = ""
    """How it stands since then, where its kind has a word of its own for that."""


@dataclass(frozen=True, slots=True, kw_only=True)
class MessageShown:
    """A message in words."""

    said: str
    note: str
    day: str
    link: str
    fresh: bool


@dataclass(frozen=True, slots=True)
class EndShown:
    """Points that end soon."""

    amount: str
    day: str


def messages(asked: Asked) -> HttpResponse:
    """Show them; those that came since the last look are marked, and have been seen from now on."""
    found = _newest(asked, papers_of(asked))
    until = _seen(asked)
    voice = asked.voice
    shown = [
        MessageShown(
            said=voice(f"messages.{each.key}", what=each.what, stands=each.stands), note=each.note,
            link=each.link, day=voice.short_day(each.at.date()), fresh=until is None or each.at > until,
        )
        for each in found
    ]  # fmt: skip
    if found and asked.request.method == "GET" and not asked.who.viewing:
        see(user=asked.who.user.number, member=asked.who.member, until=found[0].at)
    return render(asked, "portal/messages.html.jinja", page="messages", rows=shown, ends=_ending(asked))


def unread(asked: Asked, papers: Sequence[StatementState]) -> int:
    """Return how many messages came since the last look; of the company's statements, as far as they may be seen."""
    until = _seen(asked)
    return sum(until is None or each.at > until for each in _newest(asked, papers))


def _seen(asked: Asked) -> datetime | None:
    return seen_until(asked.who.user.number, asked.who.member)


def papers_of(asked: Asked) -> Sequence[StatementState]:
    """Return the statements of the company, as far as the visitor may see them; drafts are the sponsor's own."""
    if not asked.who.may("statements"):
        return ()
    return [each for each in statements(member=asked.who.member, contact="") if each.approved_at is not None]


def _newest(asked: Asked, papers: Sequence[StatementState]) -> Sequence[_News]:
    found = [
        *_of_statements(asked, papers),
        *_of_answers(asked),
        *_of_levels(asked),
        *_of_bonuses(asked),
        *_of_claims(asked),
        *_of_rewards(asked),
        *_of_orders(asked),
    ]
    # Of two steps of one thing at one moment the later one is the news.
    placed = sorted(enumerate(found), key=lambda pair: (pair[1].at, pair[1].link, pair[0]), reverse=True)
    return [each for _, each in placed[:_MOST]]


def _of_statements(asked: Asked, papers: Sequence[StatementState]) -> Iterator[_News]:
    for each in papers:
        by = {"agreed": each.agreed_by, "withdrawn": each.withdrawn_by}
        for state, moment in _OF_STATEMENTS.items():
            at = getattr(each, moment)
            if at is not None and by.get(state) != asked.who.user.actor:
                key = "came" if state == "approved" != each.state else state
                yield _News(at, f"statement.{key}", each.number, "", f"/statements/{each.number}")


def _of_answers(asked: Asked) -> Iterator[_News]:
    if asked.who.may("statements"):
        for each in answered(asked.who.member, most=_MOST):
            key = "answer.accepted" if each.answer.accepted else "answer.declined"
            link = f"/statements/{each.statement}#line-{each.place}"
            yield _News(each.answer.at, key, each.statement, each.answer.words, link)


def _of_levels(asked: Asked) -> Iterator[_News]:
    """Yield from which day on the company has held another level than before; with the beginning of that day."""
    if asked.who.may("standing"):
        for program in ahead(asked.who.member, asked.at):
            for before, level in pairwise(sorted(program.levels, key=lambda each: (each.ladder, each.start))):
                if before.ladder == level.ladder and before.tier != level.tier:
                    tiers = [*program.terms.ladders[level.ladder].tiers]
                    key = "level.up" if tiers.index(level.tier) > tiers.index(before.tier) else "level.down"
                    at = datetime.combine(level.start, time(), program.terms.zone)
                    yield _News(at, key, level_said(level.tier), "", "/")


def _of_bonuses(asked: Asked) -> Iterator[_News]:
    holder = Holder(asked.who.member) if asked.who.may("wallets") else asked.who.own
    programs = rulings_of(asked.who.member)
    units = Units(programs, asked.voice, asked.at)
    for each in freed(holder, most=_MOST):
        row = told_row(each.state, programs, units, asked.voice)
        key = "bonus.more" if each.free > 0 else "bonus.less"
        amount = asked.voice.amount(abs(each.free), units[each.state.unit])
        yield _News(each.at, key, amount, f"{row.title} · {row.about}", f"/history/{row.number}")


def _of_claims(asked: Asked) -> Iterator[_News]:
    for each in decided(asked.who.member, most=_MOST):
        if asked.who.may("claims.company") or each.filed_by == asked.who.user.actor:
            key = "claim.approved" if each.approved else "claim.declined"
            yield _News(each.decided_at, key, each.what, each.reason, "/claims")


def _of_rewards(asked: Asked) -> Iterator[_News]:
    contact = None if asked.who.may("rewards.company") else asked.who.here.key
    for wish in redemptions(member=asked.who.member, contact=contact, latest=True, most=_MOST):
        title = asked.voice.title(wish.terms.title, wish.reward)
        for step in wish.steps:
            if step.state in _OF_REWARDS and step.actor != asked.who.user.actor:
                stands = wish.terms.gives.stands(step.state, asked.voice.language)
                yield _News(step.at, f"reward.{step.state}", title, step.note, "/rewards", stands)


def _of_orders(asked: Asked) -> Iterator[_News]:
    if not asked.who.may("order"):
        return
    for each in orders(asked.at, member=asked.who.member, reference="portal", latest=True, most=_MOST):
        if each.state in _OF_ORDERS and each.ended_at is not None:
            yield _News(each.ended_at, f"order.{each.state}", str(each.number), "", "/order")


def _ending(asked: Asked) -> list[EndShown]:
    """Return what of the wallets that the visitor may spend ends soon, the next day first."""
    who, today = asked.who, today_of(asked.who.member, asked.at)
    holders = [who.own, *([Holder(who.member)] if who.may("wallets") else [])]
    units = Units(rulings_of(who.member), asked.voice, asked.at)
    wallets = [each for holder in holders for each in wallets_of(holder.member, holder.contact)]
    ends = [
        (day, asked.voice.amount(amount, units[each.unit]))
        for each in wallets
        for day, amount in ends_of(each)
        if today <= day <= today + _SOON
    ]
    return [EndShown(amount, asked.voice.day(day)) for day, amount in sorted(ends)]
