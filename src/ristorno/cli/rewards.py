"""``ristorno rewards``: the catalog of what points can be had for, and what becomes of what was asked for."""

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from ristorno.cli.acting import ByOption, acting
from ristorno.cli.keeping import kept, now
from ristorno.cli.loading import read_text
from ristorno.cli.screen import screen, show_table
from ristorno.kernel.number import plain
from ristorno.kernel.problem import Problem, Refused

if TYPE_CHECKING:
    from ristorno.apps.rewards.values import RedemptionState, RewardState

app = typer.Typer(help="What points can be had for, and what becomes of what was asked for.", no_args_is_help=True)

NumberArgument = Annotated[int, typer.Argument(metavar="NUMBER", help="The number of what was asked for.")]
NameArgument = Annotated[str, typer.Argument(metavar="REWARD", help="The name of a reward.")]
ReasonOption = Annotated[str, typer.Option("--reason", help="Why; whoever asked reads it.")]
_PART = "rewards"
_COLUMNS = ("number", "state", "reward", "pieces", "points", "member", "contact", "asked", "told")


@app.command("declare")
def declare(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="The catalog, as YAML.")], by: ByOption = None
) -> None:
    """Let the rewards of a catalog be as the file says; those that it does not name stay."""
    from ristorno.apps.rewards.terms import read_catalog

    rewards = read_catalog(read_text(file), str(file))
    with kept():
        from ristorno.apps.rewards import operations

        changed = operations.declare(rewards=rewards, at=now(), actor=acting(by, _PART))
    said = f"new or changed: {', '.join(changed)}." if changed else "nothing has changed."
    screen.print(f"{file}: {said}", markup=False, soft_wrap=True)


@app.command("list")
def catalog() -> None:
    """Tell the catalog: prices, and what is left."""
    with kept():
        from ristorno.apps.rewards import queries

        rows = [_reward(each) for each in queries.catalog(now())]
    show_table("Rewards", ("name", "kind", "price", "left", "approval", "title"), rows)


@app.command("withdraw")
def withdraw(name: NameArgument, by: ByOption = None) -> None:
    """Take a reward out of the catalog; what was asked for goes on."""
    with kept():
        from ristorno.apps.rewards import operations

        operations.withdraw(name=name, at=now(), actor=acting(by, _PART))
    screen.print(f"{name} is out of the catalog.", markup=False)


@app.command("asked")
def asked(
    member: Annotated[str | None, typer.Option("--member", help="Of one member alone.")] = None,
    waiting: Annotated[bool, typer.Option("--waiting", help="What waits to be approved or handed over.")] = False,
) -> None:
    """Tell what was asked for, the earliest first."""
    with kept():
        from ristorno.apps.rewards import queries

        found: list[RedemptionState] = []
        while page := queries.redemptions(member=member, waiting=waiting, after=found[-1].number if found else 0):
            found += page
    show_table("Asked for", _COLUMNS, [_row(each) for each in found])


@app.command("approve")
def approve(number: NumberArgument, by: ByOption = None) -> None:
    """Agree with what was asked for; by another person than the one who asked."""
    with kept():
        from ristorno.apps.rewards import operations

        _show(operations.approve(number=number, at=now(), actor=acting(by, _PART)))


@app.command("refuse")
def refuse(number: NumberArgument, reason: ReasonOption, by: ByOption = None) -> None:
    """Do not agree: points and piece come back."""
    with kept():
        from ristorno.apps.rewards import operations

        _show(operations.refuse(number=number, reason=reason, at=now(), actor=acting(by, _PART)))


@app.command("hand-over")
def hand_over(
    number: NumberArgument,
    handed: Annotated[list[str] | None, typer.Option("--with", help="What is told with it: parcel=RA123.")] = None,
    by: ByOption = None,
) -> None:
    """Say that it was handed over: the points are used."""
    with kept():
        from ristorno.apps.rewards import operations

        _show(operations.hand_over(number=number, handed=_pairs(handed or []), at=now(), actor=acting(by, _PART)))


@app.command("cancel")
def cancel(number: NumberArgument, reason: ReasonOption, by: ByOption = None) -> None:
    """Take it back, handed over or not: points come back with their days, the piece into stock."""
    with kept():
        from ristorno.apps.rewards import operations

        _show(operations.cancel(number=number, reason=reason, at=now(), actor=acting(by, _PART)))


@app.command("register")
def register(year: Annotated[int, typer.Argument(metavar="YEAR", help="Of which year.")]) -> None:
    """Tell the gifts to persons that were handed over in a year, with their value."""
    with kept():
        from ristorno.apps.rewards import queries

        found = queries.register(year)
    rows = [
        (
            f"{each.number}", f"{each.handed_at:%Y-%m-%d}", each.member, each.recipient or each.contact, each.reward,
            f"{each.quantity}", ", ".join(f"{plain(value)} {unit}" for unit, value in each.value.items()),
        )
        for each in found
    ]  # fmt: skip
    show_table(f"Gifts of {year}", ("number", "day", "member", "person", "gift", "pieces", "value"), rows)


def _pairs(told: list[str]) -> Mapping[str, str]:
    found = {name.strip(): text.strip() for name, sign, text in (each.partition("=") for each in told) if sign}
    if len(found) < len(told) or not all(found):
        raise Refused([Problem("usage.value", "What is told with it has a name.", "Write --with parcel=RA123.")])
    return found


def _show(found: "RedemptionState") -> None:
    show_table(f"{found.reward} for {found.member}", _COLUMNS, [_row(found)])
    for name, text in found.handed.items():
        screen.print(f"{name}: {text}", markup=False, soft_wrap=True)


def _reward(each: "RewardState") -> tuple[str, ...]:
    terms = each.terms
    left = "" if each.left is None else f"{each.left:,}"
    price = " + ".join(f"{plain(amount)} {unit}" for unit, amount in {**terms.price, **(terms.besides or {})}.items())
    return each.name, terms.gives.KEY, price, left, terms.approval, terms.title.get("en", each.name)


def _row(each: "RedemptionState") -> tuple[str, ...]:
    told = ", ".join(f"{name}: {text}" for name, text in each.told.items())
    points = f"{plain(each.points)} {each.unit}"
    asked_at = f"{each.asked_at:%Y-%m-%d %H:%M}"
    return (
        f"{each.number}", each.state, each.reward, f"{each.quantity}", points, each.member, each.contact,
        asked_at, told,
    )  # fmt: skip
