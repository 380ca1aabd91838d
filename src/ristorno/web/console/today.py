"""The first page of the console: everything that waits for somebody's decision, as far as the operator may see it."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from django.http import HttpResponse

from ristorno.apps.agreements.queries import drafts
from ristorno.apps.facts import queries as facts
from ristorno.apps.members.queries import members_of
from ristorno.apps.rewards import queries as rewards
from ristorno.apps.rewards.values import RedemptionState
from ristorno.apps.settlements import queries as settlements
from ristorno.apps.settlements.values import StatementState
from ristorno.apps.wallets import queries as wallets
from ristorno.web.console.joining import unanswered
from ristorno.web.console.wording import amount_of, due_of
from ristorno.web.ground.rendering import render
from ristorno.web.ground.visitor import Asked
from ristorno.web.ground.voice import Voice

_SHOWN = 4
"""So many of each kind are named; the number tells of all."""


@dataclass(frozen=True, slots=True)
class RowShown:
    """One thing that waits: what it is, about what, and what it is worth."""

    title: str
    about: str
    amount: str = ""


@dataclass(frozen=True, slots=True)
class TopicShown:
    """Things of one kind that wait: ``count`` of all of them, the first in words, and where one decides on them."""

    key: str
    sign: str
    count: int
    rows: Sequence[RowShown]
    page: str = ""


class _Names:
    """What companies are called; each is looked up once for the page, however many things of it wait."""

    def __init__(self) -> None:
        self._known: dict[str, str] = {}

    def __call__(self, keys: Iterable[str]) -> Mapping[str, str]:
        unknown = {*keys}.difference(self._known)
        if unknown:
            self._known |= dict.fromkeys(unknown, "") | {key: each.name for key, each in members_of(unknown).items()}
        return self._known


def today(asked: Asked) -> HttpResponse:
    """Show what waits, and say so where nothing does."""
    topics = list(_topics(asked))
    waiting = [each for each in topics if each.count]
    quiet = [each for each in topics if not each.count]
    count = sum(each.count for each in waiting)
    return render(asked, "console/today.html.jinja", page="today", topics=waiting, quiet=quiet, count=count)


def _topics(asked: Asked) -> Iterator[TopicShown]:
    may, voice, called = asked.who.may, asked.voice, _Names()
    if may("console.drafts"):
        found = [each for each in drafts() if each.state == "proposed" and not each.overtaken]
        rows = [RowShown(each.key, each.note or voice(f"console.kind.{each.kind}")) for each in found[:_SHOWN]]
        yield TopicShown("drafts", "file-pen-line", len(found), rows, "programs")
    if may("console.applications"):
        asking = unanswered(voice)
        rows = [RowShown(each.company, f"{each.title} · {each.day}") for each in asking[:_SHOWN]]
        yield TopicShown("applications", "handshake", len(asking), rows, "applications")
    if may("console.claims"):
        yield TopicShown("claims", "camera", facts.undecided(), _claims(voice, called), "claims")
    if may("console.intake"):
        aside = facts.waiting(most=_SHOWN)
        rows = [RowShown(each.row.reason, f"{each.row.file} · {each.row.row}") for each in aside]
        yield TopicShown("intake", "package-x", facts.waiting_count(), rows, "intake")
    if may("console.statements"):
        counts = settlements.counts()
        for state, sign in (("disputed", "message-circle-warning"), ("frozen", "file-check")):
            first = settlements.statements(state=state, most=_SHOWN) if counts.get(state) else ()
            names = called(each.holder.member for each in first)
            rows = [_statement(each, names, voice) for each in first]
            yield TopicShown(state, sign, counts.get(state, 0), rows, f"statements?state={state}")
    if may("console.rewards"):
        for state, sign in (("asked", "hand-heart"), ("approved", "truck")):
            count, wishes = rewards.for_sponsor(state, _SHOWN)
            yield TopicShown(f"wishes_{state}", sign, count, _wishes(wishes, voice, called), f"rewards?state={state}")
    if may("console.gifts"):
        gifts = wallets.waiting()
        rows = [
            RowShown(str(each.holder), each.reason, amount_of(each.amount, each.unit, voice)) for each in gifts[:_SHOWN]
        ]
        yield TopicShown("gifts", "gift", len(gifts), rows)


def _wishes(found: Sequence[RedemptionState], voice: Voice, called: _Names) -> list[RowShown]:
    names = called(each.member for each in found)
    return [
        RowShown(
            voice.title(each.terms.title, each.reward),
            " · ".join(filter(None, (names[each.member] or each.member, each.contact))),
            amount_of(each.points, each.unit, voice),
        )
        for each in found
    ]


def _claims(voice: Voice, called: _Names) -> list[RowShown]:
    found = [each.claimed for each in facts.claims(undecided=True, most=_SHOWN)]
    names = called(each.member for each in found)
    return [
        RowShown(
            f"{names[each.member] or each.member}: {each.what}", voice.short_day(each.occurred_on),
            voice.money(each.amount, each.currency) if each.amount is not None and each.currency else "",
        )
        for each in found
    ]  # fmt: skip


def _statement(state: StatementState, names: Mapping[str, str], voice: Voice) -> RowShown:
    holder = state.holder
    whose = filter(None, (names[holder.member] or holder.member, holder.contact, voice.short_day(state.through)))
    return RowShown(state.number, " · ".join(whose), due_of(state, voice))
