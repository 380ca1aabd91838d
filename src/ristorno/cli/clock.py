"""``ristorno clock``: what time it is, and moving it in a sandbox."""

import re
from datetime import UTC, datetime, time, timedelta
from typing import Annotated

import typer

from ristorno.cli.keeping import kept
from ristorno.cli.screen import progress, screen
from ristorno.engine.terms.scalars import read_day, read_instant
from ristorno.kernel.period import add_months
from ristorno.kernel.problem import Problem, Refused

app = typer.Typer(help="What time it is in what is kept, and moving it in a sandbox.", no_args_is_help=True)
_ACTOR = "command:clock"
_SPAN = re.compile(r"(\d{1,4}) ?(hour|day|week|month|year)s?")
_MONTHS = {"month": 1, "year": 12}


@app.command("show")
def show() -> None:
    """Tell what time it is, and whether anybody can move it."""
    with kept():
        from ristorno.apps.clock.queries import now, sandbox

        found, moment = sandbox(), now()
    if found is None:
        screen.print(f"{_told(moment)}, the world's time: this is a real installation.")
        return
    left = "" if found.settled else " Somebody moves it, or was stopped while moving it: `ristorno clock advance`."
    screen.print(f"{_told(moment)}, in a sandbox that began at {_told(found.began_at)}.{left}")


@app.command("set")
def set_(
    to: Annotated[str, typer.Argument(metavar="MOMENT", help="A day, 2026-12-31, or 2026-12-31T18:00+01:00.")],
) -> None:
    """Move the clock of a sandbox to a moment, doing on the way all that time does; a day means its beginning."""
    _advance(moment(to))


@app.command("advance")
def advance(
    by: Annotated[str, typer.Argument(metavar="SPAN", help="Such as 1 day, 3 months, 1 year.")],
) -> None:
    """Move the clock of a sandbox forward by a span of time, doing on the way all that time does."""
    _advance(by)


def _advance(to: datetime | str) -> None:
    with kept(), progress("Moving the clock") as bar:
        from ristorno.apps.clock import operations
        from ristorno.apps.clock.queries import now

        begins = now()
        goal = to if isinstance(to, datetime) else _later(begins, to)

        def heard(at: datetime) -> None:
            bar((at - begins) / (goal - begins) if goal > begins else 1.0, f"{at:%Y-%m-%d %H:%M}")

        done = operations.advance(to=goal, actor=_ACTOR, heard=heard)
    screen.print(f"The clock stands at {_told(done.stands_at)}; members were run {done.runs:,} times on the way.")
    if done.complaints:
        remedy = "Restore a backup of the sandbox, and report what led here."
        raise Refused([Problem("ledger.wrong", complaint, remedy) for complaint in done.complaints])
    screen.print("Ledger, wallets and bookings: all is as it must be.")


def moment(text: str) -> datetime:
    """Return a moment that was typed; a day means its beginning, in UTC."""
    try:
        if "T" in text or " " in text.strip():
            return read_instant(text)
        return datetime.combine(read_day(text), time(), UTC)
    except ValueError as error:
        raise Refused(
            [Problem("usage.value", f"{error}.", "Write it as 2026-12-31 or 2026-12-31T18:00+01:00.")]
        ) from None


def _later(at: datetime, span: str) -> datetime:
    found = _SPAN.fullmatch(span.strip())
    if found is None:
        raise Refused(
            [Problem("usage.value", f"{span!r} is no span of time.", "Write 1 day, 2 weeks, 3 months, 1 year.")]
        )
    count, unit = int(found[1]), found[2]
    try:
        if unit in _MONTHS:
            return datetime.combine(add_months(at.date(), count * _MONTHS[unit]), at.timetz())
        return at + timedelta(**{f"{unit}s": count})
    except (OverflowError, ValueError):
        raise Refused(
            [Problem("usage.value", f"{span!r} is too long.", "Move the clock by a few years at most.")]
        ) from None


def _told(at: datetime) -> str:
    return f"{at.astimezone(UTC):%Y-%m-%d %H:%M} UTC"
