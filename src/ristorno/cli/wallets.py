"""``ristorno wallets``: what members have, how it moved, and moving it by hand."""

from collections.abc import Callable, Iterator, Sequence
from datetime import date, datetime
from functools import partial
from typing import TYPE_CHECKING, Annotated, Protocol, TypedDict, TypeVar
from uuid import uuid4

import typer

from ristorno.cli.acting import ByOption, acting
from ristorno.cli.keeping import kept, now
from ristorno.cli.screen import in_books, screen, show_table
from ristorno.engine.terms.scalars import read_day, read_number
from ristorno.kernel.number import plain
from ristorno.kernel.problem import Problem, Refused

if TYPE_CHECKING:
    from decimal import Decimal

    from ristorno.apps.wallets.values import GrantState, WalletState

app = typer.Typer(help="What members have of points and money.", no_args_is_help=True)

MemberArgument = Annotated[str, typer.Argument(metavar="MEMBER", help="The key of a member.")]
UnitArgument = Annotated[str, typer.Argument(metavar="UNIT", help="A unit of the programs, such as PTS.")]
AmountArgument = Annotated[str, typer.Argument(metavar="AMOUNT", help="How much, such as 1_000 or 12.50.")]
ContactOption = Annotated[str, typer.Option("--contact", help="A person there, in the company's place.")]
ReasonOption = Annotated[str, typer.Option("--reason", help="Why; the member reads it.")]
KeyOption = Annotated[str | None, typer.Option("--key", help="A key, so that the same is never done twice.")]
_PART = "wallets"


@app.command("list")
def wallets(
    member: Annotated[str | None, typer.Argument(metavar="MEMBER", help="Of one member alone.")] = None,
) -> None:
    """Tell what is on the wallets of a member, or of everybody."""
    with kept():
        from ristorno.apps.wallets.queries import everybody, wallets_of

        found = list(wallets_of(member)) if member is not None else []
        after = 0
        while member is None and (page := everybody(after=after)):
            found += page
            after = page[-1].number
    show_table(
        "Wallets",
        ("member", "contact", "unit", "expected", "can be spent", "held", "owed"),
        [_row(each) for each in found],
    )


class _Numbered(Protocol):
    """A line of a statement."""

    @property
    def number(self) -> int:
        """The number by which reading goes on."""
        ...


_Line = TypeVar("_Line", bound=_Numbered)


def _pages(read: Callable[..., Sequence[_Line]]) -> Iterator[_Line]:
    """Yield all lines of a statement that is read page by page."""
    after = 0
    while page := read(after=after):
        yield from page
        after = page[-1].number


@app.command("show")
def show(member: MemberArgument, unit: UnitArgument, contact: ContactOption = "", language: str = "en") -> None:
    """Tell how a wallet moved, line by line, and when what is on it ends."""
    with kept():
        from ristorno.apps.wallets.queries import statement, wallet
        from ristorno.apps.wallets.values import Holder

        holder = Holder(member, contact)
        state = wallet(holder, unit)
        lines = list(_pages(partial(statement, holder, unit)))
    if state is None:
        reason = f"Nothing ever came to a wallet of {holder} in {unit}."
        raise Refused([Problem("wallets.unknown", reason, "See `ristorno wallets list`.")])
    rows = [
        (
            f"{line.happened_at:%Y-%m-%d %H:%M}",
            line.shown.get(language, line.movement),
            line.reason,
            *(in_books(each, unit) if each else "" for each in (line.pending, line.free, line.held, line.owed)),
            f"{line.ends_on}" if line.ends_on else "",
        )
        for line in lines
    ]
    show_table(
        f"{holder}, {unit}", ("when", "what", "reason", "expected", "can be spent", "held", "owed", "until"), rows
    )
    show_table(
        "What can be spent",
        ("left", "until"),
        [(in_books(lot.amount, unit), f"{lot.ends_on or ''}") for lot in state.lots],
    )


@app.command("funds")
def funds(member: MemberArgument) -> None:
    """Tell what the funds of a member hold."""
    with kept():
        from ristorno.apps.wallets.queries import funds_of

        rows = [(each.program, each.name, each.unit, in_books(each.balance, each.unit)) for each in funds_of(member)]
    show_table(f"Funds of {member}", ("program", "fund", "unit", "holds"), rows)


@app.command("fund")
def fund(
    member: MemberArgument,
    program: Annotated[str, typer.Argument(metavar="PROGRAM", help="The program that has the fund.")],
    name: Annotated[str, typer.Argument(metavar="FUND", help="The fund, such as advertising.")],
    language: str = "en",
) -> None:
    """Tell how a fund moved, line by line, and what it held after each."""
    with kept():
        from ristorno.apps.wallets.queries import fund_statement, funds_of

        found = [each for each in funds_of(member) if (each.program, each.name) == (program, name)]
        lines = [(each.unit, line) for each in found for line in _pages(partial(fund_statement, each))]
    if not found:
        reason = f"{member} has no fund {name!r} under {program!r}."
        raise Refused([Problem("wallets.no_fund", reason, f"See `ristorno wallets funds {member}`.")])
    rows = [
        (
            f"{line.happened_at:%Y-%m-%d %H:%M}",
            line.shown.get(language, line.movement),
            in_books(line.amount, unit),
            in_books(line.balance, unit),
        )
        for unit, line in lines
    ]
    show_table(f"{name} of {member}", ("when", "what", "amount", "holds"), rows)


@app.command("adjust")
def adjust(
    member: MemberArgument,
    unit: UnitArgument,
    amount: AmountArgument,
    reason: ReasonOption,
    contact: ContactOption = "",
    key: KeyOption = None,
    by: ByOption = None,
) -> None:
    """Correct a wallet by hand, up or (below zero) down; above the limit another one approves it."""
    with kept():
        from ristorno.apps.wallets.operations import adjust
        from ristorno.apps.wallets.values import Holder

        _tell(adjust(holder=Holder(member, contact), unit=unit, reason=reason, **_asked(amount, key, by)))


@app.command("give")
def give(
    member: MemberArgument,
    unit: UnitArgument,
    amount: AmountArgument,
    reason: ReasonOption,
    contact: ContactOption = "",
    key: KeyOption = None,
    by: ByOption = None,
) -> None:
    """Give something at your discretion; above the limit another one approves it."""
    with kept():
        from ristorno.apps.wallets.operations import give
        from ristorno.apps.wallets.values import Holder

        _tell(give(holder=Holder(member, contact), unit=unit, reason=reason, **_asked(amount, key, by)))


@app.command("limit")
def limit(
    of: Annotated[str, typer.Argument(metavar="ACTOR", help="An operator, as --by names one, or a key: key:3.")],
    unit: UnitArgument,
    amount: AmountArgument,
    by: ByOption = None,
) -> None:
    """Say how much somebody may give and correct in a month without a second person."""
    with kept():
        from ristorno.apps.wallets.operations import limit

        whose = of if of.startswith("key:") else acting(of, _PART)
        limit(of=whose, unit=unit, per_month=_amount(amount), actor=acting(by, _PART))
    screen.print(f"{of} may give and correct {amount} {unit} in a month alone.", markup=False)


@app.command("open")
def open_(
    member: MemberArgument,
    unit: UnitArgument,
    amount: AmountArgument,
    until: Annotated[str | None, typer.Option("--until", help="The last day of it; without one it has none.")] = None,
    contact: ContactOption = "",
    key: KeyOption = None,
    by: ByOption = None,
) -> None:
    """Bring forward what a member had in an older system, with its last day there."""
    with kept():
        from ristorno.apps.wallets.operations import bring_forward
        from ristorno.apps.wallets.values import Holder

        ends_on = _day(until) if until is not None else None
        asked = _asked(amount, key, by)
        bring_forward(holder=Holder(member, contact), unit=unit, ends_on=ends_on, **asked)
    screen.print(f"{plain(asked['amount'])} {unit} brought forward for {member}: {asked['key']}.", markup=False)


@app.command("waiting")
def waiting() -> None:
    """Tell what waits for a second person."""
    with kept():
        from ristorno.apps.wallets.queries import waiting as found

        rows = [
            (
                each.key,
                str(each.holder),
                in_books(each.amount, each.unit),
                each.unit,
                each.movement,
                each.reason,
                each.asked_by,
            )
            for each in found()
        ]
    show_table("Waiting for another person", ("key", "whose", "amount", "unit", "what", "reason", "asked by"), rows)


@app.command("approve")
def approve(key: Annotated[str, typer.Argument(metavar="KEY")], by: ByOption = None) -> None:
    """Let be done what another one has asked for."""
    with kept():
        from ristorno.apps.wallets.operations import approve

        _tell(approve(key=key, at=now(), actor=acting(by, _PART)))


@app.command("reject")
def reject(key: Annotated[str, typer.Argument(metavar="KEY")], by: ByOption = None) -> None:
    """Let not be done what another one has asked for."""
    with kept():
        from ristorno.apps.wallets.operations import reject

        reject(key=key, at=now(), actor=acting(by, _PART))
    screen.print(f"{key} was rejected.", markup=False)


@app.command("expire")
def expire() -> None:
    """Let expire what is over and end holds that are; the schedule does it by itself."""
    with kept():
        from ristorno.apps.wallets.operations import end_holds, expire_all

        ended, expired = end_holds(at=now(), actor=f"command:{_PART}"), expire_all(at=now(), actor=f"command:{_PART}")
    screen.print(f"Something expired on {expired:,} wallets; {ended:,} holds ended.")


class _Asked(TypedDict):
    """What is alike in everything that is done by hand."""

    key: str
    amount: "Decimal"
    at: datetime
    actor: str


def _asked(amount: str, key: str | None, by: str | None) -> _Asked:
    return {"key": key or f"{uuid4()}", "amount": _amount(amount), "at": now(), "actor": acting(by, _PART)}


def _tell(done: "GrantState") -> None:
    state = "waits for another person" if done.waiting else "is done"
    screen.print(
        f"{plain(done.amount)} {done.unit} for {done.holder}: {done.key} {state}.", markup=False, soft_wrap=True
    )


def _row(each: "WalletState") -> tuple[str, ...]:
    amounts = (each.pending, each.spendable, each.held, each.owed)
    return each.holder.member, each.holder.contact, each.unit, *(in_books(amount, each.unit) for amount in amounts)


def _day(text: str) -> date:
    try:
        return read_day(text)
    except ValueError as error:
        raise Refused([Problem("usage.value", f"--until: {error}.", "Write a day such as 2026-03-31.")]) from None


def _amount(text: str) -> "Decimal":
    try:
        return read_number(text)
    except ValueError as error:
        raise Refused([Problem("usage.value", f"{error}.", "Write an amount such as 1_000 or 12.50.")]) from None
