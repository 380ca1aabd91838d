"""``ristorno accruals``: making what is booked equal to what the terms want."""

import signal
from collections.abc import Callable, Sequence
from threading import Event
from typing import TYPE_CHECKING, Annotated

import typer

from ristorno.cli.keeping import kept, now
from ristorno.cli.loading import as_of_day
from ristorno.cli.screen import progress, screen, show_table

if TYPE_CHECKING:
    from ristorno.apps.accruals.values import Outcome

app = typer.Typer(help="What is booked for members, and who is due.", no_args_is_help=True)
_ACTOR = "command:accruals"


@app.command("run")
def run(
    member: Annotated[str | None, typer.Option("--member", help="This member alone; everybody if left out.")] = None,
    as_of: Annotated[str | None, typer.Option("--as-of", help="Through which day; today if left out.")] = None,
    whole: Annotated[bool, typer.Option("--whole", help="From all facts of the member, trusting no sums.")] = False,
    follow: Annotated[bool, typer.Option("--follow", help="Go on, whoever becomes due, until stopped.")] = False,
) -> None:
    """Book what differs between what the terms want and what was booked; again, nothing changes.

    What moved in the catalog since is told to the facts first.
    """
    with kept():
        from ristorno.apps.accruals import operations
        from ristorno.apps.facts.operations import regroup

        if follow:
            _follow()
            return
        regroup(now(), _ACTOR)
        if whole and member is not None:
            _tell([operations.recount(member=member, at=now(), actor=_ACTOR)])
            return
        day = as_of_day(as_of, None) if as_of is not None else None
        members = None if member is None else [member]
        with progress("Running members") as bar:
            done = operations.run_all(members=members, at=now(), as_of=day, actor=_ACTOR, told=_part(bar))
    _tell(done)


def _part(bar: Callable[[float, str], None]) -> Callable[[int, int], None]:
    return lambda done, members: bar(done / members, f"{done:,} of {members:,} members run")


def _tell(done: Sequence["Outcome"]) -> None:
    changed = sum(1 for each in done if each.booked or each.provisions or each.funds)
    booked = sum(each.booked for each in done)
    screen.print(f"{len(done):,} members run: {booked:,} amounts booked anew for {changed:,} of them.")


@app.command("ways")
def ways(
    member: Annotated[str | None, typer.Option("--member", help="This member alone; all if left out.")] = None,
) -> None:
    """Tell who is run from sums, and why all facts of the others are counted each time."""
    with kept():
        from ristorno.apps.accruals.queries import ways as found

        rows = [
            (each.member, each.program, each.why_whole or "sums", each.last_whole or "sums") for each in found(member)
        ]
    show_table("Ways", ("member", "program", "is counted by", "last run by"), rows)


@app.command("due")
def due(
    failed: Annotated[bool, typer.Option("--failed", help="Only those with whom something went wrong.")] = False,
) -> None:
    """Tell who has to be run, the longest waiting first."""
    with kept():
        from ristorno.apps.accruals.queries import due as found

        rows = [
            (each.member, f"{each.since:%Y-%m-%d %H:%M:%S}", str(each.attempts), each.problem)
            for each in found(failed=failed)
        ]
    show_table("Due", ("member", "since", "attempts", "problem"), rows)


def _follow() -> None:
    from ristorno.apps.accruals.following import follow

    stop = Event()
    for each in (signal.SIGINT, signal.SIGTERM):
        signal.signal(each, lambda *_: stop.set())
    follow(clock=now, stop=stop, actor="system:accruals")
