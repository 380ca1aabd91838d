"""What the terms want: answers of the engine as amounts for keys, expected or spendable, with their last day."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Final, NamedTuple

from ristorno.apps.accruals.models import Booked
from ristorno.apps.wallets.values import UnitTerms
from ristorno.engine.accrual import Accrual
from ristorno.engine.calculation import Calculation
from ristorno.engine.granted import FundWindow
from ristorno.engine.provided import Provision
from ristorno.engine.settling import Settling
from ristorno.engine.terms.terms import Terms
from ristorno.kernel.number import exactly
from ristorno.kernel.period import LAST_DAY


@dataclass(frozen=True, slots=True, order=True)
class Key:
    """What an amount is booked for. Empty texts stand for none."""

    program: str
    agreement: str
    clause: str
    member: str
    contact: str
    party: str
    group: str
    unit: str
    starts: date
    ends: date
    document: str


@dataclass(frozen=True, slots=True, order=True)
class ProvisionKey:
    """What the sponsor sets something aside for."""

    program: str
    agreement: str
    clause: str
    member: str
    unit: str
    starts: date
    ends: date


@dataclass(frozen=True, slots=True, order=True)
class FundKey:
    """A window of a fund of a member."""

    program: str
    fund: str
    member: str
    unit: str
    starts: date
    ends: date


class Stood(NamedTuple):
    """How a window of a fund stands, in smallest steps."""

    put_in: int
    granted: int
    lapsed: int


NOT_FUNDED: Final = Stood(0, 0, 0)


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is wanted for a key, in smallest steps."""

    count: int
    ends_on: date | None
    """The last day on which it can be spent, None: for good."""
    accrual: Accrual
    over: bool
    """Whether no fact is taken for the window any more and it is calculated."""
    waits: bool
    """Whether it can be spent only when a statement with it was issued."""


def units_of(calculation: Calculation) -> tuple[UnitTerms, ...]:
    """Return what a program can give, as wallets keep it; rewards in pieces too."""
    terms = calculation.common().spans[-1].rules.terms if calculation.common().spans else calculation.program.terms
    return tuple(
        UnitTerms(name, unit.kind, terms.steps[name], terms.time_zone, unit.expires, unit.wallet)
        for name, unit in terms.earnable.items()
    )


def wanted(program: str, accruals: Iterable[Accrual], settling: Settling, today: date) -> Mapping[Key, Wanted]:
    """Return what is wanted for every key that gives anything.

    What a fund has collected is claimed from the fund, so it is on no wallet.
    """
    found = ((key_of(program, accrual), accrual) for accrual in accruals if accrual.collected is None)
    return {key: want for key, accrual in found if (want := _want(accrual, settling, today)) is not None}


def provided(
    program: str, provisions: Iterable[Provision], terms: Terms
) -> Iterator[tuple[ProvisionKey, int, Provision]]:
    """Yield what the sponsor sets aside, in smallest steps."""
    for each in provisions:
        key = ProvisionKey(
            program, each.agreement, each.clause, each.member, each.unit, each.window.start, each.window.end
        )
        yield key, _steps(each.amount, terms.step(each.unit)), each


def funded(
    program: str, member: str, windows: Iterable[FundWindow], terms: Terms
) -> Iterator[tuple[FundKey, Stood, str]]:
    """Yield how the windows of a member's funds stand, each with its name."""
    for each in windows:
        key = FundKey(program, each.name, member, each.unit, each.window.start, each.window.end)
        step = terms.step(each.unit)
        yield key, Stood(*(_steps(one, step) for one in (each.put_in, each.granted, each.lapsed))), each.window_label


def key_of(program: str, accrual: Accrual) -> Key:
    """Return what an accrual is booked for."""
    return Key(
        program=program,
        agreement=accrual.agreement,
        clause=accrual.clause,
        member=accrual.member,
        contact=accrual.contact or "",
        party=accrual.party or "",
        group=accrual.group or "",
        unit=accrual.unit,
        starts=accrual.window.start,
        ends=accrual.window.end,
        document=accrual.document or "",
    )


def key_of_row(row: Booked) -> Key:
    """Return what a row is booked for."""
    return Key(**{name: getattr(row, name) for name in Key.__dataclass_fields__})


def spendable(accrual: Accrual, today: date) -> bool:
    """Return whether an amount can be spent today.

    A document or fact gives at once, unless facts are still taken for it. Any wider window must be over, the last day
    on which facts are taken for it too (the engine looks from the end of the day, and today goes on), and calculated.
    Some amounts wait longer: for some days, or until their document is paid.
    """
    until = accrual.accept_until
    at_once = accrual.document is not None and until == accrual.window.last
    closed = at_once or until is None or today > until
    calculated = accrual.calculate_on is None or today >= accrual.calculate_on
    waits = accrual.unpaid or (accrual.usable_on is not None and today < accrual.usable_on)
    return accrual.status == "final" and closed and calculated and not waits


def _want(accrual: Accrual, settling: Settling, today: date) -> Wanted | None:
    terms = settling.calculation.program.terms
    amount = accrual.granted.amount if accrual.granted is not None else accrual.amount
    count = _steps(amount, terms.step(accrual.unit))
    if not count:
        return None
    return Wanted(count, _ends_on(accrual, terms), accrual, spendable(accrual, today), settling.waits(accrual))


def _ends_on(accrual: Accrual, terms: Terms) -> date | None:
    expires = terms.earnable[accrual.unit].expires
    if expires is None or expires.rolls or accrual.window.end >= LAST_DAY:
        return None
    return expires.last_day(accrual.window.last)


def _steps(amount: Decimal, step: Decimal) -> int:
    with exactly():
        count, rest = divmod(amount, step)
    assert not rest, "the engine gives whole steps"
    return int(count)
