"""Wallets: what can be spent, what is expected, what is held, what expires, and what moved lately."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from itertools import islice
from zoneinfo import ZoneInfo

from django.http import HttpResponse

from ristorno.apps.agreements.queries import zone_of
from ristorno.apps.facts.queries import consents
from ristorno.apps.wallets import queries
from ristorno.apps.wallets.values import Holder, WalletLine, WalletState
from ristorno.engine.sentences.names import Names
from ristorno.kernel.number import ZERO
from ristorno.web.ground.names import Units, rulings_of
from ristorno.web.ground.rendering import render
from ristorno.web.ground.visitor import Asked
from ristorno.web.ground.voice import Voice

_LATELY = timedelta(days=120)
_MOST = 10
"""So many movements of a wallet are shown."""
_SOON = 3
"""So many days on which something ends are shown."""


@dataclass(frozen=True, slots=True, kw_only=True)
class WalletShown:
    """A wallet in words; texts of what is nothing are empty."""

    unit: str
    name: str
    spendable: str
    pending: str
    held: str
    owed: str
    ends: Sequence[tuple[str, str]]
    """What expires, and on which day."""


@dataclass(frozen=True, slots=True)
class MovementShown:
    """A line of a statement: its words, the day, the amount with its sign."""

    said: str
    why: str
    day: str
    amount: str
    less: bool


def wallets(asked: Asked) -> HttpResponse:
    """Show the company's wallets to who may see them, and everybody's own."""
    who, voice = asked.who, asked.voice
    units = Units(rulings_of(who.member), voice, asked.at)
    holders = [Holder(who.member)] if who.may("wallets") else []
    parts = []
    for holder in (*holders, who.own):
        shown = shown_wallets(holder, units, voice)
        parts.append((holder, [(each, _movements(asked, holder, each.unit, units)) for each in shown]))
    filled = [each for each in parts if each[1]]
    return render(
        asked, "portal/wallets.html.jinja", page="wallets", parts_of=filled, agreed=bool(filled) or may_fill(asked)
    )


def may_fill(asked: Asked) -> bool:
    """Return whether anything can come to the wallets that a visitor sees: to those of staff if the company agrees."""
    who = asked.who
    return who.may("wallets") or consents(who.member, asked.at, zone_of(who.member)).of(who.here.key)


def shown_wallets(holder: Holder, units: Units, voice: Voice) -> list[WalletShown]:
    """Return the wallets of a holder in words, money first."""
    found = queries.wallets_of(holder.member, holder.contact)
    shown = []
    for each in sorted(found, key=lambda state: (not units[state.unit].money, state.unit)):
        unit = units[each.unit]
        ending = [(voice.amount(amount, unit), voice.day(day)) for day, amount in ends_of(each)]
        shown.append(
            WalletShown(
                unit=each.unit,
                name=units.name(each.unit),
                spendable=voice.amount(each.spendable, unit),
                pending=voice.amount(each.pending, unit) if each.pending else "",
                held=voice.amount(each.held, unit) if each.held else "",
                owed=voice.amount(-each.owed, unit) if each.owed else "",
                ends=ending[:_SOON],
            )
        )
    return shown


def ends_of(state: WalletState) -> list[tuple[date, Decimal]]:
    """Return how much ends on which day, the next one first."""
    sums: dict[date, Decimal] = {}
    for lot in state.lots:
        if lot.ends_on is not None:
            sums[lot.ends_on] = sums.get(lot.ends_on, ZERO) + lot.amount
    return sorted(sums.items())


def _movements(asked: Asked, holder: Holder, unit: str, units: Units) -> list[MovementShown]:
    zone = next((ZoneInfo(each.zone) for each in queries.declared() if each.name == unit), ZoneInfo("UTC"))
    lines = queries.statement(holder, unit, since=asked.at - _LATELY)
    shown = (_movement(each, units[unit], zone, asked.voice) for each in reversed(lines) if each.shown)
    return list(islice(shown, _MOST))


def _movement(line: WalletLine, unit: Names, zone: ZoneInfo, voice: Voice) -> MovementShown:
    amount = line.free or line.pending or line.owed or line.held
    return MovementShown(
        said=voice.title(line.shown, line.movement),
        why=line.reason,
        day=voice.moment(line.happened_at, zone),
        amount=voice.signed(amount, unit),
        less=amount < 0,
    )
